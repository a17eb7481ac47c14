"""The register of provinces is whole, and people find theirs however they write it."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from checklist_app.agencies.provinces import Province, canonical_province, province_named, provinces
from checklist_app.errors import Problem, ProblemKind
from checklist_app.resources import DATA
from checklist_app.thai import clean, sort_key

VECTORS = DATA.parent / "tests" / "vectors" / "thai-text.json"
# The numbers that ISO 3166-2:TH gives to provinces; S (Phatthaya) is not one.
CODES = [*range(10, 28), *range(30, 50), *range(50, 59), *range(60, 68), *range(70, 78), *range(80, 87)]
CODES += range(90, 97)


def test_there_are_76_provinces_and_bangkok() -> None:
    assert len(provinces()) == 77


def test_codes_are_those_of_the_standard_in_order() -> None:
    assert [province.code for province in provinces()] == [str(code) for code in CODES]


@pytest.mark.parametrize(
    "of", [lambda p: p.code, lambda p: p.name, lambda p: p.english, lambda p: p.abbreviation]
)
def test_nothing_is_given_twice(of: Callable[[Province], str]) -> None:
    assert len({of(province) for province in provinces()}) == 77


def test_names_are_clean_thai() -> None:
    for province in provinces():
        assert province.name == clean(province.name)
        assert unicodedata.is_normalized("NFC", province.name + province.abbreviation)
        assert all("ก" <= character <= "๎" for character in province.name)


def test_an_abbreviation_is_two_consonants() -> None:
    for province in provinces():
        assert len(province.abbreviation) == 2
        assert all("ก" <= character <= "ฮ" for character in province.abbreviation)


def test_in_dictionary_order_they_are_the_list_every_schoolchild_knows() -> None:
    known: list[Any] = json.loads(VECTORS.read_text("utf-8"))["sorted"][0]["gives"]
    assert sorted((province.name for province in provinces()), key=sort_key) == known


@pytest.mark.parametrize("province", provinces(), ids=lambda province: province.code)
def test_each_is_found_by_its_names_with_or_without_the_word_province(province: Province) -> None:
    for written in (province.name, f"จังหวัด{province.name}", f"จ. {province.name}", province.english.upper()):
        assert canonical_province(written) == province.name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (" จังหวัด ขอนแก่น ", "ขอนแก่น"),
        ("บุรีรัมย", "บุรีรัมย์"),
        ("ล\u0e4d\u0e32ปาง", "ลำปาง"),
        ("\ufeffเลย", "เลย"),
        ("กทม.", "กรุงเทพมหานคร"),
        ("กรุงเทพฯ", "กรุงเทพมหานคร"),
        ("อยุธยา", "พระนครศรีอยุธยา"),
    ],
)
def test_usual_spellings_are_understood(written: str, name: str) -> None:
    assert province_named(written) == name


@pytest.mark.parametrize(
    ("written", "suggested"), [("ขอนแกน่น", "ขอนแก่น"), ("อุบล", "อุบลราชธานี"), ("Konkaen", "ขอนแก่น")]
)
def test_a_misspelt_one_is_refused_with_the_closest_names(written: str, suggested: str) -> None:
    with pytest.raises(Problem) as refused:
        province_named(written, field="province")
    problem = refused.value
    assert (problem.kind, problem.code) == (ProblemKind.INVALID, "agencies.unknown_province")
    assert problem.field == "province"
    assert problem.parameters["value"] == written
    assert suggested in str(problem.parameters["suggestions"]).split(", ")


@pytest.mark.parametrize(
    "written", ["", " ", "จังหวัด", "จ.", "ก\x00ข", "\ud800", "../40", "ข" * 100_000, "40"]
)
def test_what_is_no_province_is_refused(written: str) -> None:
    assert canonical_province(written) is None
    with pytest.raises(Problem) as refused:
        province_named(written)
    assert len(str(refused.value.parameters["value"])) <= 60
