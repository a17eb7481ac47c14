"""The report of a round to the executive: every figure in words and tables, honest where there are few
answers, the same to the byte, and nobody's name but where they sign."""

import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import TypeVar

import pikepdf
import pytest

from checklist_app.documents.document import Chart, Document, SignatureBlock, Writing, in_digits, texts
from checklist_app.documents.docx import docx
from checklist_app.documents.pdf import pdf
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.survey.material import Earlier, Material, content_of
from checklist_app.reports.survey.report import survey_report
from checklist_app.surveys import (
    BAND_SETS,
    IMPROVEMENT_WORDS,
    CommentState,
    Decision,
    Flag,
    ImprovementState,
    Measure,
    Period,
    Results,
    RoundState,
    Rules,
)
from checklist_app.thai import DigitStyle, in_style
from tests.documents.docx_reading import Read, misplaced
from tests.documents.pdf_reading import READERS, close, structure
from tests.reports import survey_world as world

DIGITS = list(DigitStyle)
Block = TypeVar("Block")


def paper(
    material: Material, stamp: Stamp | None = world.STAMP, digits: DigitStyle = DigitStyle.ARABIC
) -> Document:
    return survey_report(material, stamp=stamp, digits=digits, made=world.MADE)


def said(
    material: Material, stamp: Stamp | None = world.STAMP, digits: DigitStyle = DigitStyle.ARABIC
) -> str:
    """Everything that is printed, numbers of charts included."""
    document = in_digits(paper(material, stamp, digits))
    bars = [in_style(str(bar.value), digits) for chart in found(document, Chart) for bar in chart.bars]
    return "\n".join([*texts(document), *bars]).replace("\u00a0", " ")


