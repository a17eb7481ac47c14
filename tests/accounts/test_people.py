"""Who may look after whose account, and what happens when they do."""

import itertools
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.accounts import Audit, Draft, Passwords, People, Person, Role
from checklist_app.accounts.rules import checked, folded, may_administer, may_see, roles_granted_by
from checklist_app.errors import Problem, ProblemKind
from checklist_app.thai import search_key
from tests.cast import CAST, OTHER_PROVINCE, PASSWORD, PROVINCE, World, quick_passwords
from tests.client import Page
from tests.conftest import ClientOf

ANY_AGENCY = {"a1": PROVINCE, "a2": OTHER_PROVINCE}
DISTRICTS = {PROVINCE: "พล", OTHER_PROVINCE: "แม่ริม"}
PLACES = st.sampled_from([None, PROVINCE, OTHER_PROVINCE])


def someone(role: Role, province: str | None = None, agency: str | None = None) -> Person:
    return Person("someone", 1, "ใคร", "", "someone", role, province, agency)


def people_of(app: Flask) -> People:
    people: People = app.extensions["checklist"].people
    return people


@given(st.sampled_from(Role), PLACES, st.sampled_from(Role), PLACES)
def test_a_supervisor_reaches_only_lower_roles_of_the_own_province(
    actor_role: Role, actor_province: str | None, role: Role, province: str | None
) -> None:
    actor, person = someone(actor_role, actor_province), someone(role, province)
    if may_administer(actor, person) and actor_role is not Role.ADMINISTRATOR:
        assert actor_role is Role.SUPERVISOR
        assert role in {Role.INSPECTOR, Role.STAFF, Role.EXECUTIVE}
        assert province == actor_province is not None
    if may_see(actor, person) and not may_administer(actor, person):
        assert actor_role is Role.AUDITOR


@pytest.mark.parametrize(("role", "place"), list(itertools.product(Role, [PROVINCE, OTHER_PROVINCE])))
def test_a_supervisor_cannot_lift_anybody_above_themselves_or_out_of_the_province(
    role: Role, place: str
) -> None:
    supervisor = someone(Role.SUPERVISOR, PROVINCE)
    agency = "a1" if place == PROVINCE else "a2"
    draft = Draft("ใคร", "", "someone", role, place, agency)
    if role in roles_granted_by(supervisor) and place == PROVINCE:
        assert checked(draft, by=supervisor, province_of=ANY_AGENCY.get).province == PROVINCE
    else:
        with pytest.raises(Problem) as caught:
            checked(draft, by=supervisor, province_of=ANY_AGENCY.get)
        assert caught.value.kind is ProblemKind.FORBIDDEN


def test_the_province_of_agency_people_is_the_one_of_their_agency_whatever_the_form_says() -> None:
    lie = Draft("ใคร", "", "someone", Role.STAFF, PROVINCE, "a2")
    with pytest.raises(Problem, match="place_not_yours"):
        checked(lie, by=someone(Role.SUPERVISOR, PROVINCE), province_of=ANY_AGENCY.get)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "accounts.empty"),
        ({"name": "ก" * 151}, "accounts.too_long"),
        ({"position": "a\ue999b"}, "accounts.bad_letters"),
        ({"sign_in": "ab"}, "accounts.sign_in_length"),
        ({"sign_in": "a" * 61}, "accounts.sign_in_length"),
        ({"sign_in": "two words"}, "accounts.sign_in_letters"),
        ({"sign_in": "../etc"}, "accounts.sign_in_letters"),
        ({"sign_in": "a\0bcd"}, "accounts.sign_in_letters"),
        ({"province": None}, "accounts.province_missing"),
        ({"role": Role.STAFF}, "accounts.agency_missing"),
        ({"role": Role.STAFF, "agency": "nowhere"}, "accounts.agency_unknown"),
    ],
)
def test_a_field_that_will_not_do_is_named(change: dict[str, object], code: str) -> None:
    draft = replace(Draft("ใคร", "", "someone", Role.INSPECTOR, PROVINCE), **change)  # type: ignore[arg-type]  # any field
    with pytest.raises(Problem) as caught:
        checked(draft, by=someone(Role.ADMINISTRATOR), province_of=ANY_AGENCY.get)
    assert caught.value.code == code
    assert caught.value.field in {"name", "position", "sign_in", "province", "agency"}


