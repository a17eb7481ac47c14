"""Tables copied from the papers of offices become measures without a word lost, and what may not be meant is
told."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.catalog import Edition, Editions
from checklist_app.ita import Cycle, Measure, MeasureDraft, MeasureState, Plan
from checklist_app.ita.measures.cells import cells_of
from checklist_app.ita.measures.pasting import Pasted, differences, read_rows
from checklist_app.thai import to_arabic
from tests.cast import make_world
from tests.ita.world import SOURCES, bureau_of

Rows = Sequence[Sequence[str]]

PLAN = ("มาตรการ/แนวทาง", "วิธีการดำเนินการ", "ผู้รับผิดชอบ", "ระยะเวลาดำเนินการ", "การติดตามผล")
REPORT = (*PLAN[:4], "ผลการดำเนินการ", "ข้อเสนอแนะ")
# steps of each row, then monitorings, results and outcomes where the table has them
COUNTS: Mapping[str, Mapping[str, list[int]]] = {
    "doc000_plan": {"steps": [3, 3, 2], "monitoring": [1, 2, 1]},
    "doc002_plan": {"steps": [2, 6, 3], "monitoring": [1, 1, 1]},
    "doc001_followup": {"steps": [4, 2, 2, 3, 2, 3, 1, 1], "results": [2, 3, 3, 3, 3, 3, 2, 2]},
    "doc002_followup": {"steps": [2, 6, 3], "results": [1, 5, 3]},
    "doc003_result": {
        "results": [3, 3, 6, 1, 3, 3, 3, 4, 4, 3, 3, 2, 3, 2],
        "outcome": [2, 2, 4, 2, 5, 4, 5, 3, 3, 2, 2, 2, 2, 2],
    },
}
YEARS = {"doc000_plan": 2565, "doc001_followup": 2567}
PRINTED: Mapping[int, tuple[str, ...]] = {
    3: ("results", "outcome"),
    5: ("steps", "departments", "duration", "monitoring"),
    6: ("steps", "departments", "duration", "results", "suggestion"),
}


@pytest.fixture(scope="module")
def editions() -> Editions:
    return bureau_of(make_world()).ita.editions


@pytest.fixture
def edition(editions: Editions) -> Edition:
    return editions.get(2569)


def of_source(name: str, editions: Editions) -> Pasted:
    table: Mapping[str, Any] = SOURCES[name]
    rows = [table.get("columns") or table["columns_a"], *table["rows"]]
    if "columns_b" in table:  # the later pages of a report call their columns otherwise
        rows.insert(3, table["columns_b"])
    return read_rows(rows, editions.get(YEARS.get(name, 2565)))


@pytest.mark.parametrize("name", COUNTS)
def test_the_tables_of_the_sources_fall_into_their_parts(name: str, editions: Editions) -> None:
    pasted = of_source(name, editions)
    assert pasted.faults == ()
    for part, expected in COUNTS[name].items():
        held = [row.report if part in {"results", "outcome"} else row.draft for row in pasted.rows]
        assert [len(getattr(each, part)) for each in held] == expected, part


@pytest.mark.parametrize("name", COUNTS)
def test_numbered_again_the_sources_say_the_same(name: str, editions: Editions) -> None:
    for read, row in zip(of_source(name, editions).rows, SOURCES[name]["rows"], strict=True):
        assert bare(read.draft.title) == bare(row[0])
        for part, cell in zip(PRINTED[len(row)], row[1:], strict=True):
            held: Any = getattr(read.draft, part, None) or getattr(read.report, part, "")
            lines = [held] if isinstance(held, str) else [getattr(each, "text", each) for each in held]
            moved = "กองคลัง/งานพัสดุ" if part == "results" else ""  # a heading that names who does it
            assert bare("".join(lines)) == bare(cell.replace(moved, "") if moved else cell), part


def bare(text: str) -> str:
    """Without spaces, numbers of a list, and what stands between departments."""
    for number in range(1, 10):
        for mark in (f" {number}.", f"\n{number}."):
            text = to_arabic(f" {text}").replace(mark, " ").strip()
    return "".join(letter for letter in text if letter not in " ,/\n")


def test_results_answer_the_steps_in_their_order(editions: Editions) -> None:
    manual = of_source("doc002_followup", editions).rows[0]
    assert manual.report is not None
    assert [each.step for each in manual.report.results] == [0]
    assert len(manual.draft.steps) == 2
    assert manual.report.state is MeasureState.DONE


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("doc000_plan", [("2",), ("6",), ("9",)]),
        ("doc002_plan", [("4",), ("7", "8"), ()]),
        ("doc001_followup", [("1",), ("2",), ("6",), ("8",), ("4",), ("5",), ("7",), ("10",)]),
    ],
)
def test_a_title_is_linked_to_the_indicators_that_it_names(
    name: str, links: list[tuple[str, ...]], editions: Editions
) -> None:
    assert [measure.links for measure in of_source(name, editions).measures] == links


def test_parts_and_questions_are_linked_where_no_indicator_is_named(editions: Editions) -> None:
    found = {row.row: row.draft.links for row in of_source("doc003_result", editions).rows}
    assert (found[9], found[14]) == (("10.1",), ("E9",))


def test_what_may_not_be_meant_in_the_sources_is_told(editions: Editions) -> None:
    told = {name: codes(of_source(name, editions)) for name in COUNTS}
    assert told == {
        "doc000_plan": [],
        "doc002_plan": ["other_name"],
        "doc001_followup": ["same_number", "other_name", "other_name", "names_differ", "names_differ"],
        "doc002_followup": ["other_name"],
        "doc003_result": ["strange_letters"],
    }
    same, *_ = of_source("doc001_followup", editions).warnings
    assert same.parameters == {"row": 5, "number": 2}


def test_a_report_that_says_another_duration_than_the_plan_is_told(editions: Editions) -> None:
    plan = of_source("doc002_plan", editions)
    measures = tuple(
        Measure(id=str(n), revision=1, title=draft.title, duration=draft.duration)
        for n, draft in enumerate(plan.measures)
    )
    told = differences(of_source("doc002_followup", editions), Plan("a", Cycle(2566), measures=measures))
    assert [problem.parameters for problem in told] == [
        {"row": 4, "plan": "กุมภาพันธ์ ๒๕๖๖", "report": "มีนาคม ๒๕๖๖"}
    ]


def test_plan_and_report_of_one_document_are_one_set_of_measures(editions: Editions) -> None:
    plan, report = SOURCES["doc002_plan"], SOURCES["doc002_followup"]
    between = [("รายงานผลการดำเนินการ",)]
    rows = [plan["columns"], *plan["rows"], *between, report["columns"], *report["rows"]]
    pasted = read_rows(rows, editions.get(2565))
    assert len(pasted.rows) == 3
    assert all(row.report and row.draft.monitoring for row in pasted.rows)
    assert pasted.measures[2].duration == "กุมภาพันธ์ ๒๕๖๖"
    assert codes(pasted) == ["line_skipped", "other_duration", "other_name"]


# --- as it is copied -------------------------------------------------------------------------------------


def test_cells_with_lines_of_their_own_come_quoted_from_excel() -> None:
    text = 'มาตรการ\tวิธีดำเนินการ\r\n"ใช้ ""งบ""\nให้ดี"\t"1. ก\n2. ข"\r\n'
    assert cells_of(text)[1] == ('ใช้ "งบ"\nให้ดี', "1. ก\n2. ข")


def test_rows_that_word_broke_at_every_paragraph_are_whole_again(edition: Edition) -> None:
    text = "\n".join(
        [
            "\t".join(PLAN),
            "1. การใช้งบประมาณ\t1. ประชุม",
            "2. เผยแพร่\tกองคลัง\tมีนาคม 2570\t1. รายงาน",
            "2. สรุป",
            "2. การใช้อำนาจ\tชี้แจง\tสำนักปลัด\tตลอดปี\tติดตาม",
        ]
    )
    first, second = read_rows(cells_of(text), edition).measures
    assert (first.steps, first.monitoring) == (("ประชุม", "เผยแพร่"), ("รายงาน", "สรุป"))
    assert (second.title, second.steps) == ("การใช้อำนาจ", ("ชี้แจง",))


def test_merged_cells_go_on_with_the_row_above(edition: Edition) -> None:
    rows = [
        PLAN,
        ("1. คู่มือ", "1. ร่าง", "กองคลัง", "ตลอดปี", "รายงาน"),
        ("", "2. พิมพ์", "กองช่าง", "ตลอดปี", ""),
        PLAN,
        ("", "3. แจก", "", "", ""),
    ]
    (only,) = read_rows(rows, edition).measures
    assert only.steps == ("ร่าง", "พิมพ์", "แจก")
    assert (only.departments, only.duration) == (("กองคลัง", "กองช่าง"), "ตลอดปี")


def test_remains_of_a_web_page_are_taken_out(edition: Edition) -> None:
    rows = [PLAN, ("<p>คู่มือ&nbsp;ใหม่</p>", "<p>1. ร่าง</p> <p>2.พิมพ์<br>แจก</p>", "", "", "")]
    (only,) = read_rows(rows, edition).measures
    assert (only.title, only.steps) == ("คู่มือ ใหม่", ("ร่าง", "พิมพ์ แจก"))


@pytest.mark.parametrize(
    "headings",
    [
        ("มาตรการ/โครงการ/กิจกรรม", "ขั้นตอน/วิธีการปฏิบัติ", "ผู้รับผิดชอบ", "ระยะเวลาในการดำเนินการ", "ผลการดำเนินการ"),
        ("**มาตรการ / แนวทาง**", "วิธี ดำเนินการ", "หน่วยงานที่รับผิดชอบ", "ระยะเวลา", "สรุปผลการดำเนินการ"),
    ],
)
def test_headings_are_known_in_all_their_wordings(headings: tuple[str, ...], edition: Edition) -> None:
    (row,) = read_rows([headings, ("คู่มือ", "ร่าง", "กองคลัง", "ตลอดปี", "ร่างแล้ว")], edition).rows
    assert (row.draft.steps, row.draft.departments, row.draft.duration) == (("ร่าง",), ("กองคลัง",), "ตลอดปี")
    assert row.report
    assert [each.text for each in row.report.results] == ["ร่างแล้ว"]


def test_a_table_without_headings_is_read_in_the_usual_order(edition: Edition) -> None:
    pasted = read_rows([("คู่มือ", "ร่าง", "กองคลัง", "ตลอดปี", "รายงาน")], edition)
    assert (pasted.measures[0].monitoring, codes(pasted)) == (("รายงาน",), ["columns_guessed"])


def test_numbers_money_and_links_have_columns_of_their_own(edition: Edition) -> None:
    headings = ("ที่", "มาตรการ", "ตัวชี้วัด", "งบประมาณ")
    first, second, third = read_rows(
        [
            headings,
            ("๑", "คู่มือ", "การใช้งบประมาณ", "๒๐,๐๐๐ บาท"),
            ("๒", "ประชุม", "", "ไม่ใช้งบประมาณ"),
            ("3", "ก", "", "-"),
        ],
        edition,
    ).measures
    assert (first.links, first.budget) == (("2",), Decimal(20_000))
    assert (second.budget, third.budget) == (None, None)


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ([], "empty", {}),
        ([("",), ("  ",)], "empty", {}),
        ([PLAN], "empty", {}),
        ([("ก", "ข", "ค", "ง")], "unknown_columns", {"count": 4}),
        ([PLAN, ("", "ร่าง", "", "", "")], "no_title", {"row": 2, "column": "มาตรการ"}),
        ([PLAN, ("ก", "ข", "ค", "ง", "จ", "ฉ")], "too_many_cells", {"row": 2, "count": 6, "columns": 5}),
        (
            [("มาตรการ", "งบประมาณ"), ("ก", "มาก")],
            "no_number",
            {"row": 2, "column": "งบประมาณ", "value": "มาก"},
        ),
        ([PLAN, ("ก" * 501, "", "", "", "")], "too_long", {"row": 2, "column": "มาตรการ", "most": 500}),
        (
            [PLAN, ("ก", "\n".join("ข" * 41), "", "", "")],
            "too_many_lines",
            {"row": 2, "column": "วิธีการดำเนินการ", "most": 40},
        ),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_cell(
    rows: Rows, code: str, said: dict[str, Any], edition: Edition
) -> None:
    (fault,) = read_rows(rows, edition).faults
    assert (fault.code, fault.parameters) == (f"ita.paste_{code}", said)


def test_what_stands_below_an_unknown_heading_is_told_and_not_dropped_in_silence(edition: Edition) -> None:
    rows = [("มาตรการ", "ผู้รับผิดชอบ", "ภารกิจ"), ("ก", "กองคลัง", "ร่าง"), ("ข", "กองช่าง", "พิมพ์")]
    assert [each.parameters for each in read_rows(rows, edition).warnings] == [
        {"row": 2, "column": 3, "text": "ร่าง"}
    ]
    assert read_rows([rows[0], ("ก", "กองคลัง", "")], edition).warnings == ()


def test_a_row_that_divides_the_table_is_told_from_a_measure(edition: Edition) -> None:
    rows = [PLAN, ("ด้านความโปร่งใส", "", "", "", ""), ("คู่มือ", "ร่าง", "", "", "")]
    assert [each.parameters for each in read_rows(rows, edition).warnings] == [
        {"row": 2, "title": "ด้านความโปร่งใส"}
    ]


def test_at_most_so_many_measures_are_taken(edition: Edition) -> None:
    pasted = read_rows([PLAN, *[(f"เรื่อง {n}ก", "", "", "", "") for n in range(61)]], edition)
    assert len(pasted.rows) == 60
    assert [fault.code for fault in pasted.faults] == ["ita.paste_too_many_rows"]


@pytest.mark.parametrize(
    ("cell", "steps"),
    [
        ("1. ประชุม 2. สรุปงบ 1.5 ล้าน 3. แจ้ง", ("ประชุม", "สรุปงบ 1.5 ล้าน", "แจ้ง")),
        ("๑.มี ๒.ให้ตามข้อ 3. ของระเบียบ", ("มี", "ให้ตามข้อ 3. ของระเบียบ")),
        ("(1) ประชุม (2) แจ้ง", ("ประชุม", "แจ้ง")),
        ("ต้องมีครบ 2 ข้อ 1) งบ 2) ปัญหา", ("ต้องมีครบ 2 ข้อ 1) งบ 2) ปัญหา",)),
        ("- ประชุม\n- แจ้ง", ("ประชุม", "แจ้ง")),
        ("ดำเนินการดังนี้ 1. ประชุม 2. แจ้ง", ("ดำเนินการดังนี้ ประชุม", "แจ้ง")),
        ("ประชุมปี 2566", ("ประชุมปี 2566",)),
        ("1. แจ้งภายใน 3 วัน 2. เผยแพร่", ("แจ้งภายใน 3 วัน", "เผยแพร่")),
        ("๑. ประกาศ พ.ศ. ๒๕๖๖ ๒. เผยแพร่", ("ประกาศ พ.ศ. ๒๕๖๖", "เผยแพร่")),
        ("1. ตามมาตรา 2. ของ พ.ร.บ. 2. แจ้งหมู่ที่ 3. 3. สรุป", ("ตามมาตรา 2. ของ พ.ร.บ.", "แจ้งหมู่ที่ 3.", "สรุป")),
        ("1. แก้ตัวชี้วัดที่ 2. การใช้งบ 2. แจ้งเจ้าหน้าที่ 3. จบ", ("แก้ตัวชี้วัดที่ 2. การใช้งบ", "แจ้งเจ้าหน้าที่", "จบ")),
        ("1. หลัก 1.1 ย่อย 1.2 ย่อย 2. ถัดไป", ("หลัก 1.1 ย่อย 1.2 ย่อย", "ถัดไป")),
        ("1. ก\n1. ข\n1. ค", ("ก", "ข", "ค")),
        ("1. ก\n2. ข\n2. ค\n3. ง", ("ก", "ข", "ค", "ง")),
    ],
)
def test_a_list_in_one_cell_is_told_from_a_sentence(
    cell: str, steps: tuple[str, ...], edition: Edition
) -> None:
    (only,) = read_rows([PLAN, ("ก", cell, "", "", "")], edition).measures
    assert only.steps == steps


WORDS = st.text(alphabet="กขคงจฉชซ", min_size=1, max_size=8)


@given(st.lists(WORDS, min_size=1, max_size=12), st.sampled_from(["{n}. ", "{n}.", "{n}) "]))
def test_any_list_that_was_numbered_is_taken_apart_again(
    editions: Editions, lines: list[str], style: str
) -> None:
    cell = " ".join(style.format(n=n) + line for n, line in enumerate(lines, start=1))
    (only,) = read_rows([PLAN, ("เรื่อง", cell, "", "", "")], editions.get(2569)).measures
    assert only == MeasureDraft(title="เรื่อง", steps=tuple(lines))


@given(st.text(alphabet='ก1.\t\n"มาตรการวิธีเน<>p/', max_size=200))
def test_no_paste_breaks_it(editions: Editions, text: str) -> None:
    read_rows(cells_of(text), editions.get(2569))


def codes(pasted: Pasted) -> list[str]:
    return [problem.code.removeprefix("ita.paste_") for problem in pasted.warnings]
