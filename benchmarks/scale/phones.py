"""A day's visits of many inspectors, all back in the reach of a network within the same minute: each phone
sends its operations and its photos to one of two processes, and asks again until it has been told that
all are safe."""

import argparse
import hashlib
import http.client
import io
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, cast

from PIL import Image

from benchmarks.scale.running import Running, a_database, config_of, opened, processes
from checklist_app.ids import new_id
from checklist_app.visits.states import stream_of
from checklist_app.web.context import Collections
from tests.distributed.load import Line, PhoneLine, Record
from tests.distributed.town import Town, settle
from tests.visits.phones import AT, SAME_ORIGIN, Phone, begin

if TYPE_CHECKING:
    from tests.client import StrictClient

PHONES: Final = 200
OPERATIONS: Final = 150
PHOTOS: Final = 5
PHOTO: Final = 300_000  # bytes, as the phone has made them smaller
MINUTE: Final = 60.0
LONGEST: Final = 900.0  # seconds until whoever still waits counts as failed


@dataclass
class Day:
    """Of all phones together. `photos` that the server has confirmed."""

    record: Record = field(default_factory=Record)
    over: Event = field(default_factory=Event)
    guard: Lock = field(default_factory=Lock)
    took: list[float] = field(default_factory=list)
    photos: list[tuple[str, str]] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)


def run(_arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as place, a_database() as (_, url):
        folder = Path(place)
        with opened(url, folder) as held:
            town = settle(held.store, config_of(url, folder))
        with processes(2, url, folder) as running:
            day = _all_at_once(town, running)
        with opened(url, folder) as held:
            missing = _missing(day, held)
    _print(day, missing)


def _all_at_once(town: Town, running: Sequence[Running]) -> Day:
    day, chance = Day(), random.Random(1)
    pictures = [picture(number) for number in range(20)]
    threads = [
        Thread(
            target=_arrive, args=(day, town, running, number, chance.random() * MINUTE, pictures), daemon=True
        )
        for number in range(PHONES)
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + LONGEST
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))
    day.over.set()
    return day


def _arrive(
    day: Day, town: Town, running: Sequence[Running], number: int, delay: float, pictures: Sequence[bytes]
) -> None:
    port = running[number % len(running)].port
    name = ("inspector", "colleague")[number % 2]
    line = PhoneLine(port, day.record, day.over, f"198.51.{number // 250}.{number % 250 + 1}")
    line.cookie = f"checklist={town.sessions[name]}"
    phone, photos = day_of_work(town, name, cast("StrictClient", line), number, pictures)
    time.sleep(delay)
    begun = time.monotonic()
    try:
        phone.sync(files=PHOTOS)
        for content in photos:
            send(line, phone, content)
        phone.sync()
    except Exception as error:  # noqa: BLE001 - whatever it was, the phone was not served
        with day.guard:
            day.failures[f"{type(error).__name__}: {error}"] += 1
        return
    with day.guard:
        day.took.append(time.monotonic() - begun)
        day.phones.append(phone)
        day.photos += [(phone.visit, hashlib.sha256(content).hexdigest()) for content in photos]


def day_of_work(
    town: Town, name: str, client: "StrictClient", number: int, pictures: Sequence[bytes]
) -> tuple[Phone, list[bytes]]:
    phone = begin(town.people[name], client, town.form, town.agency)
    photos = [
        pictures[(number + each) % len(pictures)] + f"{number} {each}".encode() for each in range(PHOTOS)
    ]
    before: dict[str, str] = {}
    for written in range(OPERATIONS - PHOTOS - 1):
        noted = f"note:3.2.1-6/{written % 9 + 1:02}"
        replaces = [before[noted]] if noted in before else []
        before[noted] = phone.write(noted, f"พบเอกสารแล้ว ชุดที่ {written}", replaces=replaces)
    for content in photos:
        file = hashlib.sha256(content).hexdigest()
        phone.write(f"photo:{new_id()}", {"file": file, "item": "", "caption": "", "taken": AT}, replaces=[])
    return phone, photos


def send(line: Line, phone: Phone, content: bytes) -> None:
    """As the phone does: a raw PUT by hash, again until the server has it."""
    address = f"/api/files/{hashlib.sha256(content).hexdigest()}?visit={phone.visit}"
    while not line.over.is_set():
        status = _put(line, address, content)
        if status in {200, 201}:
            return
        line.record.refused(str(status))
        time.sleep(0.5)
    raise TimeoutError("a photo was not taken")


def _put(line: Line, address: str, content: bytes) -> int | str:
    connection = http.client.HTTPConnection("127.0.0.1", line.port, timeout=60)
    headers = {"Content-Type": "image/jpeg", **SAME_ORIGIN, "X-Forwarded-For": line.address}
    try:
        connection.request("PUT", address, content, {**headers, "Cookie": cast(PhoneLine, line).cookie})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


def picture(seed: int) -> bytes:
    """A JPEG of about the size that phones send; what they say after its end differs from phone to phone."""
    noise = random.Random(seed).randbytes(420 * 320 * 3)
    drawn = Image.frombytes("RGB", (420, 320), noise).resize((1280, 960))
    for quality in range(95, 20, -5):
        file = io.BytesIO()
        drawn.save(file, "JPEG", quality=quality)
        if file.tell() <= PHOTO:
            return file.getvalue()
    return file.getvalue()


def _missing(day: Day, held: Collections) -> int:
    """What a phone was told is safe and the server does not have."""
    lost = 0
    for phone in day.phones:
        stored = {entry.id for entry in held.store.read(stream_of(phone.visit))}
        lost += len(set(phone.operations) - set(phone.refused) - stored) + len(phone.waiting)
    visits: dict[str, list[str]] = {}
    for visit, file in day.photos:
        visits.setdefault(visit, []).append(file)
    return lost + sum(len([*held.photos.missing(files, visit=visit)]) for visit, files in visits.items())


def _print(day: Day, missing: int) -> None:
    took: Any = sorted(day.took)
    refused = sum(len(phone.refused) for phone in day.phones)
    print(
        f"\n{PHONES} phones, each {OPERATIONS} operations and {PHOTOS} photos of 300 KB, within one minute\n"
    )
    print(
        f"served whole: {len(day.took)}; failed after retries: {PHONES - len(day.took)} {dict(day.failures)}"
    )
    print(f"told safe and not there: {missing}; operations refused for what they say: {refused}")
    print(f"answers that made a phone ask again: {dict(day.record.refusals)}")
    if took:
        print(f"a phone was done after {statistics.median(took):.0f} s (median), {took[-1]:.0f} s (longest)")
