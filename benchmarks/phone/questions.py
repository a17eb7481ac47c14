"""The form as a flat list of controls, so that the plain page and the pages of the peers are generated
from the very Form that our page is rendered from."""

from collections.abc import Iterator
from dataclasses import dataclass

from checklist_app.catalog import Form, Question, Section


@dataclass(frozen=True, slots=True)
class Control:
    """`kind` is heading, tick, many, choice, number, date, long or text; `told` explains it."""

    kind: str
    field: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: str
    told: tuple[str, ...]
    controls: tuple[Control, ...]


KINDS = {
    "tick": "tick",
    "multiple_choice": "many",
    "integer": "number",
    "money": "number",
    "score": "number",
    "date": "date",
    "long_text": "long",
    "photo": "heading",
    "signature": "heading",
}


def groups(form: Form) -> list[Group]:
    return [
        Group(
            section.id,
            section.title,
            tuple(text for text in (section.lead, *section.instructions.points) if text),
            tuple(control for question in _own(section) for control in _controls(question)),
        )
        for section in form.all_sections()
    ]


def _own(section: Section) -> Iterator[Question]:
    for item in section.items:
        if isinstance(item, Question):
            yield from item.walk()


def _controls(question: Question) -> Iterator[Control]:
    label = f"{question.number} {question.title}".strip()
    told = tuple(text for text in (question.criteria.lead, *question.criteria.points) if text)
    if question.type == "people":
        yield Control("heading", question.id, label, told=told)
        for row in ("1", "2"):
            for part in ("name", "position"):
                name = f"{question.setting(f'{part}_label')} {row}"
                yield Control("text", f"{question.id}:{row}:{part}", name)
    elif question.score_rows:
        yield Control("heading", question.id, label, told=told)
        for score in question.score_rows:
            yield Control("number", f"{question.id}:{score.id}", f"{score.indicator} {score.name}")
    elif question.options:
        options = tuple((option.id, f"{option.label} {option.full}".strip()) for option in question.options)
        yield Control(KINDS.get(question.type, "choice"), question.id, label, options, told)
    else:
        is_heading = question.derived and not question.explicit_mark
        kind = "heading" if is_heading else KINDS.get(question.type, "text")
        yield Control(kind, question.id, label, told=told)
