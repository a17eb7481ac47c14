"""What people paste is understood by the names in it, or left out line by line; nothing is guessed."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.catalog import Edition
from checklist_app.errors import Problem
from checklist_app.ita.scoring.entering import rows_of
from checklist_app.ita.scoring.reading import Pasted, Twice, read_pasted
from checklist_app.thai import DigitStyle, format_score, in_style
from tests.ita.test_score_entering import edition_of
from tests.ita.world import SOURCES, scores_of
from tests.thai.strategies import thai_text

EDITION = edition_of(2565)
RANKED = {
    case["case"]: [
        (
            rank,
            next(known.name for known in EDITION.indicators if known.id == str(id)),
            case["values"][str(id)],
        )
        for rank, id in enumerate(case["rank"], start=1)
    ]
    for case in SOURCES["scores"]
    if "rank" in case
}


def read(text: str, year: int = 2565, edition: Edition | None = None) -> Pasted:
    return read_pasted(text, edition or edition_of(year), year=year)


def scores(pasted: Pasted) -> dict[str, str]:
    return {id: str(score) for id, score in pasted.values.items()}


def reasons(pasted: Pasted) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in pasted.unread]


@pytest.mark.parametrize("case", RANKED)
@pytest.mark.parametrize("style", DigitStyle)
def test_the_number_in_a_ranking_is_a_rank_and_the_name_counts(case: str, style: DigitStyle) -> None:
    lines = ["อันดับ\tตัวชี้วัด\tคะแนน", *("\t".join(map(str, row)) for row in RANKED[case])]
    pasted = read(in_style("\n".join(lines), style))
    assert pasted.values == scores_of(case)
    assert (pasted.unread, pasted.twice) == ((), ())


def test_a_ranking_with_the_other_spelling_of_a_name_is_read() -> None:
    assert scores(read("๑๐\tประสิทธิผลการสื่อสาร\t๖๕.๐๙\n๙ การปรับปรุงระบบการทำงาน ๗๑.๕๙")) == {
        "7": "65.09",
        "8": "71.59",
    }


COMPARISON = "\n".join(
    [
        "ตัวชี้วัดที่\tรายละเอียดตัวชี้วัด\tปี ๒๕๖๗\tปี ๒๕๖๘\tเปลี่ยนแปลง",
        "\t\tคะแนน ITA\tคะแนน ITA\t",
        *(
            f"{known.id}\t{known.name}\t{earlier}\t{later}\t{later - earlier}"
            for known in edition_of(2568).indicators
            for earlier, later in [(scores_of("001-2567")[known.id], scores_of("001-2568")[known.id])]
        ),
        "คะแนนเฉลี่ย\t\t๙๓.๙๙\t๙๙.๕๔\t๕.๕๕",
    ]
)


@pytest.mark.parametrize(("year", "total"), [(2567, "93.99"), (2568, "99.54")])
@pytest.mark.parametrize("spaced", [False, True])
def test_of_several_years_the_column_of_the_page_is_taken(year: int, total: str, spaced: bool) -> None:
    text = COMPARISON.replace("\t\tคะแนน ITA\tคะแนน ITA\t\n", "").replace("\t", " ") if spaced else COMPARISON
    pasted = read(text, year)
    assert pasted.values == scores_of(f"001-{year}")
    assert pasted.total == Decimal(total)
    assert pasted.unread == ()


def test_a_year_that_the_table_does_not_have_gives_nothing() -> None:
    pasted = read(COMPARISON, 2566)
    assert pasted.is_empty
    assert {each.reason for each in pasted.unread} == {"other_years"}


TABBED = COMPARISON.replace("\t\tคะแนน ITA\tคะแนน ITA\t\n", "")
MANGLED = {
    "cells came line by line": TABBED.replace("\t", "\n"),
    "every space became a cell": TABBED.replace(" ", "\t"),
    "the rows lost their cells": "\n".join(
        [TABBED.split("\n")[0], *(row.replace("\t", " ") for row in TABBED.split("\n")[1:])]
    ),
    "the heading lost its cells": TABBED.split("\n")[0].replace("\t", " ") + TABBED[TABBED.index("\n") :],
    "cells of the last row are merged": COMPARISON.replace("คะแนนเฉลี่ย\t\t", "คะแนนเฉลี่ย\t"),
    "two rows became one": TABBED.replace("-0.64\n2\t", "-0.64\t2\t"),
}


@pytest.mark.parametrize(("year", "total"), [(2567, "93.99"), (2568, "99.54")])
@pytest.mark.parametrize("mangled", MANGLED)
def test_however_a_table_of_two_years_was_copied_no_score_of_the_other_is_taken(
    year: int, total: str, mangled: str
) -> None:
    pasted = read(MANGLED[mangled], year)
    assert (pasted.values, pasted.total) == (scores_of(f"001-{year}"), Decimal(total))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1\tการปฏิบัติหน้าที่\t30.00\t99.83\t99.19", "several"),  # a column that the heading does not have
        ("1 การปฏิบัติหน้าที่ 99.19 -0.64", "several"),
        ("1 การปฏิบัติหน้าที่ 99.19", "several"),
    ],
)
def test_a_row_that_does_not_fit_the_years_above_it_is_not_chosen_from(line: str, reason: str) -> None:
    pasted = read(f"ตัวชี้วัดที่\tรายละเอียด\tปี 2567\tปี 2568\n{line}", 2567)
    assert (pasted.is_empty, reasons(pasted)) == (True, [(2, reason)])


def test_a_change_that_has_no_heading_is_known_by_its_size() -> None:
    text = "ตัวชี้วัดที่ ปี 2567 ปี 2568\nการปฏิบัติหน้าที่ 99.83 99.19 0.64\nการใช้อำนาจ 30.00 99.67 100.00"
    assert scores(read(text, 2568)) == {"1": "99.19"}


@pytest.mark.parametrize("line", ["คะแนนเฉลี่ย ๙๓.๙๙ ๙๙.๕๔ ๕.๕๕", "คะแนนรวม 92.34 98.29 98.57 96.62"])
def test_of_several_totals_without_a_heading_none_is_taken(line: str) -> None:
    pasted = read(line)
    assert (pasted.is_empty, reasons(pasted)) == (True, [(1, "several")])


@pytest.mark.parametrize(
    "line",
    [
        "คะแนนรวม 96.62 จากคะแนนเต็ม 100.00",
        "คะแนนรวม 96.62 ระดับ AA (95.00 - 100.00)",
        "ได้คะแนน 96.62 ปี 2564 ได้คะแนน 90.11",
    ],
)
def test_the_total_ends_where_the_line_speaks_of_something_else(line: str) -> None:
    assert read(line).total == Decimal("96.62")


def test_names_copied_before_all_their_scores_are_not_paired_by_chance() -> None:
    pasted = read("การปฏิบัติหน้าที่\nการใช้งบประมาณ\nการใช้อำนาจ\n93.85\n91.40\n92.51")
    assert (pasted.is_empty, reasons(pasted)) == (True, [(4, "several")])


def test_the_number_of_a_paragraph_is_no_score() -> None:
    assert read("(4.4) การบริหารและพัฒนาทรัพยากรบุคคล ได้แก่ นโยบาย (4.5) การส่งเสริมความโปร่งใส").is_empty
    assert read("การใช้อำนาจ " + "ก ข ค " * 60 + "92.51").is_empty


def test_several_scores_without_a_heading_are_not_chosen_from() -> None:
    pasted = read("๑ การปฏิบัติหน้าที่ ๙๙.๘๓ ๙๙.๑๙ -๐.๖๔")
    assert (pasted.is_empty, reasons(pasted)) == (True, [(1, "several")])


def test_total_and_level_are_read_from_the_sentence_of_the_source() -> None:
    pasted = read("การวิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2565 พบว่า มีผลคะแนน 96.62 อยู่ในระดับ AA ดังนี้")
    assert (pasted.total, pasted.level) == (Decimal("96.62"), "AA")
    pasted = read(
        "ประจำปีงบประมาณ พ.ศ. ๒๕๖๗ มีคะแนนเฉลี่ย ๙๓.๙๙ คะแนน จากคะแนนเต็ม ๑๐๐ คะแนน อยู่ในระดับ “ผ่านดี”", 2567
    )
    assert (pasted.total, pasted.level) == (Decimal("93.99"), "ผ่านดี")


def test_a_sentence_about_another_year_is_left_out() -> None:
    pasted = read("ปีงบประมาณ พ.ศ. ๒๕๖๗ มีคะแนนเฉลี่ย ๙๓.๙๙ คะแนน อยู่ในระดับ “ผ่านดี”", 2568)
    assert (pasted.is_empty, reasons(pasted)) == (True, [(1, "other_years")])


def test_a_score_that_a_page_broke_in_two_is_one() -> None:
    pasted = read("การป้องกันการทุจริต 100.0\n0\nการใช้อำนาจ 92.51")
    assert scores(pasted) == {"10": "100.00", "3": "92.51"}


def test_the_tiles_of_the_page_are_no_scores() -> None:
    pasted = read("คะแนนสูงสุด\n\n100.0\n0\n\nคะแนน\n\nคะแนนต่ำสุด\n\n91.40\n\nคะแนน")
    assert (pasted.is_empty, pasted.unread) == (True, ())


def test_a_score_given_twice_is_told_with_both_values() -> None:
    pasted = read("10\tการใช้งบประมาณ\t91.40\n๒. การใช้งบประมาณ 91.41 คะแนน\n๒. การใช้งบประมาณ 91.41 คะแนน")
    assert pasted.twice == (Twice("2", Decimal("91.40"), Decimal("91.41")),)
    assert scores(pasted) == {"2": "91.40"}


def test_cells_that_arrive_line_by_line_find_each_other() -> None:
    pasted = read(
        "1\nการป้องกันการทุจริต\n100.00\n2\nประสิทธิภาพการสื่อสาร\n98,52\nคะแนนรวม\n96.62\nระดับผลการประเมิน\nAA"
    )
    assert scores(pasted) == {"10": "100.00", "7": "98.52"}
    assert (pasted.total, pasted.level) == (Decimal("96.62"), "AA")


def test_a_missing_score_is_not_filled_with_the_number_of_the_next_row() -> None:
    pasted = read("1\nการใช้งบประมาณ\n2\nการใช้อำนาจ\n92.51")
    assert scores(pasted) == {"3": "92.51"}


def test_the_table_of_the_supervision_form_is_read_with_its_parts() -> None:
    text = (
        "แบบ\tน้ำหนัก\tตัวชี้วัด\t\tข้อคำถาม\t\tคะแนน\tหมายเหตุ\nOIT\t40\t9\tการเปิดเผยข้อมูล\tO1 - 33\t33\t97.14\t\n"
        "\t\t\t- ข้อมูลพื้นฐาน\tO1 - 9\t9\t100.00\t\n\t\t\t- เงินงบประมาณ\tO18 - 24\t7\t85.71\t"
    )
    assert scores(read(text)) == {"9": "97.14", "9.1": "100.00", "9.3": "85.71"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล โดยรวมได้คะแนนเท่ากับ ร้อยละ ๑๐๐.๐๐ เป็นคะแนน", {"9": "100.00"}),
        ("ตัวชี้วัดที่ 9 97.14", {"9": "97.14"}),
        ("9.1 ข้อมูลพื้นฐาน 88.89", {"9.1": "88.89"}),
        ("9.1\t88.89", {"9.1": "88.89"}),
        ("การใช้ ทรัพย์สิน ของทางราชการ : 77.20", {"4": "77.20"}),
        ("1 การปฏิบัติหน้าที่ 93.85 2 การใช้งบประมาณ 91.40", {"1": "93.85", "2": "91.40"}),
        ("<td>การใช้อำนาจ</td><td>92.51</td>", {"3": "92.51"}),
        ("| 3 | การใช้อำนาจ | 92.51 |", {"3": "92.51"}),
        ("การใช้อำนาจ\t100", {"3": "100.00"}),
        ("ผลการประเมินคุณธรรมและความโปร่งใส พบว่า 86.19", {}),
        ("ประชุมเวลา 09.30 น. เรื่องการใช้อำนาจ", {}),
        ("IIT 92.34", {}),
    ],
)
def test_a_line_is_understood_by_its_names(line: str, found: dict[str, str]) -> None:
    assert scores(read(line)) == found


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("การใช้อำนาจ 120.50", "out_of_range"),
        ("การใช้อำนาจ 92.512", "out_of_range"),
        ("การใช้อำนาจ -0.64", "out_of_range"),
        ("การใช้อำนาจ\t85", "unsure"),
        ("92.51\tการใช้อำนาจ", "before"),
        ("3\t92.51", "no_name"),
        ("92.51", "no_name"),
    ],
)
def test_a_line_that_is_not_understood_is_named(line: str, reason: str) -> None:
    pasted = read(f"หัวข้อ\n\n{line}")
    assert (pasted.is_empty, reasons(pasted)) == (True, [(3, reason)])


@pytest.mark.parametrize("count", [10, 17])
@pytest.mark.parametrize("between", ["\n", "\t"])
def test_a_bare_column_is_in_the_order_of_the_rows(count: int, between: str) -> None:
    rows = [row for row in rows_of(EDITION) if count == 17 or not row.is_part]
    given_ = {row.id: Decimal(f"{80 + place}.05") for place, row in enumerate(rows)}
    assert read(between.join(map(str, given_.values()))).values == given_


def test_a_column_of_another_length_is_not_guessed() -> None:
    assert read("\n".join(["90.00"] * 9)).is_empty


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(Problem, match="paste_too_long"):
        read("ก" * 70_000)


row_values = st.fixed_dictionaries(
    {}, optional={row.id: st.decimals(0, 100, places=2) for row in rows_of(EDITION)}
)


@given(
    row_values,
    st.sampled_from(DigitStyle),
    st.sampled_from(["\t", " | ", "  "]),
    st.randoms(use_true_random=False),
)
def test_a_printed_table_is_read_back(
    values: dict[str, Decimal], style: DigitStyle, between: str, order: Random
) -> None:
    rows = [row for row in rows_of(EDITION) if row.id in values]
    order.shuffle(rows)
    lines = [between.join([row.id, row.name, format_score(values[row.id])]) for row in rows]
    pasted = read(in_style("\n".join(lines), style), edition=EDITION)
    assert (pasted.values, pasted.unread, pasted.twice) == (values, (), ())


pieces = st.one_of(
    thai_text,
    st.sampled_from([row.name for row in rows_of(EDITION)]),
    st.sampled_from(
        ["93.85", "๑๐๐.๐๐", "100.0", "0", "9.1", "ปี 2567", "ตัวชี้วัดที่", "คะแนนรวม", "ระดับ AA", "-0.64"]
    ),
    st.sampled_from(["\n", "\t", "|", " ", "<p>", "\r\n"]),
)


@settings(max_examples=200)
@given(st.lists(pieces, max_size=30))
def test_whatever_is_pasted_gives_scores_or_nothing(parts: list[str]) -> None:
    pasted = read("".join(parts), edition=EDITION)
    assert pasted.values.keys() <= {row.id for row in rows_of(EDITION)}
    assert all(0 <= score <= 100 for score in pasted.values.values())
