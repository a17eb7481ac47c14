"""The official papers: numbered without gaps, verifiable by their code, never changed. The only place that
reads and writes them; both files of a paper are kept as they were issued.

The number of a paper is one more than there are papers in its series. As none is ever taken away, whoever is
faster takes a number, and who comes second has the paper made again with the next one. Threads of one process
take turns. Processes do so once one has come second, so that nobody is overtaken again and again."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Final, Protocol, cast

from checklist_app.accounts import Audit
from checklist_app.agencies import provinces
from checklist_app.clock import now, stamp
from checklist_app.errors import Problem, conflict, invalid, not_found, unavailable
from checklist_app.reports.codes import new_paper_code, shown_code
from checklist_app.reports.stamps import Stamp
from checklist_app.store import LOST, Body, Document, Kind, Leases, Store, together
from checklist_app.thai import DigitStyle, clean

TRIES: Final = 5
PATIENCE: Final = 60.0  # seconds to wait for one's turn
TURN: Final = timedelta(seconds=45)  # of a process that dies meanwhile; a paper takes a few seconds
_FASTER: Final = frozenset({"store.taken", "store.stale"})  # somebody else was
LONGEST_REASON: Final = 500
SUPERVISION, SURVEY = "supervision", "survey"
PREFIXES: Final = {SUPERVISION: "นท", SURVEY: "สพ"}  # of the numbers of each kind


class State(StrEnum):
    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Order:
    """What a paper is to be about. `content` is the digest of all that it will say."""

    kind: str
    subject: str
    agency: str
    agency_name: str
    province: str
    year: int
    content: str
    digits: DigitStyle


@dataclass(frozen=True, slots=True)
class Made:
    """The files of one paper."""

    pdf: bytes
    docx: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Paper:
    """`files` holds the SHA-256 of each by its ending. `ended` says since when the paper is superseded or
    revoked; a revoked one may have been superseded before."""

    code: str
    version: int
    number: str
    kind: str
    subject: str
    agency: str
    agency_name: str
    province: str
    year: int
    issued: datetime
    by: str
    pages: int
    files: dict[str, str]
    content: str
    digits: DigitStyle
    state: State
    superseded_by: str
    ended: datetime | None
    reason: str

    @property
    def shown(self) -> str:
        """The code as it stands on the paper."""
        return shown_code(self.code)


class Files(Protocol):
    def put(self, content: bytes, *, sha256: str | None = None) -> str: ...

    def get(self, sha256: str) -> bytes: ...


class Papers:
    KIND = Kind("papers", indexes=("subject", "agency", "series"), unique=("number",))

    def __init__(self, store: Store, audit: Audit, files: Files, *, base_url: str) -> None:
        self._store = store
        self._audit = audit
        self._files = files
        self._base_url = base_url
        self._leases = Leases(store)
        self._turns: dict[str, Lock] = {}

    def issue(
        self,
        order: Order,
        make: Callable[[Stamp], Made],
        *,
        by: str,
        at: datetime,
        instead_of: str | None = None,
    ) -> Paper:
        """The paper that is made with its stamp; the one that stood is superseded by it. With `instead_of`
        (the code of the one that stood when its reader decided, or "" for none) only if it still does."""

        def once() -> Paper | None:
            self._standing(order, instead_of)
            stamp = self._stamp(order)
            body = self._body(order, stamp, make(stamp), by=by, at=at)
            try:
                return self._put(order, stamp.code, body, instead_of)
            except Problem as problem:
                if problem.code not in _FASTER:
                    raise
                return None

        with self._turn(_series(order)):
            paper = self._issued(once, f"papers/{_series(order)}")
        if paper is None:
            raise unavailable("papers.busy")
        return paper

    def find(self, code: str) -> Paper | None:
        document = self._store.get(self.KIND.name, code)
        return _paper(document) if document else None

    def of(self, subject: str) -> list[Paper]:
        """Every edition, the newest first."""
        return _newest_first(self._store.find(self.KIND.name, {"subject": subject}))

    def of_agency(self, agency: str) -> list[Paper]:
        return _newest_first(self._store.find(self.KIND.name, {"agency": agency}))

    def revoke(self, code: str, reason: str, *, by: str, at: datetime) -> Paper:
        """For good: what is to be said instead is said by a new paper."""
        said = _reason(reason)

        def act() -> Paper:
            paper = self.find(code)
            if paper is None:
                raise not_found("papers.unknown")
            if paper.state is State.REVOKED:
                raise conflict("papers.revoked_already", number=paper.number)
            self._audit.record(
                actor=by, action="paper.revoked", subject=code, details=_told(paper) | {"reason": said}
            )
            return self._end(paper, State.REVOKED, at=stamp(at), reason=said)

        return together(self._store, act)

    def read(self, paper: Paper, ending: str) -> bytes:
        """The file as it was issued, to the byte, or a Problem."""
        if ending not in paper.files:
            raise not_found("web.no_page")
        sha256 = paper.files[ending]
        try:
            return self._files.get(sha256)
        except Problem as fault:
            if fault.code not in LOST:
                raise
            raise unavailable("papers.damaged", number=paper.number) from fault

    # --- issuing ----------------------------------------------------------------------------------

    @contextmanager
    def _turn(self, series: str) -> Iterator[None]:
        turn = self._turns.setdefault(series, Lock())
        if not turn.acquire(timeout=PATIENCE):
            raise unavailable("papers.busy")
        try:
            yield
        finally:
            turn.release()

    def _issued(self, once: Callable[[], Paper | None], queue: str) -> Paper | None:
        """At once when no process waits; else after those."""
        if not self._leases.is_taken(queue, at=now()) and (paper := once()):
            return paper
        with self._leases.turn(queue, length=TURN, patience=PATIENCE, otherwise=unavailable("papers.busy")):
            tries = (once() for _ in range(TRIES - 1))
            return next(filter(None, tries), None)

    def _stamp(self, order: Order) -> Stamp:
        code = new_paper_code()
        running = self._store.count(self.KIND.name, {"series": _series(order)}) + 1
        number = f"{PREFIXES[order.kind]} {_abbreviation(order.province)} {running}/{order.year}"
        shown = shown_code(code)
        return Stamp(number=number, code=shown, address=f"{self._base_url}/verify/{shown}")

    def _standing(self, order: Order, instead_of: str | None) -> Paper | None:
        """The genuine paper of this kind about this subject."""
        same = (paper for paper in self.of(order.subject) if paper.kind == order.kind)
        standing = next((paper for paper in same if paper.state is State.GENUINE), None)
        if instead_of is not None and instead_of != (standing.code if standing else ""):
            raise conflict("papers.issued_meanwhile")
        return standing

    def _body(self, order: Order, of: Stamp, made: Made, *, by: str, at: datetime) -> Body:
        """The files are kept before the record, which never names one that is not there."""
        return {
            "number": of.number,
            "series": _series(order),
            "kind": order.kind,
            "subject": order.subject,
            "agency": order.agency,
            "agency_name": order.agency_name,
            "province": order.province,
            "year": order.year,
            "issued": stamp(at),
            "by": by,
            "pages": made.pages,
            "files": {"pdf": self._files.put(made.pdf), "docx": self._files.put(made.docx)},
            "content": order.content,
            "digits": order.digits.value,
            "state": State.GENUINE.value,
            "superseded_by": "",
            "ended": None,
            "reason": "",
        }

    def _put(self, order: Order, shown: str, body: Body, instead_of: str | None) -> Paper:
        code = shown.replace("-", "").lower()
        with self._store.transaction():
            standing = self._standing(order, instead_of)
            issued = _paper(self._store.put(self.KIND.name, code, body, version=0))
            if standing:
                self._end(standing, State.SUPERSEDED, at=str(body["issued"]), superseded_by=code)
            self._audit.record(
                actor=issued.by,
                action="paper.issued",
                subject=code,
                details=_told(issued) | {"supersedes": standing.number if standing else None},
            )
        return issued

    def _end(self, paper: Paper, state: State, *, at: str, **said: str) -> Paper:
        known = self._store.get(self.KIND.name, paper.code)
        body: Body = {**(known.body if known else {}), "state": state.value, "ended": at, **said}
        return _paper(self._store.put(self.KIND.name, paper.code, body, version=paper.version))


def standing(papers: Iterable[Paper]) -> Paper | None:
    """Of the papers about one subject the one that holds now."""
    return next((paper for paper in papers if paper.state is State.GENUINE), None)


def _reason(text: str) -> str:
    said = clean(text)
    if not said:
        raise invalid("papers.reason_missing", field="reason")
    if len(said) > LONGEST_REASON:
        raise invalid("papers.reason_long", field="reason", most=LONGEST_REASON)
    return said


def _series(order: Order) -> str:
    return f"{order.kind}/{order.province}/{order.year}"


def _abbreviation(province: str) -> str:
    return next((known.abbreviation for known in provinces() if known.name == province), province)


def _told(paper: Paper) -> Body:
    return {"number": paper.number, "subject": paper.subject}


def _newest_first(documents: Iterable[Document]) -> list[Paper]:
    return sorted(map(_paper, documents), key=lambda paper: (paper.issued, _running(paper)), reverse=True)


def _running(paper: Paper) -> int:
    """Two may be issued within one moment."""
    return int(paper.number.rpartition(" ")[2].partition("/")[0])


def _paper(document: Document) -> Paper:
    body = document.body
    text = {name: str(value) for name, value in body.items()}
    return Paper(
        code=document.id,
        version=document.version,
        number=text["number"],
        kind=text["kind"],
        subject=text["subject"],
        agency=text["agency"],
        agency_name=text["agency_name"],
        province=text["province"],
        year=int(text["year"]),
        issued=datetime.fromisoformat(text["issued"]),
        by=text["by"],
        pages=int(text["pages"]),
        files=dict(cast(dict[str, str], body["files"])),
        content=text["content"],
        digits=DigitStyle(text["digits"]),
        state=State(text["state"]),
        superseded_by=text["superseded_by"],
        ended=datetime.fromisoformat(text["ended"]) if body["ended"] else None,
        reason=text["reason"],
    )
