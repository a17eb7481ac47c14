"""What a province waits for in the ITA cycle: its pages, the import of a year's scores, and a year's papers.

    python -m benchmarks.ita [pages] [import] [papers] [--agencies 110] [--years 3] [--sample 14]

Each builds a province in a temporary store of ours: agencies with so many years of scores, plans of five
measures with two reports each, and a visit with its answers a year. `pages` asks for every page of the cycle,
those of one agency and those of the province, and tells the median of what the server takes, beside a
province with twice the years, by turns. `import` uploads and confirms one file with a score set of each
agency. `papers` has a year's papers of the province made as one ZIP, as PDF and as DOCX, and then makes a
sample of them by turns with `soffice --headless` converting the same DOCX to PDF. Everything runs in one
process without a network: trust the ratios."""

import argparse
import csv
import io
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from benchmarks.province import finish
from checklist_app.accounts import Draft, Passwords, Person, Role
from checklist_app.agencies import Agency, ScoreSet
from checklist_app.app import KINDS, create_app
from checklist_app.clock import now, today
from checklist_app.config import Config
from checklist_app.demo import load_demo
from checklist_app.ids import new_id
from checklist_app.ita import (
    Analysis,
    Cycle,
    Finding,
    FollowUp,
    Measure,
    MeasureState,
    Plan,
    Result,
    Signed,
    SignOff,
    content_of,
)
from checklist_app.ita.measures.bodies import body_of
from checklist_app.reports import About
from checklist_app.reports.batch_model import Order
from checklist_app.reports.cycle_words import PAPERS
from checklist_app.store.embedded import FolderStore
from checklist_app.web.context import EXTENSION, Collections

PASSWORD = "a password for the benchmark"
MEASURES = 5
WARM, ROUNDS = 2, 15
TARGET = 0.150  # seconds of a page at the median
FORMATS = ("pdf", "docx")
CONVERTED = "soffice"
TIMES = 5.0  # how much faster a paper of the ZIP is to be than one conversion
WITHOUT = frozenset({"ita_import.preview"})  # pages of what is there only meanwhile

# --- the province ---------------------------------------------------------------------------------------


@dataclass
class Office:
    known: Collections
    client: FlaskClient
    agencies: list[Agency]
    supervisor: Person
    executive: Person
    cycle: Cycle

    def be(self, person: Person) -> None:
        self.client.set_cookie("checklist", self.known.sessions.begin(person.id, device="one", at=now()))


@contextmanager
def office(agencies: int, years: int) -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = {"CHECKLIST_STORE": str(folder / "store"), "CHECKLIST_FILES": str(folder / "files")}
        config = Config.from_environment(given)
        store = FolderStore(config.folder, KINDS)
        try:
            app = create_app(config, store, passwords=Passwords(memory_kib=8, rounds=1))
            yield _furnished(app.extensions[EXTENSION], app.test_client(), agencies, years)
        finally:
            app.extensions[EXTENSION].rendering.close()
            store.close()


def _furnished(known: Collections, client: FlaskClient, agencies: int, years: int) -> Office:
    load_demo(known, password=PASSWORD)
    people = {person.sign_in: person for person in known.people.all()}
    cycle = Cycle.of(today())
    span = range(cycle.year - years + 1, cycle.year + 1)
    names = finish(known, people, agencies, years=span)
    register = {each.name: each for each in known.agencies.within(people["demo-admin"].scope)}
    made = [register[name] for name in names]
    with known.store.transaction():
        for agency in made:
            for year in range(span.start - 1, span.stop):
                known.ita.scores.keep(_scores(agency, year))
            for year in span:
                _plan(known, agency, Cycle(year))
    draft = Draft("คนบริหาร", "ปลัด", "executive-of-one", Role.EXECUTIVE, agency=made[0].id)
    executive, _ = known.people.create(draft, by=people["demo-admin"])
    body = known.store.get("people", executive.id)
    assert body is not None
    settled = {**body.body, "must_change_password": False}
    known.store.put("people", executive.id, settled, version=body.version)
    office = Office(known, client, made, people["demo-supervisor"], executive, cycle)
    office.be(office.supervisor)
    return office


def _scores(agency: Agency, year: int) -> ScoreSet:
    chance = random.Random(f"{agency.name} {year}")
    indicators = {str(n): Decimal(chance.randint(6500, 10000)) / 100 for n in range(1, 11)}
    return ScoreSet(agency.id, agency.province, year, indicators, source="ประกาศผล")


def _plan(known: Collections, agency: Agency, cycle: Cycle) -> None:
    plan = Plan(agency.id, cycle, measures=tuple(_measure(n, cycle) for n in range(MEASURES)))
    for what in Signed:
        content = content_of(plan, what)
        signed = SignOff(what, "somebody", "ผู้บริหาร", "นายก", now(), "เห็นชอบ", content)
        plan = replace(plan, signed=(*plan.signed, signed))
    known.store.put("ita_plans", cycle.of_agency(agency.id), body_of(plan), version=0)
    chance = random.Random(f"{agency.name} {cycle.year}")
    missed = [f"O{n}" for n in chance.sample(range(1, 27), 4)]
    findings = {id: Finding(id, missed=True) for id in missed}
    known.ita.analyses.change(
        next(each for each in known.people.all() if each.sign_in == "demo-admin"),
        agency,
        Analysis(agency.id, cycle, findings=findings),
    )


