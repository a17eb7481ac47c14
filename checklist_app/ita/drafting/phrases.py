"""Turns of phrase that several drafts share: how an indicator is called, a mark, an enumeration. Pure."""

from collections.abc import Iterable

from checklist_app.catalog import Indicator, Part


def called(indicator: Indicator) -> str:
    return f"ตัวชี้วัดที่ {indicator.id} {indicator.name}"


def part_called(part: Part) -> str:
    return f"ตัวชี้วัดย่อยที่ {part.id} {part.name}"


def listed(names: Iterable[str]) -> str:
    """A, B and C."""
    *rest, last = names
    return f"{' '.join(rest)} และ{last}" if rest else last


def all_called(indicators: Iterable[Indicator]) -> str:
    return listed(map(called, indicators))
