"""What a measure's state is called."""

from collections.abc import Mapping
from typing import Final

from checklist_app.ita.measures.model import MeasureState, Signed

STATES: Final[Mapping[MeasureState, str]] = {
    MeasureState.PLANNED: "ยังไม่เริ่ม",
    MeasureState.DOING: "กำลังดำเนินการ",
    MeasureState.DONE: "แล้วเสร็จ",
    MeasureState.POSTPONED: "เลื่อน",
    MeasureState.DROPPED: "ยกเลิก",
}
SIGNED: Final[Mapping[Signed, str]] = {
    Signed.MEASURES: "มาตรการประจำปี",
    Signed.HALFWAY: "รายงานผลรอบ 6 เดือน",
    Signed.WHOLE: "รายงานผลรอบ 12 เดือน",
}
