"""The questions of a form as they stand on paper, each by its type: lines to fill, boxes to tick, places
to write. Pure."""

from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from types import MappingProxyType
from typing import Final

from checklist_app.catalog import Question
from checklist_app.documents import (
    Blank,
    Block,
    Box,
    Break,
    Item,
    Line,
    Listing,
    Paragraph,
    Text,
    Writing,
    plain,
    texts,
)
from checklist_app.reports.visit.answers import UNSETTLED, joined
from checklist_app.reports.visit.filled import Filled, Mark
from checklist_app.reports.visit.form_signatures import signature_blocks
from checklist_app.reports.visit.form_tables import bands, faced, faces, levels, scores
from checklist_app.store import JsonValue

BETWEEN: Final = Text("    ")
LISTED: Final = frozenset({"tick", "complete"})
LINES: Final = 3
LINES_OF_REASON: Final = 2
LINES_BESIDE: Final = 5
ROWS_OF_PEOPLE: Final = 2
SHORT_BLANK: Final = 24
FULL_LINE: Final = 60  # letters of options, behind which nobody can write anything more
Blocks = tuple[Block, ...]


def question_blocks(filled: Filled, question: Question, *, paired: bool = False) -> Blocks:
    """`paired`: in a ruled table, where what is to be looked at stands beside it."""
    blocks = _PAIRED.get(question.type) if paired else None
    asked = (blocks or _BY_TYPE.get(question.type, _line))(filled, question)
    if paired:
        return asked
    return (*asked, *beside(filled, question))


def beside(filled: Filled, question: Question) -> Blocks:
    """What an inspector is to look at, and what is asked besides."""
    blocks: list[Block] = []
    if question.criteria.lead:
        blocks.append(Paragraph(plain(question.criteria.lead)))
    if question.criteria.points:
        points = (Item(Text("•"), plain(point)) for point in question.criteria.points)
        blocks.append(Listing(tuple(points)))
    table = bands(question)
    if table:
        blocks.append(table)
    for item in question.items:
        if item.on_paper and question.type not in LISTED:
            blocks += _asked_beside(filled, item)
    return tuple(blocks)


def _asked_beside(filled: Filled, question: Question) -> Blocks:
    """What is written in the column of what to look at stands behind a bullet as the rest of it."""
    if question.type != "long_text":
        return question_blocks(filled, question)
    writing = Writing(filled.said(question), LINES_BESIDE)
    return (Listing((Item(Text("•"), plain(_numbered(question)), (writing,)),)),)


def listing(filled: Filled, questions: Iterable[Question]) -> Listing:
    """Ticks and groups of disclosure one below another."""
    return Listing(tuple(_item(filled, question) for question in questions if question.on_paper))


def line_of_names(filled: Filled, questions: Iterable[Question]) -> Blocks:
    """Short texts that share a line of the paper, two and two."""
    asked = list(questions)
    return tuple(
        Paragraph((*_asked(filled, one, 3), Text(" "), *_asked(filled, other, 2)))
        if other
        else _line(filled, one)[0]
        for one, other in zip_longest(asked[::2], asked[1::2])
    )


# --- lines -------------------------------------------------------------------------------------------


def _line(filled: Filled, question: Question) -> Blocks:
    return (Paragraph(_asked(filled, question)),)


def _asked(filled: Filled, question: Question, share: int = 1) -> Line:
    unit = question.setting("unit")
    label = (Text(f"{_numbered(question)} "),) if question.label else ()
    blank = _blank(filled.said(question), share, SHORT_BLANK if unit else 0)
    return (*label, blank, *((Text(f" {unit} "),) if unit else ()))


def _long_text(filled: Filled, question: Question) -> Blocks:
    return *_label(question), Writing(filled.said(question), LINES)


def _score(filled: Filled, question: Question) -> Blocks:
    if not question.level_rows:
        return _line(filled, question)
    return *_label(question), *levels(filled, question)


def _score_table(filled: Filled, question: Question) -> Blocks:
    return *_label(question), scores(filled, question)


def _people(filled: Filled, question: Question) -> Blocks:
    rows = [*filled.rows(question)]
    printed = int(question.setting("printed_rows") or ROWS_OF_PEOPLE)
    empty: tuple[JsonValue, ...] = ()
    rows += [empty] * (printed - len(rows))
    position = question.setting("position_label")
    items = (
        Item(
            Text(f"{number}."),
            (Blank(_part_of(row, "name"), 3), Text(f" {position} "), Blank(_part_of(row, "position"), 2)),
        )
        for number, row in enumerate(rows, start=1)
    )
    return *_label(question), Listing(tuple(items), indent=1)


def _part_of(values: tuple[JsonValue, ...], part: str) -> str:
    """What is said of a name or a position; that somebody took the row out stands at the name."""
    said = [str(value[part]) for value in values if isinstance(value, dict) and value.get(part)]
    taken_out = [""] if part == "name" and None in values else []
    return joined(dict.fromkeys([*said, *taken_out]))


def _photos(filled: Filled, question: Question) -> Blocks:
    numbers = ", ".join(str(shot.number) for shot in filled.shots_of(question))
    return (
        Paragraph((Text(f"{_numbered(question)} "), Blank(f"ภาพที่ {numbers} ในภาคผนวก" if numbers else ""))),
    )


