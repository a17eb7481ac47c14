"""Figures of ratings are right to the last digit, and never say more than is known."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.surveys.counting.statistics import (
    Measure,
    average,
    average_interval,
    average_score,
    measure,
    percent,
)

PUBLISHED = (0, 23, 46, 153, 419, 528)  # a survey of 1,169 answers whose three scores are known
COUNTS = st.tuples(st.integers(0, 50), *[st.integers(0, 300)] * 5)
RATED = COUNTS.filter(lambda counts: sum(counts[1:]) > 0)


def of(*ratings: int) -> Measure:
    return measure([ratings.count(rating) for rating in range(6)])


def known(value: Decimal | None) -> Decimal:
    assert value is not None
    return value


def test_one_survey_has_three_scores_that_are_not_to_be_mixed() -> None:
    found = measure(PUBLISHED)
    assert (found.n, found.mean, found.score) == (1169, Decimal("4.18"), Decimal("83.66"))
    assert found.top2 == Decimal("81.01")


def test_the_score_is_of_the_mean_before_it_is_rounded() -> None:
    """Offices publish 4.58 with 91.65: of the rounded mean it would be 91.60."""
    found = measure((0, 0, 0, 0, 167, 233))
    assert (found.mean, found.score) == (Decimal("4.58"), Decimal("91.65"))


def content(successes: int, n: int) -> tuple[Decimal, Decimal]:
    """The interval of those who are content."""
    found = measure((0, n - successes, 0, 0, 0, successes))
    return known(found.top2_low), known(found.top2_high)


@pytest.mark.parametrize(("n", "low", "high"), [(10, 60, 98), (30, 74, 97), (100, 83, 94), (400, 87, 93)])
def test_ninety_per_cent_of_more_people_is_known_more_closely(n: int, low: int, high: int) -> None:
    whole = [known(edge).quantize(Decimal(1), rounding=ROUND_HALF_UP) for edge in content(n * 9 // 10, n)]
    assert whole == [low, high]


def test_of_nothing_nothing_is_known() -> None:
    found = measure((7, 0, 0, 0, 0, 0))
    assert (found.n, found.unused) == (0, 7)
    assert {found.mean, found.sd, found.score, found.top2, found.mean_low, found.mean_high} == {None}
    assert percent(0, 0) == Decimal("0.00")
    assert (average([found]), average_score([found]), average_interval([found])) == (None, None, None)


def test_one_rating_has_a_mean_and_no_deviation() -> None:
    found = of(4)
    assert (found.mean, found.sd) == (Decimal("4.00"), None)
    assert known(found.mean_low) < Decimal("2.5")


def test_the_deviation_is_that_of_a_sample() -> None:
    assert of(1, 5).sd == Decimal("2.83")
    assert of(3, 3, 3).sd == Decimal("0.00")


def test_halves_are_rounded_up() -> None:
    assert measure((0, 0, 0, 0, 99, 101)).mean == Decimal("4.51")  # 4.505
    assert measure((0, 0, 0, 0, 199, 1)).mean == Decimal("4.01")  # 4.005


def test_who_used_nothing_is_outside_of_means_and_counted() -> None:
    found = of(0, 0, 0, 5, 3)
    assert (found.n, found.unused, found.mean) == (2, 3, Decimal("4.00"))


def test_an_average_gives_each_aspect_the_same_weight_and_is_rounded_once() -> None:
    thirds = [of(4, 4, 5), of(4, 5, 5), of(*[4] * 1000), measure([0] * 6)]
    assert average(thirds) == Decimal("4.33")
    assert average_score(thirds) == Decimal("86.67")
    exact_half = [measure((0, 0, 0, 0, 2, 1)), measure((0, 0, 0, 0, 203, 97))]  # 4.328333…
    assert average(exact_half) == Decimal("4.33")


def test_thirds_that_add_up_to_a_half_are_rounded_up() -> None:
    """4 1/3 and 4 203/300 are 4.505 in the middle, which no decimal of thirds hits."""
    assert average([measure((0, 0, 0, 0, 2, 1)), measure((0, 0, 0, 0, 97, 203))]) == Decimal("4.51")


def test_several_ratings_of_one_person_are_not_believed_as_several_people() -> None:
    once, twice = measure((0, 0, 5, 10, 20, 10)), measure((0, 0, 10, 20, 40, 20), each=2)
    assert (once.mean, once.score) == (twice.mean, twice.score)
    assert (once.top2_low, once.top2_high) == (twice.top2_low, twice.top2_high)
    assert abs(known(once.mean_low) - known(twice.mean_low)) <= Decimal("0.01")


def test_where_all_are_content_the_interval_still_admits_what_few_can_hide() -> None:
    assert (of(*[5] * 10).mean_low, of(*[5] * 10).mean_high) == (Decimal("3.89"), Decimal("5.00"))
    assert known(of(*[5] * 100).mean_low) > Decimal("4.8")


@given(RATED)
def test_figures_are_those_of_a_slow_recount_of_single_ratings(counts: Sequence[int]) -> None:
    ratings = [rating for rating in range(1, 6) for _ in range(counts[rating])]
    mean = Fraction(sum(ratings), len(ratings))
    found = measure(counts)
    assert found.mean == half_up(mean)
    assert found.score == half_up(mean * 20)
    assert found.top2 == half_up(Fraction(100 * sum(rating >= 4 for rating in ratings), len(ratings)))
    if len(ratings) > 1:
        variance = sum((rating - mean) ** 2 for rating in ratings) / (len(ratings) - 1)
        sd = known(found.sd)
        half = Decimal("0.005")
        assert max(sd - half, Decimal(0)) ** 2 <= variance <= (sd + half) ** 2


@given(RATED)
def test_an_interval_lies_around_its_figure_and_never_beyond_the_scale(counts: Sequence[int]) -> None:
    found = measure(counts)
    assert 1 <= known(found.mean_low) <= known(found.mean) <= known(found.mean_high) <= 5
    assert 0 <= known(found.top2_low) <= known(found.top2) <= known(found.top2_high) <= 100


@given(RATED)
def test_a_scale_turned_round_turns_the_interval_round(counts: Sequence[int]) -> None:
    found, turned = measure(counts), measure([counts[0], *reversed(counts[1:])])
    close = Decimal("0.01")  # halves go up on both sides
    assert abs(known(found.mean_low) + known(turned.mean_high) - 6) <= close
    assert abs(known(found.mean_high) + known(turned.mean_low) - 6) <= close


@given(RATED, st.integers(2, 5))
def test_more_answers_of_the_same_kind_never_widen_an_interval(counts: Sequence[int], times: int) -> None:
    once, often = measure(counts), measure([count * times for count in counts])
    assert once.mean == often.mean
    assert width(often) <= width(once)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_one_more_who_is_content_never_lowers_the_share(case: tuple[int, int]) -> None:
    successes, n = case
    lower, higher = content(successes, n), content(successes + 1, n)
    assert lower[0] <= higher[0]
    assert lower[1] <= higher[1]
    assert content(n - successes, n) == pytest.approx((100 - lower[1], 100 - lower[0]), abs=Decimal("0.01"))


@given(RATED, st.integers(1, 4))
def test_a_better_rating_raises_the_mean(counts: Sequence[int], rating: int) -> None:
    if not counts[rating]:
        return
    better = list(counts)
    better[rating] -= 1
    better[rating + 1] += 1
    assert known(measure(better).mean) >= known(measure(counts).mean)
    assert measure(better).total == measure(counts).total + 1


def width(found: Measure) -> Decimal:
    return known(found.mean_high) - known(found.mean_low)


def half_up(value: Fraction) -> Decimal:
    return Decimal((value * 100 + Fraction(1, 2)).__floor__()) / 100
