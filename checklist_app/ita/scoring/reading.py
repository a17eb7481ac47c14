"""Scores out of what people paste: the text of an ITAS page, a table of a document or a spreadsheet, one
column of numbers. The name of an indicator counts, the number before it does not: that may be its rank. What
is not understood is told line by line, never guessed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from checklist_app.catalog import Edition
from checklist_app.errors import invalid
from checklist_app.ita.scoring.entering import TOTAL as TOTAL_ID
from checklist_app.ita.scoring.entering import rows_of
from checklist_app.ita.scoring.lines import (
    INSTRUMENT,
    LEVEL,
    LEVEL_ALONE,
    TILE,
    TOTAL,
    TOTAL_ENDS,
    Heading,
    Line,
    Names,
    decimals_in,
    has_score,
    lines_of,
    score_of,
    wholes_in,
)

LONGEST_PASTE: Final = 60_000
MOST_UNREAD: Final = 60
_A_TILE: Final = "tile"
_A_LEVEL: Final = "level"


@dataclass(frozen=True, slots=True)
class Unread:
    """A line with a number that has no place; `reason` has its sentence in caution_words.py."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Twice:
    """Given twice with different values; the first was taken."""

    id: str
    first: Decimal
    second: Decimal


@dataclass(frozen=True, slots=True)
class Pasted:
    """`values` are by the number of the indicator or part."""

    values: Mapping[str, Decimal]
    total: Decimal | None
    level: str
    unread: tuple[Unread, ...]
    twice: tuple[Twice, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.values or self.total is not None or self.level)


def read_pasted(text: str, edition: Edition, *, year: int) -> Pasted:
    """`year` chooses the column of a table that has several."""
    if len(text) > LONGEST_PASTE:
        raise invalid("ita.scores_paste_too_long", field="pasted", most=LONGEST_PASTE)
    lines = lines_of(text)
    reader = _Reader(edition, year)
    if not reader.take_column(lines):
        for line in lines:
            reader.take(line)
    return reader.pasted()