@given(st.text())
def test_folding_a_name_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_thai_digits_and_capitals_make_no_second_account(app: Flask, world: World) -> None:
    people, by = people_of(app), world["administrator"]
    people.create(Draft("ก", "", "สมชาย55", Role.AUDITOR), by=by)
    with pytest.raises(Problem, match="sign_in_taken"):
        people.create(Draft("ข", "", "สมชาย๕๕", Role.AUDITOR), by=by)


def test_a_new_person_gets_a_one_time_password_that_is_shown_once(client_of: ClientOf) -> None:
    client = client_of("supervisor")
    address = f"/accounts/people/new?role=inspector&province={PROVINCE}"
    answer = client.submit(address, name="คนใหม่", position="นักวิชาการ", sign_in="newcomer")
    assert answer.status_code == 200
    password = answer.text.split('class="secret"')[1].split(">")[1].split("<")[0]
    newcomer = client_of(None)
    newcomer.submit("/accounts/sign-in", name="newcomer", password=password)
    assert newcomer.get("/").location == "/accounts/password"
    assert password not in client.get("/accounts/people").text


def test_a_supervisor_adds_staff_of_an_agency_of_the_province(client_of: ClientOf, world: World) -> None:
    client, agency = client_of("supervisor"), world.agencies["เทศบาลตำบลนาดี"]
    page = client.get("/accounts/people/new?role=staff").text
    assert agency.name in page
    assert "เทศบาลตำบลดอยสูง" not in page
    answer = client.submit("/accounts/people/new?role=staff", name="ใหม่", sign_in="fresh", agency=agency.id)
    assert 'class="secret"' in answer.text


def moved(app: Flask, world: World, name: str, province: str) -> None:
    """The agency lies in another province from now on."""
    register, agency = app.extensions["checklist"].agencies, world.agencies[name]
    draft = replace(agency.draft, province=province, district=DISTRICTS[province])
    register.edit(world["administrator"], agency.id, draft, version=agency.version)


def test_people_of_an_agency_that_left_the_province_are_out_of_its_supervisors_hands(
    client_of: ClientOf, app: Flask, world: World
) -> None:
    client, staff = client_of("supervisor"), world["staff"]
    assert staff.name in client.get("/accounts/people").text
    moved(app, world, "เทศบาลตำบลนาดี", OTHER_PROVINCE)
    assert staff.name not in client.get("/accounts/people").text
    address, token = f"/accounts/people/{staff.id}", client.token("/")
    for below in ("", "/edit", "/deactivate", "/reset-password"):
        assert client.get(address + below).status_code == 404
    for below in ("/edit", "/deactivate", "/activate", "/reset-password"):
        data = {"csrf_token": token, "version": staff.version, "name": "ใคร", "sign_in": "taken-over"}
        assert client.post(address + below, data=data).status_code == 404
    for verb in (people_of(app).reset_password, people_of(app).deactivate, people_of(app).activate):
        with pytest.raises(Problem, match="no_person"):
            verb(staff.id, version=staff.version, by=world["supervisor"])


def test_people_of_an_agency_that_came_are_in_the_new_supervisors_hands(
    client_of: ClientOf, app: Flask, world: World
) -> None:
    draft = Draft("คนใหม่", "", "newcomer", Role.STAFF, agency=world.agencies["เทศบาลตำบลดอยสูง"].id)
    person, _ = people_of(app).create(draft, by=world["administrator"])
    client = client_of("supervisor")
    assert client.get(f"/accounts/people/{person.id}").status_code == 404
    moved(app, world, "เทศบาลตำบลดอยสูง", PROVINCE)
    assert "คนใหม่" in client.get("/accounts/people").text
    assert PROVINCE in client.get(f"/accounts/people/{person.id}").text


def test_a_forged_role_or_province_is_not_granted(client_of: ClientOf, world: World) -> None:
    client = client_of("supervisor")
    token = client.token("/")
    for forged in (
        {"role": "administrator"},
        {"role": "supervisor", "province": PROVINCE},
        {"role": "inspector", "province": OTHER_PROVINCE},
        {"role": "staff", "agency": world.agencies["เทศบาลตำบลดอยสูง"].id},
    ):
        fields = {"csrf_token": token, "name": "ใคร", "sign_in": f"forged-{forged['role']}", **forged}
        client.post("/accounts/people/new", data=fields)
    held = [d.body for d in world.store.find("people") if str(d.body["sign_in"]).startswith("forged")]
    assert all(body["province"] == PROVINCE and body["role"] == "inspector" for body in held)


