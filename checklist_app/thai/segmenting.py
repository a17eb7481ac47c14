"""Where the words of Thai end, which is written without spaces: asked of libthai where it is installed,
else found with a word list, which is read when first used. Only what sets lines needs it (words.py)."""

import ctypes
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import Final, TypeAlias

Segmenter: TypeAlias = Callable[[str], list[int]]

LONGEST_WORD: Final = 16  # longer ones are left out where shorter ones make them up
MOST_AT_ONCE: Final = 1000  # characters; longer runs are done in stages, so that time grows only with length
MARGIN: Final = 100  # of each stage, done again with what follows it
SHORT: Final = 2  # characters

_LIBRARY: Final = "libthai.so.0"
_RUN: Final = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
# Within a syllable: after a leading vowel; before a vowel, a mark, ๅ, or a letter that ์ silences.
_WITHIN: Final = re.compile("(?<=[เ-ไ])(?=.)|(?=[\u0e30-\u0e3aๅ\u0e47-\u0e4e])|(?=[ก-ฮ][ิุ]?์)", re.DOTALL)
_UNKNOWN: Final = 2 * MOST_AT_ONCE  # a character of no word costs more than all words of a stage together


@cache
def segmenter() -> Segmenter:
    other = libthai()
    return agreed(by_list, other) if other else by_list


def agreed(one: Segmenter, other: Segmenter) -> Segmenter:
    def segment(run: str) -> list[int]:
        also = {*other(run)}
        return [end for end in one(run) if end in also]

    return segment


def ends(run: str, segment: Segmenter) -> Iterator[int]:
    """Where words end inside a run of Thai letters, in rising order."""
    start = 0
    while len(run) - start > MOST_AT_ONCE:
        stage = run[start : start + MOST_AT_ONCE]
        found = [end for end in segment(stage) if end <= MOST_AT_ONCE - MARGIN] or syllables(stage)[-1:]
        yield from (start + end for end in found)
        start += found[-1] if found else MOST_AT_ONCE
    yield from (start + end for end in segment(run[start:]))


def syllables(run: str) -> list[int]:
    """Where the run may be cut without cutting through a syllable's letters."""
    within = {match.start() for match in _WITHIN.finditer(run)}
    return [place for place in range(1, len(run)) if place not in within]


# --- by libthai ----------------------------------------------------------------------------------------


def libthai() -> Segmenter | None:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    library.th_brk_new.restype = ctypes.c_void_p
    library.th_brk_new.argtypes = [ctypes.c_char_p]
    find = library.th_brk_wc_find_breaks
    find.argtypes = [ctypes.c_void_p, ctypes.c_wchar_p, ctypes.POINTER(ctypes.c_int), ctypes.c_size_t]
    breaker = ctypes.c_void_p(library.th_brk_new(None))
    if not breaker:  # its dictionary is not installed
        return None
    turn = Lock()  # nothing promises that two threads may share a breaker

    def segment(run: str) -> list[int]:
        found = (ctypes.c_int * len(run))()
        with turn:
            count = find(breaker, run, found, len(run))
        allowed = {*syllables(run)}
        return [end for end in found[:count] if end in allowed]

    return segment


# --- by a word list --------------------------------------------------------------------------------------


def by_list(run: str) -> list[int]:
    """The reading with the fewest characters outside of words, and of those the one of fewest words."""
    words, longest = _words()
    places = [0, *syllables(run), len(run)]
    cost = {len(run): 0}
    step = {len(run): (len(run), True)}
    for at in range(len(places) - 2, -1, -1):
        start, next_place = places[at], places[at + 1]
        cost[start] = (next_place - start) * _UNKNOWN + cost[next_place]
        step[start] = (next_place, False)
        for end in places[at + 1 :]:
            if end - start > longest:
                break
            if 1 + cost[end] < cost[start] and run[start:end] in words:
                cost[start], step[start] = 1 + cost[end], (end, True)
    return _certain(_parts(step, len(run)))


def _parts(step: dict[int, tuple[int, bool]], length: int) -> list[tuple[int, int, bool]]:
    """Start, end, whether it is a word; what is between two words is one part."""
    parts: list[tuple[int, int, bool]] = []
    start = 0
    while start < length:
        end, known = step[start]
        if parts and not known and not parts[-1][2]:
            start = parts.pop()[0]
        parts.append((start, end, known))
        start = end
    return parts


def _certain(parts: list[tuple[int, int, bool]]) -> list[int]:
    """The ends of the parts. Beside what is no word, a short word or rest is only a guess, and is joined."""
    found: list[int] = []
    for (start, end, known), (_, next_end, next_known) in pairwise(parts):
        if (known and next_known) or min(end - start, next_end - end) > SHORT:
            found.append(end)
    return found


@cache
def _words() -> tuple[frozenset[str], int]:
    """The words, and the length of the longest. Whole names of ministries are in the list, too: what
    shorter words make up may end a line in between."""
    from newmm_tokenizer.common import thai_words  # reads its list when it is imported

    every = {word for word in thai_words() if _RUN.fullmatch(word)}
    short = frozenset(word for word in every if len(word) <= LONGEST_WORD)
    needed = {word for word in every - short if not _is_made_of(word, short)}
    return short | needed, max(map(len, short | needed))


def _is_made_of(word: str, words: frozenset[str]) -> bool:
    reached = {0}
    for end in (*syllables(word), len(word)):
        if any(word[start:end] in words for start in reached):
            reached.add(end)
    return len(word) in reached
