"""Official and everyday names are two spellings of one agency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.agencies import AGENCY_TYPES
from checklist_app.agencies.names import official_name, short_form, type_of_name

LETTERS = "กขคงจฉชดตทนบปผพมยรลวสหอะาิีุูเแโไ่้"


@pytest.mark.parametrize(
    ("type_id", "short", "full"),
    [
        ("sao", "อบต.หนองไผ่ล้อม", "องค์การบริหารส่วนตำบลหนองไผ่ล้อม"),
        ("subdistrict_mun", "ทต.โคกม้า", "เทศบาลตำบลโคกม้า"),
        ("town", "ทม.บุรีรัมย์", "เทศบาลเมืองบุรีรัมย์"),
        ("city", "ทน.ลำปาง", "เทศบาลนครลำปาง"),
        ("pao", "อบจ.สกลนคร", "องค์การบริหารส่วนจังหวัดสกลนคร"),
        ("university", "ม.ขอนแก่น", "มหาวิทยาลัยขอนแก่น"),
        ("province_office", "สนจ.ขอนแก่น", "สำนักงานจังหวัดขอนแก่น"),
    ],
)
def test_the_short_form_follows_from_type_and_name_and_leads_back(
    type_id: str, short: str, full: str
) -> None:
    assert short_form(type_id, full) == short
    assert official_name(type_id, short) == full
    assert official_name(type_id, full) == full
    assert type_of_name(short) == type_of_name(full) == type_id


@pytest.mark.parametrize("before", ["", "อบต. ", "อบต ", "องค์การบริหารส่วนตำบล "])
def test_usual_ways_to_write_a_name_become_the_official_one(before: str) -> None:
    assert official_name("sao", f"{before}หนองไผ่ล้อม") == "องค์การบริหารส่วนตำบลหนองไผ่ล้อม"


def test_a_type_alone_is_no_name() -> None:
    assert official_name("sao", "อบต.") == ""
    assert official_name("sao", "") == ""


def test_a_name_that_tells_another_type_is_left_for_the_rules_to_refuse() -> None:
    assert official_name("sao", "เทศบาลตำบลโคกม้า") == "เทศบาลตำบลโคกม้า"


def test_names_of_other_agencies_stay_as_they_are() -> None:
    assert official_name("other", "เมืองพัทยา") == "เมืองพัทยา"
    assert short_form("other", "เมืองพัทยา") == "เมืองพัทยา"
    assert official_name("university", "สถาบันวิทยาลัยชุมชน") == "สถาบันวิทยาลัยชุมชน"
    assert type_of_name("มะม่วง") is None


@given(st.sampled_from(sorted(AGENCY_TYPES)), st.text(LETTERS, min_size=1, max_size=30))
def test_settling_a_name_twice_or_through_its_short_form_changes_nothing(type_id: str, bare: str) -> None:
    full = official_name(type_id, bare)
    assert official_name(type_id, full) == full
    assert official_name(type_id, short_form(type_id, full)) == full
