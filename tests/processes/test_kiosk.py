"""A tablet at a counter that is connected at one process and sends what it collected to whichever answers."""

import json
from typing import Any

import pytest

from checklist_app.clock import now
from checklist_app.surveys.answering.kiosk_reading import MOST
from checklist_app.surveys.model import RULES, Answer, Flag, Point, PointDraft
from checklist_app.surveys.periods import Period
from tests.client import StrictClient
from tests.processes.alternating import in_turn
from tests.processes.conftest import Process
from tests.store.contended import ContendedStore
from tests.surveys.test_kiosk import GIVEN, collected, kept, today

WISH = {**GIVEN, "comment": "ที่นั่งไม่พอ"}


@pytest.fixture
def point(one: Process) -> Point:
    staff = one.world["staff"]
    draft = PointDraft(name="เคาน์เตอร์บริการประชาชน")
    return one.of.surveys.points.create(staff, staff.agency or "", draft, today=today())


def permit(process: Process, point: Point) -> str:
    """As the address says it that staff show to the tablet."""
    staff, page = process.client("staff"), f"/surveys/points/{point.code}"
    shown = staff.post(f"{page}/kiosk", data={"csrf_token": staff.token(page)}).text
    return shown.split(f"/s/{point.code}/kiosk#")[1].split('"')[0].split("<")[0].strip()


def tablet_at(process: Process) -> StrictClient:
    made = process.app.test_client()
    assert isinstance(made, StrictClient)
    return made


def deliver(tablet: StrictClient, point: Point, held: str, *answers: dict[str, Any]) -> Any:
    sent = json.dumps({"pass": held, "answers": answers})
    reply = tablet.post(f"/s/{point.code}/kiosk", data=sent, content_type="application/json")
    assert reply.status_code == 200
    return reply.json


def of(process: Process, point: Point) -> list[Answer]:
    return kept(process.of.surveys, process.world, point)


def test_what_is_collected_without_network_is_taken_whoever_is_asked(
    one: Process, other: Process, point: Point
) -> None:
    held = permit(one, point)
    tablet = tablet_at(Process(in_turn(one.app, other.app), one.world))
    assert f"{point.code}" in tablet.get(f"/s/{point.code}/kiosk").text
    answers = [collected(given=WISH) for _ in range(6)]
    for first in range(0, 6, 2):
        sent = answers[: first + 2]  # with those whose answer was lost on the way
        reply = deliver(tablet, point, held, *sent)
        assert (reply["kept"], reply["connected"]) == ([answer["id"] for answer in sent], True)
    assert [answer.id for answer in of(one, point)] == [answer["id"] for answer in answers]
    assert len(one.of.surveys.comments.of(point.agency, Period.of(today()))) == 6


def test_one_delivery_that_reaches_two_at_the_same_moment_counts_once(
    one: Process, other: Process, point: Point, contended: ContendedStore
) -> None:
    held, answer = permit(one, point), collected(given=WISH)
    contended.before_end(lambda: deliver(tablet_at(other), point, held, answer))
    assert deliver(tablet_at(one), point, held, answer)["kept"] == [answer["id"]]
    assert contended.meanwhile == []
    assert [answer.id for answer in of(one, point)] == [answer["id"]]
    assert len(one.of.surveys.comments.of(point.agency, Period.of(today()))) == 1
    known = one.of.surveys.seals.read_kiosk_pass(held, point.code)
    assert known
    line = f"tablet\n{known.id}\n{today()}"
    assert one.of.surveys.answers.visitors.seen(point.code, line, at=now()).today == 1


def test_a_tablet_that_is_disconnected_at_one_is_told_so_at_the_other(
    one: Process, other: Process, point: Point
) -> None:
    held, tablet = permit(one, point), tablet_at(other)
    assert deliver(tablet, point, held)["connected"] is True
    one.of.surveys.points.disconnect_kiosks(one.world["staff"], point.code)
    assert deliver(tablet, point, held, collected())["connected"] is False
    assert [answer.flags for answer in of(one, point)] == [{Flag.ENDED}]


def test_what_one_tablet_sends_in_a_day_is_counted_for_all_processes(
    one: Process, other: Process, point: Point
) -> None:
    held, tablets = permit(one, point), (tablet_at(one), tablet_at(other))
    for number in range(RULES.kiosk_a_day // MOST + 1):
        deliver(tablets[number % 2], point, held, *(collected() for _ in range(MOST)))
    repeated = [Flag.REPEAT in answer.flags for answer in of(one, point)]
    assert repeated.index(True) == repeated.count(False) == RULES.kiosk_a_day
