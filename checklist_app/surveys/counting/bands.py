"""The words for a mean from 1 to 5. Offices use different tables, so a round keeps the one that it opened
with, and prints it. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

BEST_MEAN: Final = Decimal("5.00")
_STEP: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Band:
    """From `least` up to the next better one, of a mean that was rounded to two decimals before. `other` is
    the word that this table has in some offices instead."""

    least: Decimal
    most: Decimal
    word: str
    other: str = ""

    @property
    def span(self) -> str:
        return f"{self.least}–{self.most}"


@dataclass(frozen=True, slots=True)
class BandSet:
    """`bands` from the best to the worst; the last begins at 1.00."""

    id: str
    name: str
    bands: tuple[Band, ...]

    @property
    def table_text(self) -> str:
        """The whole table in one line."""
        return ", ".join(f"{band.span} {band.word}" for band in self.bands)


def _set(id: str, name: str, edges: str, others: str = "") -> BandSet:
    leasts = [Decimal(edge) for edge in edges.split()]
    mosts = [BEST_MEAN, *(better - _STEP for better, _ in pairwise(leasts))]
    words = zip(_WORDS, others.split() or [""] * len(_WORDS), strict=True)
    rows = zip(leasts, mosts, words, strict=True)
    return BandSet(id, name, tuple(Band(least, most, *said) for least, most, said in rows))


_WORDS: Final = ("มากที่สุด", "มาก", "ปานกลาง", "น้อย", "น้อยที่สุด")
BAND_SETS: Final = {
    made.id: made
    for made in (
        _set("a", "4.51–5.00 มากที่สุด", "4.51 3.51 2.51 1.51 1.00", "มากที่สุด มาก พอใช้ น้อย น้อยที่สุด"),
        _set("b", "4.50 ขึ้นไป มากที่สุด", "4.50 3.50 2.50 1.50 1.00"),
        _set("c", "ช่วงละ 0.80", "4.21 3.41 2.61 1.81 1.00", "ดีมาก ดี พอใช้ แย่ ควรปรับปรุง"),
    )
}


def band_of(mean: Decimal, bands: str) -> Band:
    """`mean` with two decimals, half-up."""
    return next(band for band in BAND_SETS[bands].bands if mean >= band.least)
