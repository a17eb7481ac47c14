"""Frozen numbers can be proved from the answers, and what was changed behind the program's back is found."""

from datetime import UTC, datetime

import pytest

from checklist_app.errors import Problem
from checklist_app.store import Body
from checklist_app.surveys.rounds.proving import prove_rounds
from tests.cast import World
from tests.surveys.world import Office, office_of

LATER = datetime(2027, 4, 2, 5, tzinfo=UTC)


@pytest.fixture
def office(world: World) -> Office:
    """With a closed round of two points, one of them without answers, and an answer that came late."""
    held = office_of(world)
    first = held.point()
    held.point("จุดที่ไม่มีใครตอบ")
    for _ in range(3):
        held.answer(first)
    held.surveys.rounds.settle(held.agency, at=LATER)
    held.answer(first)
    return held


def test_what_was_frozen_is_recounted_up_to_its_head(office: Office) -> None:
    assert prove_rounds(office.store) == 2


@pytest.mark.parametrize("changed", [{"hash": "0" * 64}, {"seq": 2}, {"seq": 9}, {"tally": {}}])
def test_a_frozen_number_that_the_answers_do_not_give_is_found(office: Office, changed: Body) -> None:
    for document in list(office.store.find("survey_frozen")):
        if document.body["seq"]:
            body = {**document.body, **changed}
            office.store.put("survey_frozen", document.id, body, version=document.version)
    with pytest.raises(Problem) as problem:
        prove_rounds(office.store)
    assert problem.value.code == "surveys.round_differs"
    assert problem.value.parameters["round"] == "2570-1"