@dataclass(slots=True)
class _Reader:
    """`heading` is that of the table that is being read; `pending` is what a line named whose score may
    stand in the next one."""

    edition: Edition
    year: int
    values: dict[str, Decimal] = field(default_factory=dict)
    level: str = ""
    unread: list[Unread] = field(default_factory=list)
    twice: dict[tuple[str, Decimal], Twice] = field(default_factory=dict)
    heading: Heading | None = None
    pending: str = ""
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names.of(self.edition)

    def pasted(self) -> Pasted:
        values = {id: value for id, value in self.values.items() if id != TOTAL_ID}
        unread, twice = tuple(self.unread[:MOST_UNREAD]), tuple(self.twice.values())
        return Pasted(values, self.values.get(TOTAL_ID), self.level, unread, twice)

    def take_column(self, lines: list[Line]) -> bool:
        """Nothing but numbers, as many as there are rows or indicators: they are in their order."""
        cells = [cell for line in lines for cell in line.cells if cell]
        rows = [row.id for row in rows_of(self.edition)]
        indicators = [known.id for known in self.edition.indicators]
        scores = [score_of(cell) for cell in cells]
        ids = next((ids for ids in (indicators, rows) if len(ids) == len(cells)), None)
        if ids is None:
            return False
        known = {id: score for id, score in zip(ids, scores, strict=True) if score is not None}
        if len(known) == len(ids):
            self.values = known
        return len(known) == len(ids)

    def take(self, line: Line) -> None:
        pending, self.pending = self.pending, ""
        if heading := line.heading:
            self.heading = heading
        elif line.is_heading and "\t" in line.text:
            self.heading = None
        elif self._is_of_another_year(line):
            self._leave(line, "other_years")
        elif not (self._by_name(line) or self._alone(line, pending)):
            self._unnamed(line, line.text)

    def _is_of_another_year(self, line: Line) -> bool:
        years = line.years_told
        return bool(years) and self.year not in years and has_score(line.text)

    def _by_name(self, line: Line) -> bool:
        """Whether the line names indicators, be it by number."""
        if found := self.names.in_text(line.text):
            before = self.names.before(line.text)
            if has_score(before) and len(line.cells) > 1 and not has_score(found[0][1]):
                self._leave(line, "before")
                return True
            self._unnamed(line, before, is_all=False)
            for id, after in found:
                self._named(line, id, after)
        elif numbered := self.names.numbered(line.text):
            self._named(line, *numbered)
        else:
            return False
        return True

    def _named(self, line: Line, id: str, after: str) -> None:
        """A name, and what follows it up to the next name."""
        if self.heading:
            self._of_year(self.heading, line, id, after)
            return
        numbers = decimals_in(after)
        if not numbers:
            self._whole(line, id, after)
        elif len(numbers) > 1:
            self._leave(line, "several")
        else:
            self._put(line, id, numbers[0])

    def _of_year(self, heading: Heading, line: Line, id: str, after: str) -> None:
        """The score in the column of the year."""
        if self.year not in heading.years:
            if decimals_in(after):
                self._leave(line, "other_years")
            return
        number = heading.score_of(self.year, line.cells, after)
        if number and any(map(str.isdecimal, number)):
            self._put(line, id, number)
        elif number is None and decimals_in(after):
            self._leave(line, "several")
        elif number is None and not after.strip():
            self.pending = id

    def _whole(self, line: Line, id: str, after: str) -> None:
        """A name without decimals: whole scores are 0 and 100, or say that they are scores; others may
        count questions."""
        wholes = wholes_in(after)
        sure = [number for number in wholes if number in {"0", "100"} or "คะแนน" in after]
        if len(wholes) == 1 and sure:
            self._put(line, id, wholes[0])
        elif wholes:
            self._leave(line, "unsure")
        elif not after.replace("คะแนน", "").strip("\t .:()-="):
            self.pending = id

    def _alone(self, line: Line, pending: str) -> bool:
        """A line that holds one number or one level: of what the line before it named."""
        text = line.text.strip("\t ")
        if LEVEL_ALONE.fullmatch(text):
            if pending == _A_LEVEL:
                self.level = self.level or text
            return True
        if pending and pending not in {_A_LEVEL, _A_TILE} and line.is_row_of_scores:
            self._named(line, pending, line.text)
            return True
        number = line.number_alone
        if not number:
            return False
        is_score = bool(decimals_in(number)) or number in {"0", "100"}
        if not is_score:
            self.pending = pending  # the number of a row
        elif pending and pending != _A_LEVEL:
            self._put(line, pending, number)
        else:
            self._leave(line, "no_name")
        return True

    def _unnamed(self, line: Line, text: str, *, is_all: bool = True) -> None:
        """Words without the name of an indicator: total and level, or what has no place."""
        if TILE.search(text) and not LEVEL.search(text):
            self.pending = _A_TILE
            return
        self._level(text)
        is_total = TOTAL.search(text)
        if is_total and not INSTRUMENT.search(text[: is_total.end() + 12]):
            self._total(line, text[is_total.end() :])
        elif is_all and has_score(text) and not INSTRUMENT.search(text):
            self._leave(line, "no_name")

    def _level(self, text: str) -> None:
        if level := LEVEL.search(text):
            self.level = self.level or level[1]
        elif text.rstrip(" :").endswith(("ระดับ", "ระดับผลการประเมิน", "ระดับคะแนน")):
            self.pending = _A_LEVEL

    def _total(self, line: Line, after: str) -> None:
        numbers = decimals_in(TOTAL_ENDS.split(after)[0])
        if self.heading and ("\t" in line.text or len(numbers) > 1):
            self._of_year(self.heading, line, TOTAL_ID, after)
        elif len(numbers) > 1:
            self._leave(line, "several")
        elif numbers:
            self._put(line, TOTAL_ID, numbers[0])
        elif not after.strip("\t .:()-"):
            self.pending = TOTAL_ID

    def _put(self, line: Line, id: str, number: str) -> None:
        score = score_of(number)
        if id == _A_TILE:
            return
        if score is None:
            self._leave(line, "out_of_range")
        elif self.values.setdefault(id, score) != score:
            self.twice.setdefault((id, score), Twice(id, self.values[id], score))

    def _leave(self, line: Line, reason: str) -> None:
        self.unread.append(Unread(line.number, line.text.replace("\t", " "), reason))