def test_two_people_editing_one_account_lose_nothing_of_what_they_typed(
    client_of: ClientOf, world: World
) -> None:
    address = f"/accounts/people/{world['inspector'].id}/edit"
    first, second = client_of("administrator"), client_of("supervisor")
    seen = second.get(address)
    first.submit(address, position="ตำแหน่งจากคนแรก")
    late = second.post(
        address, data={**Page(seen.text).hidden, "name": "ชื่อจากคนที่สอง", "sign_in": "inspector"}
    )
    assert late.status_code == 409
    assert "ชื่อจากคนที่สอง" in late.text
    assert "ตำแหน่งจากคนแรก" in late.text
    again = second.post(
        address, data={**Page(late.text).hidden, "name": "ชื่อจากคนที่สอง", "sign_in": "inspector"}
    )
    assert again.status_code == 302


def test_a_changed_role_ends_the_sessions(client_of: ClientOf, app: Flask, world: World) -> None:
    theirs, inspector = client_of("inspector"), world["inspector"]
    draft = Draft(inspector.name, inspector.position, inspector.sign_in, Role.AUDITOR)
    people_of(app).edit(
        inspector.id,
        draft,
        version=inspector.version,
        by=world["administrator"],
    )
    assert theirs.get("/").status_code == 302


def test_a_changed_position_ends_no_session(client_of: ClientOf, world: World) -> None:
    theirs = client_of("inspector")
    client_of("administrator").submit(f"/accounts/people/{world['inspector'].id}/edit", position="ใหม่")
    assert theirs.get("/").status_code == 200


def test_a_deactivated_person_is_out_at_once_and_can_come_back(client_of: ClientOf, world: World) -> None:
    theirs, boss = client_of("inspector"), client_of("supervisor")
    address = f"/accounts/people/{world['inspector'].id}"
    assert boss.submit(f"{address}/deactivate").status_code == 302
    assert theirs.get("/").status_code == 302
    page = boss.get(address).text
    assert "เปิดใช้งานอีกครั้ง" in page
    boss.post(f"{address}/activate", data=Page(page).hidden)
    answer = client_of(None).submit("/accounts/sign-in", name="inspector", password=PASSWORD)
    assert answer.status_code == 302


def test_a_reset_password_replaces_the_old_one_at_once(client_of: ClientOf, world: World) -> None:
    theirs = client_of("inspector")
    client_of("supervisor").submit(f"/accounts/people/{world['inspector'].id}/reset-password")
    assert theirs.get("/").status_code == 302
    answer = client_of(None).submit("/accounts/sign-in", name="inspector", password=PASSWORD)
    assert answer.status_code == 422


def test_the_last_administrator_stays(app: Flask, world: World) -> None:
    people, last = people_of(app), world["administrator"]
    other, _ = people.add_administrator(sign_in="second", name="คนที่สอง")
    people.deactivate(last.id, version=last.version, by=other)
    with pytest.raises(Problem, match="not_yourself"):
        people.deactivate(other.id, version=other.version, by=other)
    with pytest.raises(Problem, match="last_administrator"):
        people.deactivate(other.id, version=other.version, by=last)
    with pytest.raises(Problem, match="last_administrator"):
        people.edit(
            other.id,
            Draft("ข", "", "second", Role.AUDITOR),
            version=other.version,
            by=other,
        )


def test_every_change_of_rights_is_in_the_trail(client_of: ClientOf, app: Flask, world: World) -> None:
    boss, address = client_of("administrator"), f"/accounts/people/{world['inspector'].id}"
    boss.submit(f"{address}/edit?role=auditor")
    boss.submit(f"{address}/reset-password")
    boss.submit(f"{address}/deactivate")
    entries = app.extensions["checklist"].audit.before(limit=3)
    assert [entry.action for entry in entries] == [
        "person.deactivated",
        "person.password_reset",
        "person.changed",
    ]
    assert entries[2].details["role"] == "auditor"
    assert {entry.actor for entry in entries} == {world["administrator"].id}


def test_the_trail_is_read_backwards_page_by_page(world: World) -> None:
    audit = Audit(world.store)
    total = world.store.head("audit").seq
    seen, before = [], None
    while page := audit.before(before, limit=3):
        seen += [entry.seq for entry in page]
        before = page[-1].seq
        if before == 1:
            break
    assert seen == list(range(total, 0, -1))


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 400, "๕", "\0"])
def test_a_nonsense_place_in_the_trail_is_its_beginning(client_of: ClientOf, before: str) -> None:
    assert client_of("auditor").get("/accounts/audit", query_string={"before": before}).status_code in {
        200,
        400,
    }


