"""The words and numbers in a line of pasted text: names of indicators, headings of years, scores. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from checklist_app.catalog import Edition
from checklist_app.ita.scoring.entering import CENT, MOST
from checklist_app.thai import clean, to_arabic

_BREAK: Final = re.compile("\r\n|[\n\r]")
_TAGS: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_BESIDE: Final = re.compile(r" *[\t|] *")
_SPACES: Final = re.compile(r" +")
_CUT_SCORE: Final = re.compile(r"(?:^|.*[^0-9.])([0-9]{1,3}\.[0-9])")
_ONE_DIGIT: Final = re.compile(r"[0-9]")
# A number with decimals that stands alone: no date, no time, no sum of money, no paragraph as in (4.5).
DECIMAL: Final = re.compile(
    r"(?<![A-Za-z0-9.,/:])([-−]?)([0-9]{1,3}[.,](?:[0-9]{2,}|[0-9](?! ?\))))"
    r"(?![\d/:]|[.,]\d| ?น\.| ?บาท| ?ล้าน)"
)
_WHOLE_CELL: Final = re.compile(r"[ :=(]*([0-9]{1,3})(?: ?คะแนน)?[ )]*")
_NUMBER_ALONE: Final = re.compile(r"[-−]?[0-9]{1,3}(?:[.,][0-9]+)?(?: ?คะแนน| ?%)?")
_YEAR_CELL: Final = re.compile(
    r"(?:(?:ปีงบประมาณ|ปี|พ\.ศ\.|คะแนน|ผลการประเมิน|ผล|ITA|FY)[. ]*)*(2[4-6][0-9]{2})"
    r"(?: *\(?(?:คะแนน|ร้อยละ|ITA)[^0-9]*)?"
)
_YEAR: Final = re.compile(r"(?<!\d)(2[4-6][0-9]{2})(?!\d)")
_CHANGE: Final = re.compile(r"เปลี่ยน|ต่าง|เพิ่ม|ลด")
_HEADING: Final = re.compile(r"(?:ที่ |ลำดับ |อันดับ )*(?:ตัวชี้วัด|รายละเอียด|ประเด็น|รายการ)")
_NEAR: Final = 300  # characters
_AFTER_NAME: Final = r"(?=[^\u0e00-\u0e4e]|$|คะแนน|ได้|ร้อยละ|โดยรวม)"
_BEFORE_NAME: Final = r"(?:^|(?<=[\t\d.)\]:•*–-])|(?<=[\t\d.)\]:•*–-] )|(?<=ตัวชี้วัด)|(?<=ตัวชี้วัด ))"
_NEXT_LABEL: Final = re.compile(r"(?<![\d.,])\(?[0-9]{1,2}(?:\.[0-9])?[.)]*\s*$")
_LEVELS: Final = r"AA|[A-F](?![A-Za-z])|ผ่านดีเยี่ยม|ผ่านดี|ผ่าน|ต้องปรับปรุงโดยด่วน|ต้องปรับปรุง|--"
LEVEL: Final = re.compile(rf"ระดับ(?:ผลการประเมิน|คะแนน)?[\s:\"“‘'(=]*({_LEVELS})")
LEVEL_ALONE: Final = re.compile(_LEVELS)
TOTAL: Final = re.compile(
    r"ผลคะแนน|คะแนนรวม|คะแนนเฉลี่ย|คะแนนภาพรวม|ภาพรวม|คะแนน ?ITA|คะแนนผลการประเมิน|ได้คะแนน|มีคะแนน|^รวม"
)
TOTAL_ENDS: Final = re.compile(r"เต็ม|ระดับ|ปี")
TILE: Final = re.compile(r"สูงสุด|ต่ำสุด")
INSTRUMENT: Final = re.compile(r"\b[IEO]IT\b|แบบวัด")


@dataclass(frozen=True, slots=True)
class Heading:
    """The years of a table in the order of their columns. `places` are theirs among `width` cells; none where
    the heading has no cells. `changes`: a column of differences follows them."""

    years: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    width: int = 0
    changes: bool = False

    def score_of(self, year: int, cells: Sequence[str], after: str) -> str | None:
        """What stands in the column of the year, where `after` is what follows a name in a row of `cells`;
        None where that cannot be told."""
        at = self.years.index(year)
        numbers = all_decimals_in(after)
        in_order = numbers[at] if self._is_whole(numbers) else None
        if not self.places or len(cells) != self.width:
            return in_order
        held = cells[self.places[at]]
        return held if in_order is None or score_of(held) == score_of(in_order) else None

    def _is_whole(self, numbers: Sequence[str]) -> bool:
        """A number for every year, and one for the change between the last two where that has its column."""
        scores, more = (
            [score_of(number) for number in numbers[: len(self.years)]],
            len(numbers) - len(self.years),
        )
        if None in scores or more not in {0, 1}:
            return False
        return more == self.changes or (more == 1 and _is_change(numbers))


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is that of the pasted text, for people."""

    number: int
    text: str

    @property
    def cells(self) -> list[str]:
        return self.text.split("\t")

    @property
    def heading(self) -> Heading | None:
        """Where this line heads a table of years."""
        changes = bool(_CHANGE.search(self.text))
        if "\t" in self.text:
            cells = self.cells
            found = {n: int(at[1]) for n, cell in enumerate(cells) if (at := _YEAR_CELL.fullmatch(cell))}
            if found and (self.is_heading or len(found) > 1):
                return Heading((*found.values(),), (*found,), len(cells), changes)
            return None
        years = _YEAR.findall(self.text) if self.is_heading and len(self.text) < 120 else []
        return Heading(tuple(map(int, years)), changes=changes) if years else None

    @property
    def is_heading(self) -> bool:
        return bool(_HEADING.match(self.text.replace("\t", " ").strip())) and not DECIMAL.search(self.text)

    @property
    def years_told(self) -> set[int]:
        """Those that the line names before its first number with decimals."""
        return {int(year) for year in _YEAR.findall(DECIMAL.split(self.text)[0])}

    @property
    def is_row_of_scores(self) -> bool:
        return len(self.cells) > 1 and all(map(_is_decimal, self.cells))

    @property
    def number_alone(self) -> str:
        text = self.text.strip("\t ")
        return text if _NUMBER_ALONE.fullmatch(text) else ""


