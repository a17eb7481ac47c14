"""Whether an executive has approved what a paper says, and how the paper tells. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from checklist_app.clock import day_of
from checklist_app.documents import Block, Columns, Paragraph, SignatureBlock, Together, plain
from checklist_app.ita import Plan, Signed, SignedState, signed_state
from checklist_app.thai import format_date, format_moment

DRAFT: Final = "ร่าง"
_STATES: Final[Mapping[SignedState, str]] = MappingProxyType(
    {
        SignedState.UNSIGNED: "ร่าง ผู้บริหารยังไม่ได้ลงนามเห็นชอบ",
        SignedState.CHANGED: "ร่าง มีการแก้ไขหลังจากผู้บริหารลงนามเห็นชอบ",
        SignedState.SIGNED: "",
    }
)


def state_of(plan: Plan, what: Signed | None) -> str:
    """For the foot of a paper; empty where nothing is missing."""
    return _STATES[signed_state(plan, what)] if what else ""


def approval(plan: Plan, what: Signed) -> Iterator[Block]:
    """Of what stands there now; of an earlier text it would be a lie."""
    signed = plan.sign_off(what)
    if signed is None or state_of(plan, what):
        return
    said = (Paragraph(plain(signed.text)),) if signed.text else ()
    block = SignatureBlock(
        opening="(ลงชื่อ)",
        role="ผู้เห็นชอบ",
        signer=signed.name,
        position_label="ตำแหน่ง",
        position=signed.position,
        date_label="วันที่",
        date=format_date(day_of(signed.at)),
        remark=f"ลงนามเห็นชอบในระบบเมื่อ {format_moment(signed.at)}",
    )
    yield Together((Columns(((), (*said, block)), (2, 3)),))
