"""A small register for tests: who acts, what stands in it, and files in a few words."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from openpyxl import Workbook

from checklist_app.accounts import Audit, Person, Role, Scope
from checklist_app.agencies import Agencies, Agency, AgencyDraft
from checklist_app.agencies.pending import Imports
from checklist_app.agencies.scores import ScoreSets
from tests.store.model import ModelStore

EVERYTHING = Scope(everything=True)
SAKON_NAKHON = Scope(province="สกลนคร")

ADMINISTRATOR = Person("p-admin", 1, "ผู้ดูแล", "", "admin", Role.ADMINISTRATOR)
SUPERVISOR = Person("p-supervisor", 1, "หัวหน้า", "", "supervisor", Role.SUPERVISOR, province="สกลนคร")
INSPECTOR = Person("p-inspector", 1, "ผู้นิเทศ", "", "inspector", Role.INSPECTOR, province="สกลนคร")
OUTSIDER = Person("p-outsider", 1, "คนนอก", "", "outsider", Role.INSPECTOR, province="ลำปาง")
AUDITOR = Person("p-auditor", 1, "ผู้ตรวจ", "", "auditor", Role.AUDITOR)

THUNG_KAE = AgencyDraft(
    name="องค์การบริหารส่วนตำบลทุ่งแก", type="sao", district="เจริญศิลป์", province="สกลนคร", itas_code="S001"
)
DONG_MO_THONG = AgencyDraft(
    name="องค์การบริหารส่วนตำบลดงหม้อทอง", type="sao", district="บ้านม่วง", province="สกลนคร"
)
BAN_LAENG = AgencyDraft(
    name="องค์การบริหารส่วนตำบลบ้านแลง", type="sao", district="เมืองลำปาง", province="ลำปาง", itas_code="L001"
)


def staff_of(agency: Agency) -> Person:
    return Person(
        "p-staff", 1, "เจ้าหน้าที่", "", "staff", Role.STAFF, province=agency.province, agency=agency.id
    )


class Register:
    """A store with the collections over it."""

    def __init__(self, store: ModelStore | None = None) -> None:
        self.store = store or ModelStore((Agencies.KIND, Imports.KIND, ScoreSets.KIND))
        self.audit = Audit(self.store)
        self.agencies = Agencies(self.store, self.audit)

    def with_agencies(self, *drafts: AgencyDraft) -> list[Agency]:
        return [self.agencies.create(ADMINISTRATOR, draft) for draft in drafts]

    def actions(self) -> list[str]:
        return [entry.action for entry in self.audit.before()]


def three_agencies() -> tuple[Register, list[Agency]]:
    register = Register()
    return register, register.with_agencies(THUNG_KAE, DONG_MO_THONG, BAN_LAENG)


def renamed(draft: AgencyDraft, name: str) -> AgencyDraft:
    return replace(draft, name=name, itas_code="")


def csv_file(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx_file(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()
