"""Faults of the texts themselves: invisible characters, unnormalised Thai, ๐ in the place of O,
placeholders that nothing fills."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checklist_app.catalog.checking.faults import Report
from checklist_app.catalog.positions import Node
from checklist_app.catalog.rendering import EDITION_WORDS, PLACEHOLDER, UNFILLED, YEAR_WORDS
from checklist_app.thai import clean

_INVISIBLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# The digit ๐ beside Latin letters or Arabic digits was scanned from the letter O.
_ZERO_FOR_O: Final = re.compile("๐(?=[ ]?[0-9])|(?<=[A-Za-z0-9])๐")
_BRACE: Final = re.compile("[{}]")


@dataclass(frozen=True, slots=True)
class _Text:
    node: Node
    id: str  # of the nearest question or section around it

    @property
    def value(self) -> str:
        return self.node.text


def check_wording(report: Report, root: Node) -> None:
    words = root.get("words").members
    used: set[str] = set()
    for key, part in root.members.items():
        for text in _texts(part, ""):
            _check_characters(report, text)
            if key not in UNFILLED:
                _check_reading(report, text)
                used |= _check_placeholders(report, text, frozenset(words))
    for word, node in words.items():
        if word in YEAR_WORDS | EDITION_WORDS:
            report.add(node.line, "", "word_reserved", word=word)
        elif word not in used:
            report.add(node.line, "", "word_unused", word=word)


def _texts(node: Node, id: str) -> Iterator[_Text]:
    if isinstance(node.value, str):
        yield _Text(node, id)
    id = node.get("id").text if "type" in node.members or "items" in node.members else id
    for member in [*node.entries, *node.members.values()]:
        yield from _texts(member, id)


def _check_characters(report: Report, text: _Text) -> None:
    if _SURROGATE.search(text.value):
        report.add(text.node.line, text.id, "text_broken")
    elif invisible := _INVISIBLE.search(text.value):
        report.add(text.node.line, text.id, "text_invisible", character=f"U+{ord(invisible[0]):04X}")
    elif not unicodedata.is_normalized("NFC", text.value):
        report.add(text.node.line, text.id, "text_not_nfc", text=text.value)


def _check_reading(report: Report, text: _Text) -> None:
    if match := _ZERO_FOR_O.search(text.value):
        near = text.value[max(match.start() - 8, 0) : match.end() + 8]
        report.add(text.node.line, text.id, "text_zero_for_o", text=near)
    if clean(text.value) != text.value and not _INVISIBLE.search(text.value):
        report.add(text.node.line, text.id, "text_untidy", text=text.value)


def _check_placeholders(report: Report, text: _Text, words: frozenset[str]) -> set[str]:
    """The names used. A brace that belongs to no placeholder is a slip of the finger."""
    used = set()
    for match in PLACEHOLDER.finditer(text.value):
        name, id = match[1], match[2]
        used.add(name)
        if name in EDITION_WORDS and not id:
            report.add(text.node.line, text.id, "placeholder_needs_id", placeholder=match[0])
        elif name not in EDITION_WORDS and (id or name not in YEAR_WORDS | words):
            report.add(text.node.line, text.id, "placeholder_unknown", placeholder=match[0])
    if _BRACE.search(PLACEHOLDER.sub("", text.value)):
        report.add(text.node.line, text.id, "placeholder_unknown", placeholder=text.value)
    return used
