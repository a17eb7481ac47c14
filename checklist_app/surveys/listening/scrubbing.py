"""What people write about themselves or others although they were asked not to: taken out of a comment before
it is kept anywhere. House numbers, hours, prices and years stay. Pure."""

import re
from collections.abc import Sequence
from typing import Final

ID_NUMBER, PHONE, EMAIL, LINE = "[เลขประจำตัว]", "[เบอร์โทร]", "[อีเมล]", "[ไลน์ไอดี]"

_GAP: Final = r"[ ().\-\u2010-\u2015\u2212]{1,3}"
_RUN: Final = re.compile(rf"\+?\d+(?:{_GAP}\d+)*")  # numbers with no more between them than a hyphen
_GROUP: Final = re.compile(r"\d+")
_LONGEST: Final = 15  # digits of a telephone number with everything before it
_ID_DIGITS: Final = 13
_MOBILE: Final = re.compile(r"0[689]\d{8}")
_LANDLINE: Final = re.compile(r"0[2-57]\d{7}")
_FROM_ABROAD: Final = re.compile(r"(?:00)?66(0?[2-9]\d{7,8})")
_FEWEST_TOGETHER: Final = 3  # digits of a telephone number behind its first hyphen

_EMAIL: Final = re.compile(r"[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)
_NAME: Final = r"@?[a-z0-9][a-z0-9._-]{2,}"
_LINE_WORD: Final = r"(?:(?<![a-z])line|ไลน์|ไลน)"
_ID_WORD: Final = r"(?:(?<![a-z])id|ไอดี)"
_ANNOUNCED: Final = re.compile(
    rf"((?:{_LINE_WORD}\s*{_ID_WORD}|{_ID_WORD}\s*{_LINE_WORD}|{_LINE_WORD}(?=\s*[:：=]))"
    rf"\s*(?:คือ|ชื่อ)?\s*[:：=]?\s*){_NAME}",
    re.IGNORECASE | re.ASCII,
)
_AT_NAME: Final = re.compile(r"(?<![a-z0-9_@.\]])@[a-z0-9][a-z0-9._-]{2,}", re.IGNORECASE | re.ASCII)


def scrub(text: str) -> str:
    """The text with marks in place of ID numbers, phone numbers, e-mail addresses and LINE names."""
    text = _EMAIL.sub(EMAIL, text)
    text = _RUN.sub(lambda found: _without_numbers(found[0]), text)
    text = _ANNOUNCED.sub(rf"\1{LINE}", text)
    return _AT_NAME.sub(LINE, text)


def _without_numbers(run: str) -> str:
    """Every stretch of whole groups of digits that makes an ID number or a telephone number, replaced."""
    groups = list(_GROUP.finditer(run))
    kept, end, first = [], 0, 0
    while first < len(groups):
        last, mark = _found(run, groups, first)
        if mark:
            start = groups[first].start()
            kept += [run[end : start - (run[start - 1 : start] == "+")], mark]
            end = groups[last].end()
        first = last + 1
    return "".join(kept) + run[end:]


def _found(run: str, groups: Sequence[re.Match[str]], first: int) -> tuple[int, str]:
    """The last group of what begins here, and its mark; this group and nothing where nothing does."""
    found, digits, together = (first, ""), "", []
    for last in range(first, len(groups)):
        digits += groups[last][0]
        together.append(groups[last][0])
        if len(digits) > _LONGEST:
            break
        if _is_id_number(digits):
            found = last, ID_NUMBER
        elif _is_phone(digits, together):
            found = last, PHONE
    return found


def _is_id_number(text: str) -> bool:
    """By its check digit: thirteen digits of something else stay as they are."""
    if len(text) != _ID_DIGITS:
        return False
    digits = [int(letter) for letter in text]
    weighed = sum(digit * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighed % 11) % 10 == digits[12]


def _is_phone(text: str, groups: Sequence[str]) -> bool:
    """Of a mobile or a landline in Thailand, and grouped as people group them: 08.30-12.00 13 is none."""
    digits, groups = "".join(str(int(letter)) for letter in text), list(groups)
    if abroad := _FROM_ABROAD.fullmatch(digits):
        digits = f"0{abroad[1].removeprefix('0')}"
        groups = groups[1:] if len(groups) > 1 and len(groups[0]) <= len("0066") else groups
        groups = groups[1:] if len(groups) > 1 and len(groups[0]) == 1 else groups
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        return False
    apart = all(len(group) == 1 for group in groups)
    return apart or all(len(group) >= _FEWEST_TOGETHER for group in groups[1:])
