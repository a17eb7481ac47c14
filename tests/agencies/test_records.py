"""The register: who finds what, who may change it, and that nothing is overwritten unseen."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from checklist_app.accounts import Person, Scope
from checklist_app.agencies import Agency
from checklist_app.errors import Problem, ProblemKind
from tests.agencies.register import (
    ADMINISTRATOR,
    AUDITOR,
    BAN_LAENG,
    DONG_MO_THONG,
    EVERYTHING,
    INSPECTOR,
    OUTSIDER,
    SAKON_NAKHON,
    SUPERVISOR,
    THUNG_KAE,
    Register,
    renamed,
    staff_of,
    three_agencies,
)


def names(agencies: list[Agency] | tuple[Agency, ...]) -> list[str]:
    return [agency.short_name for agency in agencies]


def test_an_agency_is_fetched_by_whoever_its_place_lets_see_it() -> None:
    register, (thung_kae, _, _) = three_agencies()
    for person in (ADMINISTRATOR, SUPERVISOR, INSPECTOR, AUDITOR, staff_of(thung_kae)):
        assert register.agencies.fetch(person.scope, thung_kae.id) == thung_kae


def test_to_an_outsider_an_agency_does_not_exist() -> None:
    register, (thung_kae, dong_mo_thong, _) = three_agencies()
    for person, id in (
        (OUTSIDER, thung_kae.id),
        (staff_of(dong_mo_thong), thung_kae.id),
        (ADMINISTRATOR, "x"),
    ):
        with pytest.raises(Problem) as refusal:
            register.agencies.fetch(person.scope, id)
        assert (refusal.value.kind, refusal.value.code) == (ProblemKind.NOT_FOUND, "agencies.unknown")


def test_a_scope_lists_its_own_agencies_in_thai_order_and_no_other() -> None:
    register, (thung_kae, _, _) = three_agencies()
    assert names(register.agencies.within(EVERYTHING)) == ["อบต.บ้านแลง", "อบต.ทุ่งแก", "อบต.ดงหม้อทอง"]
    assert names(register.agencies.within(SAKON_NAKHON)) == ["อบต.ทุ่งแก", "อบต.ดงหม้อทอง"]
    assert register.agencies.within(Scope(agency=thung_kae.id)) == [thung_kae]
    assert register.agencies.within(Scope()) == []
    assert register.agencies.within(Scope(agency="gone")) == []


@pytest.mark.parametrize(
    "text",
    ["ทุ่งแก", "ทุงแก", "อบต.ทุ่งแก", "องค์การบริหารส่วนตำบลทุ่งแก", "s001", "S๐๐๑", "ทุ่งแก เจริญศิลป์"],
)
def test_a_search_forgives_tone_marks_types_case_and_digits(text: str) -> None:
    register, _ = three_agencies()
    assert names(register.agencies.search(EVERYTHING, text=text).agencies) == ["อบต.ทุ่งแก"]


def test_a_search_finds_a_further_short_name() -> None:
    register = Register()
    register.with_agencies(replace(THUNG_KAE, short_names=("ทก.",)), DONG_MO_THONG)
    assert names(register.agencies.search(EVERYTHING, text="ทก").agencies) == ["อบต.ทุ่งแก"]


def test_a_search_never_leaves_the_scope() -> None:
    register, _ = three_agencies()
    assert register.agencies.search(OUTSIDER.scope, text="ทุ่งแก").total == 0
    assert register.agencies.search(OUTSIDER.scope, province="สกลนคร").total == 0


def test_filters_narrow_by_place_and_type() -> None:
    register, _ = three_agencies()
    search = register.agencies.search
    assert search(EVERYTHING, province="สกลนคร").total == 2
    assert names(search(EVERYTHING, district="บ้านม่วง").agencies) == ["อบต.ดงหม้อทอง"]
    assert search(EVERYTHING, type="city").total == 0


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    register = Register()
    register.with_agencies(*(renamed(THUNG_KAE, f"อบต.ที่{number}") for number in range(7)))
    seen, after = [], ""
    while True:
        page = register.agencies.search(EVERYTHING, after=after, limit=3)
        seen += names(page.agencies)
        if page.next is None:
            break
        after = page.next
    assert seen == [f"อบต.ที่{number}" for number in range(7)]
    assert page.total == 7


def test_a_supervisor_adds_agencies_of_the_own_province_only() -> None:
    register = Register()
    assert register.agencies.create(SUPERVISOR, THUNG_KAE).version == 1
    with pytest.raises(Problem) as refusal:
        register.agencies.create(SUPERVISOR, BAN_LAENG)
    assert (refusal.value.kind, refusal.value.code) == (ProblemKind.FORBIDDEN, "agencies.other_province")


@pytest.mark.parametrize("person", [INSPECTOR, AUDITOR], ids=lambda person: person.role)
def test_readers_write_nothing(person: Person) -> None:
    register, (thung_kae, _, _) = three_agencies()
    before = register.store.documents
    writes: tuple[Callable[[], Agency], ...] = (
        lambda: register.agencies.create(person, renamed(THUNG_KAE, "อบต.ใหม่")),
        lambda: register.agencies.edit(person, thung_kae.id, THUNG_KAE, version=1),
        lambda: register.agencies.set_active(person, thung_kae.id, active=False, version=1),
    )
    for write in writes:
        with pytest.raises(Problem) as refusal:
            write()
        assert refusal.value.kind is ProblemKind.FORBIDDEN
    assert register.store.documents == before


def test_a_supervisor_can_neither_touch_nor_take_an_agency_of_another_province() -> None:
    register, (thung_kae, _, ban_laeng) = three_agencies()
    with pytest.raises(Problem) as hidden:
        register.agencies.edit(SUPERVISOR, ban_laeng.id, BAN_LAENG, version=1)
    assert hidden.value.kind is ProblemKind.NOT_FOUND
    with pytest.raises(Problem) as away:
        register.agencies.edit(SUPERVISOR, thung_kae.id, replace(THUNG_KAE, province="ลำปาง"), version=1)
    assert away.value.kind is ProblemKind.FORBIDDEN


def test_an_edit_from_an_old_page_is_a_conflict() -> None:
    register, (thung_kae, _, _) = three_agencies()
    register.agencies.edit(SUPERVISOR, thung_kae.id, replace(THUNG_KAE, itas_code="S009"), version=1)
    with pytest.raises(Problem) as refusal:
        register.agencies.edit(ADMINISTRATOR, thung_kae.id, THUNG_KAE, version=1)
    assert (refusal.value.kind, refusal.value.code) == (ProblemKind.CONFLICT, "agencies.changed_meanwhile")
    assert register.agencies.fetch(EVERYTHING, thung_kae.id).itas_code == "S009"


def test_an_itas_code_belongs_to_one_agency() -> None:
    register, _ = three_agencies()
    with pytest.raises(Problem) as refusal:
        register.agencies.create(ADMINISTRATOR, replace(BAN_LAENG, name="อบต.อื่น", itas_code="S001"))
    assert (refusal.value.code, refusal.value.field) == ("agencies.itas_code_taken", "itas_code")


def test_agencies_without_an_itas_code_do_not_clash() -> None:
    register = Register()
    register.with_agencies(DONG_MO_THONG, renamed(DONG_MO_THONG, "อบต.อื่น"))
    assert len(register.agencies.within(EVERYTHING)) == 2


def test_the_same_name_is_refused_in_one_district_and_allowed_in_another() -> None:
    register, _ = three_agencies()
    with pytest.raises(Problem) as refusal:
        register.agencies.create(ADMINISTRATOR, renamed(THUNG_KAE, "อบต. ทุ่งแก"))
    assert (refusal.value.code, refusal.value.field) == ("agencies.name_taken", "name")
    register.with_agencies(replace(THUNG_KAE, district="บ้านม่วง", itas_code=""))


def test_an_agency_is_deactivated_and_comes_back_and_is_never_lost() -> None:
    register, (thung_kae, _, _) = three_agencies()
    closed = register.agencies.set_active(SUPERVISOR, thung_kae.id, active=False, version=1)
    assert not closed.active
    assert register.agencies.set_active(SUPERVISOR, thung_kae.id, active=True, version=2).active


def test_every_write_is_in_the_audit_stream() -> None:
    register = Register()
    agency = register.agencies.create(SUPERVISOR, THUNG_KAE)
    register.agencies.edit(SUPERVISOR, agency.id, replace(THUNG_KAE, itas_code="S002"), version=1)
    register.agencies.set_active(SUPERVISOR, agency.id, active=False, version=2)
    assert register.actions() == ["agency.deactivated", "agency.edited", "agency.created"]
    edited = register.audit.before()[1]
    assert (edited.actor, edited.subject) == (SUPERVISOR.id, agency.id)
    assert edited.details == {"itas_code": ["S001", "S002"]}


def test_a_fault_of_the_store_leaves_neither_agency_nor_audit() -> None:
    register = Register()

    def failing(*_: object, **__: object) -> None:
        raise Problem(ProblemKind.UNAVAILABLE, "store.not_writable")

    register.audit.record = failing  # type: ignore[method-assign]  # the fault is injected here
    with pytest.raises(Problem):
        register.agencies.create(ADMINISTRATOR, THUNG_KAE)
    assert register.agencies.within(EVERYTHING) == []
