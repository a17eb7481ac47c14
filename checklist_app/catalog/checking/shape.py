"""Faults of structure: what is missing, of the wrong kind, or unknown."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Final, TypeAlias

from checklist_app.catalog.checking.faults import Report
from checklist_app.catalog.positions import Node
from checklist_app.catalog.types import QUESTION_TYPES, QuestionType

FORMAT: Final = 1
DEEPEST_ITEM: Final = 8
MOST_ITEMS: Final = 2000
LONGEST_TEXT: Final = 4000
ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,59}")
PERCENT: Final = re.compile(r"(100|[0-9]{1,2})(\.[0-9]{1,2})?")

Check: TypeAlias = Callable[[Report, Node, str], None]


def check_shape(report: Report, root: Node) -> None:
    _FORM(report, root, "")
    if root.get("format").value not in (None, FORMAT):
        report.add(root.get("format").line, "", "format_unknown", known=FORMAT)


def _text(report: Report, node: Node, id: str) -> None:
    if not isinstance(node.value, str):
        report.add(node.line, id, "wants_text")
    elif not node.value.strip():
        report.add(node.line, id, "empty_text")
    elif len(node.value) > LONGEST_TEXT:
        report.add(node.line, id, "long_text", limit=LONGEST_TEXT)


def _whole(report: Report, node: Node, id: str) -> None:
    if not isinstance(node.value, int) or isinstance(node.value, bool) or node.value < 0:
        report.add(node.line, id, "wants_whole")


def _flag(report: Report, node: Node, id: str) -> None:
    if not isinstance(node.value, bool):
        report.add(node.line, id, "wants_flag")


def _id(report: Report, node: Node, id: str) -> None:
    if not ID.fullmatch(node.text):
        report.add(node.line, id, "bad_id", text=str(node.value))


def _percent(report: Report, node: Node, id: str) -> None:
    if not PERCENT.fullmatch(node.text):
        report.add(node.line, id, "wants_percent")


def _edition(report: Report, node: Node, id: str) -> None:
    if node.value not in ("year", "previous_year"):
        report.add(node.line, id, "wants_edition")


def _any(_report: Report, _node: Node, _id: str) -> None:
    """Whatever the rule of this kind means."""


def _list(member: Check, report: Report, node: Node, id: str) -> None:
    if not isinstance(node.value, list) or not node.value:
        report.add(node.line, id, "wants_list")
    if len(node.entries) > MOST_ITEMS:
        report.add(node.line, id, "long_list", limit=MOST_ITEMS)
        return
    for entry in node.entries:
        member(report, entry, id)


def _object(
    what: str, needed: Mapping[str, Check], optional: Mapping[str, Check], report: Report, node: Node, id: str
) -> None:
    if not isinstance(node.value, dict):
        report.add(node.line, id, "wants_object", what=what)
        return
    known = {**needed, **optional}
    for key in needed:
        if key not in node.members:
            report.add(node.line, id, "missing_key", what=what, key=key)
    for key, member in node.members.items():
        if key in known:
            known[key](report, member, id)
        else:
            _unknown_key(report, member, id, what=what, key=key, known=list(known))


def _unknown_key(report: Report, node: Node, id: str, *, what: str, key: str, known: list[str]) -> None:
    similar = get_close_matches(key[:60], known, n=1)
    if similar:
        report.add(node.line, id, "unknown_key_perhaps", what=what, key=key, perhaps=similar[0])
    else:
        report.add(node.line, id, "unknown_key", what=what, key=key)


def _word(report: Report, node: Node, id: str) -> None:
    """One text for every year, or texts by year with `other` for the rest."""
    if not isinstance(node.value, dict):
        _text(report, node, id)
        return
    for member in node.members.values():
        _text(report, member, id)
    if "other" not in node.members:
        report.add(node.line, id, "missing_key", what="words", key="other")


def _words(report: Report, node: Node, id: str) -> None:
    if not isinstance(node.value, dict):
        report.add(node.line, id, "wants_object", what="words")
    for name, member in node.members.items():
        if not re.fullmatch("[a-z_]+", name):
            report.add(member.line, id, "bad_word", word=name)
        _word(report, member, id)


def _item(report: Report, node: Node, id: str, *, depth: int = 0) -> None:
    own = node.get("id").text or id
    if depth > DEEPEST_ITEM:
        report.add(node.line, own, "deep_items", limit=DEEPEST_ITEM)
    elif "type" in node.members:
        _question(report, node, own, depth=depth)
    else:
        items = partial(_list, partial(_item, depth=depth + 1))
        _object("section", {"id": _id, "items": items}, _SECTION, report, node, own)
        if not node.members.keys() & {"heading", "name"}:
            report.add(node.line, own, "missing_heading")


def _question(report: Report, node: Node, id: str, *, depth: int) -> None:
    entry = QUESTION_TYPES.get(node.get("type").text)
    if entry is None:
        line, name = node.get("type").line, str(node.get("type").value)
        report.add(line, id, "unknown_type", type=name, known=", ".join(QUESTION_TYPES))
        return
    needed: dict[str, Check] = {"id": _id, "type": _text}
    needed |= {key: check for key, check in _PARTS.items() if key in entry.needs}
    _object(entry.id, needed, _optional(entry, depth), report, node, id)
    if not node.members.keys() & {"label", "name"}:
        report.add(node.line, id, "missing_label")


def _optional(entry: QuestionType, depth: int) -> dict[str, Check]:
    items = partial(_list, partial(_item, depth=depth + 1))
    parts = {key: check for key, check in _PARTS.items() if key in entry.takes}
    settings = {key: _KINDS[kind] for key, kind in entry.settings.items()}
    return _QUESTION | parts | settings | ({"items": items} if "items" in entry.takes else {})


def _option(report: Report, node: Node, id: str) -> None:
    if isinstance(node.value, dict) and "id" not in node.members:
        report.add(node.line, id, "option_without_id", label=node.get("label").text)
        return
    _object("option", {"id": _id, "label": _text}, _OPTION, report, node, id)


def _column(report: Report, node: Node, id: str) -> None:
    if isinstance(node.value, str):
        _text(report, node, id)
    else:
        _object("columns", {"label": _text, "columns": _TEXTS}, {}, report, node, id)


_TEXTS: Final = partial(_list, _text)
_KINDS: Final[dict[str, Check]] = {"text": _text, "whole": _whole, "flag": _flag, "edition": _edition}
_OPTION: Final[dict[str, Check]] = {"full": _text, "face": _text, "asks_text": _flag, "text_label": _text}
_BAND: Final = partial(
    _object, "bands", {"option": _text, "from": _percent}, {"below": _percent, "printed": _text}
)
_ROUND: Final = partial(_object, "rounds", {"round": _text, "bands": partial(_list, _BAND)}, {"label": _text})
_PARTS: Final[dict[str, Check]] = {
    "options": partial(_list, _option),
    "criteria": partial(_object, "criteria", {}, {"lead": _text, "points": _TEXTS}),
    "columns": partial(_list, _column),
    "rounds": partial(_list, _ROUND),
    "progress": partial(_object, "progress", {"done": _text, "planned": _text, "round": _text}, {}),
    "parent": partial(_object, "parent", {"derived": _flag}, {"explicit_mark": _flag}),
}
_RULE: Final = partial(_object, "rules", {"kind": _text, "value": _any, "text": _text}, {})
_QUESTION: Final[dict[str, Check]] = {
    **dict.fromkeys(("label", "name", "number", "about"), _text),
    **dict.fromkeys(("required", "on_paper"), _flag),
    "rules": partial(_list, _RULE),
}
_INSTRUCTIONS: Final = partial(
    _object, "instructions", {"points": _TEXTS}, {"label": _text, "numbered": _flag}
)
_SUM: Final = partial(_object, "sums", {"parts": _TEXTS, "whole": _text}, {})
_SECTION: Final[dict[str, Check]] = {
    **dict.fromkeys(("heading", "name", "number", "lead"), _text),
    "instructions": _INSTRUCTIONS,
    "columns": _TEXTS,
    "indicators": _TEXTS,
    "sums": partial(_list, _SUM),
}
_MEND: Final = partial(
    _object,
    "mends",
    dict.fromkeys(("id", "where", "scanned", "corrected", "kind", "confidence"), _text),
    {"part": _text, "note": _text},
)
_DOUBT: Final = partial(
    _object, "left_unchanged", dict.fromkeys(("where", "text", "perhaps", "reason"), _text), {"part": _text}
)
_FORM: Final = partial(
    _object,
    "form",
    {
        "format": _whole,
        "id": _id,
        "name": _text,
        "printed_for": _whole,
        "title": _TEXTS,
        "items": partial(_list, _item),
    },
    {
        "project": _TEXTS,
        "words": _words,
        "footnote": _text,
        "shared_evidence": partial(
            _list, partial(_object, "shared_evidence", {"about": _text, "items": _TEXTS}, {})
        ),
        "mends": partial(_list, _MEND),
        "left_unchanged": partial(_list, _DOUBT),
    },
)