def found(value: object, kind: type[Block]) -> Iterator[Block]:
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from found(member, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from found(getattr(value, field.name), kind)


def numbers(results: Results) -> Iterator[Decimal | int | None]:
    yield from (results.answers, results.flagged, results.all_answers, results.score, results.score_of_100)
    yield results.overall_with_flagged.mean
    for line in results.aspects:
        yield from figures(line.measure)
    for line in results.questions:
        yield from figures(line.measure)
        yield line.measure.unused
    yield from figures(results.overall)
    yield results.overall.top2
    yield from (results.overall.mean_low, results.overall.mean_high)
    yield from (results.overall.top2_low, results.overall.top2_high)
    yield from results.overall.counts
    yield from results.overall.shares
    for line in (*results.visitors, *results.channels, *results.months):
        yield line.answers or None
    yield from (outcome.count or None for outcome in results.outcomes)
    yield from results.flags.values()


def figures(measure: Measure) -> tuple[Decimal | int | None, ...]:
    return measure.n, measure.mean, measure.sd, measure.score


# --- what it says -----------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", DIGITS)
def test_every_figure_of_the_round_is_on_the_paper(digits: DigitStyle) -> None:
    material = world.full()
    printed = set(re.findall(r"\d[\d.,]*", said(material, digits=digits)))
    wanted = {in_style(str(number), digits) for number in numbers(material.results) if number is not None}
    assert len(wanted) > 50
    assert wanted - printed == set()


@pytest.mark.parametrize("digits", DIGITS)
def test_figures_of_earlier_rounds_stand_beside_those_of_this_one(digits: DigitStyle) -> None:
    material = world.full()
    lines = said(material, digits=digits)
    for known in material.earlier:
        shown = (known.results.answers, known.results.score, known.results.score_of_100)
        assert [number for number in shown if in_style(str(number), digits) not in lines] == []
    assert "๒/๒๕๖๙" in lines if digits is DigitStyle.THAI else "2/2569" in lines


def test_the_summary_says_score_band_best_worst_and_change_in_words() -> None:
    lines = said(world.full())
    assert "ผู้ตอบพึงพอใจเฉลี่ย 4.38 จากคะแนนเต็ม 5 คิดเป็นร้อยละ 87.64 อยู่ในระดับมาก" in lines
    assert "ด้านที่ได้คะแนนสูงสุดคือขั้นตอนการให้บริการ (4.67)" in lines
    assert "ด้านที่ได้คะแนนต่ำสุดคือสิ่งอำนวยความสะดวก (4.00)" in lines
    assert "เมื่อเทียบกับรอบที่ 2 ปีงบประมาณ พ.ศ. 2569 ซึ่งได้ 4.34 ผลไม่ต่างกันชัดเจน" in lines


def test_it_is_a_note_of_the_office_to_its_executive() -> None:
    lines = said(world.full())
    subject = "รายงานผลการประเมินความพึงพอใจของผู้รับบริการ ณ จุดให้บริการ รอบที่ 1 ปีงบประมาณ พ.ศ. 2570"
    assert "บันทึกข้อความ" in lines
    assert "เทศบาลตำบลนาดี จังหวัดขอนแก่น" in lines
    assert subject in lines
    assert "ผู้บริหาร" in lines


def test_both_counts_and_the_rules_behind_them_are_told() -> None:
    material = world.full()
    assert (material.results.all_answers, material.results.answers, material.results.flagged) == (231, 222, 9)
    lines = said(material)
    assert "(ไม่นับ 9 คำตอบที่เข้าเกณฑ์น่าสงสัยตามที่กำหนดไว้ก่อนเปิดรอบ)" in lines
    assert "เกิน 3 ครั้งในหนึ่งวัน" in lines
    assert "หากนับรวมคำตอบที่เข้าเกณฑ์ด้วย คำถามภาพรวมจะได้ค่าเฉลี่ย 4.47 แทน 4.45" in lines


def test_rules_are_told_as_they_were_when_the_round_opened() -> None:
    strict = replace(
        world.round_of(world.PERIOD), rules=Rules("2", 9, 7, 8, network_a_day=77, network_in_ten_minutes=66)
    )
    lines = said(replace(world.full(), round=strict))
    assert "น้อยกว่า 9 วินาที" in lines
    assert "เกิน 7 ครั้งในหนึ่งวัน" in lines
    assert "เกิน 8 ครั้งภายใน 10 นาที" in lines
    assert "จากเครือข่ายเดียวกันเกิน 77 ครั้ง" in lines
    assert "จากเครือข่ายเดียวกันเกิน 66 ครั้ง" in lines
    assert "(ชุดที่ 2)" in lines


def test_no_reason_for_a_flag_is_without_words() -> None:
    results = world.full().results
    every = replace(results, flags=dict.fromkeys(Flag, 77))
    assert said(replace(world.full(), results=every)).count("77") >= len(Flag)


def test_the_formula_and_the_table_of_bands_stand_under_the_scores() -> None:
    lines = said(world.full())
    assert lines.count("ร้อยละ = ค่าเฉลี่ย ÷ 5 × 100 (คำนวณจากค่าเฉลี่ยก่อนปัดเศษ)\n") == 1
    for band in BAND_SETS["a"].bands:
        assert band.span in lines
        assert band.word in lines


def test_bands_are_those_of_the_round() -> None:
    material = world.full()
    other = replace(
        material, round=replace(material.round, bands="c"), results=replace(material.results, bands="c")
    )
    lines = said(other)
    assert "4.21–5.00" in lines
    assert "4.51–5.00" not in lines
    assert "คิดเป็นร้อยละ 87.64 อยู่ในระดับมากที่สุด" in lines
    assert "ใช้เกณฑ์แปลผลคนละชุด" in lines
    assert "ใช้เกณฑ์แปลผลคนละชุด" not in said(material)


def test_it_claims_no_sample_and_says_that_people_chose_to_answer() -> None:
    lines = said(world.full())
    for claim in ("ยามาเน่", "Yamane", "กลุ่มตัวอย่าง", "สุ่มตัวอย่างจาก", "ขนาดตัวอย่าง"):
        assert claim not in lines
    assert "โดยสมัครใจ ณ จุดให้บริการ มิได้สุ่มตัวอย่าง" in lines


# --- rounds beside each other -----------------------------------------------------------------------


def compared_with(better: int, number: int) -> str:
    before = world.earlier(Period(2569, 2), number, better=better)
    return said(replace(world.full(), earlier=(before,)))


def test_a_clear_difference_is_called_one() -> None:
    results = world.full().results
    worse = replace(results, score=Decimal("3.10"), score_low=Decimal("3.00"), score_high=Decimal("3.20"))
    better = replace(results, score=Decimal("4.90"), score_low=Decimal("4.85"), score_high=Decimal("4.95"))
    for before, words in ((worse, "ซึ่งได้ 3.10 ผลสูงขึ้น (+1.28)"), (better, "ซึ่งได้ 4.90 ผลลดลง (−0.52)")):
        period = Period(2569, 2)
        known = Earlier(world.round_of(period), replace(before, period=period))
        assert words in said(replace(world.full(), earlier=(known,)))


def test_scores_of_other_aspects_are_not_compared() -> None:
    """Who stops asking about the worst aspect has not become better."""
    material = world.full()
    kept = tuple(line for line in material.results.aspects if line.id != "facilities")
    fewer = replace(material, results=replace(material.results, aspects=kept, score_low=Decimal("4.90")))
    name = "รอบที่ 2 ปีงบประมาณ พ.ศ. 2569"
    assert f"เมื่อเทียบกับ{name}" in said(material)
    assert f"เมื่อเทียบกับ{name}" not in said(fewer)
    assert f"คะแนนเทียบกับ{name}ไม่ได้ เพราะถามไม่เหมือนกัน" in said(fewer)


def test_few_answers_before_are_not_compared() -> None:
    assert "ข้อมูลไม่พอให้เปรียบเทียบกับรอบที่ 2 ปีงบประมาณ พ.ศ. 2569" in compared_with(0, 8)
    assert "ข้อมูลไม่พอให้เปรียบเทียบกับรอบที่ 2 ปีงบประมาณ พ.ศ. 2569" in compared_with(0, 0)


def test_a_first_round_says_that_there_is_none_before() -> None:
    lines = said(world.scarce(40))
    assert "ยังไม่มีรอบก่อนให้เปรียบเทียบ" in lines
    assert "ยังไม่มีรอบก่อนที่ปิดแล้วให้เปรียบเทียบ" in lines


# --- few answers ------------------------------------------------------------------------------------


def test_a_round_without_answers_gives_an_honest_paper() -> None:
    lines = said(world.scarce(0))
    assert "ไม่มีคำตอบที่นำมาคำนวณได้ จึงไม่มีผลคะแนนที่จะรายงาน" in lines
    assert "อยู่ในระดับ" not in lines
    assert "ผู้รายงาน" in lines


def test_of_a_few_answers_only_the_count_is_told() -> None:
    lines = said(world.scarce(4))
    assert "มีคำตอบที่นำมาคำนวณเพียง 4 คำตอบ ซึ่งน้อยกว่า 5" in lines
    assert "อยู่ในระดับ" not in lines
    assert "ค่าเฉลี่ยรวมคือ" not in lines
    assert "ยังไม่ครบ ต้องมาอีก" not in lines


@pytest.mark.parametrize(("number", "little"), [(29, True), (30, False)])
def test_little_data_is_called_so(number: int, little: bool) -> None:
    assert ("จึงถือเป็นข้อมูลน้อย" in said(world.scarce(number))) is little


def test_a_small_point_is_not_told_apart_nor_what_would_reveal_it() -> None:
    material = world.full()
    shown = {line.id for line in material.shown.results.points} if material.shown.results else set()
    hidden = [line for line in material.results.points if line.id not in shown]
    assert world.SMALL in [line.label for line in hidden]
    assert sum(line.answers for line in hidden) >= 5
    lines = said(material)
    assert lines.count("ไม่แสดง\n") >= len(hidden)
    for line in hidden:
        assert f"{line.measure.mean_low}–{line.measure.mean_high}" not in lines


# --- wishes and promises ----------------------------------------------------------------------------


def test_comments_stand_by_what_they_are_about_as_they_were_approved() -> None:
    lines = said(world.full())
    places = [lines.index(text) for text in ("ด้านสิ่งอำนวยความสะดวก (2 ข้อ)", "ที่นั่งรอมีน้อย", "เรื่องทั่วไป (1 ข้อ)")]
    assert places == sorted(places)
    assert "(ตามที่เขียน)" not in lines
    assert "ยังรอตรวจ 2 ข้อ และไม่นำมาแสดง 1 ข้อ" in lines


def test_a_comment_about_something_no_longer_asked_is_not_lost() -> None:
    old = replace(world.COMMENTS[0], group="results")
    assert old.shown in said(replace(world.full(), comments=(old,)))


def test_promises_come_back_with_their_state() -> None:
    lines = said(world.full())
    for promise in (world.PROMISED_DONE, world.PROMISED_DOING, world.PLANNED):
        assert promise.text in lines
    assert "ดำเนินการแล้ว" in lines
    assert "กำลังดำเนินการ" in lines
    assert world.PROMISED_DONE.result in lines


def test_a_state_of_a_promise_is_called_the_same_as_on_pages() -> None:
    for state in ImprovementState:
        lines = said(replace(world.full(), promised=(replace(world.PROMISED_DONE, state=state),), planned=()))
        assert IMPROVEMENT_WORDS[state] in lines


def test_without_a_plan_there_is_room_to_write_one() -> None:
    empty = [each for each in found(paper(replace(world.full(), planned=())), Writing) if not each.text]
    assert len(empty) == len([each for each in found(paper(world.full()), Writing) if not each.text]) + 1


# --- orders and names -------------------------------------------------------------------------------


def test_the_order_of_the_executive_is_on_it_with_who_gave_it() -> None:
    decided = paper(world.decided())
    assert world.DECISION.text in said(world.decided())
    assert [block.signer for block in found(decided, SignatureBlock)] == ["", "", world.DECISION.name]


def test_a_later_order_stands_beside_the_earlier_one() -> None:
    more = Decision("ให้รายงานซ้ำ", "boss", "คนบริหาร", "ปลัดเทศบาล", world.MADE)
    lines = said(world.full(RoundState.DECIDED, decisions=(world.DECISION, more)))
    assert lines.index(world.DECISION.text) < lines.index(more.text)


def test_without_an_order_there_is_room_for_one() -> None:
    roles = [block.role for block in found(paper(world.full()), SignatureBlock)]
    assert roles == ["ผู้รายงาน", "ผู้บังคับบัญชา", "ผู้บริหาร"]


def test_nobody_is_named_but_where_they_sign() -> None:
    unsigned = [
        text
        for text in texts(paper(world.decided()))
        if world.DECISION.name in text or world.DECISION.position in text
    ]
    assert unsigned == [world.DECISION.name, world.DECISION.position]


# --- what it is worth -------------------------------------------------------------------------------


def test_while_the_round_is_open_every_page_says_that_it_is_a_draft() -> None:
    document = paper(world.full(RoundState.OPEN), None)
    assert document.watermark == "ร่าง"
    assert "รอบยังไม่ปิด ตัวเลขยังเปลี่ยนได้" in said(world.full(RoundState.OPEN), None)


def test_a_closed_round_without_number_says_so_and_has_no_watermark() -> None:
    document = paper(world.full(), None)
    assert (document.watermark, document.footer) == ("", "เทศบาลตำบลนาดี · ยังไม่ออกเลข")
    assert "/verify/" not in said(world.full(), None)


@pytest.mark.parametrize("digits", DIGITS)
def test_an_issued_paper_carries_number_code_and_the_heads_of_its_streams(digits: DigitStyle) -> None:
    material = world.full()
    lines = said(material, digits=digits)
    assert world.STAMP.code in lines
    assert world.STAMP.address in lines
    for point in material.tallies:
        assert point.head.hash in lines
        assert point.code.upper() in lines
    late = in_style("คำตอบที่มาถึงหลังจากนั้น 2 คำตอบ ไม่นับในรอบ", digits)
    assert late in lines


def test_the_digest_tells_every_change_of_what_it_says() -> None:
    material = world.full()
    hidden = replace(world.COMMENTS[0], state=CommentState.HIDDEN)
    moved = replace(world.PLANNED, period=Period(2569, 2))
    changed = [
        world.decided(),
        replace(material, comments=world.COMMENTS[1:]),
        replace(material, comments=(replace(hidden, shown="อื่น"), *world.COMMENTS[1:])),
        replace(material, promised=(replace(world.PROMISED_DONE, state=ImprovementState.DOING),)),
        replace(material, planned=()),
        replace(material, earlier=()),
        replace(material, agency_name="เทศบาลเมืองนาดี"),
        replace(material, tallies=material.tallies[:2]),
        replace(material, unread=0),
        replace(material, planned=(), promised=(*material.promised, moved)),
        replace(material, promised=(replace(world.PROMISED_DONE, period=Period(2569, 1)),)),
        replace(material, round=replace(material.round, rules=replace(material.round.rules, seconds=5))),
        world.full(RoundState.DECIDED, decisions=(replace(world.DECISION, position="นายก"),)),
        world.full(RoundState.DECIDED, decisions=(replace(world.DECISION, name="อีกคน"),)),
    ]
    digests = {content_of(each) for each in (material, *changed)}
    assert len(digests) == 1 + len(changed)
    assert content_of(world.full()) == content_of(material)


# --- files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize(
    "material", [world.decided(), world.scarce(0), world.scarce(3)], ids=["full", "none", "few"]
)
def test_the_pdf_is_sound_and_the_same_to_the_byte(material: Material, digits: DigitStyle) -> None:
    document = paper(material, digits=digits)
    content = pdf(document, {}).content
    assert content == pdf(document, {}).content
    with pikepdf.open(io.BytesIO(content)) as file:
        assert file.check_pdf_syntax() == []
    tags = structure(content)
    assert tags.find("/H1")
    assert all(figure.alt for figure in tags.find("/Figure"))


@pytest.mark.parametrize("reader", READERS)
def test_others_read_its_sentences_back(reader: str) -> None:
    read = close(READERS[reader](pdf(paper(world.decided()), {}).content))
    for sentence in ("ผู้ตอบพึงพอใจเฉลี่ย 4.38 จากคะแนนเต็ม 5", world.COMMENTS[1].shown, world.PLANNED.text):
        assert close(sentence) in read


def test_the_word_file_says_the_same_and_is_in_order() -> None:
    content = docx(paper(world.decided()), {})
    assert content == docx(paper(world.decided()), {})
    read = Read(content)
    assert [wrong for _, root in read.roots() for wrong in misplaced(root)] == []
    assert "ผู้ตอบพึงพอใจเฉลี่ย 4.38" in read.text().replace("\u00a0", " ")
    assert world.DECISION.text in read.text()
