"""Thai text: cleaning before it is stored, folding for search, dictionary order.
Pure, and no word segmentation; twin of static/js/thai/text.js."""

import re
import unicodedata
from itertools import groupby
from typing import Final

from checklist_app.thai.digits import to_arabic

_LINE_BREAKS: Final = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_SPACES: Final = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Control and zero-width characters, direction marks, halves of surrogates, non-characters.
_INVISIBLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)

# Fonts of the 1990s drew shifted marks as private characters; copied from old PDFs they still turn up.
_PRIVATE_FORMS: Final = dict(
    enumerate(
        "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
        "\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        start=0xF700,
    )
)

_UPPER_VOWELS: Final = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d"
_PLACES: Final = {"\u0e3a": 1, "\u0e38": 2, "\u0e39": 2, "\u0e4c": 4, "\u0e4e": 4, "\u0e33": 5}
_MARKS: Final = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TONES: Final = "\u0e48-\u0e4b"
_SPLIT_SARA_AM: Final = re.compile(f"([ก-ฮ][{_MARKS}]*)\u0e4d([{_TONES}]*)\u0e32")
_CLUSTER: Final = re.compile(f"([ก-ฮ])([{_MARKS}\u0e33]{{2,}})")

# What names an agency's type or a kind of place, not the agency: longest first.
_PREFIXES: Final = (
    "องค์การบริหารส่วนจังหวัด|องค์การบริหารส่วนตำบล|เทศบาลนคร|เทศบาลเมือง|เทศบาลตำบล|เทศบาล|สำนักงานจังหวัด"
    r"|อ\.?บ\.?[จต]\.?(?![\u0e30-\u0e3a\u0e47-\u0e4e])|ท\.?[นมต](?:\.|(?= ))|จังหวัด|อำเภอ|ตำบล|[จอต]\."
)
_AGENCY_PREFIXES: Final = re.compile(rf"(^|[ \n(/,-])(?:(?:{_PREFIXES})[ \n]*)+")
_TONELESS: Final = re.compile("[\u0e47-\u0e4e]")
_LEADING_VOWEL: Final = re.compile("([เ-ไ])([ก-ฮ])")
_THAI_VOWELS: Final = frozenset("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a")


def clean(text: str) -> str:
    """Text fit to be stored: NFC, nothing invisible, Thai marks in their one right order.
    Line breaks stay (as \\n); space around the text and at line ends goes."""
    text = _SPACES.sub(" ", _LINE_BREAKS.sub("\n", text))
    text = _INVISIBLE.sub("", text).translate(_PRIVATE_FORMS)
    text = _mend_thai(unicodedata.normalize("NFC", text))
    lines = unicodedata.normalize("NFC", text).split("\n")
    return "\n".join(line.rstrip(" ") for line in lines).strip(" \n")


def search_key(text: str) -> str:
    """What two spellings of one name share: `search_key(typed) in search_key(name)` finds it.

    Lower case, Arabic digits, no spaces or punctuation; tone marks and ์ ็ are dropped, because they are
    what people leave out; the type of an agency and จังหวัด, อำเภอ, ตำบล before a name are dropped too,
    unless nothing else is there.
    """
    folded = to_arabic(clean(text).lower())
    return _letters(_AGENCY_PREFIXES.sub(r"\1", folded)) or _letters(folded)


def sort_key(text: str) -> str:
    """Sorts as the dictionary of the Royal Institute: consonant before leading vowel, tones second."""
    cleaned = clean(text)
    primary: list[str] = []
    tones: list[str] = []
    for character in _LEADING_VOWEL.sub(r"\2\1", to_arabic(cleaned.lower())):
        if _TONELESS.match(character):
            tones.append(character)
        elif _is_letter(character):
            primary.append(character)
            tones.append("0")
    return f"{''.join(primary)}\x01{''.join(tones)}\x01{cleaned}"


def _mend_thai(text: str) -> str:
    text = _SPLIT_SARA_AM.sub("\\1\\2\u0e33", text.replace("เเ", "แ"))
    return _CLUSTER.sub(lambda cluster: cluster[1] + _in_order(cluster[2]), text)


def _in_order(marks: str) -> str:
    """Vowel, tone, ์, ำ, each once: what looks the same is stored the same."""
    return "".join(mark for mark, _ in groupby(sorted(marks, key=_place)))


def _place(mark: str) -> int:
    return 0 if mark in _UPPER_VOWELS else _PLACES.get(mark, 3)


def _letters(text: str) -> str:
    return "".join(filter(_is_letter, _TONELESS.sub("", text)))


def _is_letter(character: str) -> bool:
    """A letter, a digit or a Thai vowel, which Unicode files under marks; ๆ and ฯ do not count."""
    if character in "ๆฯ":
        return False
    return character in _THAI_VOWELS or unicodedata.category(character)[0] in "LN"
