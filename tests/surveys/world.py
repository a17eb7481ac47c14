"""What the tests of surveys share: a point of the staff's own agency, and citizens who answer there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from checklist_app.accounts import Audit
from checklist_app.agencies import Agencies
from checklist_app.store import Body, Store
from checklist_app.surveys import Surveys
from checklist_app.surveys.answering.answers import Delivery
from checklist_app.surveys.answering.seals import Nonce
from checklist_app.surveys.asking.questions import STANDARD
from checklist_app.surveys.model import Answer, Channel, Flag, Given, Point, PointDraft
from checklist_app.surveys.rounds import records
from tests.cast import World

SECRET = "a secret of tests, long enough to be one"
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)  # noon in Thailand, fiscal year 2570, round 1
A_DAY = NOON.date()
GOOD: Mapping[str, Given] = {
    "visitor": "resident",
    "outcome": "whole",
    "process": 5,
    "channels": 4,
    "staff": 5,
    "facilities": 3,
    "overall": 5,
}


@dataclass(frozen=True)
class Office:
    """The surveys of one store, and the agency that the cast's staff belong to."""

    world: World
    surveys: Surveys
    store: Store

    @property
    def agency(self) -> str:
        agency = self.world["staff"].agency
        assert agency is not None
        return agency

    def point(self, name: str = "เคาน์เตอร์บริการประชาชน", **more: object) -> Point:
        draft = PointDraft(name=name, **more)  # type: ignore[arg-type]
        return self.surveys.points.create(self.world["staff"], self.agency, draft, today=date(2026, 10, 1))

    def answer(
        self,
        point: Point,
        given: Mapping[str, Given] = GOOD,
        *,
        at: datetime = NOON,
        connection: str = "",
        network: str = "",
        number: int | None = None,
    ) -> bool:
        """A citizen fills in the form for a minute and sends it. `number` names the form, for who sends it
        twice."""
        opened = at - timedelta(minutes=1)
        sealed = self.surveys.seals.nonce(point.code, STANDARD, at=opened)
        nonce = self.surveys.seals.read_nonce(sealed, point.code)
        assert nonce is not None
        if number is not None:
            nonce = Nonce(nonce.questions, nonce.issued, f"form{number}", nonce.renewed)
        delivery = Delivery(connection or nonce.id, network or connection or nonce.id)
        return self.surveys.answers.submit(point, nonce, given, delivery, at=at)

    def enter(self, point: Point, given: Mapping[str, Given] = GOOD, *, day: date = A_DAY) -> bool:
        """Staff copy an answer from paper."""
        sealed = self.surveys.seals.nonce(point.code, STANDARD, at=NOON)
        nonce = self.surveys.seals.read_nonce(sealed, point.code)
        assert nonce is not None
        return self.surveys.answers.enter(point, Channel.PAPER, nonce, given, day=day)


def answer_of(id: str, body: Body) -> Answer:
    return Answer(
        id=id,
        day=date.fromisoformat(str(body["day"])),
        channel=Channel(str(body["channel"])),
        questions=str(body["questions"]),
        given=cast("dict[str, Given]", body["given"]),
        flags=frozenset(Flag(str(flag)) for flag in cast("list[str]", body["flags"])),
    )


def look_on(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for the results of an open round asks on this day, and sees those of the days before."""
    monkeypatch.setattr(records, "today", lambda: day)


def office_of(world: World, store: Store | None = None) -> Office:
    held = store or world.store
    audit = Audit(held)
    return Office(world, Surveys.build(held, audit, Agencies(held, audit), secret=SECRET), held)
