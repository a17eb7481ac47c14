"""A file of score sets says first what it would change: what a person would understand is understood, and
everything else is told by its cell."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from checklist_app.agencies import Agency, ScoreSet, read_table
from checklist_app.errors import Problem, ProblemKind
from checklist_app.ita.scoring.import_storing import ScoreImports
from checklist_app.ita.scoring.import_words import REMARKS
from checklist_app.ita.scoring.importing import settled
from checklist_app.ita.scoring.plan import ScorePlan
from checklist_app.wording import problem_wording
from tests.agencies.register import csv_file, xlsx_file
from tests.cast import AGENCIES, PROVINCE, World
from tests.ita.world import NOON, Bureau, bureau_of

TODAY = NOON.date()
NADI, SAWANG = "เทศบาลตำบลนาดี", "เทศบาลเมืองสว่าง"
NUMBERS = ",".join(map(str, range(1, 11)))
TEN = "90.00,91.41,92.00,93.00,94.00,95.00,96.00,97.00,98.00,100.00"
OTHER_TOTAL = "95.63"  # that of TEN is 96.02


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


def imports_of(bureau: Bureau) -> ScoreImports:
    return ScoreImports(bureau.ita.agencies, bureau.ita.editions, bureau.ita.scores)


def plan_of(bureau: Bureau, data: bytes, year: int | None = 2569, who: str = "supervisor") -> ScorePlan:
    columns = imports_of(bureau).columns()
    table = settled(read_table(data, columns), columns, year)
    return imports_of(bureau).plan(bureau[who], table, TODAY)


def plan(bureau: Bureau, *lines: str, year: int | None = 2569) -> ScorePlan:
    return plan_of(bureau, csv_file(*lines), year)


def told(plan: ScorePlan) -> list[tuple[int, str, str]]:
    assert all(each.problem.code in problem_wording() for each in plan.errors)
    return [(each.row, each.column, each.problem.code) for each in plan.errors]


def remarked(plan: ScorePlan) -> list[tuple[int, str]]:
    assert all(each.caution.code in REMARKS for each in plan.remarks)
    return [(each.row, each.caution.code) for each in plan.remarks]


def refused(bureau: Bureau, *lines: str, year: int | None = 2569) -> str:
    with pytest.raises(Problem) as refusal:
        plan(bureau, *lines, year=year)
    assert refusal.value.kind is ProblemKind.INVALID
    assert refusal.value.code in problem_wording()
    return refusal.value.code


def agency(bureau: Bureau, name: str) -> Agency:
    return bureau.world.agencies[name]


def test_a_row_is_one_agency_and_year(bureau: Bureau) -> None:
    planned = plan(
        bureau,
        f"ที่,หน่วยงาน,ปีงบประมาณ,{NUMBERS},9.1,คะแนนรวม,ระดับ,แหล่งที่มา,วันที่ประกาศ",
        f"1,ทต.นาดี,๒๕๖๙,{TEN},99.5,96.02,ผ่าน ดี,ITAS,15 สิงหาคม 2569",
    )
    (step,) = planned.added
    assert (told(planned), planned.ignored_columns, planned.missing) == ([], (), ())
    assert step.agency == agency(bureau, NADI)
    assert step.scores == ScoreSet(
        step.agency.id,
        PROVINCE,
        2569,
        {str(number): Decimal(cell) for number, cell in enumerate(TEN.split(","), start=1)},
        Decimal("96.02"),
        "ผ่านดี",
        "ITAS",
        {"9.1": Decimal("99.50")},
        date(2026, 8, 15),
    )


@pytest.mark.parametrize(
    "heading",
    ["{n}", "i{n}", "I{n}", "ตัวชี้วัดที่ {n}", "ตัวชี้วัด{n}", "คะแนนตัวชี้วัดที่ {n}", "{thai}", "ตัวชี้วัดที่ {thai}"],
)
def test_indicators_are_headed_in_the_ways_people_head_them(bureau: Bureau, heading: str) -> None:
    headings = [heading.format(n=n, thai=str(n).translate(THAI)) for n in range(1, 11)]
    (step,) = plan(bureau, ",".join(["หน่วยงาน", *headings]), f"ทต.นาดี,{TEN}").added
    assert [str(score) for score in step.scores.indicators.values()] == TEN.split(",")


THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def test_indicators_are_known_by_their_names_of_any_year_with_and_without_numbers(bureau: Bureau) -> None:
    headings = (
        "1. การปฏิบัติหน้าที่,การใช้งบประมาณ,i3 การใช้อำนาจ,การใช้ทรัพย์สินของทางราชการ,"
        "ตัวชี้วัดที่ 5 การแก้ไขปัญหาการทุจริต,คุณภาพการดำเนินงาน,ประสิทธิผลการสื่อสาร,"
        "การปรับปรุงระบบการทำงาน,ตัวชี้วัดที่ ๙ (การเปิดเผยข้อมูล),การป้องกันการทุจริต"
    )
    planned = plan(bureau, f"อปท.,{headings}", f"ทต.นาดี,{TEN}")
    assert (planned.missing, planned.ignored_columns, len(planned.added)) == ((), (), 1)


def test_headings_over_several_columns_may_stand_above_the_numbers(bureau: Bureau) -> None:
    planned = plan_of(
        bureau,
        xlsx_file(
            ["ผลการประเมิน ITA"],
            ["หน่วยงาน", "IIT", None, None, None, None, "EIT", None, None, "OIT", None, "คะแนนรวม"],
            [None, *range(1, 11), None],
            ["ทต.นาดี", *map(float, TEN.split(",")), 96.02],
        ),
    )
    (step,) = planned.added
    assert (step.row, step.scores.indicators["9"], step.scores.published_total) == (
        4,
        Decimal("98.00"),
        Decimal("96.02"),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_are_read_as_thai_offices_save_them(bureau: Bureau, encoding: str, separator: str) -> None:
    lines = [line.replace(",", separator) for line in (f"หน่วยงาน,{NUMBERS}", f"ทต.นาดี,{TEN}")]
    assert len(plan_of(bureau, csv_file(*lines, encoding=encoding)).added) == 1


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("91.4", "91.40"),
        ("91,40", "91.40"),
        ("๙๑.๔๐", "91.40"),
        (" 91.40 ", "91.40"),
        ("91.40%", "91.40"),
        ("ร้อยละ 91.40", "91.40"),
        ("100", "100.00"),
        ("0", "0.00"),
        ("91.40000000000001", "91.40"),
        ("93.335", "93.34"),
    ],
)
def test_a_score_that_a_person_would_understand_is_accepted(bureau: Bureau, typed: str, score: str) -> None:
    planned = plan(bureau, f"หน่วยงาน;{NUMBERS.replace(',', ';')}", f"ทต.นาดี;{typed}")
    assert told(planned) == []
    assert planned.added[0].scores.indicators == {"1": Decimal(score)}
    assert [code for _, code in remarked(planned) if code == "rounded"] == ["rounded"] * (typed == "93.335")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("100.01", "ita.score_above"),
        ("1000", "ita.score_above"),
        ("-0.01", "ita.score_below"),
        ("ดี", "ita.score_unreadable"),
        ("9O.5", "ita.score_unreadable"),
        ("91.4.0", "ita.score_unreadable"),
        ("9" * 300, "ita.score_unreadable"),
    ],
)
def test_any_other_score_is_told_by_its_row_and_column(bureau: Bureau, typed: str, code: str) -> None:
    planned = plan(bureau, "หน่วยงาน,8,9", "ทต.นาดี,90,90", f"ทม.สว่าง,90,{typed}")
    assert told(planned) == [(3, "9", code)]
    assert imports_of(bureau).columns().heading_of("9") == "ตัวชี้วัดที่ 9"


def test_a_cell_of_percentages_counts_as_it_is_shown(bureau: Bureau) -> None:
    book = load_workbook(BytesIO(xlsx_file(["หน่วยงาน", 1], ["ทต.นาดี", 0.9141])))
    book.worksheets[0]["B2"].number_format = "0.00%"
    file = BytesIO()
    book.save(file)
    assert plan_of(bureau, file.getvalue()).added[0].scores.indicators == {"1": Decimal("91.41")}


def test_every_fault_of_a_row_is_told_at_once(bureau: Bureau) -> None:
    planned = plan(bureau, f"หน่วยงาน,{NUMBERS},วันที่ประกาศ", "ทต.นาดี,101,x,,,,,,,,,เมื่อวาน")
    assert told(planned) == [
        (2, "1", "ita.score_above"),
        (2, "2", "ita.score_unreadable"),
        (2, "published_on", "thai.not_a_date"),
    ]


def test_a_formula_is_never_evaluated_but_told(bureau: Bureau) -> None:
    planned = plan_of(bureau, xlsx_file(["หน่วยงาน", 1, "คะแนนรวม"], ["ทต.นาดี", 90, "=AVERAGE(B2)"]))
    assert told(planned) == [(2, "total", "ita.import_formula")]
    unused = plan_of(bureau, xlsx_file(["ที่", "หน่วยงาน", 1, "IIT"], ["=ROW()", "ทต.นาดี", 90, "=C2"]))
    assert (told(unused), len(unused.added), unused.ignored_columns) == ([], 1, ("IIT",))


def test_means_of_the_instruments_alone_are_no_score_set(bureau: Bureau) -> None:
    itas = ("หน่วยงาน,IIT,EIT,OIT,คะแนนรวม,ระดับ", "ทต.นาดี,90,90,90,90,ผ่านดี")
    assert refused(bureau, *itas) == "ita.import_means_only"
    assert refused(bureau, "หน่วยงาน,คะแนนรวม", "ทต.นาดี,90") == "ita.import_headings_missing"
    assert refused(bureau, f"อำเภอ,{NUMBERS}", f"พล,{TEN}") == "ita.import_headings_missing"


def test_a_year_is_in_the_file_or_chosen_once(bureau: Bureau) -> None:
    lines = (f"หน่วยงาน,{NUMBERS}", f"ทต.นาดี,{TEN}")
    assert refused(bureau, *lines, year=None) == "ita.import_year_needed"
    assert plan(bureau, *lines, year=2568).added[0].scores.year == 2568
    in_file = plan(bureau, "หน่วยงาน,ปี,1", "ทต.นาดี,พ.ศ. 2567,90", year=2568)
    assert in_file.added[0].scores.year == 2567


@pytest.mark.parametrize(
    ("year", "code"),
    [
        ("", "ita.import_row_without_year"),
        ("2571", "ita.import_future_year"),
        ("2550", "ita.import_year_without_rules"),
        ("2026", "thai.fiscal_year_out_of_range"),
        ("ปีนี้", "thai.not_a_number"),
    ],
)
def test_a_year_that_can_have_no_result_is_told(bureau: Bureau, year: str, code: str) -> None:
    assert told(plan(bureau, "หน่วยงาน,ปี,1", f"ทต.นาดี,{year},90")) == [(2, "year", code)]


@pytest.mark.parametrize(
    "cells",
    [
        "{id},,",
        ",K7,",
        ",K ๗,",
        ",,เทศบาลตำบลนาดี",
        ",,ทต.นาดี",
        ",,ทต. นาดี",
        ",,นาดี",
        ",K7,ทต.นาดี",
        ",K7,ชื่อเดิม",
    ],
)
def test_a_row_means_the_agency_of_its_id_its_itas_code_or_its_name(bureau: Bureau, cells: str) -> None:
    nadi = coded(bureau, NADI, "K7")
    planned = plan(bureau, "รหัสในทะเบียน,รหัส ITAS,หน่วยงาน,1", f"{cells.format(id=nadi.id)},90")
    assert (told(planned), [step.agency for step in planned.added]) == ([], [nadi])


def coded(bureau: Bureau, name: str, code: str) -> Agency:
    known = agency(bureau, name)
    draft = replace(known.draft, itas_code=code)
    return bureau.ita.agencies.edit(bureau["administrator"], known.id, draft, version=known.version)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (",,,", "name", "ita.import_agency_missing"),
        ("nobody,,ทต.นาดี,", "id", "agencies.import_unknown_id"),
        (",X9,,", "itas_code", "ita.import_unknown_code"),
        (",,ทต.ไม่มี,", "name", "ita.import_unknown_agency"),
        (",,เทศบาลตำบลดอยสูง,", "name", "ita.import_unknown_agency"),
        (",K7,ทม.สว่าง,", "itas_code", "ita.import_code_of_another"),
        (",,ทต.นาดี,พล", "district", "ita.import_other_place"),
    ],
)
def test_a_row_of_no_agency_in_ones_care_is_told(bureau: Bureau, cells: str, column: str, code: str) -> None:
    coded(bureau, NADI, "K7")
    planned = plan(bureau, "รหัสในทะเบียน,รหัส ITAS,หน่วยงาน,อำเภอ,1", f"{cells},90")
    assert told(planned) == [(2, column, code)]


def test_an_administrator_brings_in_every_province(bureau: Bureau) -> None:
    file = csv_file("หน่วยงาน,1", "ทต.ดอยสูง,90", "ทต.นาดี,90")
    assert len(plan_of(bureau, file, who="administrator").added) == 2
    with pytest.raises(Problem) as refusal:
        plan_of(bureau, file, who="inspector")
    assert refusal.value.kind is ProblemKind.FORBIDDEN


def twins(bureau: Bureau) -> tuple[Agency, Agency]:
    """Two agencies of one name."""
    admin, draft = bureau["administrator"], AGENCIES[0]
    return tuple(  # type: ignore[return-value]  # two of them
        bureau.ita.agencies.create(admin, replace(draft, name="เทศบาลตำบลหนองบัว", district=district))
        for district in ("พล", "ชุมแพ")
    )


def test_agencies_of_one_name_are_told_apart_by_their_district(bureau: Bureau) -> None:
    phon, chum_phae = twins(bureau)
    head = "อำเภอ,หน่วยงาน,1"
    assert told(plan(bureau, head, ",ทต.หนองบัว,90")) == [(2, "name", "ita.import_several_agencies")]
    planned = plan(bureau, head, "อ.ชุมแพ,ทม.สว่าง,90", ",ทต.หนองบัว,91", "อำเภอพล,ทต.หนองบัว,92")
    assert [step.agency for step in planned.added][1:] == [chum_phae, phon]


def test_a_merged_name_goes_on_to_the_rows_of_its_other_years(bureau: Bureau) -> None:
    planned = plan(bureau, "หน่วยงาน,ปี,1", "ทต.นาดี,2568,90", ",2569,91", "ทม.สว่าง,2568,80", ",2569,81")
    assert [(step.agency.name, step.scores.year) for step in planned.added] == [
        (NADI, 2568),
        (NADI, 2569),
        (SAWANG, 2568),
        (SAWANG, 2569),
    ]
    assert [row for row, code in remarked(planned) if code == "above"] == [3, 5]


def test_a_nameless_row_of_the_same_year_is_nobodys(bureau: Bureau) -> None:
    planned = plan(bureau, "หน่วยงาน,ปี,1", "ทต.นาดี,2569,90", ",2569,91", ",,92")
    assert told(planned) == [
        (3, "name", "ita.import_agency_missing"),
        (4, "name", "ita.import_agency_missing"),
    ]


def test_a_merged_year_goes_on_to_the_rows_below(bureau: Bureau) -> None:
    planned = plan(bureau, "ปี,หน่วยงาน,1", "2568,ทต.นาดี,90", ",ทม.สว่าง,91")
    assert [step.scores.year for step in planned.added] == [2568, 2568]


def test_two_rows_that_differ_name_each_other(bureau: Bureau) -> None:
    planned = plan(bureau, "หน่วยงาน,1,2", "ทต.นาดี,90,91", "ทม.สว่าง,1,2", "เทศบาลตำบลนาดี,90,92")
    (error,) = planned.errors
    assert (error.row, error.problem.code) == (4, "ita.import_two_rows")
    said = error.problem.parameters
    assert (said["first"], said["second"], said["columns"]) == (2, 4, "ตัวชี้วัดที่ 2")


def test_two_rows_that_say_the_same_are_one(bureau: Bureau) -> None:
    planned = plan(bureau, "หน่วยงาน,1", "ทต.นาดี,90", "ทต.นาดี,90.0")
    assert (len(planned.added), planned.unchanged, told(planned)) == (1, (3,), [])
    assert (3, "same_again") in remarked(planned)


def test_rows_without_scores_and_averages_under_the_table_are_skipped(bureau: Bureau) -> None:
    planned = plan(bureau, "หน่วยงาน,1", "ทต.นาดี,", "ทม.สว่าง,90", "ค่าเฉลี่ยจังหวัด,90", "หมายเหตุ: ข้อมูล,")
    assert (planned.skipped, len(planned.added), told(planned)) == ((2, 4, 5), 1, [])


def test_a_changed_set_is_shown_field_by_field_and_an_empty_cell_leaves_what_is_known(bureau: Bureau) -> None:
    bureau.score({"1": Decimal("90.00"), "2": Decimal("80.00")}, total="85.00", level="ผ่าน")
    planned = plan(bureau, "หน่วยงาน,1,2,3,คะแนนรวม,ระดับ", "ทต.นาดี,90,81.5,70,,")
    (step,) = planned.changed
    assert [(each.field, each.before, each.after) for each in step.fields] == [
        ("2", "80.00", "81.50"),
        ("3", "", "70.00"),
    ]
    assert (step.scores.published_total, step.scores.published_level) == (Decimal("85.00"), "ผ่าน")
    assert step.scores.version == 1


def test_equal_scores_are_unchanged_however_they_are_written(bureau: Bureau) -> None:
    bureau.score({"1": Decimal("90.00")}, total="85.00")
    assert plan(bureau, "หน่วยงาน,1,คะแนนรวม", "ทต.นาดี,๙๐,85").unchanged == (2,)


def test_what_does_not_agree_is_remarked_and_kept_as_published(bureau: Bureau) -> None:
    planned = plan(bureau, f"หน่วยงาน,{NUMBERS},คะแนนรวม,ระดับ", f"ทต.นาดี,{TEN},{OTHER_TOTAL},ต้องปรับปรุง")
    assert [code for _, code in remarked(planned)] == ["total", "level"]
    assert planned.added[0].scores.published_total == Decimal(OTHER_TOTAL)


def test_indicators_without_a_column_are_told_once_and_for_each_set(bureau: Bureau) -> None:
    planned = plan(bureau, "หน่วยงาน,1,2", "ทต.นาดี,90,91")
    assert planned.missing == tuple(str(number) for number in range(3, 11))
    assert remarked(planned) == [(2, "incomplete")]


def test_a_text_that_is_too_long_is_told(bureau: Bureau) -> None:
    planned = plan(bureau, "หน่วยงาน,1,ระดับ,ที่มา", f"ทต.นาดี,90,{'ก' * 61},{'ข' * 301}")
    assert told(planned) == [(2, "level", "ita.text_too_long"), (2, "source", "ita.text_too_long")]


def test_percentages_that_lost_their_sign_are_told(bureau: Bureau) -> None:
    planned = plan(bureau, "หน่วยงาน,1,2", "ทต.นาดี,0.91,1", "ทม.สว่าง,0,0", "อบต.โนนงาม,0.5,90")
    assert [each.row for each in planned.remarks if each.caution.code == "fractions"] == [2]


@pytest.mark.parametrize(
    "row",
    ["รวม,,", "ค่าเฉลี่ยจังหวัด,,", ",รวมทั้งสิ้น 1 แห่ง,", ",,เฉลี่ย", "คะแนนเฉลี่ยของจังหวัด,,"],
)
def test_a_total_under_the_table_is_known_in_whichever_of_the_first_columns_it_stands(
    bureau: Bureau, row: str
) -> None:
    planned = plan(bureau, f"ลำดับที่,หน่วยงาน,อำเภอ,{NUMBERS}", f"1,ทต.นาดี,,{TEN}", f"{row},{TEN}")
    assert (told(planned), planned.skipped, len(planned.added)) == ([], (3,), 1)
