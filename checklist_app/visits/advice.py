"""The recommendations of a visit: what the failing indicators leave undone, in the words of the form until
somebody writes better ones, then the inspectors' own phrases. Pure; twin of static/js/visits/advice.js."""

from collections.abc import Iterator, Mapping
from typing import Final

from checklist_app.store import Body, JsonValue
from checklist_app.visits.definition import Definition
from checklist_app.visits.fold import State
from checklist_app.visits.reading import Answers

KEPT: Final = "kept"
_PREFIX: Final = "advice:"
_FULFILLED: Final = {"yes_no": "yes", "complete": "complete"}


def advice(state: State, definition: Definition) -> list[Body]:
    """An item that somebody wrote advice for stays in the list when its indicator passes after all;
    it leaves when the item is done."""
    answers = Answers(state, definition)
    failing = {row.indicator.id for row in answers.year_figures().failing}
    return [*_of_items(answers, failing), *_own(answers)]


def _of_items(answers: Answers, failing: set[str]) -> Iterator[Body]:
    for section in answers.definition["sections"]:
        concerned = [id for id in section["indicators"] if id in failing]
        for id in section["questions"]:
            question = answers.definition["questions"][id]
            written = _written(answers, id)
            wanted = concerned or written is not None
            if not wanted or not question["advice"] or _is_fulfilled(answers, question):
                continue
            proposed = {
                "indicator": next(iter(concerned or section["indicators"]), ""),
                "text": question["advice"],
            }
            yield _entry(id, proposed | _said(written), own=False)


def _own(answers: Answers) -> Iterator[Body]:
    for name in sorted(answers.state.fields):
        key = name.removeprefix(_PREFIX)
        written = _written(answers, key) if name.startswith(_PREFIX) else None
        if written is not None and not answers.definition["questions"].get(key, {}).get("advice"):
            yield _entry(key, _said(written), own=True)


def _written(answers: Answers, key: str) -> Mapping[str, JsonValue] | None:
    value = answers.state.value(_PREFIX + key)
    return value if isinstance(value, dict) else None


def _said(written: Mapping[str, JsonValue] | None) -> dict[str, JsonValue]:
    """An emptied text leaves the words of the form."""
    return {part: said for part, said in (written or {}).items() if said}


def _is_fulfilled(answers: Answers, question: Definition) -> bool:
    fulfilled = _FULFILLED.get(question["type"])
    if fulfilled is None:
        return answers.value(question["id"]) is True
    return answers.choice(question["id"]) == fulfilled


def _entry(key: str, said: Mapping[str, JsonValue], *, own: bool) -> Body:
    return {
        "key": key,
        "indicator": said.get("indicator", ""),
        "text": said.get("text", ""),
        "own": own,
        "state": said.get("state", KEPT),
    }
