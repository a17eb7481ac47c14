"""The columns of a register file: what heads them, in the words people use. Pure data and its look-up."""

from typing import Final

from checklist_app.agencies.headings import Column, Columns, fold
from checklist_app.agencies.types import AGENCY_TYPES

COLUMNS: Final = (
    Column("id", "รหัสในทะเบียน", ("id", "agency id", "เลขทะเบียน")),
    Column(
        "name",
        "ชื่อหน่วยงาน",
        ("name", "agency", "agency name", "official name", "หน่วยงาน", "ชื่อ", "ชื่อ อปท.", "ชื่อหน่วยงานภาครัฐ"),
    ),
    Column("type", "ประเภทหน่วยงาน", ("type", "agency type", "ประเภท", "ประเภท อปท.")),
    Column("type_text", "ประเภทอื่น (ระบุ)", ("type text", "other type", "ประเภทอื่น", "ประเภทอื่นๆ")),
    Column("district", "อำเภอ", ("district", "amphoe", "อำเภอ/เขต", "เขต")),
    Column("province", "จังหวัด", ("province", "changwat")),
    Column("itas_code", "รหัส ITAS", ("itas code", "itas", "itas id", "รหัสหน่วยงาน", "รหัสหน่วยงาน ITAS")),
    Column("short_names", "ชื่อย่ออื่น", ("short names", "short name", "aliases", "ชื่อย่อ")),
    Column("active", "สถานะ", ("status", "active", "สถานะการใช้งาน")),
)

REGISTER: Final = Columns(COLUMNS, needs=((frozenset({"name"}),),), missing="agencies.headings_missing")

ACTIVE_WORD: Final = "ใช้งาน"
INACTIVE_WORD: Final = "ปิดใช้งาน"

_ACTIVE: Final = frozenset({"ใช้งาน", "เปิด", "เปิดใช้งาน", "active", "yes", "true", "1"})
_INACTIVE: Final = frozenset({"ปิดใช้งาน", "ปิด", "ไม่ใช้งาน", "ยุบเลิก", "inactive", "no", "false", "0"})


def column_of(heading: str) -> Column | None:
    return REGISTER.of(heading)


def heading_of(column_id: str) -> str:
    return REGISTER.heading_of(column_id)


def type_of_cell(text: str) -> str | None:
    folded = fold(text)
    for row in AGENCY_TYPES.values():
        if folded and folded in {fold(row.id), fold(row.label), fold(row.full)}:
            return row.id
    return None


def active_of_cell(text: str) -> bool | None:
    folded = fold(text)
    if folded in _INACTIVE:
        return False
    return True if folded in _ACTIVE else None