def _measure(n: int, cycle: Cycle) -> Measure:
    return Measure(
        id=new_id(),
        revision=1,
        title=f"มาตรการที่ {n + 1} พัฒนาการให้บริการและการเปิดเผยข้อมูลของหน่วยงาน",
        links=(str(n + 1), f"O{n + 1}"),
        steps=tuple(f"{step} จัดทำและเผยแพร่ขั้นตอนการปฏิบัติงานให้บุคลากรและประชาชนทราบ" for step in ("ก", "ข", "ค")),
        departments=("สำนักปลัด", "กองคลัง"),
        duration=f"ปีงบประมาณ พ.ศ. {cycle.year}",
        start=date(cycle.year - 544, 10, 1),
        end=date(cycle.year - 543, 3 + n, 28),
        monitoring=("รายงานผู้บริหารทุกไตรมาส",),
        followups={months: _report(months, n) for months in (6, 12)},
    )


def _report(months: int, n: int) -> FollowUp:
    return FollowUp(
        months=months,
        state=MeasureState.DONE if n else MeasureState.DOING,
        results=tuple(Result("ดำเนินการและเผยแพร่ทางเว็บไซต์ของหน่วยงานแล้ว", step) for step in range(3)),
        outcome=("ประชาชนเข้าถึงข้อมูลได้สะดวกขึ้น",),
        suggestion="ไม่มี",
        revision=1,
        by="somebody",
        changed=today(),
    )


# --- pages ----------------------------------------------------------------------------------------------


def pages(agencies: int, years: int) -> bool:
    with office(agencies, years) as few, office(agencies, years * 2) as many:
        known = dict(_addresses(many))
        seen = {name: _asked(few, many, address, known[name]) for name, address in _addresses(few)}
    print(f"| page | {years} years, ms (processor) | {years * 2} years, ms (processor) | ratio (processor) |")
    print("| --- | ---: | ---: | ---: |")
    for name, (one, other) in sorted(seen.items(), key=lambda row: -row[1][0].wall):
        print(f"| `{name}` | {one.told} | {other.told} | {other.cpu / one.cpu:.2f} |")
    slowest = max(max(one.wall, other.wall) for one, other in seen.values())
    print(f"\nthe slowest page takes {slowest * 1000:.1f} ms at the median")
    return slowest <= TARGET


@dataclass(frozen=True)
class Took:
    """Medians in seconds."""

    wall: float
    cpu: float

    @property
    def told(self) -> str:
        return f"{self.wall * 1000:.1f} ({self.cpu * 1000:.1f})"


def _asked(few: Office, many: Office, here: str, there: str) -> tuple[Took, Took]:
    """By turns, so that whatever else the machine does befalls both alike."""
    turns = [(_once(few.client, here), _once(many.client, there)) for _ in range(WARM + ROUNDS)][WARM:]
    return _medians([one for one, _ in turns]), _medians([other for _, other in turns])


def _medians(times: list[Took]) -> Took:
    return Took(statistics.median(each.wall for each in times), statistics.median(each.cpu for each in times))


def _once(client: FlaskClient, address: str) -> Took:
    began, used = time.perf_counter(), time.thread_time()
    answer = client.get(address)
    took = Took(time.perf_counter() - began, time.thread_time() - used)
    if answer.status_code not in (200, 302, 403):
        raise SystemExit(f"{address} was answered with {answer.status_code}")
    return took


def _addresses(one: Office) -> list[tuple[str, str]]:
    """Every page of the cycle that can be asked for with what there is."""
    agency = one.agencies[0]
    (measure, *_) = one.known.ita.plans.of(agency, one.cycle).measures
    filled: dict[str, Any] = {
        "agency": agency.id,
        "year": one.cycle.year,
        "months": 12,
        "id": measure.id,
        "what": "measures",
    }
    rules = one.client.application.url_map.iter_rules()
    found = []
    for rule in rules:
        wanted = "GET" in (rule.methods or ()) and rule.endpoint.startswith("ita")
        if (
            wanted
            and rule.endpoint not in WITHOUT
            and rule.arguments <= filled.keys()
            and "." not in rule.rule
        ):
            with one.client.application.test_request_context():
                values = {name: filled[name] for name in rule.arguments}
                found.append((rule.rule, one.client.application.url_for(rule.endpoint, **values)))
    return sorted(found)


# --- the import -----------------------------------------------------------------------------------------


