"""What the states of a visit are called; translated where they are shown."""

from collections.abc import Mapping

from checklist_app.visits.model import Status

STATUS_NAMES: Mapping[Status, str] = {
    Status.DRAFT: "กำลังกรอก",
    Status.COMPLETE: "ปิดงานแล้ว รอตรวจ",
    Status.RETURNED: "ส่งกลับให้แก้ไข",
    Status.ACCEPTED: "ตรวจผ่านแล้ว",
    Status.LOCKED: "ล็อกแล้ว",
}


def status_name(status: Status) -> str:
    return STATUS_NAMES[status]
