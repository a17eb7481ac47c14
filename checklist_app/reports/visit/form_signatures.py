"""Where people sign a form: what is on the paper, and whoever signed besides. A signature that does not
cover the whole content says so. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Final

from checklist_app.catalog import Question
from checklist_app.documents import Block, Columns, SignatureBlock, Strokes, Together
from checklist_app.reports.visit.answers import UNSETTLED, day_text, field_label
from checklist_app.reports.visit.filled import Filled
from checklist_app.store import JsonValue
from checklist_app.visits import Signature

MOST_CHANGES: Final = 3
LONGEST_CHANGE: Final = 40


def signature_blocks(filled: Filled, questions: Iterable[Question]) -> tuple[Block, ...]:
    """Those of the paper, and whoever signed besides; a single one stands on the right."""
    blocks = [block for question in questions for block in _signatures(filled, question)]
    pairs = zip_longest(blocks[::2], blocks[1::2]) if len(blocks) > 1 else [(None, *blocks)] * len(blocks)
    return tuple(
        Together((Columns(tuple((block,) if block else () for block in pair), (1, 1)),)) for pair in pairs
    )


def _signatures(filled: Filled, question: Question) -> Iterator[SignatureBlock]:
    signed = filled.signed(question)
    if not signed and question.on_paper:
        yield _signature(question, {}, "")
    for one in signed:
        yield _signature(question, one.value, _remark(filled, one))


def _signature(question: Question, value: Mapping[str, JsonValue], remark: str) -> SignatureBlock:
    signed_on = value.get("signed_on")
    return SignatureBlock(
        opening=question.setting("sign_label"),
        role=question.label,
        signer=str(value.get("name", "")),
        position_label=question.setting("position_label"),
        position=str(value.get("position", "")),
        date_label=question.setting("date_label"),
        date=day_text(signed_on) if signed_on else "",
        strokes=_strokes(value.get("strokes")),
        remark=remark,
    )


def _remark(filled: Filled, signature: Signature) -> str:
    said = [UNSETTLED] if filled.state.is_disputed(signature.field) else []
    if signature.valid:
        return " ".join(said)
    fields = list(dict.fromkeys(change.field for change in signature.changes))
    named = ", ".join(
        field_label(filled.form, name, longest=LONGEST_CHANGE) for name in fields[:MOST_CHANGES]
    )
    more = " และอื่น ๆ" if len(fields) > MOST_CHANGES else ""
    changed = f" ({named}{more})" if named else ""
    after = f"มีการแก้ไข {len(fields)} รายการหลังจากลงลายมือชื่อนี้{changed}" if fields else "เนื้อหาเปลี่ยนไปจากที่ลงชื่อ"
    return " ".join([*said, f"{after} ลายมือชื่อนี้จึงไม่ครอบคลุมส่วนที่แก้ไข"])


def _strokes(value: JsonValue) -> Strokes:
    strokes = value if isinstance(value, list) else []
    return tuple(
        tuple((int(str(point[0])), int(str(point[1]))) for point in stroke if isinstance(point, list))
        for stroke in strokes
        if isinstance(stroke, list)
    )
