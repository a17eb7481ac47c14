"""The 76 provinces and Bangkok (data/provinces.json) and finding one by what people write."""

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final

from checklist_app.errors import invalid
from checklist_app.resources import DATA
from checklist_app.thai import clean, search_key

LONGEST_PROVINCE: Final = 60
_SUGGESTIONS: Final = 3


@dataclass(frozen=True, slots=True)
class Province:
    """`code` is the number of ISO 3166-2:TH; `abbreviation` the letters used in official correspondence."""

    code: str
    name: str
    english: str
    abbreviation: str
    also: tuple[str, ...] = ()


@cache
def provinces() -> tuple[Province, ...]:
    """All of them, in the order of their codes."""
    rows = json.loads((DATA / "provinces.json").read_text("utf-8"))
    return tuple(Province(**{**row, "also": tuple(row.get("also", ()))}) for row in rows)


def canonical_province(text: str) -> str | None:
    """The official name of the province a person wrote (จ.ขอนแก่น, จังหวัดขอนแก่น, Khon Kaen), if it is one."""
    return _by_key().get(search_key(text)) if len(text) <= LONGEST_PROVINCE else None


def province_named(text: str, *, field: str | None = None) -> str:
    """As `canonical_province`, but raises a Problem with the closest names when there is no such province."""
    if name := canonical_province(text):
        return name
    written = clean(text[:LONGEST_PROVINCE])
    raise invalid(
        "agencies.unknown_province", field=field, value=written, suggestions=", ".join(_closest(written))
    )


def _closest(text: str) -> list[str]:
    names = _by_key()
    keys = get_close_matches(search_key(text), names, n=_SUGGESTIONS, cutoff=0)
    return list(dict.fromkeys(names[key] for key in keys))


@cache
def _by_key() -> dict[str, str]:
    return {
        search_key(spelling): province.name
        for province in provinces()
        for spelling in (province.name, province.english, *province.also)
    }
