"""Numbers as Thai people write them: ๑,๒๓๔.๕๐ or 1,234.50. Reads what was typed, strictly, and writes
whole numbers, money and scores. Twin of static/js/thai/digits.js."""

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from checklist_app.errors import Problem, invalid

LONGEST_NUMBER: Final = 40
MOST_WHOLE_DIGITS: Final = 15  # what JavaScript counts exactly
MOST_DECIMALS: Final = 6  # so that str(Decimal) never turns to exponents

_ARABIC: Final = "0123456789"
_THAI: Final = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI: Final = str.maketrans(_ARABIC, _THAI)
_TO_ARABIC: Final = str.maketrans(_THAI, _ARABIC)

_AROUND: Final = " \t\r\n\u00a0"
_NUMBER: Final = re.compile(r"(-?)([0-9,]*[0-9])(?:\.([0-9]+))?")
_HALF_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")


class DigitStyle(StrEnum):
    ARABIC = "arabic"
    THAI = "thai"


def parse_whole(text: str, *, field: str | None = None) -> int:
    """The whole number a person typed; raises a Problem of kind invalid."""
    sign, whole, decimals = _parts(text, field)
    if decimals:
        raise invalid("thai.not_whole", field=field, value=_shown(text))
    return int(sign + whole)


def parse_decimal(text: str, *, field: str | None = None) -> Decimal:
    """The number a person typed, with the decimals that were typed; raises a Problem of kind invalid."""
    sign, whole, decimals = _parts(text, field)
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return -number if sign and number else number


def format_whole(number: int, style: DigitStyle = DigitStyle.ARABIC) -> str:
    return in_style(f"{number:,}", style)


def format_money(amount: Decimal, style: DigitStyle = DigitStyle.ARABIC) -> str:
    """Grouped; whole baht stand alone (306,000), satang always as two digits (1,234.50)."""
    return in_style(f"{_to_cents(amount):,}".removesuffix(".00"), style)


def format_score(score: Decimal, style: DigitStyle = DigitStyle.ARABIC) -> str:
    return in_style(str(_to_cents(score)), style)


def format_mark(mark: Decimal) -> str:
    """As people say it: 80 and 82.50, never 80.00."""
    return format_score(mark).removesuffix(".00")


def in_style(text: str, style: DigitStyle) -> str:
    """The text with all its digits in one style."""
    return to_thai(text) if style is DigitStyle.THAI else to_arabic(text)


def to_thai(text: str) -> str:
    return text.translate(_TO_THAI)


def to_arabic(text: str) -> str:
    return text.translate(_TO_ARABIC)


def _parts(text: str, field: str | None) -> tuple[str, str, str]:
    """Sign, whole digits without commas, decimals."""
    if len(text) > LONGEST_NUMBER:
        raise invalid("thai.number_too_long", field=field, limit=LONGEST_NUMBER)
    typed = to_arabic(text.strip(_AROUND))
    if not typed:
        raise invalid("thai.number_missing", field=field)
    match = _NUMBER.fullmatch(typed)
    if match is None:
        raise invalid("thai.not_a_number", field=field, value=_shown(text))
    sign, whole, decimals = match[1], match[2], match[3] or ""
    fault = _grouping_fault(whole, text, field) or _size_fault(whole.replace(",", ""), decimals, field)
    if fault:
        raise fault
    return sign, whole.replace(",", ""), decimals


def _grouping_fault(whole: str, text: str, field: str | None) -> Problem | None:
    if "," not in whole or _GROUPED.fullmatch(whole):
        return None
    return invalid("thai.wrong_grouping", field=field, value=_shown(text))


def _size_fault(whole: str, decimals: str, field: str | None) -> Problem | None:
    if len(whole) > MOST_WHOLE_DIGITS:
        return invalid("thai.too_many_digits", field=field, limit=MOST_WHOLE_DIGITS)
    if len(decimals) > MOST_DECIMALS:
        return invalid("thai.too_many_decimals", field=field, limit=MOST_DECIMALS)
    return None


def _to_cents(amount: Decimal) -> Decimal:
    cents = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return cents if cents else abs(cents)  # no "-0.00"


def _shown(text: str) -> str:
    """What was typed, fit to be shown again: half a surrogate pair cannot be encoded."""
    return _HALF_SURROGATE.sub("\ufffd", text.strip(_AROUND))
