"""A service point gets a code that never leads nowhere, and only its office keeps it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from checklist_app.codes import is_sound
from checklist_app.errors import Problem
from checklist_app.ids import ALPHABET
from checklist_app.surveys.model import PointDraft
from checklist_app.surveys.points import records as module
from checklist_app.surveys.points.records import point_address, read_point_code, typed_address
from tests.cast import World
from tests.surveys.world import A_DAY, Office, office_of


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def problem_of(office: Office, draft: PointDraft) -> Problem:
    with pytest.raises(Problem) as caught:
        office.surveys.points.create(office.world["staff"], office.agency, draft, today=A_DAY)
    return caught.value


def test_a_new_point_gets_a_short_code_of_its_own_that_checks_itself(office: Office) -> None:
    codes = [office.point().code for _ in range(20)]
    assert len(set(codes)) == 20
    assert all(len(code) == 6 and is_sound(code) and set(code) <= set(ALPHABET) for code in codes)
    assert not set("ilou") & set(ALPHABET)


def test_a_code_that_is_taken_is_not_given_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    chances = iter(["aaaaa", "aaaaa", "bbbbb"])
    monkeypatch.setattr(module, "new_code", lambda length: next(chances))
    assert office.point().code.startswith("aaaaa")
    assert office.point().code.startswith("bbbbb")
    monkeypatch.setattr(module, "new_code", lambda length: "aaaaa")
    assert (
        problem_of(office, PointDraft(name="เคาน์เตอร์")).code == "surveys.no_free_code"
    )  # rather than for ever


def test_the_code_stays_when_everything_else_changes(office: Office) -> None:
    point = office.point(opens=date(2026, 10, 1), services=["งานทะเบียน"])
    draft = PointDraft(name="ชื่อใหม่", name_en="New", place="ชั้น 2", ends=date(2027, 3, 31))
    edited = office.surveys.points.edit(office.world["staff"], point.code, draft, version=point.version)
    assert (edited.code, edited.agency, edited.created) == (point.code, point.agency, point.created)
    assert (edited.name, edited.services, edited.opens, edited.ends) == (
        "ชื่อใหม่",
        (),
        None,
        date(2027, 3, 31),
    )
    assert office.surveys.points.find(point.code) == edited


def test_a_closed_point_is_still_found_and_opens_again(office: Office) -> None:
    points, staff = office.surveys.points, office.world["staff"]
    point = office.point()
    closed = points.edit(staff, point.code, replace(point, ends=A_DAY), version=point.version)
    assert closed.open_on(A_DAY)
    assert not closed.open_on(A_DAY + timedelta(days=1))
    assert points.find(point.code) == closed
    again = points.edit(staff, point.code, replace(closed, ends=None), version=closed.version)
    assert again.open_on(A_DAY + timedelta(days=400))


def test_a_point_opens_on_its_day_and_not_before(office: Office) -> None:
    point = office.point(opens=A_DAY)
    assert not point.open_on(A_DAY - timedelta(days=1))
    assert point.open_on(A_DAY)


@pytest.mark.parametrize(
    ("draft", "code", "field"),
    [
        (PointDraft(name=" \n\u200b "), "surveys.name_missing", "name"),
        (PointDraft(name="ก" * 101), "surveys.too_long", "name"),
        (PointDraft(name="ก", name_en="x" * 101), "surveys.too_long", "name_en"),
        (PointDraft(name="ก", place="x" * 101), "surveys.too_long", "place"),
        (PointDraft(name="ก", services=("x" * 101,)), "surveys.too_long", "services"),
        (PointDraft(name="ก", services=tuple(map(str, range(21)))), "surveys.too_many_services", "services"),
        (
            PointDraft(name="ก", opens=A_DAY, ends=A_DAY - timedelta(days=1)),
            "surveys.ends_before_it_opens",
            "ends",
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    office: Office, draft: PointDraft, code: str, field: str
) -> None:
    problem = problem_of(office, draft)
    assert (problem.code, problem.field) == (code, field)
    assert office.surveys.points.of(office.agency) == []


def test_what_was_typed_is_tidied(office: Office) -> None:
    point = office.point("  เคาน์เตอร์ \n 1 ", services=["งานทะเบียน", " ", "งานทะเบียน ", "ภาษี"])
    assert (point.name, point.services) == ("เคาน์เตอร์ 1", ("งานทะเบียน", "ภาษี"))


def test_points_are_in_thai_order(office: Office) -> None:
    for name in ("ภาษี", "เกษตร", "โยธา", "กองช่าง"):
        office.point(name)
    assert [point.name for point in office.surveys.points.of(office.agency)] == [
        "กองช่าง",
        "เกษตร",
        "ภาษี",
        "โยธา",
    ]


@pytest.mark.parametrize("who", ["executive", "auditor", "inspector"])
def test_who_only_reads_changes_nothing(office: Office, who: str) -> None:
    point, points, person = office.point(), office.surveys.points, office.world[who]
    draft = PointDraft(name="ก")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: points.create(person, office.agency, draft, today=A_DAY),
        lambda: points.edit(person, point.code, draft, version=point.version),
        lambda: points.check_poster(person, point.code, today=A_DAY),
        lambda: points.disconnect_kiosks(person, point.code),
    )
    for attempt in attempts:
        with pytest.raises(Problem, match=r"surveys\.not_yours_to_keep"):
            attempt()
    assert points.of(office.agency) == [point]


def test_to_another_office_the_point_does_not_exist(office: Office) -> None:
    point, points = office.point(), office.surveys.points
    outsider = replace(office.world["staff"], agency=office.world.agencies["เทศบาลตำบลดอยสูง"].id)
    with pytest.raises(Problem, match=r"surveys\.no_point"):
        points.edit(outsider, point.code, PointDraft(name="ก"), version=point.version)
    with pytest.raises(Problem, match=r"surveys\.no_point"):
        points.open(outsider, point.code)
    with pytest.raises(Problem, match=r"agencies\.unknown"):
        points.create(outsider, office.agency, PointDraft(name="ก"), today=A_DAY)


def test_the_second_of_two_who_edit_is_told(office: Office) -> None:
    point, points, staff = office.point(), office.surveys.points, office.world["staff"]
    points.edit(staff, point.code, PointDraft(name="คนแรก"), version=point.version)
    with pytest.raises(Problem, match=r"surveys\.point_changed_meanwhile"):
        points.edit(staff, point.code, PointDraft(name="คนที่สอง"), version=point.version)
    assert [known.name for known in points.of(office.agency)] == ["คนแรก"]


def test_everything_that_is_done_to_a_point_is_in_the_audit(office: Office) -> None:
    point, points, staff = office.point(), office.surveys.points, office.world["staff"]
    points.check_poster(staff, point.code, today=A_DAY)
    points.disconnect_kiosks(staff, point.code)
    actions = [
        entry.body["action"] for entry in office.store.read("audit") if entry.body["subject"] == point.code
    ]
    assert actions == [
        "survey_point.created",
        "survey_point.poster_checked",
        "survey_point.kiosks_disconnected",
    ]


def test_the_address_in_the_code_is_all_in_capitals(office: Office) -> None:
    assert point_address("https://nithet.example.go.th", "7k3qx0") == "HTTPS://NITHET.EXAMPLE.GO.TH/S/7K3QX0"
    assert typed_address("https://nithet.example.go.th", "7k3qx0") == "nithet.example.go.th/s/7K3QX0"


def test_a_typed_address_or_a_scanned_one_is_read_as_its_code(office: Office) -> None:
    code = office.point().code
    for text in (
        point_address("https://a.go.th", code),
        typed_address("https://a.go.th", code),
        f" {code.upper()} ",
    ):
        assert read_point_code(text) == code
