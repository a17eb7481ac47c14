"""What makes a paper one that was issued: its number, its code, and where the code is checked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """`address` stands in the QR code of the paper; `code` is what it ends with, for who types it."""

    number: str
    code: str
    address: str
