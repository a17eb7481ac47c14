"""What may stand in the register, and how each fault is named."""

from dataclasses import replace

import pytest

from checklist_app.agencies import AgencyDraft, settle
from checklist_app.agencies.drafts import faults
from checklist_app.wording import problem_wording
from tests.agencies.register import THUNG_KAE


def codes(draft: AgencyDraft) -> list[tuple[str | None, str]]:
    return [(fault.field, fault.code) for fault in faults(settle(draft))]


def test_a_sound_draft_has_no_fault_and_stays_as_it_is() -> None:
    assert settle(THUNG_KAE) == THUNG_KAE
    assert codes(THUNG_KAE) == []


def test_people_may_write_abbreviations_words_of_place_and_thai_digits() -> None:
    written = AgencyDraft(
        name=" อบต. ทุ่งแก\u200b", type="", district="อ.เจริญศิลป์", province="จ.สกลนคร", itas_code="S๐๐๑"
    )
    assert settle(written) == THUNG_KAE


def test_the_capital_district_may_be_called_just_mueang() -> None:
    assert settle(replace(THUNG_KAE, district="อำเภอเมือง")).district == "เมืองสกลนคร"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": ""}, "name", "agencies.name_missing"),
        ({"name": "อบต."}, "name", "agencies.name_missing"),
        ({"name": "เทศบาลตำบลทุ่งแก"}, "name", "agencies.name_of_other_type"),
        ({"name": "ก" * 300}, "name", "agencies.text_too_long"),
        ({"name": "ทุ่งแก", "type": ""}, "type", "agencies.type_missing"),
        ({"type": "castle"}, "type", "agencies.unknown_type"),
        ({"name": "เมืองพัทยา", "type": "other"}, "type_text", "agencies.type_text_missing"),
        ({"type_text": "รูปแบบพิเศษ"}, "type_text", "agencies.type_text_not_used"),
        ({"province": ""}, "province", "agencies.province_missing"),
        ({"province": "นครแอตแลนติส"}, "province", "agencies.unknown_province"),
        ({"district": ""}, "district", "agencies.district_missing"),
        ({"district": "ก" * 300}, "district", "agencies.text_too_long"),
        ({"itas_code": "รหัส"}, "itas_code", "agencies.itas_code_form"),
        ({"itas_code": "<script>"}, "itas_code", "agencies.itas_code_form"),
        ({"short_names": tuple("กขคงจฉ")}, "short_names", "agencies.too_many_short_names"),
        ({"short_names": ("ก;ข",)}, "short_names", "agencies.short_name_separator"),
        ({"short_names": ("ก" * 300,)}, "short_names", "agencies.text_too_long"),
    ],
)
def test_a_fault_is_told_at_its_field(change: dict[str, object], field: str, code: str) -> None:
    found = codes(replace(THUNG_KAE, **change))  # type: ignore[arg-type]  # wrong values are the point
    assert (field, code) in found
    assert code in problem_wording()


def test_an_agency_of_the_whole_province_needs_no_district() -> None:
    assert codes(replace(THUNG_KAE, name="อบจ.สกลนคร", type="pao", district="")) == []
