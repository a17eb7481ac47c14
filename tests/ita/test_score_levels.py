"""The level of a result by the rule of its year, at the very marks; results as earlier versions kept them."""

from decimal import Decimal

import pytest

from checklist_app.accounts import Audit
from checklist_app.agencies import ScoreSet, ScoreSets
from checklist_app.ita import ScoredYear
from checklist_app.store import Body
from tests.cast import World
from tests.ita.test_score_entering import edition_of
from tests.ita.world import Bureau, bureau_of

EARLY, LATE = range(2562, 2566), range(2566, 2571)
MEANS = ((1, 2, 3, 4, 5), (6, 7, 8), (9, 10))


def scored(year: int, *means: str, total: str | None = None, level: str | None = None) -> ScoredYear:
    """Every indicator of an instrument has its mean; of OIT, where two are given as a/b, each one."""
    scores: dict[str, Decimal] = {}
    for numbers, mean in zip(MEANS, means, strict=False):
        given = mean.split("/")
        scores |= {str(number): Decimal(given[at % len(given)]) for at, number in enumerate(numbers)}
    published = None if total is None else Decimal(total)
    return ScoredYear.of(ScoreSet("a", "p", year, scores, published, level), edition_of(year))


@pytest.mark.parametrize("year", EARLY)
@pytest.mark.parametrize(
    ("mean", "level"),
    [
        ("100.00", "AA"), ("95.00", "AA"), ("94.99", "A"), ("85.00", "A"), ("84.99", "B"), ("75.00", "B"),
        ("74.99", "C"), ("65.00", "C"), ("64.99", "D"), ("55.00", "D"), ("54.99", "E"), ("50.00", "E"),
        ("49.99", "F"), ("0.00", "F"),
    ],
)  # fmt: skip
def test_until_2565_the_total_alone_decides(year: int, mean: str, level: str) -> None:
    assert scored(year, mean, mean, mean).level == level


@pytest.mark.parametrize("year", LATE)
@pytest.mark.parametrize(
    ("means", "level"),
    [
        (("95.00", "95.00", "95.00"), "ผ่านดีเยี่ยม"),
        (("95.00", "95.00", "94.99/95.00"), "ผ่านดีเยี่ยม"),  # 94.995 is 95.00
        (("100.00", "94.99", "100.00"), "ผ่านดี"),
        (("94.99", "94.99", "94.99"), "ผ่านดี"),
        (("85.00", "85.00", "84.99/85.00"), "ผ่านดี"),  # 84.995 is 85.00
        (("100.00", "84.99", "100.00"), "ผ่าน"),
        (("84.99", "84.99", "84.99"), "ต้องปรับปรุง"),
        (("70.00", "70.00", "70.00"), "ต้องปรับปรุง"),
        (("69.99", "69.99", "69.99"), "ต้องปรับปรุงโดยด่วน"),
    ],
)
def test_since_2566_each_instrument_decides_too(year: int, means: tuple[str, ...], level: str) -> None:
    assert scored(year, *means).level == level


def test_a_level_goes_with_the_total_that_stands_beside_it() -> None:
    assert scored(2565, "84.99", "84.99", "84.99", total="85.00").level == "A"
    assert scored(2565, "84.99", "84.99", "84.99", total="85.00", level="B").level == "B"
    assert scored(2567, "94.99", "95.00", "95.00", total="95.00").level == "ผ่านดี"


def test_a_total_without_all_indicators_has_a_level_where_only_one_is_possible() -> None:
    assert scored(2565, "90.00", total="96.62").level == "AA"
    assert scored(2567, "90.00", total="96.62").level == ""
    assert scored(2567, "90.00", total="84.99").level == "ต้องปรับปรุง"
    assert scored(2567, "90.00").level == ""


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


def test_a_set_that_was_kept_before_there_were_parts_and_dates_is_read_and_written_again(
    bureau: Bureau,
) -> None:
    agency = bureau.agency
    body: Body = {
        "agency": agency.id, "province": agency.province, "year": 2566, "indicators": {"1": "93.85"},
        "published_total": None, "published_level": "ผ่าน", "source": "",
    }  # fmt: skip
    bureau.store.put(ScoreSets.KIND.name, f"{agency.id}-2566", body, version=0)
    (scores,) = bureau.ita.scores.of(agency)
    assert (scores.parts, scores.published_on, scores.version) == ({}, None, 1)
    again = bureau.ita.scores.change(bureau["staff"], agency, scores)
    assert (again.indicators, again.published_level, again.version) == (scores.indicators, "ผ่าน", 2)


def test_what_is_shipped_stands_in_the_audit_stream_as_what_people_write_does(bureau: Bureau) -> None:
    scores = ScoreSet(bureau.agency.id, bureau.agency.province, 2566, {"1": Decimal(90)})
    assert bureau.ita.scores.keep(scores)
    assert not bureau.ita.scores.keep(scores)
    written = [each for each in Audit(bureau.store).before() if each.action == "score_set.changed"]
    assert [each.subject for each in written] == [scores.id]