def importing(agencies: int, years: int) -> bool:
    with office(agencies, years) as one:
        token = _token(one.client, "/ita/import")
        content = _file(one)
        began = time.perf_counter()
        sent = {"csrf_token": token, "file": (io.BytesIO(content), "scores.csv"), "year": str(one.cycle.year)}
        preview = one.client.post("/ita/import", data=sent)
        if preview.status_code != 302:
            raise SystemExit(f"the file was answered with {preview.status_code}")
        page = one.client.get(preview.location)
        previewed = time.perf_counter() - began
        fields = dict(_hidden(page.text))
        began = time.perf_counter()
        done = one.client.post(preview.location, data=fields)
        took = time.perf_counter() - began
        if done.status_code != 302:
            raise SystemExit(f"the confirmation was answered with {done.status_code}")
    print(f"{agencies} score sets: preview {previewed:.2f} s, import {took:.2f} s")
    return previewed + took <= 2.0


def _file(one: Office) -> bytes:
    """New scores of every agency for the last year."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["หน่วยงาน", "อำเภอ", "จังหวัด", *(f"ตัวชี้วัดที่ {n}" for n in range(1, 11))])
    for agency in one.agencies:
        scores = _scores(replace(agency, name=f"{agency.name} ใหม่"), one.cycle.year).indicators
        rows.writerow([agency.name, agency.district, agency.province, *scores.values()])
    return text.getvalue().encode("utf-8-sig")


def _token(client: FlaskClient, address: str) -> str:
    return dict(_hidden(client.get(address).text))["csrf_token"]


def _hidden(page: str) -> Iterator[tuple[str, str]]:
    for field in page.split("<input")[1:]:
        tag = field.split(">")[0]
        if 'type="hidden"' in tag:
            yield tag.split('name="')[1].split('"')[0], tag.split('value="')[1].split('"')[0]


# --- papers ---------------------------------------------------------------------------------------------


def papers(agencies: int, years: int, sample: int) -> bool:
    with office(agencies, years) as one:
        for ending in FORMATS:
            _zip(one, ending)
        times = _by_turns(one, sample)
    if times is None:
        print("soffice: skipped, it is not installed (apt install libreoffice-writer-nogui)")
        return True
    print("| one of a sample of " + f"{len(times[CONVERTED])} papers, by turns | ms | as often as soffice |")
    print("| --- | ---: | ---: |")
    means = {name: statistics.mean(each) for name, each in times.items()}
    for name, mean in means.items():
        print(f"| {name} | {mean * 1000:.0f} | {means[CONVERTED] / mean:.1f} |")
    return min(means[CONVERTED] / means[ending] for ending in FORMATS) >= TIMES


def _zip(one: Office, ending: str) -> None:
    """As the worker makes it, its rests included."""
    begun = one.known.batches.begin(one.supervisor, _order(one, ending), at=now())
    began = time.perf_counter()
    one.known.batch_worker.work_off()
    took = time.perf_counter() - began
    batch = one.known.batches.fetch(one.supervisor, begun.id)
    each = took / batch.total * 1000
    print(
        f"{batch.total} papers as {ending.upper()}: {took:.1f} s with rests, {each:.0f} ms each,"
        f" ZIP of {batch.size / 1e6:.1f} MB, {len(batch.failures)} failed"
    )


def _order(one: Office, ending: str) -> Order:
    return Order(one.agencies[0].province, one.cycle.year, (ending,), about=About.ITA, papers=(*PAPERS,))


def _by_turns(one: Office, sample: int) -> dict[str, list[float]] | None:
    """Seconds of single papers, made as the worker does, with their rests, and of `soffice` converting the
    same; so whatever else the machine does befalls them alike. The first turn, in which soffice sets up a
    profile, is not counted."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    trade = one.known.batches.trade(_order(one, "pdf"))
    items = one.known.batches.items_of(one.supervisor, _order(one, "pdf"))
    chosen = [item for item in items if item.agency == one.agencies[0].id]
    times: dict[str, list[float]] = {name: [] for name in (*FORMATS, CONVERTED)}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(sample + 1):
            item, file = chosen[turn % len(chosen)], Path(folder) / f"paper-{turn}.docx"
            for ending in FORMATS:
                began = time.perf_counter()
                piece = trade.make(one.supervisor, item, _order(one, ending))
                times[ending].append((time.perf_counter() - began) * (1 + trade.rest))
            file.write_bytes(piece.files["docx"])
            times[CONVERTED].append(_conversion(soffice, file))
    return {name: each[1:] for name, each in times.items()}


def _conversion(soffice: str, file: Path) -> float:
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    took = time.perf_counter() - began
    if not file.with_suffix(".pdf").is_file():
        raise SystemExit(f"soffice made nothing of {file}")
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description="Pages, import and papers of a province's ITA cycle.")
    parser.add_argument("what", nargs="*", choices=["pages", "import", "papers", []], default=[])
    parser.add_argument("--agencies", type=int, default=110)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--sample", type=int, default=14, help="papers that soffice converts")
    chosen = parser.parse_args()
    size = chosen.agencies, chosen.years
    parts: dict[str, Callable[[], bool]] = {
        "pages": lambda: pages(*size),
        "import": lambda: importing(*size),
        "papers": lambda: papers(*size, chosen.sample),
    }
    reached = [parts[name]() for name in chosen.what or parts]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
