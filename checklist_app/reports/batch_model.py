"""What a batch of papers is made of: frozen values and how the store holds them. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Generic, Protocol, TypeVar

from checklist_app.accounts import Person
from checklist_app.documents import Column, SheetRow
from checklist_app.errors import Parameter, Problem, ProblemKind
from checklist_app.store import Body, Document, JsonValue
from checklist_app.visits import SUPERVISING

KEPT: Final = timedelta(hours=24)  # how long a finished file can be fetched
FORMATS: Final = ("pdf", "docx")


class Stage(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


class About(StrEnum):
    """What the papers of a batch are about."""

    VISITS = "visits"
    ITA = "ita"  # the cycle of each agency


OPEN: Final = frozenset({Stage.WAITING, Stage.WORKING})


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants. `issue`: finished visits without an official paper get one now. `papers` are those
    that were chosen of a cycle, by their keys."""

    province: str
    year: int
    formats: tuple[str, ...]
    issue: bool = False
    about: About = About.VISITS
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Whose paper is not there, and why. `about` names the paper where an agency has several."""

    agency: str
    problem: Problem
    about: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """`done` counts the papers that were dealt with, those that failed included. `news` is when this was
    last written; of a batch that has ended, its end. `hands` name the taking of the work by which it is being
    made, or was; `lost` counts those who had it in hand and were gone without a word."""

    id: str
    order: Order
    stage: Stage
    by: str
    begun: datetime
    news: datetime
    done: int = 0
    total: int = 0
    drafts: int = 0
    current: str = ""
    failures: tuple[Failure, ...] = ()
    reason: Problem | None = None
    size: int = 0
    hands: str = ""
    lost: int = 0

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def parcel(self) -> str:
        """The name of its file: what somebody else has left of it, or still makes, has another."""
        return f"{self.id}-{self.hands}" if self.hands else self.id

    @property
    def until(self) -> datetime:
        """When the finished file is removed."""
        return self.news + KEPT

    def can_be_fetched(self, at: datetime) -> bool:
        return self.stage is Stage.READY and at < self.until

    def in_hands(self, hands: str, *, at: datetime) -> "Batch":
        """From its beginning: the papers that were issued already are found again by their content."""
        lost = self.lost + (self.stage is Stage.WORKING)
        return replace(self.given_back(at=at), stage=Stage.WORKING, hands=hands, lost=lost)

    def given_back(self, *, at: datetime) -> "Batch":
        waiting = self.ended(Stage.WAITING, at=at)
        return replace(waiting, hands="", done=0, drafts=0, failures=())

    def ended(self, stage: Stage, *, at: datetime, reason: Problem | None = None) -> "Batch":
        return replace(self, stage=stage, news=at, current="", reason=reason)


Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Item(Generic[Of]):
    """One paper that belongs into a batch. `subject` is what it is made of, `facts` what the list of contents
    says of that; items of one agency are made in the order of `place`. `about` names the paper where an
    agency has several."""

    subject: Of
    agency: str
    agency_name: str
    facts: SheetRow = ()
    place: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """The files of one paper by their endings. `name` follows that of the agency. A draft may have a remark
    that says why it is one. `facts` are those that are known only now."""

    files: Mapping[str, bytes]
    name: str
    draft: bool = False
    facts: SheetRow = ()
    remark: Problem | None = None


class Trade(Protocol[Of]):
    """How batches about one kind of thing are made. `columns` are those of the facts of items and of their
    pieces; after each piece comes a rest `rest` times as long as it took: the processors are for people who
    wait. `size` is what one file takes. Whether the person may order this was asked before."""

    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def rest(self) -> float: ...

    @property
    def size(self) -> int: ...

    def items(self, person: Person, order: Order) -> list[Item[Of]]: ...

    def make(self, person: Person, item: Item[Of], order: Order) -> Piece: ...


def may_order(person: Person, province: str) -> bool:
    """Supervisors for their own province, administrators for every one."""
    return person.role in SUPERVISING and person.scope.covers(province=province, agency="")


def place_of(order: Order) -> tuple[str, str, int]:
    """Of what is made for it there is one at a time: a second one would only make the same again."""
    return order.about.value, order.province, order.year


# --- in the store ------------------------------------------------------------------------------------


def body_of_batch(batch: Batch) -> Body:
    return {
        "province": batch.order.province,
        "year": batch.order.year,
        "formats": list(batch.order.formats),
        "issue": batch.order.issue,
        "about": batch.order.about.value,
        "papers": list(batch.order.papers),
        "stage": batch.stage.value,
        "by": batch.by,
        "begun": batch.begun.isoformat(),
        "news": batch.news.isoformat(),
        "done": batch.done,
        "total": batch.total,
        "drafts": batch.drafts,
        "current": batch.current,
        "failures": [_body_of_failure(one) for one in batch.failures],
        "reason": _told(batch.reason) if batch.reason else None,
        "size": batch.size,
        "hands": batch.hands,
        "lost": batch.lost,
        "under_way": "/".join(map(str, place_of(batch.order))) if batch.is_open else None,
    }


def batch_of(document: Document) -> Batch:
    body = document.body
    return Batch(
        id=document.id,
        order=Order(
            province=str(body["province"]),
            year=_whole(body["year"]),
            formats=tuple(map(str, _list(body["formats"]))),
            issue=body["issue"] is True,
            about=About(str(body.get("about", About.VISITS.value))),
            papers=tuple(map(str, _list(body.get("papers")))),
        ),
        stage=Stage(str(body["stage"])),
        by=str(body["by"]),
        begun=datetime.fromisoformat(str(body["begun"])),
        news=datetime.fromisoformat(str(body["news"])),
        done=_whole(body["done"]),
        total=_whole(body["total"]),
        drafts=_whole(body["drafts"]),
        current=str(body["current"]),
        failures=tuple(map(_failure, _list(body["failures"]))),
        reason=_problem(body["reason"]) if body["reason"] else None,
        size=_whole(body["size"]),
        hands=str(body.get("hands", "")),
        lost=_whole(body.get("lost")),
    )


def _told(problem: Problem) -> JsonValue:
    parameters: Body = dict(problem.parameters)
    return {"kind": problem.kind.value, "code": problem.code, "parameters": parameters}


def _body_of_failure(failure: Failure) -> JsonValue:
    return {"agency": failure.agency, "problem": _told(failure.problem), "about": failure.about}


def _failure(held: JsonValue) -> Failure:
    part = _part(held)
    return Failure(str(part["agency"]), _problem(part["problem"]), str(part.get("about", "")))


def _problem(held: JsonValue) -> Problem:
    part = _part(held)
    parameters: dict[str, Parameter] = {
        name: value if isinstance(value, int) else str(value)
        for name, value in _part(part["parameters"]).items()
    }
    return Problem(ProblemKind(str(part["kind"])), str(part["code"]), parameters)


def _part(value: JsonValue) -> Body:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue | None) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _whole(value: JsonValue | None) -> int:
    return value if isinstance(value, int) else 0