@dataclass(frozen=True, slots=True)
class Names:
    """How an edition calls its indicators and parts, however their words are spaced."""

    pattern: re.Pattern[str]
    label: re.Pattern[str]
    ids: Mapping[str, str]

    @classmethod
    def of(cls, edition: Edition) -> "Names":
        ids: dict[str, str] = {}
        for known in edition.indicators:
            for name in (known.name, *known.aliases):
                ids.setdefault(_tight(name), known.id)
        for part in (part for known in edition.indicators for part in known.parts):
            for name in (part.name, part.short):
                ids.setdefault(_tight(name), part.id)
        ids.pop("", None)
        numbers = [known.id for known in edition.indicators]
        parts = [part.id for known in edition.indicators for part in known.parts]
        return cls(_pattern(ids), _label(numbers, parts), ids)

    def in_text(self, text: str) -> list[tuple[str, str]]:
        """The id of each name found, and what follows it up to the next one or the number before that."""
        found = [*self.pattern.finditer(text)]
        ends = [*(match.start() for match in found[1:]), None]
        return [
            (self.ids[_tight(match[0])], _until_next(text[match.end() : end], is_last=end is None))
            for match, end in zip(found, ends, strict=False)
        ]

    def before(self, text: str) -> str:
        """What stands before the first name; all of it where there is none."""
        found = self.pattern.search(text)
        return text[: found.start()] if found else text

    def numbered(self, text: str) -> tuple[str, str] | None:
        """Where a line names its indicator by the number alone: “ตัวชี้วัดที่ 9 97.14”, “9.1 100.00”."""
        match = self.label.match(text)
        return (match[1] or match[2], text[match.end() :]) if match else None


