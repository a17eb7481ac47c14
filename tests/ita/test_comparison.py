"""Results beside each other: every change that the sources print, and nothing made up where one is
missing."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from checklist_app.agencies import ScoreSet
from checklist_app.catalog import Editions
from checklist_app.ita import Comparison, Cycle, ScoredYear, compared
from checklist_app.ita.comparing.comparison import Way, shown
from checklist_app.ita.comparing.comparison_charts import charts_of
from checklist_app.ita.comparing.comparison_pages import chosen_years
from tests.cast import World
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, SOURCES, Bureau, bureau_of, scores_of

PRINTED = next(each["change"] for each in SOURCES["scores"] if each["case"] == "001-2568")


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


@pytest.fixture
def editions(bureau: Bureau) -> Editions:
    return bureau.ita.editions


def scored_year(
    editions: Editions,
    year: int,
    indicators: Mapping[str, Decimal],
    total: str | None = None,
    level: str | None = None,
) -> ScoredYear:
    published = Decimal(total) if total else None
    scores = ScoreSet("one", "ขอนแก่น", year, indicators, published, level)
    return ScoredYear.of(scores, editions.get(year))


def source_001(editions: Editions) -> Comparison:
    return compared(
        [
            scored_year(editions, 2568, scores_of("001-2568"), "99.54"),
            scored_year(editions, 2567, scores_of("001-2567"), "93.99", "ผ่านดี"),
        ]
    )


def test_all_eleven_changes_of_the_source_come_out_as_printed(editions: Editions) -> None:
    comparison = source_001(editions)
    changes = {line.id: shown(line.changes[0]) for line in (*comparison.indicators, comparison.total)}
    assert changes == PRINTED
    assert len(changes) == 11
    assert comparison.years == (2567, 2568)


def test_instruments_and_levels_are_compared_too(editions: Editions) -> None:
    comparison = source_001(editions)
    assert {line.id: [shown(each) for each in line.scores] for line in comparison.instruments} == {
        "IIT": ["98.87", "99.32"],
        "EIT": ["96.56", "99.13"],
        "OIT": ["88.40", "100.00"],
    }
    assert comparison.levels == ("ผ่านดี", "ผ่านดีเยี่ยม")
    assert comparison.level_ways == (Way.UP,)


def test_the_total_is_the_published_one_and_only_else_the_computed_one(editions: Editions) -> None:
    first = scored_year(editions, 2567, scores_of("001-2567"), "90.00")
    second = scored_year(editions, 2568, scores_of("001-2568"))
    assert [shown(each) for each in compared([first, second]).total.scores] == ["90.00", "99.54"]


def test_three_years_change_from_each_to_the_next(editions: Editions) -> None:
    years = [scored_year(editions, year, {"1": Decimal(score)}) for year, score in YEARS]
    line = compared(years).indicators[0]
    assert [shown(each) for each in line.changes] == ["-10.00", "5.50"]
    assert shown(line.whole) == "-4.50"


YEARS = ((2566, "90"), (2567, "80"), (2568, "85.50"))


def test_a_missing_score_makes_no_change_and_no_total(editions: Editions) -> None:
    whole = scores_of("001-2567")
    partial = {id: score for id, score in scores_of("001-2568").items() if id != "9"}
    comparison = compared([scored_year(editions, 2567, whole), scored_year(editions, 2568, partial)])
    nine = next(line for line in comparison.indicators if line.id == "9")
    assert (shown(nine.scores[1]), shown(nine.changes[0])) == ("–", "–")
    assert shown(comparison.total.changes[0]) == "–"
    assert comparison.level_ways == (Way.UNKNOWN,)


def test_an_indicator_that_a_year_does_not_have_is_left_empty_there(editions: Editions) -> None:
    old = scored_year(editions, 2567, scores_of("001-2567"))
    new = scored_year(editions, 2568, scores_of("001-2568"))
    first, *rest = new.edition.indicators
    renamed = replace(new.edition, indicators=(replace(first, name="เรื่องใหม่"), *rest))
    comparison = compared([old, ScoredYear.of(new.scores, renamed)])
    rows = [(line.name, shown(line.scores[0]), shown(line.scores[1])) for line in comparison.indicators[:2]]
    assert sorted(rows) == [("การปฏิบัติหน้าที่", "99.83", "–"), ("เรื่องใหม่", "–", "99.19")]


def test_an_indicator_keeps_its_row_under_another_spelling_and_number(editions: Editions) -> None:
    old = scored_year(editions, 2563, {"8": Decimal(80)})
    new = scored_year(editions, 2568, {"8": Decimal(90)})
    moved = tuple(replace(each, id="11") if each.id == "8" else each for each in new.edition.indicators)
    scores = replace(new.scores, indicators={"11": Decimal(90)})
    comparison = compared([old, ScoredYear.of(scores, replace(new.edition, indicators=moved))])
    assert old.edition.indicator("8") != new.edition.indicator("8")
    (line,) = [line for line in comparison.indicators if line.id == "11"]
    assert [shown(each) for each in line.scores] == ["80.00", "90.00"]


def test_levels_of_two_rules_are_not_called_up_or_down(editions: Editions) -> None:
    letters = scored_year(editions, 2565, scores_of("000"), "96.62", "AA")
    words = scored_year(editions, 2567, scores_of("001-2567"), "93.99", "ผ่านดี")
    assert compared([letters, words]).level_ways == (Way.UNKNOWN,)


def test_charts_show_every_year_with_the_pass_mark(editions: Editions) -> None:
    totals, indicators = charts_of(source_001(editions))
    assert [(bar.label, str(bar.value)) for bar in totals.bars] == [
        ("2567 · ผ่านดี", "93.99"),
        ("2568 · ผ่านดีเยี่ยม", "99.54"),
    ]
    assert len(indicators.bars) == 20
    assert totals.mark == Decimal("85.00")


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ([], [2568, 2569]),
        (["2566,2568"], [2566, 2568]),
        (["2566", "2569", "2571"], [2566, 2569]),
        (["2566"], [2568, 2569]),
        (["nonsense", ""], [2568, 2569]),
    ],
)
def test_the_years_are_those_asked_for_else_the_last_two(asked: list[str], chosen: list[int]) -> None:
    assert chosen_years([2566, 2567, 2568, 2569], Cycle(2569), asked) == chosen


# --- in the browser -----------------------------------------------------------------------------------


def address(bureau: Bureau, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/comparison?{query}"


def test_the_page_shows_table_and_chart(client_of: ClientOf, bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"), 2569, total="93.99", level="ผ่านดี")
    bureau.score(scores_of("001-2568"), 2570, total="99.54")
    page = client_of("staff").get(address(bureau))
    assert page.status_code == 200
    assert all(f">{change}<" in page.text for change in PRINTED.values())
    assert page.text.count('<svg class="chart"') == 2
    assert "ระดับสูงขึ้น" in page.text


def test_years_are_chosen_one_by_one_or_in_a_row(client_of: ClientOf, bureau: Bureau) -> None:
    for year, score in ((2568, "80"), (2569, "85"), (2570, "95")):
        bureau.score({**scores_of("001-2567"), "1": Decimal(score)}, year)
    staff = client_of("staff")
    assert ">15.00<" in staff.get(address(bureau, years="2568,2570")).text
    assert ">15.00<" in staff.get(f"{address(bureau, years='2568')}&years=2570").text
    assert ">15.00<" not in staff.get(address(bureau)).text


def test_one_year_alone_says_what_is_missing(client_of: ClientOf, bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"))
    page = client_of("staff").get(address(bureau))
    assert "ต้องมีคะแนนอย่างน้อย 2 ปี" in page.text
    assert '<svg class="chart"' not in page.text


def test_it_is_there_in_english(client_of: ClientOf, bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"), 2569)
    bureau.score(scores_of("001-2568"), 2570)
    assert "Compare ITA results" in client_of("staff").get(f"{address(bureau)}lang=en").text


def test_texts_of_the_papers_are_written_where_the_figures_are(client_of: ClientOf, bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"), 2569, total="93.99", level="ผ่านดี")
    bureau.score(scores_of("001-2568"), 2570, total="99.54")
    page = client_of("staff").get(address(bureau)).text
    assert "/passages/comparison.result" in page
    assert "/passages/comparison.purpose" in page
    reader = client_of("auditor").get(address(bureau)).text
    assert "93.99" in reader
    assert "/passages/" not in reader
