"""Offices and posts are named in full, by the type of the agency."""

import pytest

from checklist_app.agencies import AGENCY_TYPES, Agency
from checklist_app.ita.drafting.offices import Offices, building_of, kind_of, offices_of


def named(type: str, name: str) -> Agency:
    return Agency(id="a", version=1, type=type, name=name, province="ลำปาง")


@pytest.mark.parametrize(
    ("type", "name", "offices"),
    [
        (
            "sao",
            "องค์การบริหารส่วนตำบลบ้านแลง",
            Offices(
                "สำนักปลัดองค์การบริหารส่วนตำบลบ้านแลง",
                "หัวหน้าสำนักปลัดองค์การบริหารส่วนตำบลบ้านแลง",
                "ปลัดองค์การบริหารส่วนตำบลบ้านแลง",
                "นายกองค์การบริหารส่วนตำบลบ้านแลง",
            ),
        ),
        (
            "pao",
            "องค์การบริหารส่วนจังหวัดลำปาง",
            Offices(
                "สำนักปลัดองค์การบริหารส่วนจังหวัดลำปาง",
                "หัวหน้าสำนักปลัดองค์การบริหารส่วนจังหวัดลำปาง",
                "ปลัดองค์การบริหารส่วนจังหวัดลำปาง",
                "นายกองค์การบริหารส่วนจังหวัดลำปาง",
            ),
        ),
        (
            "subdistrict_mun",
            "เทศบาลตำบลโคกม้า",
            Offices(
                "สำนักปลัดเทศบาลตำบลโคกม้า",
                "หัวหน้าสำนักปลัดเทศบาลตำบลโคกม้า",
                "ปลัดเทศบาลตำบลโคกม้า",
                "นายกเทศมนตรีตำบลโคกม้า",
            ),
        ),
        (
            "city",
            "เทศบาลนครลำปาง",
            Offices(
                "สำนักปลัดเทศบาลนครลำปาง",
                "หัวหน้าสำนักปลัดเทศบาลนครลำปาง",
                "ปลัดเทศบาลนครลำปาง",
                "นายกเทศมนตรีนครลำปาง",
            ),
        ),
        (
            "province_office",
            "สำนักงานจังหวัดลำปาง",
            Offices(
                "สำนักงานจังหวัดลำปาง",
                "หัวหน้าสำนักงานจังหวัดลำปาง",
                "รองผู้ว่าราชการจังหวัดลำปาง",
                "ผู้ว่าราชการจังหวัดลำปาง",
            ),
        ),
        ("other", "เมืองพัทยา", Offices("เมืองพัทยา", "", "", "ผู้บริหารเมืองพัทยา")),
    ],
)
def test_posts_are_named_by_type(type: str, name: str, offices: Offices) -> None:
    assert offices_of(named(type, name)) == offices


@pytest.mark.parametrize("type", AGENCY_TYPES)
def test_every_type_has_an_office_and_an_executive(type: str) -> None:
    offices = offices_of(named(type, "แห่งหนึ่ง"))
    assert offices.office
    assert offices.executive
    assert "{" not in "".join((offices.office, offices.head_of_office, offices.clerk, offices.executive))


def test_only_a_local_government_is_called_one() -> None:
    assert kind_of(named("town", "เทศบาลเมืองสว่าง")) == "องค์กรปกครองส่วนท้องถิ่น"
    assert kind_of(named("university", "มหาวิทยาลัยลำปาง")) == "มหาวิทยาลัยลำปาง"


def test_only_a_municipality_works_in_an_office_of_its_name() -> None:
    assert building_of(named("town", "เทศบาลเมืองสว่าง")) == "สำนักงานเทศบาลเมืองสว่าง"
    sao = "องค์การบริหารส่วนตำบลบ้านแลง"
    assert building_of(named("sao", sao)) == sao
