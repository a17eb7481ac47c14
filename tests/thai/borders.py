"""Where a run of Thai letters can have a word border at all: the judge of line ends, which shares nothing
with what sets them but the list of words. A border is possible when it is in one of the readings that leave
the fewest letters outside of words."""

import re
from functools import cache
from pathlib import Path

from newmm_tokenizer.common import thai_words

RUN = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
NEVER_FIRST = "ๆฯ)”,./"
TEXTS = Path(__file__).with_name("texts.txt").read_text("utf-8").splitlines()


def impossible(text: str, ends: set[int]) -> list[str]:
    """The words that these line ends part, as ตำบ|ล."""
    return [
        f"{text[run.start() : end]}|{text[end : run.end()]}"
        for run in RUN.finditer(text)
        for end in range(run.start() + 1, run.end())
        if end in ends and not is_possible(run[0], end - run.start())
    ]


def is_possible(run: str, end: int) -> bool:
    before, after = _outside(run)
    return before[end] + after[end] == before[-1]


@cache
def _outside(run: str) -> tuple[list[int], list[int]]:
    """For each place, how many letters at least are outside of words before it, and after it."""
    return _fewest(run, thai_words()), _fewest(run[::-1], _backwards())[::-1]


def _fewest(run: str, words: frozenset[str]) -> list[int]:
    fewest = [0]
    for end in range(1, len(run) + 1):
        starts = (start for start in range(max(0, end - _longest()), end) if run[start:end] in words)
        fewest.append(min([fewest[-1] + 1, *(fewest[start] for start in starts)]))
    return fewest


@cache
def _longest() -> int:
    return max(map(len, thai_words()))


@cache
def _backwards() -> frozenset[str]:
    return frozenset(word[::-1] for word in thai_words())
