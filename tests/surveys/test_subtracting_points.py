"""Whoever looks at one point after the other, and at all of them, cannot subtract their way to a citizen."""

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.store import Head
from checklist_app.surveys.asking.questions import standard
from checklist_app.surveys.counting.result_reading import read_results
from checklist_app.surveys.counting.results import Results, results_of
from checklist_app.surveys.counting.tally import Tally
from checklist_app.surveys.model import Given
from checklist_app.surveys.periods import Period
from checklist_app.surveys.publishing.small_cells import (
    FOR_THE_EXECUTIVE,
    TABLES,
    PublicResults,
    for_executive,
    for_executive_apart,
)
from checklist_app.surveys.rounds.model import PointTally
from tests.cast import World
from tests.surveys.world import GOOD, NOON, Office, office_of

PERIOD = Period(2570, 1)
Group = tuple[str, str, Mapping[str, Given], int]
"""A point, a channel, what was given, how many gave it."""


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def tally_of(code: str, groups: Iterable[Group]) -> PointTally:
    tally = Tally()
    for point, channel, said, times in groups:
        body = {
            "day": "2026-11-20",
            "channel": channel,
            "questions": "standard-1",
            "given": said,
            "flags": [],
        }
        for _ in range(times if point == code else 0):
            tally.add(body)
    return PointTally(code, code, Head(), tally)


def counted(codes: Iterable[str], groups: list[Group]) -> Results:
    return results_of(PERIOD, [tally_of(code, groups) for code in codes], standard(), "a")


def looked_at(codes: list[str], groups: list[Group]) -> tuple[PublicResults, dict[str, PublicResults]]:
    """Everything, and every point that is shown by itself."""
    whole = for_executive(counted(codes, groups))
    told = [line.id for line in whole.results.points] if whole.results else []
    small = [code for code in codes if code not in told]
    points = {}
    for code in told:
        others = [[other] for other in told if other != code] + ([small] if small else [])
        beside = [counted(each, groups) for each in others]
        points[code] = for_executive_apart(counted([code], groups), whole, beside)
    return whole, points


def sizes(public: PublicResults, table: str) -> dict[str, tuple[int, int]]:
    shown = getattr(public.results, table) if public.results else ()
    return {line.id: (line.answers, line.measure.n) for line in shown}


def small_differences(whole: PublicResults, points: Mapping[str, PublicResults]) -> list[tuple[str, int]]:
    """Of every line that all points tell: what is left of the whole after each but one was subtracted."""
    found = []
    for table in set(TABLES) - {"points"}:
        for id, size in sizes(whole, table).items():
            told = {
                code: sizes(point, table)[id] for code, point in points.items() if id in sizes(point, table)
            }
            for left_out in [None, *told]:
                rest = [each for code, each in told.items() if code != left_out]
                for n in (1,) if table in ("aspects", "questions") else (0, 1):
                    left = size[n] - sum(each[n] for each in rest)
                    found += [(f"{table} {id}", left)] if 0 < left < FOR_THE_EXECUTIVE else []
    return found


def who(visitor: str, **more: Given) -> Mapping[str, Given]:
    return {**GOOD, "visitor": visitor, **more}


def test_the_one_resident_at_a_point_is_not_what_is_left_of_all_residents() -> None:
    groups: list[Group] = [
        ("a", "open", who("resident"), 30),
        ("a", "open", who("business"), 6),
        ("b", "open", who("resident", overall=1), 1),
        ("b", "open", who("visitor"), 24),
        ("b", "open", who("business"), 6),
    ]
    whole, points = looked_at(["a", "b"], groups)
    assert sizes(whole, "visitors")["resident"] == (31, 31)
    assert "resident" not in sizes(points["a"], "visitors")
    assert small_differences(whole, points) == []


SAID = st.builds(
    lambda visitor, ratings: {**({"visitor": visitor} if visitor else {}), "outcome": "whole", **ratings},
    st.sampled_from(["resident", "business", ""]),
    st.fixed_dictionaries(
        {"overall": st.integers(0, 5)},
        optional=dict.fromkeys(("process", "staff", "facilities"), st.integers(0, 5)),
    ),
)
GROUPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["open", "kiosk"]), SAID, st.integers(1, 12)),
    max_size=9,
)


@settings(max_examples=100, deadline=None)
@given(GROUPS)
def test_no_difference_of_points_is_a_small_group(groups: list[Group]) -> None:
    assert small_differences(*looked_at(["a", "b", "c"], groups)) == []


def test_the_page_of_a_point_hides_what_the_page_of_all_would_betray(office: Office) -> None:
    first, second = office.point("จุดหนึ่ง"), office.point("จุดสอง")
    for point, visitor, times in (
        (first, "resident", 30),
        (first, "business", 6),
        (second, "visitor", 24),
        (second, "business", 6),
    ):
        for _ in range(times):
            office.answer(point, who(visitor))
    office.answer(second, who("resident", overall=1))
    office.surveys.rounds.settle(office.agency, at=NOON)
    reading = read_results(office.surveys, office.agency, PERIOD, first.code, "th")
    assert reading is not None
    assert [line.hidden for line in reading.results.visitors if line.id == "resident"] == [True]
    assert [line.hidden for line in reading.whole.visitors if line.id == "resident"] == [False]
