"""What the stages of a cycle, and the ways that something moved, are called."""

from collections.abc import Mapping
from typing import Final

from checklist_app.ita.comparing.comparison import Way
from checklist_app.ita.cycle import Stage

STAGES: Final[Mapping[Stage, str]] = {
    Stage.NOTHING: "ยังไม่เริ่ม",
    Stage.SCORED: "มีผล ITA แล้ว",
    Stage.PLANNED: "มีมาตรการแล้ว",
    Stage.SIGNED: "ผู้บริหารเห็นชอบมาตรการแล้ว",
    Stage.HALFWAY: "รายงาน 6 เดือนแล้ว",
    Stage.REPORTED: "รายงาน 12 เดือนแล้ว",
    Stage.COMPARED: "ครบวงรอบแล้ว",
}
WAYS: Final[Mapping[Way, str]] = {
    Way.UP: "สูงขึ้น",
    Way.DOWN: "ลดลง",
    Way.SAME: "เท่าเดิม",
    Way.UNKNOWN: "เทียบไม่ได้",
}
NO_DISTRICT: Final = "ไม่ระบุอำเภอ"
NO_LEVEL: Final = "ยังไม่มีผล"
