"""A form and what is written on it: what the blocks of a paper ask about each question. A blank form is
one on which nothing is written. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from checklist_app.catalog import BLANK, Form, Option, Question, parent_state
from checklist_app.reports.visit.answers import UNSETTLED, joined, said
from checklist_app.reports.visit.material import Material, Shot
from checklist_app.store import JsonValue
from checklist_app.visits import Answers, Signature, State


@dataclass(frozen=True, slots=True)
class Mark:
    """An option as it stands on paper. `unsettled`: two people say different things of it, and the text
    does not tell it already."""

    option: Option
    ticked: bool
    text: str = ""
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """`reached` is the row of the levels that the total of last year stands in, by question."""

    form: Form
    state: State = field(default_factory=State)
    reached: dict[str, int] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    shots: tuple[Shot, ...] = ()

    def said(self, question: Question, key: str = "") -> str:
        return said(self.state, question, key)

    def is_disputed(self, question: Question) -> bool:
        return self.state.is_disputed(f"answer:{question.id}")

    def is_ticked(self, question: Question) -> bool:
        """A derived parent is ticked with all its children, or by itself."""
        if True in self.state.values(f"answer:{question.id}"):
            return True
        return question.derived and parent_state([self.is_ticked(item) for item in question.items]) == "all"

    def marks(self, question: Question) -> tuple[Mark, ...]:
        if question.type == "multiple_choice":
            return tuple(self._own_mark(question, option) for option in question.options)
        values = self.state.values(f"answer:{question.id}")
        return tuple(_chosen(option, values) for option in question.options)

    def rows(self, question: Question) -> Iterator[tuple[JsonValue, ...]]:
        """The rows of people that say something, in the order in which they were added."""
        for name in sorted(self.state.fields):
            values = self.state.values(name)
            if name.startswith(f"row:{question.id}:") and any(values):
                yield values

    def signed(self, question: Question) -> tuple[Signature, ...]:
        return tuple(one for one in self.signatures if one.field.split(":")[1] == question.id)

    def shots_of(self, question: Question) -> tuple[Shot, ...]:
        return tuple(shot for shot in self.shots if shot.item == question.id)

    def with_rounds(self, text: str) -> str:
        """A heading with the round in its blank, where the form asks for it and it was said."""
        for question in self.form.questions():
            unit = question.setting("unit")
            if question.options and unit and not question.on_paper:
                blank = f"{question.label} {BLANK} {unit}"
                text = text.replace(blank, f"{question.label} {self.said(question) or BLANK} {unit}")
        return text

    def _own_mark(self, question: Question, option: Option) -> Mark:
        name = f"answer:{question.id}:{option.id}"
        values = self.state.values(name)
        ticked = any(value is True or isinstance(value, dict) for value in values)
        text = _texts(values)
        told = text.endswith(UNSETTLED)
        return Mark(option, ticked, text, self.state.is_disputed(name) and not told)


def filled(material: Material) -> Filled:
    return Filled(material.form, material.state, _reached(material), material.signatures, material.shots)


def _chosen(option: Option, values: tuple[JsonValue, ...]) -> Mark:
    own = tuple(value for value in values if isinstance(value, dict) and value.get("option") == option.id)
    return Mark(option, bool(own), _texts(own))


def _texts(values: tuple[JsonValue, ...]) -> str:
    texts = [str(value["text"]) for value in values if isinstance(value, dict) and value.get("text")]
    return joined(texts)


def _reached(material: Material) -> dict[str, int]:
    """Known of the question that the level of last year is computed from."""
    answers = Answers(material.state, material.definition)
    level = material.figures.get("previous_level")
    for question in answers.of_type("score"):
        edition = answers.edition(question)
        if edition is not None:
            rows = [known.id for known in edition.levels]
            return {question["id"]: rows.index(str(level))} if level in rows else {}
    return {}
