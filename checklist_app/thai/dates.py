"""Dates as Thai people write them: Buddhist Era outside, ISO inside, moments in Asia/Bangkok.
Pure; twin of static/js/thai/dates.js."""

import re
from datetime import date, datetime
from typing import Final

from checklist_app.clock import BANGKOK
from checklist_app.errors import invalid
from checklist_app.thai.digits import DigitStyle, in_style, to_arabic
from checklist_app.thai.text import clean

MONTHS: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
ERA: Final = 543
LONGEST_DATE: Final = 60

# Both calendars are understood because their years cannot be confused.
_CHRISTIAN_YEARS: Final = range(1900, 2101)
_BUDDHIST_YEARS: Final = range(1900 + ERA, 2101 + ERA)
# Two digits mean the Buddhist Era; below 50 they could as well be a Christian year, so we ask.
_SHORT_YEARS: Final = range(50, 100)

_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_NAMED: Final = re.compile(
    r"(?:วันที่)? *([0-9]{1,2}) *([\u0e01-\u0e4c.]{2,20}?) *"
    r"(?:พ\.?ศ\.? *(?=[0-9]{2}$|2[4-6]))?([0-9]{4}|[0-9]{2})"
)


def format_date(day: date, style: DigitStyle = DigitStyle.ARABIC) -> str:
    return in_style(f"{day.day} {format_month(day)}", style)


def format_short_date(day: date, style: DigitStyle = DigitStyle.ARABIC) -> str:
    return in_style(f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year + ERA}", style)


def format_month(day: date, style: DigitStyle = DigitStyle.ARABIC) -> str:
    return in_style(f"{MONTHS[day.month - 1]} {day.year + ERA}", style)


def format_time(moment: datetime, style: DigitStyle = DigitStyle.ARABIC) -> str:
    return in_style(f"{_in_bangkok(moment):%H.%M} น.", style)


def format_moment(moment: datetime, style: DigitStyle = DigitStyle.ARABIC) -> str:
    day = _in_bangkok(moment).date()
    return f"{format_date(day, style)} เวลา {format_time(moment, style)}"


def parse_date(text: str, *, field: str | None = None) -> date:
    """The day a person typed: 13/3/2566, 13 มี.ค. 66, ๑๓ มีนาคม ๒๕๖๖ or 2023-03-13."""
    if len(text) > LONGEST_DATE:
        raise invalid("thai.date_too_long", field=field, limit=LONGEST_DATE)
    typed = clean(text)
    if not typed:
        raise invalid("thai.date_missing", field=field)
    parts = _parts(to_arabic(typed))
    if parts is None:
        raise invalid("thai.not_a_date", field=field, value=typed)
    year, month, day = parts
    try:
        return date(_christian_year(year, field), month, day)
    except ValueError:
        raise invalid("thai.no_such_date", field=field, value=typed) from None


def parse_optional_date(text: str | None, *, field: str) -> date | None:
    """None where nothing was typed."""
    return parse_date(text, field=field) if text and clean(text) else None


def _parts(typed: str) -> tuple[str, int, int] | None:
    """Year as written, month, day."""
    if match := _YEAR_FIRST.fullmatch(typed):
        return match[1], int(match[3]), int(match[4])
    if match := _DAY_FIRST.fullmatch(typed):
        return match[4], int(match[3]), int(match[1])
    if (match := _NAMED.fullmatch(typed)) and (month := _month_named(match[2])):
        return match[3], month, int(match[1])
    return None


def _month_named(name: str) -> int | None:
    """1 to 12 from a full or short name, the dots of which may be missing."""
    bare = name.replace(".", "")
    for number, (full, short) in enumerate(zip(MONTHS, SHORT_MONTHS, strict=True), start=1):
        if bare in (full, short.replace(".", "")):
            return number
    return None


def _christian_year(written: str, field: str | None) -> int:
    year = int(written)
    if len(written) == 2:
        if year not in _SHORT_YEARS:
            raise invalid("thai.year_unclear", field=field, value=written)
        year += 2500
    if year in _BUDDHIST_YEARS:
        return year - ERA
    if year not in _CHRISTIAN_YEARS:
        raise invalid(
            "thai.year_out_of_range",
            field=field,
            value=written,
            first=_BUDDHIST_YEARS[0],
            last=_BUDDHIST_YEARS[-1],
        )
    return year


def _in_bangkok(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(BANGKOK)
