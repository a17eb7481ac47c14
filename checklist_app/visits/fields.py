"""The fields of a visit and what each may hold. A field is named kind:subject:key; the table at the end
says for each kind how its value is made canonical or refused. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from checklist_app.catalog import QUESTION_TYPES, Form, Question
from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.visits.model import Status, Value
from checklist_app.visits.operations import DEVICE, ID, LARGEST_COUNT, is_stamp

LARGEST_PICTURE = 20_000  # pixels of an edge, and far more bytes than a phone's shrunk picture has
LARGEST_FILE = 12_000_000
_NO_PLAIN_ANSWER: Final = frozenset({"people", "photo", "signature"})
_COORDINATE: Final = re.compile(r"-?\d{1,3}\.\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """`subject` is a question, a key or a person; `key` an option, a row or a further key."""

    kind: str
    subject: str = ""
    key: str = ""


def field_of(name: str) -> Field:
    """A field has one spelling: with an empty part at its end it would be a second field of that name."""
    parts = name.split(":")
    if len(parts) > 3 or not all(parts) or parts[0] not in KINDS:
        raise _unknown(name)
    return Field(*parts)


def canonical_value(form: Form, name: str, value: Value) -> Value:
    """The value as it is stored; None means that nothing is left of it. Raises a Problem at the field."""
    field = field_of(name)
    try:
        return KINDS[field.kind](form, field, value)
    except Problem as problem:
        if problem.kind is not ProblemKind.INVALID:
            raise
        raise Problem(problem.kind, problem.code, problem.parameters, field=name) from problem


def _answer(form: Form, field: Field, value: Value) -> Value:
    question = _question(form, field)
    if question.type in _NO_PLAIN_ANSWER or (question.derived and not question.explicit_mark):
        raise _unknown(question.id)
    by_part = _BY_PART.get(question.type)
    if (by_part is None) == bool(field.key):
        raise _unknown(question.id)
    if by_part:
        return by_part(question, field.key, value)
    return QUESTION_TYPES[question.type].canonical(question, value)


def _option(question: Question, id: str, value: Value) -> Value:
    """One option of several: ticked, ticked with a text, looked at and not so, or nothing said."""
    if question.option(id) is None:
        raise _unknown(question.id)
    if value is None or value is False:
        return value
    chosen: dict[str, Value] = {"option": id}
    if isinstance(value, dict):
        chosen |= value
    elif value is not True:
        raise invalid("catalog.answer_not_a_tick")
    accepted = QUESTION_TYPES[question.type].canonical(question, [{**chosen, "option": id}])
    said = accepted[0] if isinstance(accepted, list) else None
    text = said.get("text") if isinstance(said, dict) else None
    return {"text": text} if text else True


def _score(question: Question, row: str, value: Value) -> Value:
    if row not in {known.id for known in question.score_rows}:
        raise _unknown(question.id)
    accepted = QUESTION_TYPES[question.type].canonical(question, {row: value})
    return accepted.get(row) if isinstance(accepted, dict) else None


_BY_PART: Final[Mapping[str, Callable[[Question, str, Value], Value]]] = MappingProxyType(
    {"multiple_choice": _option, "score_table": _score}
)


def _row(form: Form, field: Field, value: Value) -> Value:
    question = _question(form, field)
    if question.type != "people" or not ID.fullmatch(field.key):
        raise _unknown(question.id)
    return _first(QUESTION_TYPES["people"].canonical(question, None if value is None else [value]))


def _note(form: Form, field: Field, value: Value) -> Value:
    _question(form, field)
    _without_key(field)
    return _text(value)


def _photo(form: Form, field: Field, value: Value) -> Value:
    _own_key(field)
    if value is None:
        return None
    given = _object(value, _PHOTO)
    item = given.get("item", "")
    if item != "" and (not isinstance(item, str) or form.question(item) is None):
        raise _unknown(str(item)[:80])
    pictured = QUESTION_TYPES["photo"].canonical(
        Question(id="photo", type="photo"), [{"file": given.get("file"), "caption": given.get("caption", "")}]
    )
    first = _first(pictured)
    numbers = {name: _number(given.get(name, 0), most=most) for name, most in _PHOTO_NUMBERS.items()}
    return {
        "caption": "",
        **(first if isinstance(first, dict) else {}),
        "item": item,
        "taken": _stamp(given.get("taken")),
        **numbers,
        **({"name": _line(given["name"])} if given.get("name") else {}),
        **({"place": _place(given["place"])} if given.get("place") else {}),
    }


def _place(value: Value) -> Value:
    given = _object(value, frozenset({"latitude", "longitude", "accuracy"}))
    for name in ("latitude", "longitude"):
        text = given.get(name)
        if not isinstance(text, str) or not _COORDINATE.fullmatch(text):
            raise invalid("visits.field_bad_part", part=name)
    return {**given, "accuracy": _number(given.get("accuracy", 0), most=100_000)}


def _advice(form: Form, field: Field, value: Value) -> Value:
    _without_key(field)
    if form.question(field.subject) is None and not ID.fullmatch(field.subject):
        raise _unknown(field.subject)
    if value is None:
        return None
    given = _object(value, frozenset({"indicator", "text", "state"}))
    known = {indicator for section in form.all_sections() for indicator in section.indicators}
    return {
        "indicator": _one_of(given.get("indicator"), known | {""}, "indicator"),
        "text": _text(given.get("text")) or "",
        "state": _one_of(given.get("state"), {"kept", "dropped"}, "state"),
    }


def _sign(form: Form, field: Field, value: Value) -> Value:
    question = _question(form, field)
    several = question.settings.get("several") is True
    if question.type != "signature" or several != bool(ID.fullmatch(field.key)):
        raise _unknown(question.id)
    if value is None:
        return None
    given = dict(_object(value, frozenset({"name", "position", "signed_on", "strokes", "content", "seen"})))
    seen = _seen(given.pop("seen", None))
    accepted = QUESTION_TYPES["signature"].canonical(question, [{**given}] if several else {**given})
    signed = _first(accepted) if several else accepted
    if not isinstance(signed, dict) or not {"name", "signed_on", "strokes", "content"} <= signed.keys():
        raise invalid("visits.signature_not_whole")
    return {**signed, "seen": seen}


def _seen(value: Value) -> Value:
    if not isinstance(value, dict) or not all(map(DEVICE.fullmatch, value)):
        raise invalid("visits.field_bad_part", part="seen")
    return {device: _number(count, most=LARGEST_COUNT) for device, count in value.items()}


def _member(form: Form, field: Field, value: Value) -> Value:
    _own_key(field)
    if value is None:
        return None
    people = Question(id="member", type="people")
    return _first(QUESTION_TYPES["people"].canonical(people, [value]))


def _comment(form: Form, field: Field, value: Value) -> Value:
    _own_key(field)
    if value is None:
        return None
    given = _object(value, frozenset({"field", "text", "state"}))
    about = given.get("field", "")
    if not isinstance(about, str) or (about and field_of(about).kind == "comment"):
        raise invalid("visits.field_bad_part", part="field")
    return {
        "field": about,
        "text": _text(given.get("text")) or "",
        "state": _one_of(given.get("state"), {"open", "done"}, "state"),
    }


def _status(form: Form, field: Field, value: Value) -> Value:
    _alone(field)
    given = _object(value, frozenset({"state", "reason", "content"}))
    content = given.get("content", "")
    if not isinstance(content, str) or not re.fullmatch(r"[0-9a-f]{64}|", content):
        raise invalid("visits.field_bad_part", part="content")
    return {
        "state": _one_of(given.get("state"), set(Status), "state"),
        "reason": _text(given.get("reason", "")) or "",
        "content": content,
    }


def _visited_on(form: Form, field: Field, value: Value) -> Value:
    _alone(field)
    return QUESTION_TYPES["date"].canonical(Question(id="visited_on", type="date"), value)


def _visit(form: Form, field: Field, value: Value) -> Value:
    """The first operation, which begins the visit, is read by records.py; there is no second."""
    raise invalid("visits.facts_stay")


KINDS: Final[Mapping[str, Callable[[Form, Field, Value], Value]]] = MappingProxyType(
    {
        "visit": _visit,
        "visited_on": _visited_on,
        "answer": _answer,
        "row": _row,
        "note": _note,
        "photo": _photo,
        "advice": _advice,
        "sign": _sign,
        "member": _member,
        "comment": _comment,
        "status": _status,
    }
)
_PHOTO_NUMBERS: Final = MappingProxyType(
    {"width": LARGEST_PICTURE, "height": LARGEST_PICTURE, "size": LARGEST_FILE, "order": 1_000}
)
_PHOTO: Final = frozenset({"file", "item", "caption", "taken", "name", "place", *_PHOTO_NUMBERS})


def _question(form: Form, field: Field) -> Question:
    question = form.question(field.subject)
    if question is None:
        raise _unknown(field.subject)
    return question


def _own_key(field: Field) -> None:
    if not ID.fullmatch(field.subject) or field.key:
        raise _unknown(field.subject)


def _without_key(field: Field) -> None:
    if field.key:
        raise _unknown(field.subject)


def _alone(field: Field) -> None:
    if field.subject or field.key:
        raise _unknown(field.subject)


def _object(value: Value, known: frozenset[str]) -> Mapping[str, Value]:
    if not isinstance(value, dict):
        raise invalid("catalog.answer_not_an_object")
    if unknown := value.keys() - known:
        raise invalid("catalog.answer_unknown_part", part=min(unknown)[:40])
    return value


def _text(value: Value) -> Value:
    return QUESTION_TYPES["long_text"].canonical(Question(id="text", type="long_text"), value)


def _line(value: Value) -> Value:
    return QUESTION_TYPES["text"].canonical(Question(id="line", type="text"), value)


def _number(value: Value, *, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise invalid("catalog.answer_out_of_range", least=0, most=most)
    return value


def _stamp(value: Value) -> str:
    if not isinstance(value, str) or not is_stamp(value):
        raise invalid("visits.field_bad_part", part="taken")
    return value


def _one_of(value: Value, known: set[str] | set[Status], part: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise invalid("visits.field_bad_part", part=part)
    return value


def _first(value: Value) -> Value:
    return value[0] if isinstance(value, list) and value else None


def _unknown(name: str) -> Problem:
    return invalid("visits.field_unknown", name=name[:80])
