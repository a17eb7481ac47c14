"""The ruled tables of a form: faces to choose from, bands of rounds, levels of a score, and scores by
indicator. Pure."""

from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import Final

from checklist_app.catalog import Option, Question, Round, ScoreRow
from checklist_app.documents import (
    Align,
    Block,
    Box,
    Cell,
    Face,
    Inline,
    Line,
    Paragraph,
    Row,
    Table,
    Text,
    Together,
    cell,
    plain,
)
from checklist_app.reports.visit.answers import UNSETTLED
from checklist_app.reports.visit.filled import Filled, Mark

MOODS: Final = {"☹": "low", "😐": "mid", "☺": "high"}
SCORE_WIDTHS: Final = (7, 9, 5, 31, 12, 9, 11, 16)
LEVEL_WIDTHS: Final = (6, 4, 5)
EACH_INSTRUMENT: Final = "และทุกแบบวัดไม่ต่ำกว่า {mark}"
Level = tuple[str, str, str, str]  # range, what each instrument needs, level, score


def faced(option: Option) -> Line:
    """The label of an option with its face."""
    if not option.face:
        return (Text(option.label),)
    mood = MOODS.get(option.face)
    face: Inline = Face(mood) if mood else Text(option.face)
    return Text(f"{option.label} "), face


def faces(filled: Filled, question: Question) -> tuple[Block, ...]:
    """The options of a level beside each other, a box under each."""
    marks = filled.marks(question)
    heads = tuple(_faced_head(mark.option) for mark in marks)
    boxes = tuple(_boxed(mark) for mark in marks)
    table = Table(question.title, (1,) * len(marks), (Row(boxes),), (Row(heads),), small=True)
    return (table, Paragraph(plain(UNSETTLED))) if filled.is_disputed(question) else (table,)


def bands(question: Question) -> Table | None:
    """What each option means in each round; a form that prints no rounds has no such table."""
    rounds = tuple(known for known in question.rounds if known.label)
    if not rounds or not question.options:
        return None
    across, columns = len(rounds), len(rounds) * len(question.options)
    heads = tuple(_faced_head(option, across) for option in question.options)
    labels = tuple(
        cell(known.label, head=True, align=Align.CENTER) for _ in question.options for known in rounds
    )
    printed = tuple(
        cell(_printed(known, option), align=Align.CENTER) for option in question.options for known in rounds
    )
    name = f"เกณฑ์ของ {question.title}"
    return Table(name, (1,) * columns, (Row(printed),), (Row(heads), Row(labels)), small=True)


def levels(filled: Filled, question: Question) -> tuple[Block, ...]:
    """The levels in two halves, with the score in the row of its band."""
    rows = [*_levels(filled, question)]
    half = (len(rows) + 1) // 2
    pairs = zip_longest(rows[:half], rows[half:])
    heads = tuple(cell(column.label, head=True, align=Align.CENTER) for column in question.columns[:3]) * 2
    body = tuple(Row((*_level(left), *_level(right))) for left, right in pairs)
    whole = Table(question.title, LEVEL_WIDTHS * 2, body, (Row(heads),) if len(heads) == 6 else ())
    table = Together((whole,))
    score = filled.said(question)
    if score and not any(row[3] for row in rows):
        return table, Paragraph((Text(f"{question.title} {score}"),))
    return (table,)


def scores(filled: Filled, question: Question) -> Together:
    rows = tuple(_score_row(filled, question, place) for place in range(len(question.score_rows)))
    return Together((Table(question.title, SCORE_WIDTHS, rows, (*_score_heads(question),)),))


def _faced_head(option: Option, across: int = 1) -> Cell:
    return Cell((Paragraph(faced(option), Align.CENTER),), across, head=True, align=Align.CENTER)


def _boxed(mark: Mark) -> Cell:
    box = Box(mark.ticked, mark.option.label)
    return Cell((Paragraph((box,), Align.CENTER),), align=Align.CENTER)


def _printed(round: Round, option: Option) -> str:
    return next((band.printed for band in round.bands if band.option == option.id), "")


def _levels(filled: Filled, question: Question) -> Iterator[Level]:
    score, reached = filled.said(question), filled.reached.get(question.id, -1)
    for place, row in enumerate(question.level_rows):
        note = EACH_INSTRUMENT.format(mark=row.each_instrument) if row.each_instrument else ""
        yield row.range, note, row.level, score if place == reached else ""
    if question.setting("incomplete"):
        is_it = filled.state.value(f"answer:{question.id}") == "incomplete"
        yield question.setting("incomplete"), "", "--", "✓" if is_it else ""


def _level(level: Level | None) -> tuple[Cell, ...]:
    range, note, name, score = level or ("", "", "", "")
    small = (Paragraph((Text(note, small=True),), Align.CENTER),) if note else ()
    ranged = Cell((*cell(range, align=Align.CENTER).blocks, *small), align=Align.CENTER)
    return ranged, cell(name, align=Align.CENTER), cell(score, align=Align.CENTER)


def _score_heads(question: Question) -> Iterator[Row]:
    """The third column holds the number and the name of the indicator; columns in columns stand below."""
    nested = any(column.columns for column in question.columns)
    yield Row(
        tuple(
            cell(
                column.label,
                head=True,
                align=Align.CENTER,
                across=2 if place == 2 else len(column.columns) or 1,
                down=2 if nested and not column.columns else 1,
            )
            for place, column in enumerate(question.columns)
        )
    )
    if nested:
        below = chain.from_iterable(column.columns for column in question.columns)
        yield Row(tuple(cell(label, head=True, align=Align.CENTER) for label in below))


def _score_row(filled: Filled, question: Question, place: int) -> Row:
    row = question.score_rows[place]
    remark = (cell(question.setting("remark"), down=len(question.score_rows)),)
    name = f"- {row.name}" if row.is_part else row.name
    return Row(
        (
            *_instrument(row),
            cell("" if row.is_part else row.indicator, align=Align.CENTER),
            cell(name),
            _code(row.questions),
            cell(row.count, align=Align.CENTER),
            cell(filled.said(question, row.id), align=Align.END),
            *(remark if place == 0 else ()),
        )
    )


def _code(text: str) -> Cell:
    """I1 - 6 are names of questions, whose digits no style changes."""
    return Cell((Paragraph((Text(text, exact=True),), Align.CENTER),) if text else (), align=Align.CENTER)


def _instrument(row: ScoreRow) -> tuple[Cell, ...]:
    if not row.span:
        return ()
    return tuple(cell(text, align=Align.CENTER, down=row.span) for text in (row.instrument, row.weight))
