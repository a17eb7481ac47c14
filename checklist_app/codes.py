"""Short codes that people copy by hand: chance, and one character that checks it. Any one wrong character and
any two that changed places are noticed before anybody looks the code up.

Characters count as elements of the field with 32 elements, where each place has a weight of its own and none
divides zero. Counting modulo 32 could not do both: to notice every wrong character all weights must be odd,
and then two neighbours half the alphabet apart may change places unnoticed."""

import re
import unicodedata
from typing import Final

from checklist_app.ids import ALPHABET
from checklist_app.thai import to_arabic

_FIELD: Final = 0b100101  # x^5 + x^2 + 1, of which x generates every element but zero
_TOP: Final = 0b100000
_BETWEEN: Final = re.compile(r"[\s\u2010-\u2015\u2212_./()-]+")
_AFTER: Final = re.compile(r"[?#].*", re.DOTALL)
_PLACE: Final = re.compile(r".*/(?:verify|s)/", re.DOTALL | re.IGNORECASE)  # addresses that end in a code
_MISREAD: Final = str.maketrans({"o": "0", "i": "1", "l": "1"})
_LONGEST: Final = 300  # of what is looked at; an address with a code in it is far shorter


def with_check(chance: str) -> str:
    """The code made of so much chance."""
    return chance + ALPHABET[_times_x(_weighed(chance))]


def is_sound(code: str) -> bool:
    return bool(code) and set(code) <= set(ALPHABET) and _weighed(code) == 0


def bare_code(text: str) -> str:
    """What somebody typed, copied or scanned, as codes are stored; whether it is sound is not asked. The
    whole address may stand there, Thai digits, letters that look like digits, and what cannot be seen but
    comes along when text is copied."""
    last = _AFTER.sub("", _PLACE.sub("", unicodedata.normalize("NFKC", text[:_LONGEST])))
    seen = "".join(letter for letter in last if unicodedata.category(letter) != "Cf")
    return to_arabic(_BETWEEN.sub("", seen)).lower().translate(_MISREAD)


def _weighed(characters: str) -> int:
    sum = 0
    for character in characters:
        sum = _times_x(sum) ^ ALPHABET.index(character)
    return sum


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & _TOP else doubled