def lines_of(text: str) -> list[Line]:
    """Without tags, in Arabic digits; a score that was cut in two (“100.0”, “0”) is one again, and so is
    a row of scores or of years whose cells came line by line."""
    lines: list[Line] = []
    for number, raw in enumerate(_BREAK.split(text), start=1):
        neat = _neat(raw)
        if lines and _ONE_DIGIT.fullmatch(neat) and _CUT_SCORE.fullmatch(lines[-1].text):
            lines[-1] = Line(lines[-1].number, lines[-1].text + neat)
        elif lines and _goes_on(lines[-1].text, neat):
            lines[-1] = Line(lines[-1].number, f"{lines[-1].text}\t{neat}")
        elif neat.strip("\t-=: "):
            lines.append(Line(number, neat))
    return lines


def decimals_in(text: str) -> list[str]:
    """Each different one, in the order of the text; a sign stays."""
    return [*dict.fromkeys(sign + number.replace(",", ".") for sign, number in DECIMAL.findall(text))]


def has_score(text: str) -> bool:
    """Whether a number is printed as scores are, with two decimals; 1.1 may be the number of a paragraph."""
    return any(re.search(r"\.[0-9]{2}$", number) for number in decimals_in(text))


def all_decimals_in(text: str) -> list[str]:
    return [sign + number.replace(",", ".") for sign, number in DECIMAL.findall(text)]


def wholes_in(text: str) -> list[str]:
    """Whole numbers that fill a cell."""
    return [found[1] for cell in text.split("\t") if (found := _WHOLE_CELL.fullmatch(cell))]


def score_of(number: str) -> Decimal | None:
    """None where it cannot be a score."""
    digits = number.removesuffix("%").removesuffix("คะแนน").strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,2})?", digits) or Decimal(digits) > MOST:
        return None
    return Decimal(digits).quantize(CENT)


def _neat(raw: str) -> str:
    """One kind of space, a tab between cells."""
    content = to_arabic(clean(_TAGS.sub(" ", raw.replace("\t", "|")))).replace("\n", " ")
    return _SPACES.sub(" ", _BESIDE.sub("\t", content)).strip(" ")


def _goes_on(row: str, cell: str) -> bool:
    return any(all(map(kind, (*row.split("\t"), cell))) for kind in (_is_decimal, _YEAR_CELL.fullmatch))


def _is_decimal(cell: str) -> bool:
    return _NUMBER_ALONE.fullmatch(cell) is not None and DECIMAL.search(cell) is not None


def _is_change(numbers: Sequence[str]) -> bool:
    """Whether the last is what lies between the two before it."""
    if len(numbers) < 3:
        return False
    earlier, later, change = (abs(Decimal(number.replace("−", "-"))) for number in numbers[-3:])
    return change == abs(later - earlier)


def _until_next(text: str, *, is_last: bool) -> str:
    """In prose a score stands close to its name."""
    near = text if "\t" in text else text[:_NEAR]
    return near if is_last else _NEXT_LABEL.sub("", near)


def _tight(name: str) -> str:
    return re.sub(r"\s", "", clean(name))


def _pattern(ids: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(ids, key=len, reverse=True)
    spaced = "|".join(r"[ ]?".join(map(re.escape, name)) for name in longest_first)
    return re.compile(f"{_BEFORE_NAME}(?:{spaced}){_AFTER_NAME}")


def _label(numbers: list[str], parts: list[str]) -> re.Pattern[str]:
    any_id = "|".join(sorted(map(re.escape, [*numbers, *parts]), key=len, reverse=True))
    part = "|".join(map(re.escape, parts)) or "(?!)"
    return re.compile(
        rf"\t*(?:ตัวชี้วัด(?:ย่อย)?(?:ที่)? ?({any_id})(?![.\d])|({part})(?=[\t ]))"
        r"[.):]*[\t ]*(?=[-\d(:=]|$|ได้|คะแนน|ร้อยละ)"
    )
