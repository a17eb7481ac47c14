"""Signing in and out through the pages: what people see, what cookies hold, what the trail keeps."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask

from checklist_app.accounts import ensure_administrator
from checklist_app.accounts.passwords import as_heard, one_time_password
from checklist_app.clock import now
from checklist_app.errors import unavailable
from tests.cast import PASSWORD, World
from tests.client import StrictClient
from tests.conftest import ClientOf

SIGN_IN = "/accounts/sign-in"


def test_the_right_password_leads_home(client: StrictClient) -> None:
    answer = client.submit(SIGN_IN, name="inspector", password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert "คนนิเทศ" in client.get("/").text


@pytest.mark.parametrize("name", ["INSPECTOR", " inspector ", "ｉｎｓｐｅｃｔｏｒ"])
def test_a_name_is_understood_however_it_is_typed(client: StrictClient, name: str) -> None:
    assert client.submit(SIGN_IN, name=name, password=PASSWORD).status_code == 302


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: StrictClient) -> None:
    wrong = client.submit(SIGN_IN, name="inspector", password="wrong password")
    unknown = client.submit(SIGN_IN, name="nobody99", password="wrong password")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("inspector", "") == unknown.text.replace("nobody99", "")


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(
    client: StrictClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = app.extensions["checklist"].people._passwords
    checked: list[str] = []
    fits = passwords.fits

    def noted(word: str, hashed: str | None) -> bool:
        checked.append(word)
        return bool(fits(word, hashed))

    monkeypatch.setattr(passwords, "fits", noted)
    for name in ("inspector", "nobody99"):
        client.submit(SIGN_IN, name=name, password="wrong password")
    assert len(checked) == 2


def test_a_closed_account_is_refused_like_a_wrong_password(
    client: StrictClient, app: Flask, world: World
) -> None:
    inspector = world["inspector"]
    app.extensions["checklist"].people.deactivate(
        inspector.id, version=inspector.version, by=world["administrator"]
    )
    assert client.submit(SIGN_IN, name="inspector", password=PASSWORD).status_code == 422


def test_after_signing_in_people_go_on_where_they_wanted(client: StrictClient) -> None:
    asked = client.get("/accounts/sessions?lang=th")
    assert asked.location == "/accounts/sign-in?next=/accounts/sessions?lang%3Dth"
    assert client.submit(asked.location, name="inspector", password=PASSWORD).location == (
        "/accounts/sessions?lang=th"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(client: StrictClient, elsewhere: str) -> None:
    answer = client.submit(f"{SIGN_IN}?next={quote(elsewhere)}", name="inspector", password=PASSWORD)
    assert answer.location == "/"


def test_the_cookie_is_for_this_site_only_and_holds_nothing_that_the_store_holds(
    client: StrictClient, world: World
) -> None:
    answer = client.submit(SIGN_IN, name="inspector", password=PASSWORD)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("checklist="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    token = cookie.split("=")[1].split(";")[0]
    assert token not in str(world.store.documents)


def test_signing_out_ends_the_session_on_the_server(client_of: ClientOf) -> None:
    client = client_of("inspector")
    cookie = client.get_cookie("checklist")
    assert cookie is not None
    client.post("/accounts/sign-out", data={"csrf_token": client.token("/")})
    client.set_cookie("checklist", cookie.value)
    assert client.get("/").status_code == 302


def test_who_wants_out_gets_out_while_the_store_refuses_writes(
    client_of: ClientOf, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("inspector")
    token = client.token("/")

    def refuse(*_: object, **__: object) -> None:
        raise unavailable("store.closed")

    for verb in ("put", "delete", "append"):
        monkeypatch.setattr(world.store, verb, refuse)
    answer = client.post("/accounts/sign-out", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (302, SIGN_IN)
    assert not (cookie := client.get_cookie("checklist")) or not cookie.value
    shown = client.get(SIGN_IN).text
    assert "จึงยังยกเลิกบนเครื่องแม่ข่ายไม่ได้" in shown
    assert 'class="notice warn"' in shown
    assert client.get("/").status_code == 302


def test_signing_in_and_out_and_failures_are_in_the_trail(
    client: StrictClient, app: Flask, world: World
) -> None:
    client.submit(SIGN_IN, name="inspector", password="wrong password")
    client.submit(SIGN_IN, name="inspector", password=PASSWORD)
    client.post("/accounts/sign-out", data={"csrf_token": client.token("/")})
    entries = app.extensions["checklist"].audit.before(limit=3)
    assert [entry.action for entry in entries] == ["session.ended", "session.began", "session.refused"]
    assert {entry.subject for entry in entries} == {world["inspector"].id}


def test_what_was_typed_as_a_password_is_kept_nowhere(client: StrictClient, world: World) -> None:
    client.submit(SIGN_IN, name="my-secret-in-the-wrong-box", password="another-secret-word")
    held = str(world.store.documents) + str(world.store.entries)
    assert "my-secret-in-the-wrong-box" not in held
    assert "another-secret-word" not in held


def test_an_address_is_never_kept_readable(client: StrictClient, world: World) -> None:
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    client.submit(SIGN_IN, name="inspector", password="wrong")
    assert "203.0.113.77" not in str(world.store.documents) + str(world.store.entries)


def test_a_one_time_password_opens_only_the_page_to_change_it(client: StrictClient, app: Flask) -> None:
    sign_in, password = app.extensions["checklist"].people.add_administrator(sign_in="first", name="คนแรก")
    client.submit(SIGN_IN, name="first", password=password)
    assert client.get("/").location == "/accounts/password"
    assert client.get("/accounts/people").location == "/accounts/password"
    assert client.get("/api/agencies").status_code == 403
    changed = client.submit("/accounts/password", current=password, new="คำใหม่ที่ยาวพอ", again="คำใหม่ที่ยาวพอ")
    assert changed.location == "/"
    assert client.get("/accounts/people").status_code == 200
    assert sign_in.must_change_password


def test_a_one_time_password_runs_out_after_seven_days(
    client: StrictClient, app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = app.extensions["checklist"].people
    person, password = people.add_administrator(sign_in="first", name="คนแรก")
    later = now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr("checklist_app.accounts.pages.now", lambda: later)
    late = client.submit(SIGN_IN, name="first", password=password)
    assert late.status_code == 422
    assert "หมดอายุแล้ว" in late.text
    assert "หมดอายุแล้ว" not in client.submit(SIGN_IN, name="first", password="wrong").text
    [refused, *_] = [e for e in app.extensions["checklist"].audit.before() if e.subject == person.id]
    assert refused.action == "session.refused"
    monkeypatch.setattr("checklist_app.accounts.records.now", lambda: later)
    renewed = people.reset_password_of("first")
    assert client.submit(SIGN_IN, name="first", password=renewed).status_code == 302


def test_an_own_password_does_not_run_out(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checklist_app.accounts.pages.now", lambda: now() + timedelta(days=400))
    assert client.submit(SIGN_IN, name="inspector", password=PASSWORD).status_code == 302


def test_whoever_gets_a_one_time_password_is_told_how_long_it_lasts(
    client_of: ClientOf, world: World
) -> None:
    address = f"/accounts/people/{world['inspector'].id}/reset-password"
    assert "ใช้ได้ภายใน 7 วัน" in client_of("supervisor").submit(address).text


@pytest.mark.parametrize("spell", [str.upper, lambda p: p.replace("-", ""), lambda p: p.replace("-", " ")])
def test_a_one_time_password_may_be_typed_as_it_was_heard(client: StrictClient, app: Flask, spell) -> None:  # type: ignore[no-untyped-def]  # any of three
    _, password = app.extensions["checklist"].people.add_administrator(sign_in="first", name="คนแรก")
    assert client.submit(SIGN_IN, name="first", password=spell(password)).status_code == 302


def test_letters_that_sound_alike_are_forgiven() -> None:
    password = one_time_password()
    assert as_heard(password.replace("0", "O").replace("1", "l")) == password


def test_a_changed_password_ends_all_other_sessions(client_of: ClientOf) -> None:
    phone, desk = client_of("inspector"), client_of("inspector")
    phone.submit("/accounts/password", current=PASSWORD, new="คำใหม่ที่ยาวพอ", again="คำใหม่ที่ยาวพอ")
    assert phone.get("/").status_code == 200
    assert desk.get("/").status_code == 302


@pytest.mark.parametrize(
    ("current", "new", "again"),
    [
        ("wrong", "a long enough phrase", "a long enough phrase"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "password123", "password123"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"),
        (PASSWORD, "my inspector word", "my inspector word"),
        (PASSWORD, "a long enough phrase", "another phrase here"),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, "ก" * 300, "ก" * 300),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_nothing_changes(
    client_of: ClientOf, current: str, new: str, again: str
) -> None:
    client = client_of("inspector")
    answer = client.submit("/accounts/password", current=current, new=new, again=again)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert client_of(None).submit(SIGN_IN, name="inspector", password=PASSWORD).status_code == 302


def test_a_device_can_be_signed_out_from_another(client_of: ClientOf, app: Flask, world: World) -> None:
    phone, desk = client_of("inspector"), client_of("inspector")
    sessions = app.extensions["checklist"].sessions.of(world["inspector"].id)
    token = desk.token("/accounts/sessions")
    for session in sessions:
        if desk.get("/").status_code == 200 and phone.get("/").status_code == 200:
            desk.post(f"/accounts/sessions/{session.id}/revoke", data={"csrf_token": token})
    assert [phone.get("/").status_code, desk.get("/").status_code].count(200) == 1


def test_all_other_devices_can_be_signed_out_at_once(client_of: ClientOf) -> None:
    clients = [client_of("inspector") for _ in range(3)]
    clients[0].post(
        "/accounts/sessions/revoke-others", data={"csrf_token": clients[0].token("/accounts/sessions")}
    )
    assert [client.get("/").status_code for client in clients] == [200, 302, 302]


def test_nobody_can_sign_out_the_device_of_another(client_of: ClientOf, app: Flask, world: World) -> None:
    theirs, mine = client_of("colleague"), client_of("inspector")
    [session] = app.extensions["checklist"].sessions.of(world["colleague"].id)
    answer = mine.post(f"/accounts/sessions/{session.id}/revoke", data={"csrf_token": mine.token("/")})
    assert answer.status_code == 404
    assert theirs.get("/").status_code == 200


@pytest.mark.parametrize("days", [14, 90])
def test_a_session_runs_out(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, days: int, world: World, app: Flask
) -> None:
    client = client_of("inspector")
    if days == 90:  # used every week, so that only its age can end it
        for week in range(1, 13):
            at = now() + timedelta(weeks=week)
            cookie = client.get_cookie("checklist")
            assert cookie is not None
            assert app.extensions["checklist"].sessions.resume(cookie.value, at=at)
    later = now() + timedelta(days=days, minutes=1)
    monkeypatch.setattr("checklist_app.web.context.now", lambda: later)
    assert client.get("/").status_code == 302


def test_the_first_start_makes_one_administrator_with_a_one_time_password(app: Flask, world: World) -> None:
    people = app.extensions["checklist"].people
    assert ensure_administrator(people) is None
    for document in list(world.store.documents["people"].values()):
        world.store.delete("people", document.id, version=document.version)
    made = ensure_administrator(people)
    assert made is not None
    assert people.authenticate(*made) is not None
    assert ensure_administrator(people) is None


@pytest.mark.parametrize(
    "hostile", ["\0", "ก" * 100_000, "\ud800".encode("utf-8", "surrogatepass"), "' OR 1=1", ""]
)
def test_nothing_typed_at_sign_in_breaks_it(client: StrictClient, hostile: str | bytes) -> None:
    for fields in ({"name": hostile, "password": "x"}, {"name": "inspector", "password": hostile}):
        answer = client.submit(SIGN_IN, **fields)
        assert answer.status_code == 422


def test_a_cookie_of_nonsense_is_nobody(client: StrictClient) -> None:
    for nonsense in ("", "x", "0" * 3_000, "%00%ff", "é"):
        client.set_cookie("checklist", nonsense)
        assert client.get("/").status_code == 302
