"""Types whose answer is one plain value: text, numbers, a date, a tick."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from checklist_app.catalog.editions import HUNDRED
from checklist_app.catalog.model import Question
from checklist_app.catalog.types.base import (
    Count,
    QuestionType,
    Summary,
    Value,
    line_of,
    numbers_summary,
    summary_of_answered,
    summary_of_numbers,
    text_of,
    wrong,
)
from checklist_app.thai import parse_date, parse_decimal, parse_whole

LONGEST_LINE = 500
LONGEST_TEXT = 10_000
LARGEST_WHOLE = 1_000_000_000
LARGEST_MONEY = Decimal("1000000000000")  # a million million baht
INCOMPLETE = "incomplete"  # instead of a score: the agency did not finish the assessment
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _accept_line(question: Question, value: Value) -> Value:
    return line_of(question, value, longest=_limit(question, "max_length", LONGEST_LINE)) or None


def _accept_text(question: Question, value: Value) -> Value:
    return text_of(question, value, longest=_limit(question, "max_length", LONGEST_TEXT)) or None


def _accept_integer(question: Question, value: Value) -> Value:
    if isinstance(value, str):
        value = parse_whole(value, field=question.id)
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(question, "catalog.answer_not_a_number")
    least, most = _limit(question, "minimum", 0), _limit(question, "maximum", LARGEST_WHOLE)
    if not least <= value <= most:
        raise wrong(question, "catalog.answer_out_of_range", least=least, most=most)
    return value


def _accept_money(question: Question, value: Value) -> Value:
    return _hundredths(question, value, most=LARGEST_MONEY)


def accept_score(question: Question, value: Value) -> Value:
    if value == INCOMPLETE and question.setting("incomplete"):
        return INCOMPLETE
    return _hundredths(question, value, most=HUNDRED)


def _hundredths(question: Question, value: Value, *, most: Decimal) -> str:
    """Text with exactly two decimals; fractions never arrive as JSON numbers, which would round them."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise wrong(question, "catalog.answer_not_a_number")
    number = parse_decimal(value, field=question.id) if isinstance(value, str) else Decimal(value)
    if not 0 <= number <= most:
        raise wrong(question, "catalog.answer_out_of_range", least=0, most=str(most))
    if number != round(number, 2):
        raise wrong(question, "catalog.answer_too_fine")
    return f"{number:.2f}"


def _accept_date(question: Question, value: Value) -> Value:
    if not isinstance(value, str):
        raise wrong(question, "catalog.answer_not_a_date")
    # A machine's date; a year of the Buddhist Era in it was typed by a person.
    if not _ISO_DATE.fullmatch(value) or int(value[:4]) > 2400:
        return parse_date(value, field=question.id).isoformat()
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise wrong(question, "catalog.answer_not_a_date") from error


def _accept_tick(question: Question, value: Value) -> Value:
    """False is an answer too: looked at, and not there."""
    if not isinstance(value, bool):
        raise wrong(question, "catalog.answer_not_a_tick")
    return value


def _plain_cell(_question: Question, value: Value) -> str:
    return str(value)


def _score_cell(question: Question, value: Value) -> str:
    return question.setting("incomplete") if value == INCOMPLETE else str(value)


def _tick_cell(_question: Question, value: Value) -> str:
    return "1" if value else "0"


def _score_summary(_question: Question, values: Sequence[Value]) -> Summary:
    numbers = [Decimal(str(value)) for value in values if value != INCOMPLETE]
    return numbers_summary(numbers, answered=len(values))


def _tick_summary(_question: Question, values: Sequence[Value]) -> Summary:
    ticked = sum(value is True for value in values)
    return Summary(len(values), (Count("true", "✓", ticked), Count("false", "✗", len(values) - ticked)))


def _limit(question: Question, name: str, otherwise: int) -> int:
    value = question.settings.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


TEXT = QuestionType(
    id="text",
    label="ข้อความหนึ่งบรรทัด",
    explanation="พิมพ์ข้อความสั้น ไม่เกินหนึ่งบรรทัด",
    accept=_accept_line,
    cell=_plain_cell,
    summary=summary_of_answered,
    settings={"max_length": "whole"},
)
LONG_TEXT = QuestionType(
    id="long_text",
    label="ข้อความหลายบรรทัด",
    explanation="พิมพ์ข้อความยาว ขึ้นบรรทัดใหม่ได้",
    accept=_accept_text,
    cell=_plain_cell,
    summary=summary_of_answered,
    settings={"max_length": "whole"},
)
INTEGER = QuestionType(
    id="integer",
    label="จำนวนเต็ม",
    explanation="พิมพ์จำนวนเต็ม ใช้เลขไทยหรือเลขอารบิกก็ได้",
    accept=_accept_integer,
    cell=_plain_cell,
    summary=summary_of_numbers,
    settings={"unit": "text", "minimum": "whole", "maximum": "whole"},
)
MONEY = QuestionType(
    id="money",
    label="จำนวนเงิน",
    explanation="พิมพ์จำนวนเงิน มีสตางค์ได้สองตำแหน่ง",
    accept=_accept_money,
    cell=_plain_cell,
    summary=summary_of_numbers,
    settings={"unit": "text"},
)
SCORE = QuestionType(
    id="score",
    label="คะแนน",
    explanation="พิมพ์คะแนน 0 ถึง 100 มีทศนิยมได้สองตำแหน่ง",
    accept=accept_score,
    cell=_score_cell,
    summary=_score_summary,
    settings={"unit": "text", "edition": "edition", "incomplete": "text"},
    takes=frozenset({"columns"}),
)
DATE = QuestionType(
    id="date",
    label="วันที่",
    explanation="เลือกหรือพิมพ์วันที่ เช่น 13/3/2566",
    accept=_accept_date,
    cell=_plain_cell,
    summary=summary_of_answered,
)
TICK = QuestionType(
    id="tick",
    label="ทำเครื่องหมาย",
    explanation="แตะเพื่อทำเครื่องหมาย ✓ เมื่อหน่วยงานดำเนินการแล้ว",
    accept=_accept_tick,
    cell=_tick_cell,
    summary=_tick_summary,
    takes=frozenset({"parent", "items"}),
)
