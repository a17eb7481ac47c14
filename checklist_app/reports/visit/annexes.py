"""What a report adds to the form: advice, figures, what was said besides, and what shows and
proves it (annex_evidence.py). Each annex stands only where it has something to say. Pure."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from checklist_app.catalog import Question
from checklist_app.documents import (
    Bar,
    Block,
    Chart,
    Heading,
    Item,
    Line,
    Listing,
    Text,
    Together,
    plain,
)
from checklist_app.reports.proof import proof
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.visit.annex_evidence import disputes, people, photos
from checklist_app.reports.visit.annex_tables import pairs
from checklist_app.reports.visit.answers import answer_text, day_text, joined, label_of, number_of, said
from checklist_app.reports.visit.material import Material
from checklist_app.store import Body, JsonValue
from checklist_app.thai import format_score

LETTERS: Final = "กขคงจฉชซฌญ"
KEPT: Final = "kept"
LONGEST_LEVEL: Final = 80
GENERAL: Final = "ข้อแนะนำทั่วไป"


def annexes(material: Material, stamp: Stamp | None) -> Iterator[Block]:
    letters = iter(LETTERS)
    for title, build in _ANNEXES:
        blocks = build(material)
        if blocks:
            yield Heading(f"ภาคผนวก {next(letters)} {title}", 1)
            yield from blocks
    if stamp:
        yield Heading(f"ภาคผนวก {next(letters)} การตรวจสอบเอกสาร", 1)
        yield from proof(stamp)


# --- advice ------------------------------------------------------------------------------------------


def _advice(material: Material) -> tuple[Block, ...]:
    """By indicator, in the order of its number; what belongs to none comes last."""
    kept = [one for one in material.advice if one["state"] == KEPT and one["text"]]
    groups: dict[str, list[Body]] = {}
    for one in kept:
        groups.setdefault(str(one["indicator"]), []).append(one)
    order = sorted(groups, key=lambda indicator: (not indicator, len(indicator), indicator))
    return tuple(block for id in order for block in _advice_on(material, id, groups[id]))


def _advice_on(material: Material, indicator: str, given: list[Body]) -> Iterator[Block]:
    yield Heading(_indicator(material, indicator) if indicator else GENERAL, 2)
    items = (
        Item(Text(f"{number}."), (*plain(str(one["text"])), *_about(material, str(one["key"]))))
        for number, one in enumerate(given, start=1)
    )
    yield Listing(tuple(items))


def _about(material: Material, key: str) -> Line:
    """Which item of the form a piece of advice comes from."""
    number = number_of(material.form, key).rstrip(".")
    return (Text(f" (ข้อ\u00a0{number})".replace(". ", ".\u00a0"), small=True),) if number else ()


def _indicator(material: Material, id: str) -> str:
    known = material.edition.indicator(id) if material.edition else None
    score = next((row.score for row in material.of_year.ranking if row.indicator.id == id), None)
    told = f" ({format_score(score)} คะแนน)" if score is not None else ""
    return f"ตัวชี้วัดที่ {id} {known.name if known else ''}".rstrip() + told


# --- figures -----------------------------------------------------------------------------------------


def _figures(material: Material) -> tuple[Block, ...]:
    rows = [row for row in _figure_rows(material) if row[1]]
    table = (pairs("ค่าที่คำนวณ", ("รายการ", "ผล"), rows),) if rows else ()
    return (*table, *_chart(material))


def _figure_rows(material: Material) -> Iterator[tuple[str, str]]:
    percent = material.figures.get("percent_done")
    yield "ดำเนินการแล้ว", f"ร้อยละ {percent}" if percent else ""
    yield from _suggested(material)
    edition, of_year = material.edition, material.of_year
    for instrument in edition.instruments if edition else ():
        mean = of_year.means.get(instrument.id)
        name = f"คะแนนเฉลี่ย {instrument.id} (น้ำหนัก {instrument.weight})"
        yield name, format_score(mean) if mean is not None else ""
    yield "คะแนนรวมถ่วงน้ำหนัก", format_score(of_year.total) if of_year.total is not None else ""
    yield "ระดับผลการประเมิน", of_year.level.name if of_year.level else ""
    failed = sorted(of_year.failing, key=lambda row: row.indicator.number)
    failing = [_indicator(material, row.indicator.id) for row in failed]
    mark = format_score(edition.pass_mark) if edition else ""
    yield f"ตัวชี้วัดที่ต่ำกว่าเกณฑ์ {mark} คะแนน", "\n".join(failing)


def _suggested(material: Material) -> Iterator[tuple[str, str]]:
    """The levels that the bands of the form give, whatever was ticked."""
    suggested = material.figures.get("suggested")
    for id, level in (suggested if isinstance(suggested, dict) else {}).items():
        question = material.form.question(id)
        option = question.option(str(level)) if question else None
        if question and option:
            yield f"{label_of(material.form, question, longest=LONGEST_LEVEL)} ตามเกณฑ์", option.label


def _chart(material: Material) -> tuple[Block, ...]:
    scores = {row.indicator.id: row.score for row in material.of_year.ranking}
    if not scores or material.edition is None:
        return ()
    bars = tuple(
        Bar(f"{known.id} {known.name}", scores.get(known.id), _note(scores.get(known.id), material))
        for known in material.edition.indicators
    )
    name = "คะแนนรายตัวชี้วัด เส้นตั้งคือเกณฑ์ผ่าน"
    return (Together((Heading(name, 2), Chart(name, bars, mark=material.edition.pass_mark))),)


def _note(score: Decimal | None, material: Material) -> str:
    mark = material.edition.pass_mark if material.edition else None
    if score is None:
        return "ไม่มีคะแนน"
    return "ต่ำกว่าเกณฑ์" if mark is not None and score < mark else ""


# --- what is not on the paper ------------------------------------------------------------------------


def _besides(material: Material) -> tuple[Block, ...]:
    """Answers to questions that the paper does not ask."""
    rows = [("วันที่ลงพื้นที่", joined(map(day_text, material.state.values("visited_on"))))]
    rows += [
        (label_of(material.form, question), text)
        for question in material.form.questions()
        if not question.on_paper
        for text in _answers(material, question)
    ]
    told = [row for row in rows if row[1]]
    return (pairs("ข้อมูลเพิ่มเติม", ("รายการ", "คำตอบ"), told),) if told else ()


def _answers(material: Material, question: Question) -> Iterator[str]:
    """Of the question itself, of its options and of its rows."""
    unit = question.setting("unit")
    whole = said(material.state, question)
    if whole:
        yield f"{whole} {unit}".rstrip()
    prefixes = (f"answer:{question.id}:", f"row:{question.id}:")
    for name in sorted(material.state.fields):
        if name.startswith(prefixes):
            text = joined(_said_in(question, name, value) for value in material.state.values(name))
            if text:
                yield text


def _said_in(question: Question, name: str, value: JsonValue) -> str:
    option = question.option(name.split(":")[2])
    return " ".join(filter(None, [option.label if option else "", answer_text(question, value)]))


def _notes(material: Material) -> tuple[Block, ...]:
    rows = []
    for id, texts in material.notes.items():
        question = material.form.question(id)
        if question:
            rows.append((label_of(material.form, question), joined(texts)))
    return (pairs("บันทึกประกอบรายข้อ", ("ข้อ", "บันทึก"), rows),) if rows else ()


_ANNEXES: Final[tuple[tuple[str, Callable[[Material], tuple[Block, ...]]], ...]] = (
    ("ข้อเสนอแนะจากการนิเทศ", _advice),
    ("ค่าที่คำนวณจากคำตอบ", _figures),
    ("ข้อมูลเพิ่มเติม", _besides),
    ("บันทึกประกอบรายข้อ", _notes),
    ("ภาพถ่าย", photos),
    ("คณะผู้ลงพื้นที่และเครื่องที่ใช้", people),
    ("คำตอบที่ยังไม่ตัดสิน", disputes),
)
