"""What hangs on a wall, stands on a counter or is handed out, as a value: few words in large letters around
a QR code. It is written as a PDF only, because nobody edits it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PosterLayout(StrEnum):
    """A4 for a wall, A6 for a counter, or an A4 sheet of eight slips to cut apart."""

    POSTER = "poster"
    CARD = "card"
    SLIPS = "slips"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing in two languages; the English stands beneath in smaller letters, where there is some."""

    thai: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """`code` is what the QR code holds, `address` what people type instead. `made` is the moment that the
    file carries: the same values make the same bytes."""

    title: str
    layout: PosterLayout
    made: datetime
    sender: Said
    question: Said
    call: Said
    code: str
    alt: str
    typing: Said
    address: str
    notes: tuple[Said, ...]
    place: Said
    number: Said
