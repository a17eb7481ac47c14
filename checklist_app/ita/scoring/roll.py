"""Which agency a row of a file means: by its id in the register, its ITAS code, or its name and place.
Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from checklist_app.agencies import Agency, fold
from checklist_app.errors import invalid
from checklist_app.thai import clean, to_arabic

MEANING: Final = ("id", "itas_code", "name")
_EXCERPT: Final = 80
_DISTRICT_WORD: Final = re.compile(r"^(?:อำเภอ|อ\.)\s*")
_PROVINCE_WORD: Final = re.compile(r"^(?:จังหวัด|จ\.)\s*")


class Roll:
    """The agencies that somebody may mean, and no others."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._by_id = {agency.id: agency for agency in agencies}
        self._by_code = {fold(each.itas_code): each for each in self._by_id.values() if each.itas_code}
        self._by_name: dict[str, list[Agency]] = {}
        self._by_bare_name: dict[str, list[Agency]] = {}
        for agency in self._by_id.values():
            for name in {fold(text) for text in (agency.name, agency.short_name, *agency.short_names)}:
                self._by_name.setdefault(name, []).append(agency)
            bare = fold(agency.name.removeprefix(agency.type_row.full))
            self._by_bare_name.setdefault(bare, []).append(agency)

    def meant(self, written: Mapping[str, str], *, district_above: str = "") -> Agency:
        """Raises a Problem that says what does not fit."""
        id, code, name = (clean(written.get(column, "")) for column in MEANING)
        if id:
            return self._of_id(id)
        if code and (agency := self._by_code.get(fold(to_arabic(code)))):
            return self._unless_named_otherwise(agency, code, name)
        if not name and code:
            raise invalid("ita.import_unknown_code", field="itas_code", value=code[:_EXCERPT])
        if not name:
            raise invalid("ita.import_agency_missing", field="name")
        return self._of_name(name, written, district_above)

    def _of_id(self, id: str) -> Agency:
        if id not in self._by_id:
            raise invalid("agencies.import_unknown_id", field="id", value=id[:_EXCERPT])
        return self._by_id[id]

    def _unless_named_otherwise(self, agency: Agency, code: str, name: str) -> Agency:
        others = self._named(name) if name else []
        if others and agency not in others:
            raise invalid(
                "ita.import_code_of_another",
                field="itas_code",
                value=code[:_EXCERPT],
                holder=agency.name,
                name=name[:_EXCERPT],
            )
        return agency

    def _of_name(self, name: str, written: Mapping[str, str], district_above: str) -> Agency:
        named = self._named(name)
        if not named:
            raise invalid("ita.import_unknown_agency", field="name", value=name[:_EXCERPT])
        district = clean(written.get("district", ""))
        fitting = _in_place(named, district, clean(written.get("province", "")))
        if not fitting:
            places = ", ".join(sorted({agency.place for agency in named}))
            raise invalid("ita.import_other_place", field="district", value=name[:_EXCERPT], places=places)
        if len(fitting) > 1 and not district and district_above:
            fitting = _in_place(fitting, district_above, "") or fitting
        if len(fitting) > 1:
            places = ", ".join(agency.place for agency in fitting[:5])
            raise invalid("ita.import_several_agencies", field="name", value=name[:_EXCERPT], places=places)
        return fitting[0]

    def _named(self, name: str) -> list[Agency]:
        folded = fold(name)
        return self._by_name.get(folded) or self._by_bare_name.get(folded, [])


def _in_place(agencies: list[Agency], district: str, province: str) -> list[Agency]:
    """Where nothing is said about the place, every place fits."""
    return [
        agency
        for agency in agencies
        if (not district or _is_district(agency, district))
        and (not province or fold(_PROVINCE_WORD.sub("", province)) == fold(agency.province))
    ]


def _is_district(agency: Agency, text: str) -> bool:
    bare = _DISTRICT_WORD.sub("", text)
    return fold(f"เมือง{agency.province}" if bare == "เมือง" else bare) == fold(agency.district)
