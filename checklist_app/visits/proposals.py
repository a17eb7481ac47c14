"""The advice that an item proposes by itself: what the form says an agency does well, said to one that does
not do it yet. Pure; the phone gets these texts with the definition of the form."""

import re
from typing import Final

from checklist_app.catalog import Question

ADVISED: Final = frozenset({"tick", "yes_no", "complete"})

# The first that fits decides. What is not a beginning of any kind is put behind a heading.
BEGINNINGS: Final = (
    (r"(ผู้บริหาร(?:องค์กรปกครองส่วนท้องถิ่น|ท้องถิ่น|หน่วยงาน)?|หน่วยงาน)", r"\1ควร"),
    (r"(กรณี\S+ |บริเวณ\S+?)(?=มี)", r"\1ควร"),
    (r"มี(?:การ)?ประชุม", "ควรมีการประชุม"),
    (r"การ", "ควรมีการ"),
    (
        r"(?=มี|จัด|สร้าง|พัฒนา|ปรับปรุง|ส่งเสริม|กำหนด|ดำเนิน|เผยแพร่|เปิดเผย|ประชาสัมพันธ์|ประกาศ|แต่งตั้ง|นำ|ให้)",
        "ควร",
    ),
)
OTHERWISE: Final = "ควรดำเนินการ: "


def proposal(question: Question) -> str:
    """Empty for a question whose answer is not a yes or a no."""
    if question.type not in ADVISED or question.derived:
        return ""
    text = " ".join(question.title.split())
    return _disclosure(text) if question.type == "complete" else _should(text)


def _should(text: str) -> str:
    for beginning, becomes in BEGINNINGS:
        if re.match(beginning, text):
            return re.sub(f"^{beginning}", becomes, text, count=1)
    return OTHERWISE + text


def _disclosure(text: str) -> str:
    known = re.sub(r" ตามข้อ \.{3}.*", "", text)  # a blank: the numbers of that year are not known
    what = known if known.startswith("ข้อมูล") else f"ข้อมูล{known}"
    return f"ควรเปิดเผย{what} ให้ครบถ้วนและเป็นปัจจุบันบนเว็บไซต์ของหน่วยงาน"
