"""Where a line of Thai may end. `pieces` cuts a whole text, `words` one run of Thai letters; joined, both
give back what they were given. Not exported by the package: only what sets lines pays for the word list.

White space is in pieces of its own, but for space where no line may end: before ๆ or a closing bracket,
and behind an opening one. An encoder that keeps every other piece in one box has all line ends where they
belong.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

from checklist_app.thai.segmenting import ends, segmenter

LONGEST: Final = 30  # characters that stay together, whatever they are
LONGEST_NAME: Final = 20  # characters without Thai that stay together although slashes or dots are between
MOST_CACHED: Final = 500  # characters of a text; those of a form are the same on every paper

_THAI: Final = "\u0e01-\u0e3a\u0e40-\u0e4e"
THAI_RUN: Final = re.compile(f"[{_THAI}]+")

_TOKEN: Final = re.compile(f"(?P<thai>[{_THAI}]+)|[ \t]+|\n|(?P<other>[^ \t\n{_THAI}]+)")
_WITHIN_NAME: Final = re.compile(r"(?<=[/\-_?&=.])")
_DIGIT: Final = "0-9๐-๙"
_OPENING: Final = r"(\[{“‘«<฿$#"
_CLOSING: Final = r")\]}”’»>ๆฯ,.;:!?/%…๚๛"
_SHORT_FORM: Final = r"[เ-ไ]?[ก-ฮ][ัิ-ฺ็-๎]?[ก-ฮ]{0,3}\."
# Between two characters that no line end may part.
_JOINED: Final = re.compile(
    r"(?<![ \t\n])(?![ \t\n])(?:(?=[\u00a0\u202f])|(?<=[\u00a0\u202f])"
    rf"|(?=[{_CLOSING}\-–_])|(?<=[{_OPENING}])|(?=[\"'])|(?<=[\"'])"
    f"|(?<=[{_DIGIT}])(?=[{_THAI}])|(?<=[{_THAI}])(?=[{_DIGIT}])"  # ๓คน, ข้อ๑
    rf"|(?<=[{_DIGIT}]/)(?=[{_THAI}])"  # ๐๘๐๘.๒/ว
    rf"|(?<=ฯ)(?=ลฯ)|(?<=\.)(?=[{_DIGIT}]|{_SHORT_FORM})"  # ฯลฯ, ป.ป.ช.
    rf"|(?<![{_THAI}.][ก-ฮ]\.)(?<=[ก-ฮ]\.)(?=[{_THAI}]))"  # จ.ขอนแก่น
)
# A row of dots is a place to write on and may begin a line.
_JOINED_SPACE: Final = re.compile(rf"(?<=[{_OPENING}])[ \t]++|(?<![ \t])[ \t]++(?!\.\.|…)(?=[{_CLOSING}])")
_CONSONANTS: Final = re.compile("[ก-ฮ]{1,4}")


def pieces(text: str) -> tuple[str, ...]:
    """The text in parts between which, and only there, a line may end."""
    return _cached_pieces(text) if len(text) <= MOST_CACHED else _pieces(text)


@lru_cache(maxsize=4096)
def _cached_pieces(text: str) -> tuple[str, ...]:
    return _pieces(text)


def _pieces(text: str) -> tuple[str, ...]:
    joined = {match.start() for match in _JOINED.finditer(text)}
    joined |= {place for match in _JOINED_SPACE.finditer(text) for place in match.span()}
    cuts = (cut for cut in _candidates(text) if cut not in joined and _is_whole(text, cut))
    return tuple(short for piece in _cut(text, cuts) for short in _shortened(piece))


def words(run: str) -> tuple[str, ...]:
    """The words of a run of Thai letters, with ๆ and ฯ in the word before."""
    joined = {match.start() for match in _JOINED.finditer(run)}
    return tuple(_cut(run, (end for end in ends(run, segmenter()) if end not in joined)))


# --- where a line might end ------------------------------------------------------------------------------


def _candidates(text: str) -> Iterator[int]:
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        yield start
        if token["thai"]:
            yield from _places(start, _short_form_whole(words(token[0]), text[end : end + 1]))
        elif token["other"] and end - start > LONGEST_NAME:
            yield from (start + match.start() for match in _WITHIN_NAME.finditer(token[0]))


def _short_form_whole(parts: tuple[str, ...], sign: str) -> tuple[str, ...]:
    """อบต before its dot is one word, though a word list knows อบ."""
    while sign == "." and len(parts) > 1 and _CONSONANTS.fullmatch(parts[-2] + parts[-1]):
        parts = (*parts[:-2], parts[-2] + parts[-1])
    return parts


def _places(start: int, parts: Iterable[str]) -> Iterator[int]:
    for part in parts:
        yield start
        start += len(part)


def _cut(text: str, cuts: Iterable[int]) -> list[str]:
    places = (0, *(cut for cut in cuts if 0 < cut < len(text)), len(text))
    return [text[start:end] for start, end in pairwise(places) if start < end]


# --- what is too long to stay together -------------------------------------------------------------------


def _shortened(piece: str) -> Iterator[str]:
    while len(piece) > LONGEST and not piece.isspace():
        cut = _last_place(piece)
        yield piece[:cut]
        piece = piece[cut:]
    if piece:
        yield piece


def _last_place(piece: str) -> int:
    """Where it may be cut at the latest: better not before a closing sign, and never within a letter."""
    start = piece[: LONGEST + 2]
    joined = {match.start() for match in _JOINED.finditer(start)}
    good = (cut for cut in range(LONGEST, LONGEST // 2, -1) if cut not in joined and _is_whole(piece, cut))
    possible = (
        cut for cut in chain(range(LONGEST, 0, -1), range(LONGEST, len(piece))) if _is_whole(piece, cut)
    )
    return next(good, None) or next(possible, len(piece))


def _is_whole(text: str, cut: int) -> bool:
    """A letter keeps its vowels and marks."""
    if cut in (0, len(text)) or text[cut - 1] == "\n":
        return True
    mark = unicodedata.category(text[cut]).startswith("M")
    return not (mark or text[cut] in "ะาำๅ" or text[cut - 1] in "เแโใไ")
