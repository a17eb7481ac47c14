"""What a duration written in words means: มีนาคม ๒๕๖๖, ตลอดปี ๒๕๖๖, ต.ค. 2566 - มี.ค. 2567, ไตรมาส 2; and
the deadlines that stand in running text. Months without a year lie in the fiscal year of the cycle. What
cannot be told is None. Pure."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from checklist_app.ita.cycle import Cycle
from checklist_app.thai import (
    ERA,
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    SHORT_MONTHS,
    FiscalYear,
    Span,
    clean,
    to_arabic,
)

LONGEST: Final = 200  # characters; longer texts are no duration

_CHRISTIAN: Final = range(FIRST_YEAR - ERA, LAST_YEAR - ERA + 1)
_SHORT: Final = range(50, 100)  # two digits mean the Buddhist Era, as everywhere
_NAMES: Final = {name.replace(".", ""): number for number, name in enumerate(MONTHS, start=1)} | {
    name.replace(".", ""): number for number, name in enumerate(SHORT_MONTHS, start=1)
}
_DOTTED: Final = "|".join(r"\. ?".join(name.rstrip(".").split(".")) + r"\." for name in SHORT_MONTHS)
_UNDOTTED: Final = "|".join(r"\.?".join(name.rstrip(".").split(".")) for name in SHORT_MONTHS)
_YEAR: Final = r"(?:ปี)? ?(?:พ\. ?ศ\. ?)?(?P<year>[0-9]{4}|[0-9]{2})"
_MONTH: Final = rf"(?:เดือน ?)?(?P<month>{'|'.join(MONTHS)}|{_DOTTED}|{_UNDOTTED})"
_TO: Final = re.compile(r" ?(?:-|–|—|จนถึง|ถึง) ?")
_BY: Final = re.compile(r"(?:ให้แล้วเสร็จ ?)?ภายใน(?:สิ้น)? ?(?:วันที่)? ?")
_LEAD: Final = re.compile(r"(?:ประจำ|ตลอดทั้ง|ตลอด|ระหว่าง|ตั้งแต่|ช่วง|สิ้น|ทั้ง|ใน)? ?(?:วันที่)? ?")
_QUARTERS: Final = re.compile(r"^(ไตรมาส)(?: ?ที่)? ?([1-4]) ?(?:-|–|ถึง|และ) ?(?:ที่ ?)?([1-4])(?![0-9])")
_WHOLE_YEAR: Final = frozenset({"ปี", "ปีงบประมาณ", "ปีงบประมาณนี้", "ทุกเดือน", "ทุกไตรมาส", "ทุกวัน"})

_DEADLINE: Final = re.compile(
    rf"ภายใน(?:สิ้น)? ?(?:วันที่)? ?(?P<what>(?:[0-9]{{1,2}} ?)?(?:เดือน ?)?(?:{'|'.join(MONTHS)}|{_DOTTED})"
    r"(?: ?(?:พ\. ?ศ\. ?)?[0-9]{4}(?![0-9]))?|ปีงบประมาณ ?(?:พ\. ?ศ\. ?)?(?:[0-9]{4})?)"
    rf"(?: ?และ ?(?:เดือน ?)?(?P<other>(?:{'|'.join(MONTHS)})(?: ?[0-9]{{4}}(?![0-9]))?))?"
)


@dataclass(frozen=True, slots=True)
class _Point:
    """A day, a month or a whole period, as far as it was written; `year` is of the Christian Era."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    span: Span | None = None

    def within(self, year: int | None) -> Span | None:
        if self.span or self.month is None:
            return self.span
        year = self.year or year
        if year is None:
            return None
        last = monthrange(year, self.month)[1]
        if self.day is not None and not 1 <= self.day <= last:
            return None
        return Span(date(year, self.month, self.day or 1), date(year, self.month, self.day or last))


def lift(text: str, cycle: Cycle) -> Span | None:
    """The days that a duration means. "By April" begins with the cycle."""
    said = _plain(text)
    if not said or len(said) > LONGEST:
        return None
    by = _BY.match(said)
    span = _span(said[by.end() :] if by else said, cycle)
    if span is None or not by:
        return span
    return Span(min(cycle.span.start, span.start), span.end)


def deadlines(text: str, cycle: Cycle | None = None) -> tuple[date, ...]:
    """The last days that running text names, in its order; without a cycle, only those with their year."""
    found = [
        span.end
        for match in _DEADLINE.finditer(_plain(text))
        for said in (match["what"], match["other"])
        if said and (span := _deadline(said, cycle))
    ]
    return tuple(dict.fromkeys(found))


def _deadline(said: str, cycle: Cycle | None) -> Span | None:
    if cycle is not None:
        return _span(said, cycle)
    return _span(said, Cycle(LAST_YEAR)) if re.search("[0-9]{4}", said) else None


