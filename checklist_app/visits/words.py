"""What the states of a visit are called; translated where they are shown."""

from collections.abc import Mapping

from checklist_app.visits.model import Status

STATUS_NAMES: Mapping[Status, str] = {
    Status.DRAFT: "กำลังกรอก",
    Status.COMPLETE: "กรอกเสร็จ รอตรวจ",
    Status.RETURNED: "ส่งคืนให้แก้ไข",
    Status.ACCEPTED: "รับรองแล้ว",
    Status.LOCKED: "ปิดงานแล้ว",
}


def status_name(status: Status) -> str:
    return STATUS_NAMES[status]