# --- boxes -------------------------------------------------------------------------------------------


def _one_line(filled: Filled, question: Question) -> Blocks:
    """Options beside each other, behind the label where there is one."""
    marks = filled.marks(question)
    options = [(*_in_line(mark, question, mark is marks[-1]), BETWEEN) for mark in marks]
    if marks and marks[-1].option.asks_text and sum(map(len, texts(tuple(options)))) > FULL_LINE:
        options[-1] = (Break(), *options[-1])
    line = [part for option in options for part in option]
    return *_label(question), Paragraph((*line[:-1], *_unsettled(filled, question)))


def _in_line(mark: Mark, question: Question, is_last: bool) -> Line:
    blank = _blank(mark.text) if is_last else _blank(mark.text, fixed=SHORT_BLANK)
    return (_box(mark), Text("\u00a0"), *_option(mark, question, blank))


def _listed(filled: Filled, question: Question) -> Blocks:
    items = tuple(
        Item(_box(mark), _option(mark, question, _blank(mark.text))) for mark in filled.marks(question)
    )
    remark = _unsettled(filled, question)
    return (
        *_label(question),
        Listing(items, indent=1),
        *((Paragraph(remark, indent=1),) if remark else ()),
    )


def _reasoned(filled: Filled, question: Question) -> Blocks:
    """As in the ruled table: what the reason is stands on lines of its own."""
    items = tuple(_with_reason(mark) for mark in filled.marks(question))
    remark = _unsettled(filled, question)
    return *_label(question, bold=False), Listing(items), *((Paragraph(remark),) if remark else ())


def _with_reason(mark: Mark) -> Item:
    if not mark.option.text_label:
        blank = (Text(" "), _blank(mark.text)) if mark.option.asks_text else ()
        return Item(_box(mark), (*faced(mark.option), *blank, *_disputed(mark)))
    label = Paragraph(plain(mark.option.text_label), with_next=True)
    reason = Writing(mark.text, LINES_OF_REASON)
    return Item(_box(mark), (*faced(mark.option), *_disputed(mark)), (label, reason))


def _level_paired(filled: Filled, question: Question) -> Blocks:
    return *_label(question, bold=False), *faces(filled, question)


def _option(mark: Mark, question: Question, blank: Blank) -> Line:
    unit, asks = question.setting("unit"), mark.option.asks_text
    label = mark.option.text_label
    return (
        *faced(mark.option),
        *((Text(f" {unit}"),) if unit else ()),
        *((Text(f" {label} " if label else " "), blank) if asks else ()),
        *_disputed(mark),
    )


def _box(mark: Mark) -> Box:
    return Box(mark.ticked, mark.option.label)


def _disputed(mark: Mark) -> Line:
    return (Text(f" {UNSETTLED}", italic=True),) if mark.unsettled else ()


def _unsettled(filled: Filled, question: Question) -> Line:
    return (Text(f" {UNSETTLED}", italic=True),) if filled.is_disputed(question) else ()


def _item(filled: Filled, question: Question) -> Item:
    if question.type == "complete":
        options = Listing(
            tuple(
                Item(_box(mark), _option(mark, question, _blank(mark.text)))
                for mark in filled.marks(question)
            )
        )
        return Item(
            Text(question.number or "-"), (*plain(question.label), *_unsettled(filled, question)), (options,)
        )
    inner = tuple(item for item in question.items if item.on_paper)
    nested = (listing(filled, inner),) if inner else ()
    text = f"{question.number} {question.label}" if question.number else question.label
    box = Box(filled.is_ticked(question), question.label)
    return Item(box, (*plain(text), *_unsettled(filled, question)), nested)


def _ticks(filled: Filled, question: Question) -> Blocks:
    return (listing(filled, [question]),)


def _blank(text: str, share: int = 1, fixed: int = 0) -> Blank:
    """What was typed in several lines goes on in the line of the paper."""
    return Blank(" ".join(text.split()), share, fixed)


# --- labels ------------------------------------------------------------------------------------------


def _label(question: Question, *, bold: bool = True) -> Blocks:
    text = _numbered(question) if question.label else ""
    return (Paragraph(plain(text, bold=bold), with_next=True),) if text else ()


def _numbered(question: Question) -> str:
    return f"{question.number} {question.label}" if question.number else question.label


_BY_TYPE: Final[Mapping[str, Callable[[Filled, Question], Blocks]]] = MappingProxyType(
    {
        "long_text": _long_text,
        "score": _score,
        "score_table": _score_table,
        "people": _people,
        "photo": _photos,
        "single_choice": _one_line,
        "level": _one_line,
        "yes_no": _listed,
        "complete": _ticks,
        "multiple_choice": _listed,
        "tick": _ticks,
        "signature": lambda filled, question: signature_blocks(filled, [question]),
    }
)
_PAIRED: Final[Mapping[str, Callable[[Filled, Question], Blocks]]] = MappingProxyType(
    {"yes_no": _reasoned, "multiple_choice": _reasoned, "level": _level_paired}
)
