"""The page of one agency's result: read by everybody who may see the agency, kept by its staff; nothing that
was typed is lost, and nothing that was published is overwritten by what is computed."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from checklist_app.agencies import ScoreSet
from checklist_app.ita.scoring.visited import Visited, adopted, differences
from tests.cast import World
from tests.client import Page, StrictClient
from tests.conftest import ClientOf
from tests.ita.world import SOURCES, Bureau, bureau_of, scores_of
from tests.visits.phones import begin

YEAR = 2565
CASES = [(each["case"], each["fy"]) for each in SOURCES["scores"]]


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


@pytest.fixture
def staff(client_of: ClientOf) -> StrictClient:
    return client_of("staff")


def page_of(bureau: Bureau, year: int = YEAR) -> str:
    return f"/agencies/{bureau.agency.id}/ita/scores/{year}"


def visited(client_of: ClientOf, world: World, bureau: Bureau, table: Mapping[str, str]) -> None:
    """A finished visit of the year after, with these scores in its table."""
    client = client_of("inspector")
    form = client.application.extensions["checklist"].forms.keep("nacc-2563", 2567)
    phone = begin(world["inspector"], client, form, bureau.agency.id)
    for row, score in table.items():
        phone.write(f"answer:3.1.scores:{row}", score)
    phone.write("status", {"state": "complete", "reason": "", "content": ""})
    phone.sync()


def cells(case: str = "000") -> Mapping[str, str]:
    return {f"cell_{id}": str(score) for id, score in scores_of(case).items()}


@pytest.mark.parametrize(("case", "year"), CASES)
def test_every_figure_of_a_source_stands_on_its_page(
    staff: StrictClient, bureau: Bureau, case: str, year: int
) -> None:
    printed = next(each for each in SOURCES["scores"] if each["case"] == case)
    answer = staff.submit(page_of(bureau, year), **cells(case), total=printed["total_printed"], step="save")
    assert answer.status_code == 302
    page = staff.get(page_of(bureau, year)).text
    for figure in (printed["total_printed"], *printed["instruments"].values(), *printed["values"].values()):
        assert figure in page
    assert f"คำนวณได้ {printed['total_printed']}" in page
    assert (printed["level_printed"] or printed["level_computed"]) in page
    assert "โปรดตรวจ" not in page


def test_the_changes_of_the_source_stand_beside_both_years(staff: StrictClient, bureau: Bureau) -> None:
    for case, year in (("001-2567", 2567), ("001-2568", 2568)):
        bureau.score(scores_of(case), year)
    changes = next(each for each in SOURCES["scores"] if each["case"] == "001-2568")["change"]
    for year in (2567, 2568):
        page = staff.get(page_of(bureau, year)).text
        for change in changes.values():
            assert f'<td class="number">{change}</td>' in page


def test_a_published_total_is_kept_and_a_difference_is_told(staff: StrictClient, bureau: Bureau) -> None:
    staff.submit(page_of(bureau), **cells(), total="96.99", level="aa", step="save")
    kept = bureau.ita.scores.find(bureau.agency, YEAR)
    assert kept is not None
    assert (kept.published_total, kept.published_level) == (Decimal("96.99"), "AA")
    page = staff.get(page_of(bureau)).text
    assert "คะแนนรวมที่ประกาศ 96.99 ไม่ตรงกับที่คำนวณได้ 96.62" in page


def test_a_cell_that_cannot_be_is_named_and_nothing_is_kept(staff: StrictClient, bureau: Bureau) -> None:
    wrong = {**cells(), "cell_2": "120", "cell_3": "-1", "cell_4": "มาก", "cell_5": "91.488"}
    answer = staff.submit(page_of(bureau), **wrong, step="save")
    assert answer.status_code == 422
    for row in ("2 การใช้งบประมาณ", "3 การใช้อำนาจ", "4 การใช้ทรัพย์สินของราชการ", "5 การแก้ไขปัญหาการทุจริต"):
        assert f"คะแนนของ “{row}”" in answer.text
    assert 'value="มาก"' in answer.text
    assert bureau.ita.scores.find(bureau.agency, YEAR) is None


def test_thai_digits_and_comma_decimals_are_understood(staff: StrictClient, bureau: Bureau) -> None:
    typed = {"cell_1": "๙๓,๘๕", "cell_2": "๙๑.๔๐ คะแนน", "cell_9": "100", "cell_9_1": "100"}
    assert (
        staff.submit(page_of(bureau), **typed, published_on="๑ สิงหาคม ๒๕๖๕", step="save").status_code == 302
    )
    kept = bureau.ita.scores.find(bureau.agency, YEAR)
    assert kept is not None
    assert kept.indicators == {"1": Decimal("93.85"), "2": Decimal("91.40"), "9": Decimal("100.00")}
    assert kept.parts == {"9.1": Decimal("100.00")}
    assert "ยังไม่มีคะแนน 7 ตัวชี้วัด" in staff.get(page_of(bureau)).text


def test_who_comes_second_sees_both_and_may_then_write(staff: StrictClient, bureau: Bureau) -> None:
    staff.submit(page_of(bureau), **cells(), step="save")
    late = dict.fromkeys(("cell_1",), "80.00") | {"version": "0"}
    answer = staff.submit(page_of(bureau), **{**cells(), **late}, step="save")
    assert answer.status_code == 409
    assert 'value="80.00"' in answer.text
    assert "ที่บันทึกอยู่: 93.85" in answer.text
    again = staff.submit(page_of(bureau), **{**cells(), "cell_1": "80.00"}, step="save")
    assert again.status_code == 302
    assert "80.00" in staff.get(page_of(bureau)).text


def test_what_is_pasted_fills_the_table_and_keeps_nothing(staff: StrictClient, bureau: Bureau) -> None:
    text = "1 การใช้งบประมาณ 91.40\n2 การปฏิบัติหน้าที่ 93.85\nการใช้งบประมาณ 91.41\nอะไรสักอย่าง 55.55"
    answer = staff.submit(page_of(bureau), pasted=text, cell_3="92.51", step="paste")
    assert answer.status_code == 200
    for filled in ('value="91.40"', 'value="93.85"', 'value="92.51"'):
        assert filled in answer.text
    assert "ตัวชี้วัดที่ 2: 91.40 และ 91.41" in answer.text
    assert "บรรทัดที่ 4" in answer.text
    assert bureau.ita.scores.find(bureau.agency, YEAR) is None


def test_a_paste_without_scores_says_what_to_copy(staff: StrictClient, bureau: Bureau) -> None:
    assert "ไม่พบคะแนนของปี 2565" in staff.submit(page_of(bureau), pasted="สวัสดี", step="paste").text
    assert "ยาวเกิน" in staff.submit(page_of(bureau), pasted="ก" * 70_000, step="paste").text


def test_an_empty_table_and_a_year_to_come_are_not_kept(staff: StrictClient, bureau: Bureau) -> None:
    assert "ยังไม่มีคะแนนสักช่อง" in staff.submit(page_of(bureau), step="save").text
    assert "ยังไม่มีผล ITA ของปี 2600" in staff.submit(page_of(bureau, 2600), **cells(), step="save").text


def test_a_year_without_rules_of_its_own_says_so(staff: StrictClient, bureau: Bureau) -> None:
    assert "ยังไม่มีเกณฑ์ ITA ของปี 2572" in staff.get(page_of(bureau, 2572)).text
    early = staff.get(page_of(bureau, 2550))
    assert early.status_code == 404
    assert "2562" in early.text


@pytest.mark.parametrize("who", ["inspector", "executive", "auditor"])
def test_who_does_not_keep_scores_reads_them(client_of: ClientOf, bureau: Bureau, who: str) -> None:
    bureau.score(scores_of("000"), YEAR)
    page = client_of(who).get(page_of(bureau)).text
    assert "98.57" in page
    assert "data-scores" not in page


def test_another_agency_is_not_there(client_of: ClientOf, world: World) -> None:
    other = world.agencies["เทศบาลตำบลดอยสูง"].id
    assert client_of("staff").get(f"/agencies/{other}/ita/scores/{YEAR}").status_code == 404


def test_the_page_is_read_in_english_too(staff: StrictClient, bureau: Bureau) -> None:
    staff.submit(page_of(bureau), **cells(), total="90", level="ผ่านดี", step="save")
    for year in (YEAR - 1, YEAR, 2572):
        assert staff.get(f"{page_of(bureau, year)}?lang=en").status_code == 200


def test_the_table_of_a_visit_is_compared_and_taken_over(
    client_of: ClientOf, world: World, bureau: Bureau, staff: StrictClient
) -> None:
    bureau.score({"1": Decimal("90.00"), "2": Decimal("91.40")}, 2566)
    visited(client_of, world, bureau, {"1": "93.85", "9.1": "100.00", "2": "91.40"})
    page = staff.get(page_of(bureau, 2566)).text
    assert "ต่างจากหน้านี้ 2 รายการ" in page
    answer = staff.post(f"{page_of(bureau, 2566)}/adopt", data=Page(page).hidden)
    assert answer.status_code == 302
    kept = bureau.ita.scores.find(bureau.agency, 2566)
    assert kept is not None
    assert kept.indicators == {"1": Decimal("93.85"), "2": Decimal("91.40")}
    assert kept.parts == {"9.1": Decimal("100.00")}
    assert kept.source == "แบบนิเทศ ปีงบประมาณ พ.ศ. 2567 ตาราง 3.1"
    assert "ตรงกันทุกรายการ" in staff.get(page_of(bureau, 2566)).text


def test_a_published_total_is_kept_when_a_visit_says_otherwise(bureau: Bureau) -> None:
    here = ScoreSet("a", "p", 2566, {}, Decimal("96.62"))
    visited = Visited("v", None, {"1": Decimal("93.85")}, Decimal("90.00"))
    edition = bureau.ita.editions.get(2566)
    taken = adopted(here, visited, edition)
    assert (taken.indicators, taken.published_total) == ({"1": Decimal("93.85")}, Decimal("96.62"))
    assert [each.is_adoptable for each in differences(taken, visited, edition)] == [False]
    assert adopted(replace(here, published_total=None), visited, edition).published_total == Decimal("90.00")


def test_who_adopts_too_late_is_told(
    client_of: ClientOf, world: World, bureau: Bureau, staff: StrictClient
) -> None:
    visited(client_of, world, bureau, {"1": "93.85"})
    page = staff.get(page_of(bureau, 2566)).text
    bureau.score({"1": Decimal("90.00")}, 2566)
    answer = staff.post(f"{page_of(bureau, 2566)}/adopt", data=Page(page).hidden)
    assert answer.status_code == 409
    kept = bureau.ita.scores.find(bureau.agency, 2566)
    assert kept is not None
    assert kept.indicators == {"1": Decimal("90.00")}


def test_a_visit_begins_with_the_scores_of_this_page(client_of: ClientOf, bureau: Bureau) -> None:
    staff, scores = bureau["staff"], bureau.score(scores_of("000"), 2569, total="96.62")
    bureau.ita.scores.change(staff, bureau.agency, replace(scores, parts={"9.1": Decimal("100.00")}))
    packed = client_of("inspector").get("/api/pack").get_json()["scores"][bureau.agency.id]["2569"]
    assert packed == {id: str(score) for id, score in scores_of("000").items()} | {
        "9.1": "100.00",
        "total": "96.62",
    }
