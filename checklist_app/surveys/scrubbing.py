"""What people write about themselves or others although they were asked not to: taken out of a comment before
it is kept anywhere. Pure."""

import re
from typing import Final

from checklist_app.thai import to_arabic

ID_NUMBER, PHONE, EMAIL, LINE = "[เลขประจำตัว]", "[เบอร์โทร]", "[อีเมล]", "[ไลน์ไอดี]"
_GAP: Final = r"[ .\-\u2010-\u2015]?"
_DIGIT: Final = "[0-9๐-๙]"
_ID_NUMBER: Final = re.compile(rf"(?<!{_DIGIT}){_DIGIT}(?:{_GAP}{_DIGIT}){{12}}(?!{_DIGIT})")
_PHONE: Final = re.compile(
    rf"(?<!{_DIGIT})(?:\+?(?:66|๖๖){_GAP}|[0๐]){_DIGIT}(?:{_GAP}{_DIGIT}){{7,8}}(?!{_DIGIT})"
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINE: Final = re.compile(
    r"((?:line|ไลน์|ไลน)\s*(?:id|ไอดี)?\s*[:：=]?\s*)(@?[a-z0-9][a-z0-9._-]{3,})", re.IGNORECASE | re.ASCII
)


def scrub(text: str) -> str:
    """The text with marks in place of ID numbers, phone numbers, e-mail addresses and LINE names."""
    text = _EMAIL.sub(EMAIL, text)
    text = _ID_NUMBER.sub(lambda found: ID_NUMBER if _is_id_number(found[0]) else found[0], text)
    text = _PHONE.sub(PHONE, text)
    return _LINE.sub(rf"\1{LINE}", text)


def _is_id_number(text: str) -> bool:
    """By its check digit: thirteen digits of something else stay as they are."""
    digits = [int(letter) for letter in to_arabic(text) if letter.isdecimal()]
    weighed = sum(digit * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighed % 11) % 10 == digits[12]
