"""What is published leads to nobody: no group below ten, and none that can be worked out by subtracting."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.store import Head
from checklist_app.surveys.asking.questions import OVERALL, Questions, read_questions, standard
from checklist_app.surveys.counting.results import Results, results_of
from checklist_app.surveys.counting.tally import Tally
from checklist_app.surveys.model import Answer, Channel, Flag, Given
from checklist_app.surveys.periods import Period
from checklist_app.surveys.publishing.small_cells import TABLES, PublicResults, for_executive, public_of
from checklist_app.surveys.rounds.model import PointTally
from tests.surveys.world import GOOD

PERIOD = Period(2570, 1)
POINTS, MONTHS = ("a", "b", "c"), (date(2026, 10, 5), date(2026, 11, 5), date(2026, 12, 5))
SLICES = ("points", "channels", "visitors", "months")


def two_in_one_aspect() -> Questions:
    """The standard ones, with a second question about the staff."""
    body = standard().body
    questions: list[dict[str, object]] = body["questions"]  # type: ignore[assignment]
    more = next(dict(each) for each in questions if each["id"] == "staff")
    return read_questions("9", {**body, "questions": [*questions, {**more, "id": "staff2"}]})


QUESTIONS = two_in_one_aspect()


def answer(
    given: Mapping[str, Given] = GOOD, *flags: Flag, day: date = MONTHS[0], channel: str = "open"
) -> Answer:
    return Answer("", day, Channel(channel), "9", given, frozenset(flags))


def results(*answers: tuple[str, Answer]) -> Results:
    tallies = {code: Tally() for code in POINTS}
    for code, each in answers:
        tallies[code].add(each.body)
    found = [PointTally(code, f"จุด {code}", Head(), tally) for code, tally in tallies.items()]
    return results_of(PERIOD, found, QUESTIONS, "a")


def many(
    n: int, code: str = "a", given: Mapping[str, Given] = GOOD, *flags: Flag
) -> list[tuple[str, Answer]]:
    return [(code, answer(given, *flags))] * n


def shown(public: PublicResults, table: str) -> dict[str, int]:
    assert public.results
    return {line.id: line.answers for line in getattr(public.results, table)}


def test_nine_answers_are_a_count_and_ten_are_results() -> None:
    nine, ten = public_of(results(*many(9))), public_of(results(*many(10)))
    assert (nine.results, nine.is_empty) == (None, False)
    assert ten.results
    assert (ten.results.answers, ten.scarce) == (10, True)
    assert not public_of(results(*many(30))).scarce
    assert public_of(results()).is_empty


def test_a_small_group_is_named_without_its_figures() -> None:
    public = public_of(results(*many(30, "a"), *many(20, "b"), *many(4, "c")))
    assert shown(public, "points") == {"a": 30}
    assert [line.id for line in public.tables["points"] if line.hidden] == [
        "b",
        "c",
    ]  # b, or c would be 54 - 30 - 20


def test_groups_that_hide_each_other_cost_no_third() -> None:
    public = public_of(results(*many(30, "a"), *many(6, "b"), *many(4, "c")))
    assert shown(public, "points") == {"a": 30}


def test_groups_of_one_size_are_hidden_together() -> None:
    public = public_of(results(*many(12, "a"), *many(12, "b"), *many(4, "c")))
    assert shown(public, "points") == {}


def test_an_empty_group_is_shown_as_empty() -> None:
    assert shown(public_of(results(*many(30, "a"))), "points") == {"a": 30, "b": 0, "c": 0}


def test_those_who_did_not_say_who_they_are_protect_the_others() -> None:
    silent = {question: given for question, given in GOOD.items() if question != "visitor"}
    public = public_of(results(*many(40), *many(3, "a", silent)))
    assert "resident" not in shown(public, "visitors")


def test_a_question_that_few_rated_is_hidden_with_all_that_leads_to_it() -> None:
    unused = {**GOOD, "facilities": 0}
    public = public_of(results(*many(5), *many(20, "a", unused)))
    assert "facilities" not in shown(public, "questions")
    assert "facilities" not in shown(public, "aspects")
    assert public.results
    assert (public.hides_score, public.results.score, public.results.score_of_100) == (True, None, None)
    assert public.results.overall.n == 25


def test_an_aspect_of_two_questions_does_not_betray_the_hidden_one() -> None:
    second = {**GOOD, "staff2": 1}
    public = public_of(results(*many(30), *many(4, "a", second)))
    assert "staff" in shown(public, "questions")
    assert "staff" not in shown(public, "aspects")
    assert "process" in shown(public, "aspects")


def test_an_aspect_that_looks_like_another_question_by_chance_betrays_nothing() -> None:
    """Sixteen fives about the staff, of which four are of the hidden question; sixteen fives elsewhere."""
    asked = {"staff": 5, "staff2": 5, "overall": 5}
    public = public_of(
        results(
            *many(4, "a", asked),
            *many(8, "a", {"staff": 5, "process": 5, "overall": 5}),
            *many(8, "a", {"process": 5, "overall": 5}),
        )
    )
    assert shown(public, "questions").keys() == {"process", "channels", "staff", "facilities", "overall"}
    assert "staff" not in shown(public, "aspects")


def test_the_only_tablet_does_not_betray_the_few_phones_at_its_counter() -> None:
    """Who knows where the tablet stands could subtract its fifty answers from those of the counter."""
    tablet = [("a", answer(channel="kiosk"))] * 50
    public = public_of(results(*tablet, *many(3, "a"), *many(40, "b")))
    both = "a" in shown(public, "points") and "kiosk" in shown(public, "channels")
    assert not both
    assert public.results


def test_a_point_that_opened_late_does_not_betray_the_last_month_of_the_others() -> None:
    new = [("b", answer(day=MONTHS[2]))] * 12
    old = [("a", answer(day=MONTHS[2]))] * 3
    public = public_of(results(*many(60, "a"), *old, *new))
    both = "b" in shown(public, "points") and "2026-12" in shown(public, "months")
    assert not both


def test_groups_of_two_tables_that_overlap_by_chance_are_both_told() -> None:
    mixed = [("b", answer(channel="kiosk"))] * 20
    public = public_of(
        results(*many(30, "a"), *many(25, "b"), *mixed, *[("a", answer(channel="kiosk"))] * 22)
    )
    assert shown(public, "points") == {"a": 52, "b": 45, "c": 0}
    assert {"open": 55, "kiosk": 42}.items() <= shown(public, "channels").items()


@pytest.mark.parametrize(("flagged", "hides"), [(0, False), (9, True), (10, False)])
def test_the_verdict_with_flagged_answers_needs_ten_of_them(flagged: int, hides: bool) -> None:
    bad = {**GOOD, "overall": 1}
    public = public_of(results(*many(20), *many(flagged, "a", bad, Flag.FAST)))
    assert public.results
    assert public.hides_flagged is hides
    assert public.results.overall_with_flagged.counts[-1] == (0 if hides else flagged)
    assert public.results.flagged == flagged


def test_outcomes_need_ten_who_answered() -> None:
    silent = {question: given for question, given in GOOD.items() if question != "outcome"}
    public = public_of(results(*many(30, "a", silent), *many(4)))
    assert public.results
    assert (public.hides_outcomes, public.results.outcomes) == (True, ())


def test_the_executive_sees_from_five_on() -> None:
    assert for_executive(results(*many(4))).results is None
    public = for_executive(results(*many(5, "a"), *many(6, "b")))
    assert shown(public, "points") == {"a": 5, "b": 6, "c": 0}


# --- an attacker who subtracts --------------------------------------------------------------------------


RATING = st.integers(0, 5)
ANSWERS = st.builds(
    lambda day, channel, visitor, ratings, flagged: answer(
        {**({"visitor": visitor} if visitor else {}), "outcome": "whole", **ratings},
        *([Flag.FAST] if flagged else []),
        day=day,
        channel=channel,
    ),
    st.sampled_from(MONTHS),
    st.sampled_from(["open", "open", "kiosk", "paper"]),
    st.sampled_from(["resident", "resident", "business", ""]),
    st.fixed_dictionaries(
        {"overall": RATING},
        optional=dict.fromkeys(("process", "channels", "staff", "staff2", "facilities"), RATING),
    ),
    st.sampled_from([False, False, False, True]),
)
GROUPS = st.lists(st.tuples(st.sampled_from(POINTS), ANSWERS, st.integers(1, 14)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(GROUPS, st.sampled_from([public_of, for_executive]))
def test_whoever_subtracts_finds_no_small_group(
    groups: list[tuple[str, Answer, int]], publish: object
) -> None:
    whole = results(*((code, each) for code, each, times in groups for _ in range(times)))
    public = publish(whole)  # type: ignore[operator]
    found = [(what, n) for what, n in derived(whole, public) if 0 < n < public.least]
    assert found == []


def derived(whole: Results, public: PublicResults) -> Iterable[tuple[str, int]]:
    """Every count of people behind something that is printed, and behind every difference of two such
    counts that belong together."""
    if public.results is None:
        return
    told = public.results
    yield "everything", told.answers
    for table, size in product(SLICES, ("answers", "n")):
        lines = [line.answers if size == "answers" else line.measure.n for line in getattr(told, table)]
        sum_of_all = told.answers if size == "answers" else told.overall.n
        yield from ((f"{table} {size}", n) for n in lines)
        yield f"what is left of {table} {size}", sum_of_all - sum(lines)
    questions = {line.id: line.measure for line in told.questions}
    yield from ((f"question {id}", measure.n) for id, measure in questions.items())
    yield "overall", told.overall.n
    yield "with flagged", told.overall_with_flagged.n
    yield "only flagged", told.overall_with_flagged.n - told.overall.n
    yield from aspects_less_questions(told, questions.keys())
    yield from aspects_in_the_score(whole, told)


def aspects_less_questions(told: Results, questions: Iterable[str]) -> Iterable[tuple[str, int]]:
    """What an aspect holds beyond its printed questions."""
    rated = {line.id: line.measure.n for line in told.questions if line.id in set(questions)}
    for line in told.aspects:
        members = [question.id for question in QUESTIONS.of_aspect(line.id)]
        yield f"rest of {line.id}", line.measure.n - sum(rated.get(member, 0) for member in members)


def aspects_in_the_score(whole: Results, told: Results) -> Iterable[tuple[str, int]]:
    """The score is an equation with one unknown where one aspect alone is not printed."""
    if told.score is not None:
        printed = {line.id for line in told.aspects}
        yield from ((f"score: {a.id}", a.measure.n) for a in whole.aspects if a.id not in printed)


def test_the_attacker_would_find_what_is_not_hidden() -> None:
    """The check above can fail: unshielded results betray their groups."""
    whole = results(*many(30, "a"), *many(4, "b"))
    bare = PublicResults(least=10, is_empty=False, results=whole, tables=dict.fromkeys(TABLES, ()))
    assert [n for _, n in derived(whole, bare) if 0 < n < 10] == [4, 4]
    assert OVERALL in shown(bare, "questions")
