"""The eight agency types of the official form, as one table: how each is ticked, spelled out and shortened.

A new type is one row here and its English label in data/wording/en/agencies.json."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class AgencyType:
    """`full` and `short` begin an agency's name in its official and in its everyday form."""

    id: str
    label: str  # the tick on the form
    full: str = ""
    short: str = ""
    named_by_type: bool = False  # every official name begins with `full`
    in_district: bool = False  # lies in one district, which must be known
    own_text: bool = False  # the person writes what it is

    @property
    def description(self) -> str:
        return self.full or self.label


_TABLE: Final = (
    AgencyType("pao", "อบจ.", "องค์การบริหารส่วนจังหวัด", "อบจ.", named_by_type=True),
    AgencyType("city", "ทน.", "เทศบาลนคร", "ทน.", named_by_type=True, in_district=True),
    AgencyType("town", "ทม.", "เทศบาลเมือง", "ทม.", named_by_type=True, in_district=True),
    AgencyType("subdistrict_mun", "ทต.", "เทศบาลตำบล", "ทต.", named_by_type=True, in_district=True),
    AgencyType("sao", "อบต.", "องค์การบริหารส่วนตำบล", "อบต.", named_by_type=True, in_district=True),
    AgencyType("university", "มหาวิทยาลัย", "มหาวิทยาลัย", "ม."),
    AgencyType("province_office", "สำนักงานจังหวัด", "สำนักงานจังหวัด", "สนจ.", named_by_type=True),
    AgencyType("other", "อื่นๆ", own_text=True),
)

AGENCY_TYPES: Final = MappingProxyType({row.id: row for row in _TABLE})
