"""From the JSON of a form whose placeholders are filled to a Form. The file was checked before
(checking/), so that here every value is where it belongs; a surprise is a broken promise of ours."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from checklist_app.catalog.model import (
    Band,
    Column,
    Criteria,
    Doubt,
    Form,
    Instructions,
    Mend,
    Option,
    Progress,
    Question,
    Round,
    Rule,
    Section,
    SharedEvidence,
    Sum,
)
from checklist_app.store import canonical

# Keys of a question that every type shares; all others are settings of its type.
COMMON_KEYS = frozenset(
    {"id", "type", "label", "name", "number", "required", "on_paper", "about", "options", "criteria"}
    | {"columns", "rules", "rounds", "progress", "parent", "items"}
)


def digest_of(body: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(body)).hexdigest()


def read_form(body: dict[str, Any], *, digest: str, year: int) -> Form:
    return Form(
        id=body["id"],
        name=body["name"],
        digest=digest,
        year=year,
        printed_for=body["printed_for"],
        title=tuple(body["title"]),
        project=tuple(body.get("project", ())),
        sections=tuple(_section(item) for item in body["items"]),
        footnote=body.get("footnote", ""),
        shared_evidence=tuple(
            SharedEvidence(group["about"], tuple(group["items"])) for group in body.get("shared_evidence", ())
        ),
        mends=tuple(Mend(**{"part": "", "note": "", **mend}) for mend in body.get("mends", ())),
        left_unchanged=tuple(Doubt(**{"part": "", **doubt}) for doubt in body.get("left_unchanged", ())),
    )


def read_question(body: dict[str, Any]) -> Question:
    parent = body.get("parent", {})
    return Question(
        id=body["id"],
        type=body["type"],
        label=body.get("label", ""),
        name=body.get("name", ""),
        number=body.get("number", ""),
        about=body.get("about", ""),
        required=body.get("required", False),
        on_paper=body.get("on_paper", True),
        options=tuple(Option(**option) for option in body.get("options", ())),
        criteria=_criteria(body.get("criteria", {})),
        columns=tuple(_column(column) for column in body.get("columns", ())),
        rules=tuple(Rule(**rule) for rule in body.get("rules", ())),
        rounds=tuple(_round(round_) for round_ in body.get("rounds", ())),
        progress=Progress(**body["progress"]) if "progress" in body else None,
        settings={key: value for key, value in body.items() if key not in COMMON_KEYS},
        derived=parent.get("derived", False),
        explicit_mark=parent.get("explicit_mark", False),
        items=tuple(read_question(item) for item in body.get("items", ())),
    )


def _section(body: dict[str, Any]) -> Section:
    instructions = body.get("instructions", {})
    return Section(
        id=body["id"],
        heading=body.get("heading", ""),
        name=body.get("name", ""),
        number=body.get("number", ""),
        lead=body.get("lead", ""),
        instructions=Instructions(
            label=instructions.get("label", ""),
            points=tuple(instructions.get("points", ())),
            numbered=instructions.get("numbered", False),
        ),
        columns=tuple(body.get("columns", ())),
        indicators=tuple(body.get("indicators", ())),
        sums=tuple(Sum(tuple(entry["parts"]), entry["whole"]) for entry in body.get("sums", ())),
        items=tuple(_items(body["items"])),
    )


def _items(bodies: Iterable[dict[str, Any]]) -> Iterable[Section | Question]:
    for body in bodies:
        yield read_question(body) if "type" in body else _section(body)


def _criteria(body: dict[str, Any]) -> Criteria:
    return Criteria(lead=body.get("lead", ""), points=tuple(body.get("points", ())))


def _column(body: str | dict[str, Any]) -> Column:
    return Column(body) if isinstance(body, str) else Column(body["label"], tuple(body["columns"]))


def _round(body: dict[str, Any]) -> Round:
    return Round(body["round"], body.get("label", ""), tuple(_band(band) for band in body["bands"]))


def _band(body: dict[str, Any]) -> Band:
    below = Decimal(body["below"]) if "below" in body else None
    return Band(body["option"], Decimal(body["from"]), below, body.get("printed", ""))