def _plain(text: str) -> str:
    return " ".join(to_arabic(clean(text)).split())


def _span(said: str, cycle: Cycle) -> Span | None:
    said = _QUARTERS.sub(r"\1 \2 - \1 \3", _LEAD.sub("", said, count=1))
    if said in _WHOLE_YEAR:
        return cycle.span
    parts = _TO.split(said)
    if len(parts) == 1:
        point = _point(said, cycle)
        return point.within(_year_in(cycle, point.month)) if point else None
    return _between(*parts, cycle=cycle) if len(parts) == 2 else None


def _between(first: str, last: str, *, cycle: Cycle) -> Span | None:
    """From one point to another; what the first leaves out is that of the last."""
    end = _point(last, cycle)
    if end is None:
        return None
    until = end.within(_year_in(cycle, end.month))
    start = _Point(int(first), end.month) if re.fullmatch("[0-9]{1,2}", first) else _point(first, cycle)
    if until is None or start is None:
        return None
    since = start.within(_year_before(start.month, until))
    return Span(since.start, until.end) if since and since.start <= until.end else None


def _year_before(month: int | None, until: Span) -> int:
    return until.end.year - (1 if month is not None and month > until.end.month else 0)


def _year_in(cycle: Cycle, month: int | None) -> int:
    return cycle.year - ERA - (1 if month is not None and month >= 10 else 0)


# --- one point -------------------------------------------------------------------------------------------


def _point(said: str, cycle: Cycle) -> _Point | None:
    said = said.strip()
    for pattern, read in _POINTS:
        if match := pattern.fullmatch(said):
            return read(match, cycle)
    return None


def _of_month(match: re.Match[str], cycle: Cycle) -> _Point | None:
    year = _year(match["year"])
    if match["year"] and year is None:
        return None
    day = int(match["day"]) if match["day"] else None
    month = _NAMES[match["month"].replace(".", "").replace(" ", "")]
    return _Point(day, month, year - ERA if year else None)


def _of_numbers(match: re.Match[str], cycle: Cycle) -> _Point | None:
    year, month = _year(match["year"]), int(match["month"])
    return _Point(int(match["day"]), month, year - ERA) if year and 1 <= month <= 12 else None


def _of_year(match: re.Match[str], cycle: Cycle) -> _Point | None:
    fiscal = _fiscal(match["year"], cycle)
    return _Point(span=fiscal.span) if fiscal else None


def _of_quarter(match: re.Match[str], cycle: Cycle) -> _Point | None:
    fiscal = _fiscal(match["year"], cycle)
    if fiscal is None:
        return None
    number = int(match["number"])
    start = date(fiscal.span.start.year + (number > 1), (9 + 3 * (number - 1)) % 12 + 1, 1)
    last = start.month + 2
    return _Point(span=Span(start, date(start.year, last, monthrange(start.year, last)[1])))


def _of_half(match: re.Match[str], cycle: Cycle) -> _Point | None:
    fiscal = _fiscal(match["year"], cycle)
    if fiscal is None or match["months"] == "12":
        return _Point(span=fiscal.span) if fiscal else None
    first, second = fiscal.survey_rounds
    return _Point(span=second.span if match["which"] == "หลัง" else first.span)


def _fiscal(year: str | None, cycle: Cycle) -> FiscalYear | None:
    """None where a year was written that is none."""
    known = _year(year) if year else cycle.year
    return FiscalYear(known) if known else None


def _year(written: str | None) -> int | None:
    """Of the Buddhist Era."""
    if written is None:
        return None
    year = int(written)
    if year in _SHORT:
        year += 2500
    elif year in _CHRISTIAN:
        year += ERA
    return year if FIRST_YEAR < year <= LAST_YEAR else None


def _patterns() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], Cycle], _Point | None]]]:
    year = rf"(?: ?(?:ของ|ประจำ)?(?:ปีงบประมาณ)? ?{_YEAR})?"
    yield re.compile(rf"(?:(?P<day>[0-9]{{1,2}}) ?)?{_MONTH}(?: ?{_YEAR})?"), _of_month
    yield re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})"), _of_numbers
    yield re.compile(rf"ปีงบประมาณ ?{_YEAR}"), _of_year
    yield re.compile(r"ปี ?(?:พ\. ?ศ\. ?)?(?P<year>[0-9]{4}|[0-9]{2})"), _of_year
    yield re.compile(rf"ไตรมาส ?(?:ที่)? ?(?P<number>[1-4])(?: ?/ ?{_YEAR})"), _of_quarter
    yield re.compile(rf"ไตรมาส ?(?:ที่)? ?(?P<number>[1-4]){year}"), _of_quarter
    yield re.compile(rf"(?:รอบ ?)?(?P<months>6|12) ?เดือน ?(?P<which>แรก|หลัง)?{year}"), _of_half


_POINTS: Final = tuple(_patterns())
