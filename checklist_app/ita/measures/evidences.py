"""What proves a report: links, and files that are kept by their content. What a file is, is read from its
content; its name is only shown."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

from checklist_app.accounts import Person
from checklist_app.agencies import Agency
from checklist_app.aside import aside
from checklist_app.errors import Problem, conflict, invalid, not_found, unavailable
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.measures.model import Evidence, FollowUp, Measure, Plan
from checklist_app.ita.measures.records import Plans
from checklist_app.ita.rights import require_keeping
from checklist_app.pictures import reencoded
from checklist_app.store import Store
from checklist_app.thai import clean

LARGEST_FILE: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 200
_TRIES: Final = 5
_HEAD: Final = 1024  # bytes within which a PDF says that it is one
_PICTURES: Final = ("jpg", "png")  # all are kept as the first
_SECONDS: Final = 30
_PART_OF: Final[Mapping[str, str]] = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


class Files(Protocol):
    def put(self, content: bytes, *, sha256: str | None = None) -> str: ...

    def get(self, sha256: str) -> bytes: ...

    def has(self, sha256: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class At:
    """The report that evidence belongs to."""

    agency: Agency
    cycle: Cycle
    measure: str
    months: int


class Evidences:
    def __init__(self, plans: Plans, files: Files) -> None:
        self._plans = plans
        self._files = files

    def attach(self, person: Person, at: At, uploads: Sequence[tuple[str, bytes]], *, now: datetime) -> Plan:
        """All of them or none. The bytes are kept before the report, which never names a file that is not
        there."""
        require_keeping(person)
        self._report(at)
        new = [_evidence(name, content) for name, content in uploads]
        if not new:
            raise invalid("ita.evidence_no_file", field="files")
        for _, content in new:
            self._files.put(content)
        return self._change(person, at, partial(_with, [evidence for evidence, _ in new]), now=now)

    def link(self, person: Person, at: At, name: str, address: str, *, now: datetime) -> Plan:
        require_keeping(person)
        new = Evidence(name=clean(name)[:LONGEST_NAME], link=clean(address))
        return self._change(person, at, partial(_with, [new]), now=now)

    def detach(self, person: Person, at: At, key: str, *, now: datetime) -> Plan:
        """The bytes stay, because another report or an earlier version of this one may name them."""
        require_keeping(person)

        def without(held: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
            return tuple(each for each in held if key_of(each) != key)

        return self._change(person, at, without, now=now)

    def read(self, at: At, sha256: str) -> tuple[Evidence, bytes]:
        """Only what this report names: who knows a hash alone learns nothing."""
        named = next((each for each in self._report(at).evidence if each.sha256 == sha256 != ""), None)
        if named is None:
            raise not_found("ita.no_evidence")
        return named, self._files.get(sha256)

    def _change(
        self,
        person: Person,
        at: At,
        change: Callable[[tuple[Evidence, ...]], tuple[Evidence, ...]],
        *,
        now: datetime,
    ) -> Plan:
        """Evidence is only put beside or taken away, so that a text written meanwhile is in nobody's way."""
        for left in reversed(range(_TRIES)):
            report = self._report(at)
            evidence = change(report.evidence)
            draft = replace(report, evidence=evidence)
            if evidence == report.evidence:
                break
            try:
                return self._plans.report(
                    person, at.agency, at.cycle, at.measure, draft, revision=report.revision, at=now
                )
            except Problem as problem:
                if problem.code != "ita.report_changed_meanwhile" or not left:
                    raise
        return self._plans.of(at.agency, at.cycle)

    def _report(self, at: At) -> FollowUp:
        measure: Measure | None = self._plans.of(at.agency, at.cycle).measure(at.measure)
        if measure is None:
            raise not_found("ita.no_measure")
        if at.months not in measure.followups:
            raise conflict("ita.evidence_before_report")
        return measure.followups[at.months]


def prove_evidence(store: Store, files: Files) -> int:
    """How many files the reports name; a Problem tells of the first that is not there."""
    named = {
        (measure["title"], evidence["name"], evidence["sha256"])
        for plan in store.find(Plans.KIND.name)
        for measure in _rows(plan.body["measures"])
        for followup in measure["followups"]
        for evidence in followup["evidence"]
        if evidence["sha256"]
    }
    for title, name, sha256 in sorted(named):
        if not files.has(sha256):
            raise unavailable("ita.evidence_missing", name=name, title=title[:80], sha256=sha256)
    return len({sha256 for _, _, sha256 in named})


def key_of(evidence: Evidence) -> str:
    """What makes it the same evidence."""
    return evidence.sha256 or evidence.link


def kind_of(content: bytes) -> str:
    """The ending that fits what the file is; "" for what is not kept."""
    if b"%PDF-" in content[:_HEAD]:
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return _office_kind(content) if content.startswith(b"PK\x03\x04") else ""


def _office_kind(content: bytes) -> str:
    """Only the list of what is inside is read; macros are in neither kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return ""
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((ending for ending, part in _PART_OF.items() if part in names), "")


def _evidence(name: str, content: bytes) -> tuple[Evidence, bytes]:
    """With the bytes that are kept: a picture is written anew, as those of visits are, so that neither place
    nor owner of a camera comes along."""
    shown = clean(name.replace("\\", "/").rpartition("/")[2])[-LONGEST_NAME:]
    if not content:
        raise invalid("ita.evidence_empty", field="files", name=shown)
    if len(content) > LARGEST_FILE:
        raise invalid("ita.evidence_too_large", field="files", name=shown, most=LARGEST_FILE // 2**20)
    ending = kind_of(content)
    if not ending:
        raise invalid("ita.evidence_of_no_kind", field="files", name=shown)
    stem = _stem(shown, ending)
    if ending in _PICTURES:
        content, ending = aside(reencoded, content, seconds=_SECONDS).content, _PICTURES[0]
    sha256 = hashlib.sha256(content).hexdigest()
    return Evidence(stem, sha256=sha256, size=len(content), ending=ending), content


def _with(new: Sequence[Evidence], held: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The same file or link once."""
    known = {key_of(each) for each in held}
    added = {key_of(each): each for each in new if key_of(each) not in known}
    return (*held, *added.values())


def _stem(name: str, ending: str) -> str:
    """Without the ending that is put back when it is read."""
    stem, dot, typed = name.rpartition(".")
    same = {"jpeg": "jpg"}.get(typed.lower(), typed.lower()) == ending
    return (stem if dot and same else name) or "หลักฐาน"


def _rows(held: Any) -> list[Any]:
    return list(held)
