"""Types whose answer has parts: a score table, people, a signature, photos."""

import re
from collections.abc import Sequence
from decimal import Decimal

from checklist_app.catalog.model import Question
from checklist_app.catalog.types.base import (
    Count,
    QuestionType,
    Summary,
    Value,
    line_of,
    list_of,
    numbers_summary,
    object_of,
    summary_of_answered,
    without_empty,
    wrong,
)
from checklist_app.catalog.types.plain import DATE, accept_score
from checklist_app.store import JsonValue

LONGEST_NAME = 200
LONGEST_CAPTION = 300
MOST_PEOPLE = 50
MOST_SIGNERS = 20
MOST_PHOTOS = 40
MOST_STROKES = 300
MOST_POINTS = 5_000
LARGEST_COORDINATE = 10_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PERSON = frozenset({"name", "position"})
_SIGNER = _PERSON | {"signed_on", "strokes", "content"}
_PHOTO = frozenset({"file", "caption"})


def _accept_scores(question: Question, value: Value) -> Value:
    """{row: score}: the rows are those of the edition that the form was rendered with."""
    rows = [row.id for row in question.score_rows]
    given = object_of(question, value, known=frozenset(rows))
    scores = {row: accept_score(question, given[row]) for row in rows if given.get(row) not in (None, "")}
    return dict(scores) or None


def _accept_people(question: Question, value: Value) -> Value:
    people = [_person(question, member) for member in list_of(question, value, most=MOST_PEOPLE)]
    return [person for person in people if person] or None


def _person(question: Question, value: Value) -> dict[str, Value]:
    given = object_of(question, value, known=_PERSON)
    return without_empty({part: _name(question, given.get(part)) for part in ("name", "position")})


def _accept_signatures(question: Question, value: Value) -> Value:
    """One signature; where several people sign, a list of them."""
    if question.settings.get("several") is not True:
        return _signature(question, value) or None
    signed = [_signature(question, member) for member in list_of(question, value, most=MOST_SIGNERS)]
    return [signature for signature in signed if signature] or None


def _signature(question: Question, value: Value) -> dict[str, Value]:
    """`content` is the digest of what was signed, so that a later change shows."""
    given = object_of(question, value, known=_SIGNER)
    parts: dict[str, Value] = {part: _name(question, given.get(part)) for part in ("name", "position")}
    parts["signed_on"] = DATE.canonical(question, given.get("signed_on"))
    parts["strokes"] = _strokes(question, given.get("strokes"))
    parts["content"] = _digest(question, given.get("content"))
    return without_empty(parts)


def _strokes(question: Question, value: Value) -> Value:
    if value is None:
        return None
    strokes = list_of(question, value, most=MOST_STROKES)
    if not all(isinstance(stroke, list) and all(map(_is_point, stroke)) for stroke in strokes):
        raise wrong(question, "catalog.answer_not_strokes")
    if sum(len(stroke) for stroke in strokes if isinstance(stroke, list)) > MOST_POINTS:
        raise wrong(question, "catalog.answer_too_many", limit=MOST_POINTS)
    return strokes


def _is_point(point: JsonValue) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(map(_is_coordinate, point))


def _is_coordinate(number: JsonValue) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST_COORDINATE


def _accept_photos(question: Question, value: Value) -> Value:
    most = question.settings.get("maximum")
    photos = [
        _photo(question, member)
        for member in list_of(question, value, most=most if isinstance(most, int) else MOST_PHOTOS)
    ]
    files = [str(photo["file"]) for photo in photos]
    if len(set(files)) < len(files):
        raise wrong(question, "catalog.answer_photo_twice")
    return list(photos)


def _photo(question: Question, value: Value) -> dict[str, Value]:
    given = object_of(question, value, known=_PHOTO)
    file = _digest(question, given.get("file"))
    if file is None:
        raise wrong(question, "catalog.answer_not_a_digest")
    caption = given.get("caption")
    said = "" if caption is None else line_of(question, caption, longest=LONGEST_CAPTION)
    return without_empty({"file": file, "caption": said})


def _digest(question: Question, value: Value) -> Value:
    if value is None:
        return None
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise wrong(question, "catalog.answer_not_a_digest")
    return value


def _name(question: Question, value: Value) -> str:
    return "" if value is None else line_of(question, value, longest=LONGEST_NAME)


def _scores_cell(_question: Question, value: Value) -> str:
    return "; ".join(f"{row}={score}" for row, score in value.items()) if isinstance(value, dict) else ""


def _people_cell(_question: Question, value: Value) -> str:
    return "; ".join(_person_text(member) for member in _members(value))


def _signature_cell(_question: Question, value: Value) -> str:
    return "; ".join(_person_text(member) for member in _members(value))


def _person_text(value: JsonValue) -> str:
    if not isinstance(value, dict):
        return ""
    named = ", ".join(str(value[part]) for part in ("name", "position") if part in value)
    return f"{named} ({value['signed_on']})" if "signed_on" in value else named


def _photo_cell(_question: Question, value: Value) -> str:
    return "; ".join(str(photo["file"]) for photo in _members(value) if isinstance(photo, dict))


def _members(value: Value) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _scores_summary(question: Question, values: Sequence[Value]) -> Summary:
    """How many filled each row, and the mean over all that was filled."""
    filled = [value for value in values if isinstance(value, dict)]
    counts = tuple(
        Count(row.id, row.name, sum(row.id in value for value in filled)) for row in question.score_rows
    )
    numbers = [Decimal(str(score)) for value in filled for score in value.values()]
    whole = numbers_summary(numbers, answered=len(filled))
    return Summary(whole.answered, counts, whole.mean, whole.least, whole.most)


def _members_summary(question: Question, values: Sequence[Value]) -> Summary:
    numbers = [Decimal(len(_members(value))) for value in values]
    return numbers_summary(numbers, answered=len(values))


SCORE_TABLE = QuestionType(
    id="score_table",
    label="ตารางคะแนน",
    explanation="พิมพ์คะแนนของแต่ละแถว 0 ถึง 100 มีทศนิยมได้สองตำแหน่ง",
    accept=_accept_scores,
    cell=_scores_cell,
    summary=_scores_summary,
    settings={"edition": "edition", "remark": "text"},
    takes=frozenset({"columns"}),
)
PEOPLE = QuestionType(
    id="people",
    label="รายชื่อบุคคล",
    explanation="พิมพ์ชื่อและตำแหน่งทีละคน",
    accept=_accept_people,
    cell=_people_cell,
    summary=_members_summary,
    settings={"name_label": "text", "position_label": "text", "printed_rows": "whole"},
)
SIGNATURE = QuestionType(
    id="signature",
    label="ลายมือชื่อ",
    explanation="ลงลายมือชื่อบนหน้าจอ พร้อมชื่อ ตำแหน่ง และวันที่",
    accept=_accept_signatures,
    cell=_signature_cell,
    summary=summary_of_answered,
    settings={"sign_label": "text", "position_label": "text", "date_label": "text", "several": "flag"},
)
PHOTO = QuestionType(
    id="photo",
    label="ภาพถ่าย",
    explanation="ถ่ายภาพหรือเลือกภาพ พร้อมคำบรรยาย",
    accept=_accept_photos,
    cell=_photo_cell,
    summary=_members_summary,
    settings={"maximum": "whole"},
)