@pytest.mark.parametrize(
    ("search", "found"), [("นิเทศ", "คนนิเทศ"), ("INSPECTOR", "คนนิเทศ"), ("ปลัด", "คนบริหาร"), ("ไม่มีใคร", None)]
)
def test_people_are_found_by_parts_of_what_is_known(
    client_of: ClientOf, search: str, found: str | None
) -> None:
    page = client_of("administrator").get("/accounts/people", query_string={"search": search}).text
    assert (found or "ไม่พบผู้ใช้งาน") in page
    assert "คนต่างจังหวัด" not in page


def test_a_search_folds_each_person_once_and_reads_no_more_than_it_needs(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded_texts: list[str] = []

    def noted(text: str) -> str:
        folded_texts.append(text)
        return search_key(text)

    monkeypatch.setattr("checklist_app.accounts.records.search_key", noted)
    page = client_of("administrator").get("/accounts/people", query_string={"search": "ค " * 5000})
    assert page.status_code == 200
    assert len(folded_texts) <= 100 + len(CAST)
    assert "ค " * 101 not in page.text


@pytest.mark.parametrize(
    "hostile", ["\0", "<script>alert(1)</script>", "ก" * 5000, "{0.__class__}", "\u202e", "%s%n"]
)
def test_hostile_text_in_a_name_is_refused_or_shown_harmless(client_of: ClientOf, hostile: str) -> None:
    client = client_of("administrator")
    answer = client.submit("/accounts/people/new?role=auditor", name=hostile, sign_in="hostile-name")
    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.text + client.get("/accounts/people").text


def test_unchanged_cost_needs_no_new_hash_and_a_changed_one_does() -> None:
    weak, strong = quick_passwords(), Passwords(memory_kib=16, rounds=2)
    hashed = weak.hash("word")
    assert not weak.outdated(hashed)
    assert strong.outdated(hashed)


def test_an_old_hash_is_renewed_at_the_next_sign_in(app: Flask, world: World) -> None:
    people = people_of(app)
    people._passwords = Passwords(memory_kib=16, rounds=2)
    before = world.store.documents["people"][world["inspector"].id].body["password"]
    assert people.authenticate("inspector", PASSWORD) is not None
    assert world.store.documents["people"][world["inspector"].id].body["password"] != before
    assert people.authenticate("inspector", PASSWORD) is not None


def test_renewing_the_hash_of_a_one_time_password_keeps_its_spelling_forgiven(app: Flask) -> None:
    people = people_of(app)
    _, password = people.add_administrator(sign_in="first", name="คนแรก")
    people._passwords = Passwords(memory_kib=16, rounds=2)
    assert people.authenticate("first", password.replace("-", "")) is not None
    assert people.authenticate("first", password) is not None


def test_the_shipped_cost_is_what_is_recommended() -> None:
    """OWASP: argon2id with 46 MiB and one round, or more."""
    assert Passwords().hash("word").startswith("$argon2id$v=19$m=47104,t=1,p=1$")


def test_a_hash_that_is_none_fits_nothing() -> None:
    passwords = quick_passwords()
    assert not passwords.fits("", None)
    assert not passwords.fits("word", "not a hash")


def test_the_cast_has_one_person_of_each_role() -> None:
    assert {draft.role for draft in CAST} == set(Role)


def test_whoever_holds_the_server_can_let_somebody_in_again(app: Flask, client_of: ClientOf) -> None:
    theirs = client_of("inspector")
    password = people_of(app).reset_password_of("Inspector")
    assert theirs.get("/").status_code == 302
    assert people_of(app).authenticate("inspector", password) is not None
    with pytest.raises(Problem, match="no_person"):
        people_of(app).reset_password_of("nobody-there")


def test_a_server_command_obeys_the_rules_for_names_too(app: Flask) -> None:
    with pytest.raises(Problem, match="sign_in_letters"):
        people_of(app).add_administrator(sign_in="two words", name="ใคร")


def test_a_member_of_an_agency_is_shown_with_its_name(client_of: ClientOf, world: World) -> None:
    page = client_of("supervisor").get(f"/accounts/people/{world['staff'].id}").text
    assert "เทศบาลตำบลนาดี" in page


def test_the_trail_names_people_and_agencies(client_of: ClientOf) -> None:
    page = client_of("auditor").get("/accounts/audit").text
    assert "คนต่างจังหวัด" in page
    assert "เทศบาลตำบลดอยสูง" in page
