"""The demonstration shows the cycles of the source documents as they were printed, and one that is being
worked on."""

from dataclasses import replace

import pytest

from checklist_app.accounts import COMMAND_LINE, Scope
from checklist_app.agencies import Agency
from checklist_app.clock import today
from checklist_app.demo import DemoSummary, load_demo
from checklist_app.ita import Cycle, Plan, Signed, SignedState, Stage, signed_state
from checklist_app.web.context import Collections
from tests.conftest import DEMO_PASSWORD, LoadedDemo


def test_every_measure_of_the_sources_is_loaded(loaded_demo: LoadedDemo) -> None:
    assert loaded_demo.summary.measures_added == 34


def load(collections: Collections) -> DemoSummary:
    return load_demo(collections, password=DEMO_PASSWORD)


def agency(demo: Collections, short_name: str) -> Agency:
    return next(a for a in demo.agencies.within(Scope(everything=True)) if a.short_name == short_name)


def plan(demo: Collections, short_name: str, year: int) -> Plan:
    return demo.ita.plans.of(agency(demo, short_name), Cycle(year))


@pytest.mark.parametrize(
    ("short_name", "year", "steps", "results"),
    [
        ("อบต.หนองไผ่ล้อม", 2566, [3, 3, 2], [0, 0, 0]),
        ("ทต.โคกม้า", 2568, [4, 2, 2, 3, 2, 3, 1, 1], [2, 3, 3, 3, 3, 3, 2, 2]),
        ("อบต.บ้านแลง", 2566, [2, 6, 3], [1, 5, 3]),
        ("อบต.ดงหม้อทอง", 2566, [0] * 14, [3, 3, 6, 1, 3, 3, 3, 4, 4, 3, 3, 2, 3, 2]),
    ],
)
def test_the_measures_of_the_sources_are_there_with_every_step_and_result(
    demo: Collections, short_name: str, year: int, steps: list[int], results: list[int]
) -> None:
    measures = plan(demo, short_name, year).measures
    assert [len(each.steps) for each in measures] == steps
    assert [len(each.last.results) if each.last else 0 for each in measures] == results


def test_of_our_own_agency_one_cycle_is_over_and_the_next_is_at_work(demo: Collections) -> None:
    ours, now = agency(demo, "อบต.ทุ่งแก"), Cycle.of(today())
    before = demo.ita.dossier_of(ours, Cycle(now.year - 1))
    running = demo.ita.dossier_of(ours, now)
    assert (before.stage, running.stage) == (Stage.COMPARED, Stage.SIGNED)
    assert {signed_state(before.plan, what) for what in Signed} == {SignedState.SIGNED}
    assert all(measure.due and measure.due >= today() for measure in running.plan.measures)


def test_loading_again_adds_nothing_and_leaves_what_was_edited(demo: Collections) -> None:
    ours, cycle = agency(demo, "อบต.ทุ่งแก"), Cycle.of(today())
    scores = demo.ita.scores.find(ours, cycle.scores_year)
    assert scores is not None
    demo.ita.scores.change(COMMAND_LINE, ours, replace(scores, source="แก้ไขแล้ว"))
    again = load(demo)
    assert (again.measures_added, again.scores_added) == (0, 0)
    kept = demo.ita.scores.find(ours, cycle.scores_year)
    assert kept is not None
    assert kept.source == "แก้ไขแล้ว"
