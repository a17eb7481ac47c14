"""The citizens' form on one sheet of paper, for whoever has no telephone: blank, of one version of the
questions. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from checklist_app.documents import (
    Align,
    Blank,
    Block,
    Box,
    Cell,
    Columns,
    Document,
    Heading,
    Paragraph,
    Part,
    Row,
    Table,
    Text,
    Together,
    Writing,
    cell,
    plain,
)
from checklist_app.surveys import RATINGS, Point, Question, QuestionKind, Questions, rating_word

_SCALE: Final = (*RATINGS, 0)
_WIDTHS: Final = (13, *(4 for _ in RATINGS), 5)
_LINES: Final = 3
_TITLE: Final = "แบบประเมินความพึงพอใจการให้บริการ"
_ABOVE: Final = (
    "ใช้เวลาไม่ถึง 1 นาที ไม่ต้องบอกชื่อ ข้อที่ไม่ขอตอบเว้นว่างได้",
    "โปรดทำเครื่องหมายในช่องสี่เหลี่ยมที่ตรงกับท่าน แล้วใส่กล่องรับแบบ",
)
_BELOW: Final = (
    "หน่วยงานเก็บเฉพาะคำตอบและวันที่ เพื่อปรับปรุงบริการและรายงานผลรวม",
    "เรื่องร้องเรียนการทุจริตโปรดแจ้งสายด่วน ป.ป.ช. 1205",
)
_BESIDE: Final = 3  # options in a row
_SAID_ABOVE: Final = "พึงพอใจ"  # by the head of the table, for all its columns


def paper_form(agency: str, point: Point, questions: Questions, *, made: datetime) -> Document:
    return Document(
        title=f"{_TITLE} {agency}",
        parts=(Part((*_head(agency, point), *_asked(questions), *_foot())),),
        made=made,
        author=agency,
        footer=f"รหัสจุดบริการ {point.shown} · {_version(questions)}",
    )


def _version(questions: Questions) -> str:
    """So that who copies the paper knows what was asked on it."""
    return f"คำถามชุดที่ {questions.version}" if questions.version.isdecimal() else "คำถามชุดมาตรฐาน"


def _head(agency: str, point: Point) -> Iterator[Block]:
    yield Heading(_TITLE, align=Align.CENTER)
    yield Paragraph(plain(f"{agency} · {point.name}", bold=True), Align.CENTER)
    yield from (Paragraph(plain(line), Align.CENTER) for line in _ABOVE)
    yield Paragraph((Text("วันที่ใช้บริการ "), Blank(fixed=30)), Align.END)


def _asked(questions: Questions) -> Iterator[Block]:
    """In the order of the screen; ratings that follow each other share a table."""
    together: list[tuple[int, Question]] = []
    for number, question in enumerate(questions.questions, start=1):
        if question.kind is QuestionKind.RATING:
            together.append((number, question))
            continue
        yield from _ratings(together)
        together = []
        yield from _choice(number, question) if question.options else _wish(number, question)
    yield from _ratings(together)


def _ratings(rows: list[tuple[int, Question]]) -> Iterator[Block]:
    if rows:
        head = Row((cell("โปรดให้คะแนนความพึงพอใจ", head=True), *map(_scale_head, _SCALE)))
        yield Table("คะแนนความพึงพอใจ", _WIDTHS, tuple(_rating(*row) for row in rows), (head,))


def _scale_head(rating: int) -> Cell:
    word = rating_word(rating).removeprefix(_SAID_ABOVE)
    return cell(f"{rating}\n{word}" if rating else word, head=True, align=Align.CENTER)


def _rating(number: int, question: Question) -> Row:
    said: list[Block] = [Paragraph(plain(f"{number}. {question.text['th']}", bold=True))]
    if hint := question.hint.get("th"):
        said.append(Paragraph((Text(hint, small=True),)))
    return Row((Cell(tuple(said)), *(_box_cell(question, rating) for rating in _SCALE)))


def _box_cell(question: Question, rating: int) -> Cell:
    box = Box(False, f"{question.text['th']}: {rating_word(rating)}")
    return Cell((Paragraph((box,), Align.CENTER),), align=Align.CENTER, middle=True)


def _choice(number: int, question: Question) -> Iterator[Block]:
    boxes = [_option(option.text["th"]) for option in question.options]
    rows = (boxes[start : start + _BESIDE] for start in range(0, len(boxes), _BESIDE))
    yield Together((_question_line(number, question), *map(_beside, rows)))


def _option(text: str) -> Paragraph:
    return Paragraph((Box(False, text), Text(f" {text}")), indent=1)


def _beside(row: list[Paragraph]) -> Columns:
    empty: list[tuple[Block, ...]] = [()] * (_BESIDE - len(row))
    return Columns((*((option,) for option in row), *empty), (1,) * _BESIDE)


def _wish(number: int, question: Question) -> Iterator[Block]:
    hint = question.hint.get("th", "")
    asked = [_question_line(number, question), Paragraph((Text(hint, small=True),))][: 2 if hint else 1]
    yield Together((*asked, Writing(lines=_LINES)))


def _question_line(number: int, question: Question) -> Paragraph:
    return Paragraph(plain(f"{number}. {question.text['th']}", bold=True), with_next=True)


def _foot() -> Iterator[Block]:
    yield from (Paragraph((Text(line, small=True),), Align.CENTER) for line in _BELOW)
