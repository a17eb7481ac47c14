"""Who plays in the tests, and the small world they live in: five agencies in two provinces, in memory.

`World` is made of the same collections as the app; everybody's password is PASSWORD."""

from dataclasses import dataclass
from pathlib import Path

from checklist_app.accounts import Audit, Draft, Passwords, People, Person, Role, Sessions, Throttles
from checklist_app.agencies import Agencies, Agency, AgencyDraft
from checklist_app.app import KINDS
from checklist_app.config import Config
from tests.store.model import ModelStore

PASSWORD = "ข้าวเหนียวมะม่วง 42"
PROVINCE, OTHER_PROVINCE = "ขอนแก่น", "เชียงใหม่"

AGENCIES = (
    AgencyDraft(name="เทศบาลตำบลนาดี", type="subdistrict_mun", district="เมืองขอนแก่น", province=PROVINCE),
    AgencyDraft(name="องค์การบริหารส่วนตำบลโนนงาม", type="sao", district="พล", province=PROVINCE),
    AgencyDraft(name="เทศบาลเมืองสว่าง", type="town", district="ชุมแพ", province=PROVINCE),
    AgencyDraft(name="องค์การบริหารส่วนจังหวัดขอนแก่น", type="pao", province=PROVINCE),
    AgencyDraft(name="เทศบาลตำบลดอยสูง", type="subdistrict_mun", district="แม่ริม", province=OTHER_PROVINCE),
)
CAST = (
    Draft("คนดูแล", "ผู้ดูแลระบบ", "administrator", Role.ADMINISTRATOR),
    Draft("คนกำกับ", "หัวหน้ากลุ่มงานป้องกัน", "supervisor", Role.SUPERVISOR, PROVINCE),
    Draft("คนนิเทศ", "เจ้าพนักงานป้องกันการทุจริต", "inspector", Role.INSPECTOR, PROVINCE),
    Draft("คนร่วมคณะ", "เจ้าพนักงานป้องกันการทุจริต", "colleague", Role.INSPECTOR, PROVINCE),
    Draft("คนของเทศบาล", "นักวิเคราะห์นโยบาย", "staff", Role.STAFF, agency=AGENCIES[0].name),
    Draft("คนบริหาร", "ปลัดเทศบาล", "executive", Role.EXECUTIVE, agency=AGENCIES[0].name),
    Draft("คนตรวจสอบ", "ผู้ตรวจสอบภายใน", "auditor", Role.AUDITOR),
    Draft("คนต่างจังหวัด", "เจ้าพนักงานป้องกันการทุจริต", "outsider", Role.INSPECTOR, OTHER_PROVINCE),
)
NOBODY = "nobody"

_MAKER = Person(id="maker", version=0, name="", position="", sign_in="", role=Role.ADMINISTRATOR)


def quick_passwords() -> Passwords:
    """As cheap as argon2 allows; the shipped cost has a test of its own."""
    return Passwords(memory_kib=8, rounds=1, at_once=8)


_HASHER = quick_passwords()
_HASHED = _HASHER.hash(PASSWORD)


@dataclass(frozen=True, slots=True)
class World:
    store: ModelStore
    people: dict[str, Person]
    agencies: dict[str, Agency]

    def __getitem__(self, sign_in: str) -> Person:
        return self.people[sign_in]


def make_world() -> World:
    store = ModelStore(KINDS)
    audit = Audit(store)
    register = Agencies(store, audit)
    agencies = {draft.name: register.create(_MAKER, draft) for draft in AGENCIES}
    people = People(
        store,
        audit,
        Sessions(store),
        _HASHER,
        throttles=Throttles(store, secret="never used here"),
        provinces_of=register.provinces_of,
    )
    return World(store, {d.sign_in: _join(store, people, agencies, d) for d in CAST}, agencies)


def _join(store: ModelStore, people: People, agencies: dict[str, Agency], draft: Draft) -> Person:
    placed = Draft(
        draft.name,
        draft.position,
        draft.sign_in,
        draft.role,
        draft.province,
        agencies[draft.agency].id if draft.agency else None,
    )
    person, _ = people.create(placed, by=_MAKER)
    body = {**store.documents["people"][person.id].body, "password": _HASHED, "must_change_password": False}
    store.put("people", person.id, body, version=person.version)
    found = people.find(person.id)
    assert found is not None
    return found


def folder_of_files(config: Config) -> Path:
    """Of a test whose files lie in one."""
    assert isinstance(config.files, Path)
    return config.files
