"""The words for a mean from 1 to 5. Offices use different tables, so a round keeps the one that it opened
with, and prints it. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Band:
    """From `least` up to the next better one, of a mean that was rounded to two decimals before."""

    least: Decimal
    word: str


@dataclass(frozen=True, slots=True)
class BandSet:
    """`bands` from the best to the worst; the last begins at 1.00."""

    id: str
    name: str
    bands: tuple[Band, ...]


def _set(id: str, name: str, edges: str, words: str) -> BandSet:
    rows = zip(edges.split(), words.split(), strict=True)
    return BandSet(id, name, tuple(Band(Decimal(edge), word) for edge, word in rows))


_WORDS: Final = "มากที่สุด มาก ปานกลาง น้อย น้อยที่สุด"
BAND_SETS: Final = {
    made.id: made
    for made in (
        _set("a", "4.51–5.00 มากที่สุด", "4.51 3.51 2.51 1.51 1.00", _WORDS),
        _set("b", "4.50 ขึ้นไป มากที่สุด", "4.50 3.50 2.50 1.50 1.00", _WORDS),
        _set("c", "ช่วงละ 0.80", "4.21 3.41 2.61 1.81 1.00", _WORDS),
    )
}


def band_of(mean: Decimal, bands: str) -> Band:
    """`mean` with two decimals, half-up."""
    return next(band for band in BAND_SETS[bands].bands if mean >= band.least)
