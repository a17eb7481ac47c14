"""A steady load as it comes from outside: citizens who fill in forms and phones that synchronise, through the
proxy. Whoever gets no answer, or a refusal that will pass, asks again with the same ids, as browsers and
phones do. What was acknowledged is written down here, on the side of the clients, for the judge."""

import http.client
import itertools
import json
import random
import socket
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from tests.client import Page
from tests.distributed.town import Town
from tests.visits.phones import CODE, Phone, begin

if TYPE_CHECKING:
    from tests.client import StrictClient

CITIZENS: Final = 6
VISITS: Final = 2
"""Two phones are at work on each."""
TIMEOUT: Final = 15.0
PAUSE: Final = 0.1
AGAIN: Final = 0.2
RATED: Final = ("process", "channels", "staff", "facilities", "overall")


@dataclass(frozen=True, slots=True)
class Answer:
    status_code: int
    text: str

    def get_json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Record:
    """Of all clients together. `moments`: when something was acknowledged."""

    moments: list[float] = field(default_factory=list)
    longest_wait: float = 0.0
    refusals: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    ended: list[float] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)

    def acknowledged(self, since: float) -> None:
        at = time.monotonic()
        with self.guard:
            self.moments.append(at)
            self.longest_wait = max(self.longest_wait, at - since)

    def refused(self, why: str) -> None:
        with self.guard:
            self.refusals[why] += 1

    @property
    def statuses(self) -> set[str]:
        """Of the refusals that are answers of HTTP."""
        return {why for why in self.refusals if why.isdecimal()}

    def longest_silence(self) -> float:
        """The longest time in which nobody had anything acknowledged."""
        with self.guard:
            moments = sorted([*self.moments, *self.ended])
        return max((later - earlier for earlier, later in itertools.pairwise(moments)), default=0.0)


class GivenUpError(Exception):
    """The load was to end, and there still was no answer."""


@dataclass
class Line:
    """To the proxy, as somebody with an address of their own."""

    port: int
    record: Record
    over: Event
    address: str = "198.51.100.1"

    def ask(
        self, method: str, path: str, sent: str, headers: Mapping[str, str], wanted: frozenset[int]
    ) -> Answer:
        """Again and again, until it is one of the answers that are wanted."""
        while not self.over.is_set():
            try:
                answer = self._once(method, path, sent, {**headers, "X-Forwarded-For": self.address})
            except (OSError, http.client.HTTPException) as error:
                self.record.refused(type(error).__name__)
            else:
                if answer.status_code in wanted:
                    return answer
                self.record.refused(str(answer.status_code))
            time.sleep(AGAIN)
        raise GivenUpError(f"{method} {path}")

    def post(self, path: str, *, json: Any, headers: Mapping[str, str]) -> Answer:
        """As a phone of the tests calls it."""
        return self.ask("POST", path, dumped(json), {**headers, **JSON}, frozenset({200}))

    def _once(self, method: str, path: str, sent: str, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, sent.encode() or None, dict(headers))
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode(errors="replace"))
        finally:
            connection.close()


JSON: Final = {"Content-Type": "application/json"}
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
dumped = json.dumps


@dataclass
class Load:
    """Runs from `start` to `finish`. Then every client has what it asked for, or `unserved` names it."""

    port: int
    town: Town
    record: Record = field(default_factory=Record)
    phones: list[Phone] = field(default_factory=list)
    unserved: list[str] = field(default_factory=list)
    _enough: Event = field(default_factory=Event)
    _over: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def start(self) -> None:
        for number in range(VISITS):
            self._hand_out_phones(number)
        self._threads = [
            *(Thread(target=self._citizen, args=(number,), daemon=True) for number in range(CITIZENS)),
            *(Thread(target=self._inspector, args=(phone,), daemon=True) for phone in self.phones),
        ]
        for thread in self._threads:
            thread.start()

    def finish(self, patience: float = 25.0) -> None:
        self._enough.set()
        self.record.ended.append(time.monotonic())
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))
        self._over.set()
        for thread in self._threads:
            thread.join(TIMEOUT + 1)

    def served_since(self, moment: float) -> bool:
        return any(at > moment for at in self.record.moments[-50:])

    def _hand_out_phones(self, number: int) -> None:
        town = self.town
        first = begin(town.people["inspector"], self._signed_in("inspector"), town.form, town.agency)
        other = Phone(
            town.people["colleague"], self._signed_in("colleague"), first.visit, letter="B", join=CODE
        )
        first.sync()
        self.phones += [first, other]

    def _signed_in(self, name: str) -> "StrictClient":
        line = PhoneLine(self.port, self.record, self._over, cookie=f"checklist={self.town.sessions[name]}")
        return cast("StrictClient", line)

    def _citizen(self, number: int) -> None:
        chance = random.Random(number)
        while not self._enough.is_set():
            line = Line(self.port, self.record, self._over, _some_address(chance))
            try:
                self._answer(line, chance)
            except GivenUpError as unserved:
                self.unserved.append(str(unserved))
            time.sleep(PAUSE)

    def _answer(self, line: Line, chance: random.Random) -> None:
        path = f"/s/{self.town.point}"
        page = line.ask("GET", path, "", {}, frozenset({200}))
        nonce = Page(page.text).hidden["nonce"]
        filled = {"visitor": "resident", "outcome": "whole"}
        filled |= {question: str(chance.randint(1, 5)) for question in RATED}
        begun = time.monotonic()
        line.ask("POST", path, urlencode({"nonce": nonce, **filled}), FORM, frozenset({303}))
        self.record.acknowledged(begun)
        self.record.answers[nonce] = filled

    def _inspector(self, phone: Phone) -> None:
        for number in itertools.count():
            if self._enough.is_set():
                return
            phone.write(f"note:3.2.1-6/{number % 9 + 1:02}", f"พบเอกสารแล้ว ชุดที่ {number}")
            begun = time.monotonic()
            try:
                self._send(phone)
            except GivenUpError as unserved:
                self.unserved.append(str(unserved))
                return
            self.record.acknowledged(begun)
            time.sleep(PAUSE)

    def _send(self, phone: Phone) -> None:
        while phone.waiting:
            answer = phone.sync()
            if "error" in answer:
                self.record.refused(str(answer["error"].get("code")))
                time.sleep(AGAIN)


@dataclass
class PhoneLine(Line):
    cookie: str = ""

    def _once(self, method: str, path: str, sent: str, headers: Mapping[str, str]) -> Answer:
        return super()._once(method, path, sent, {**headers, "Cookie": self.cookie})


def _some_address(chance: random.Random) -> str:
    """Of a network of its own, so that nobody looks like a flood."""
    return (
        f"{chance.randint(11, 99)}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
    )
