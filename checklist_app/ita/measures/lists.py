"""Lists as they stand in one cell of a table: numbered steps without line breaks, departments between
slashes and commas. Pure."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from checklist_app.thai import to_arabic

ALIKE: Final = 0.96
SHORTEST_ALIKE: Final = 20  # characters; in shorter titles one letter may be the difference

_NUMBERS: Final = re.compile("[0-9]+")
_COUNTED: Final = ("ข้อ", "มาตรา", "หมู่", "ครั้งที่", "หมู่ที่", "ฉบับที่", "รอบที่", "ระยะที่", "วันที่", "ตัวชี้วัดที่", "ไตรมาสที่")
_NAMED: Final = "".join(f"(?<!{word})(?<!{word} )" for word in _COUNTED)  # what such a number belongs to
_MARK: Final = re.compile(rf"(?<![0-9A-Za-z.,/(]){_NAMED}(\()?([0-9]{{1,2}}) ?([.)])(?![0-9])")
_BULLET: Final = re.compile(r"^\s*[-–•●▪*]\s*")
_ROW_NUMBER: Final = re.compile(r"\s*\(?([0-9]{1,2}) ?[.)](?![0-9])\s*")
_BETWEEN_DEPARTMENTS: Final = re.compile(r"[/,;\n]")
_DEPARTMENT: Final = re.compile(r"(?:กอง|สำนัก|ฝ่าย|งาน|ส่วน|ทุก|คณะ|หน่วย|ศูนย์|โรงเรียน)")


def flat(text: str) -> str:
    return " ".join(text.split())


def squashed(text: str) -> str:
    """What two spellings of one text share, however its lines were broken."""
    return "".join(text.split())


def alike(one: str, other: str) -> bool:
    """Whether two titles are one, but for line breaks or a slip of the pen. Other numbers make it another."""
    first, second = to_arabic(squashed(one)), to_arabic(squashed(other))
    if first == second:
        return True
    if min(len(first), len(second)) < SHORTEST_ALIKE or _NUMBERS.findall(first) != _NUMBERS.findall(second):
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def items(text: str) -> tuple[str, tuple[str, ...]]:
    """What stands before the first number where that is a department, and the parts of a list: numbered,
    else one a line."""
    places = _places(to_arabic(text))
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > len(places) and all(row_number(line)[0] is not None for line in lines):
        return "", tuple(said for line in lines if (said := flat(row_number(line)[1])))  # numbered amiss
    if not places:
        return "", tuple(said for line in text.split("\n") if (said := flat(_BULLET.sub("", line))))
    lead = flat(text[: places[0][0]]).rstrip(":")
    ends = [*(start for start, _ in places[1:]), len(text)]
    parts = [flat(text[begin:end]) for (_, begin), end in zip(places, ends, strict=True)]
    if lead and not is_departments(lead):
        return "", (f"{lead} {parts[0]}", *parts[1:])
    return lead, tuple(part for part in parts if part)


def row_number(text: str) -> tuple[int | None, str]:
    """The number before a title, and the title."""
    match = _ROW_NUMBER.match(to_arabic(text))
    return (int(match[1]), text[match.end() :]) if match else (None, text)


def next_number(text: str) -> int | None:
    """The number that would go on with a list."""
    places = _places(to_arabic(text))
    return len(places) + 1 if places else None


def departments(text: str) -> tuple[str, ...]:
    parts = (flat(_BULLET.sub("", row_number(part)[1])) for part in _BETWEEN_DEPARTMENTS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def is_departments(text: str) -> bool:
    named = departments(text)
    return bool(named) and len(text) <= 100 and all(_DEPARTMENT.match(each) for each in named)


def variants(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Two spellings of one name, with and without ฯ or spaces."""
    by_key: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        by_key.setdefault(squashed(name).replace("ฯ", ""), []).append(name)
    return tuple(pair for spellings in by_key.values() for pair in pairwise(spellings))


def _places(arabic: str) -> list[tuple[int, int]]:
    """Where each part's number starts and its text begins: 1, 2, 3 … in the style of the first."""
    found: list[tuple[int, int]] = []
    style: tuple[str | None, str] | None = None
    for match in _marks(arabic):
        if int(match[2]) == len(found) + 1 and style in (None, (match[1], match[3])):
            style = (match[1], match[3])
            found.append(match.span())
    if found and style != (None, ".") and found[0][0] > 0 and not is_departments(arabic[: found[0][0]]):
        return []  # "… in 2 points 1) … 2) …" is one sentence
    return found


def _marks(arabic: str) -> Iterator[re.Match[str]]:
    return _MARK.finditer(arabic)
