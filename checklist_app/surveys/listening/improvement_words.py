"""What the state of a promise is called, on pages and in papers alike; the English is in data/wording/en."""

from collections.abc import Mapping
from typing import Final

from checklist_app.surveys.listening.improvements import ImprovementState

STATES: Final[Mapping[ImprovementState, str]] = {
    ImprovementState.PLANNED: "รับไว้ดำเนินการ",
    ImprovementState.DOING: "กำลังดำเนินการ",
    ImprovementState.DONE: "ดำเนินการแล้ว",
    ImprovementState.DROPPED: "ไม่ดำเนินการ",
}
