"""What the offices and the people who lead an agency are called, by its type: papers and drafts name them in
full, as they sign. Pure. A new type of agency is one row here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from checklist_app.agencies import Agency

LOCAL: Final = "องค์กรปกครองส่วนท้องถิ่น"
_LOCAL_TYPES: Final = frozenset({"pao", "city", "town", "subdistrict_mun", "sao"})


@dataclass(frozen=True, slots=True)
class Offices:
    """`office` writes the papers, `executive` is whom they are for. An empty name: there is no such post."""

    office: str
    head_of_office: str
    clerk: str
    executive: str


_BY_COUNCIL: Final = Offices("สำนักปลัด{name}", "หัวหน้าสำนักปลัด{name}", "ปลัด{name}", "นายก{name}")
_BY_MAYOR: Final = Offices("สำนักปลัด{name}", "หัวหน้าสำนักปลัด{name}", "ปลัด{name}", "นายกเทศมนตรี{place}")
_UNIVERSITY: Final = Offices(
    "สำนักงานอธิการบดี {name}",
    "ผู้อำนวยการสำนักงานอธิการบดี {name}",
    "รองอธิการบดี{name}",
    "อธิการบดี{name}",
)
_PROVINCE: Final = Offices(
    "{name}",
    "หัวหน้า{name}",
    "รองผู้ว่าราชการ{place}",
    "ผู้ว่าราชการ{place}",
)
_OTHER: Final = Offices("{name}", "", "", "ผู้บริหาร{name}")
_TABLE: Final[Mapping[str, tuple[Offices, str]]] = MappingProxyType(
    {
        "pao": (_BY_COUNCIL, ""),
        "sao": (_BY_COUNCIL, ""),
        "city": (_BY_MAYOR, "เทศบาล"),
        "town": (_BY_MAYOR, "เทศบาล"),
        "subdistrict_mun": (_BY_MAYOR, "เทศบาล"),
        "university": (_UNIVERSITY, ""),
        "province_office": (_PROVINCE, "สำนักงาน"),
        "other": (_OTHER, ""),
    }
)
"""Each type with what its place is called without: นายกเทศมนตรีตำบล…, not นายกเทศมนตรีเทศบาลตำบล…"""


def offices_of(agency: Agency) -> Offices:
    named, without = _TABLE[agency.type]
    words = {"name": agency.name, "place": agency.name.removeprefix(without)}
    return Offices(
        *(_filled(each, words) for each in (named.office, named.head_of_office, named.clerk, named.executive))
    )


def kind_of(agency: Agency) -> str:
    """How a sentence calls such an agency in general; its own name where it is no local government."""
    return LOCAL if agency.type in _LOCAL_TYPES else agency.name


def building_of(agency: Agency) -> str:
    """Within which its divisions work: a municipality has an office, the others are called themselves."""
    named, _ = _TABLE[agency.type]
    return f"สำนักงาน{agency.name}" if named is _BY_MAYOR else agency.name


def _filled(text: str, words: Mapping[str, str]) -> str:
    for gap, word in words.items():
        text = text.replace(f"{{{gap}}}", word)
    return text
