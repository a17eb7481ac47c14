"""The pages of service points, as each role meets them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from flask import Flask

from checklist_app.agencies import Agencies, AgencyDraft
from checklist_app.clock import today
from checklist_app.reports import Posters
from checklist_app.surveys.model import PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.surveys.points.offices import offices_of
from tests.cast import PROVINCE, World
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.store.model import ModelStore
from tests.surveys.world import Office, office_of

READS = ("get", "find", "read", "head")


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


@pytest.fixture
def staff(client_of: ClientOf) -> StrictClient:
    return client_of("staff")


def post(client: StrictClient, page: str, address: str) -> str:
    """Press the button of that address on that page; what the page after it says."""
    html = client.get(page).text
    form = html.split(f'action="{address}"')[1].split("</form>")[0]
    version = form.split('name="version" value="')[1].split('"')[0]
    answer = client.post(
        address, data={"csrf_token": client.token(page), "version": version}, follow_redirects=True
    )
    assert answer.status_code == 200
    return unescape(answer.text)


def test_staff_come_straight_to_their_own_office(staff: StrictClient, office: Office) -> None:
    page = staff.get("/surveys").text
    assert f"/surveys/{office.agency}/points/new" in page
    assert 'role="search"' not in page


def test_an_office_without_points_is_taught_how_to_begin(client_of: ClientOf, office: Office) -> None:
    address = f"/surveys/{office.agency}"
    page = client_of("staff").get(address).text
    assert "ยังไม่มีจุดบริการ" in page
    assert f"{address}/points/new" in page
    assert f"{address}/points/new" not in client_of("executive").get(address).text


def test_a_point_is_made_and_its_page_has_all_that_is_printed(staff: StrictClient, office: Office) -> None:
    answer = staff.submit(
        f"/surveys/{office.agency}/points/new",
        name="เคาน์เตอร์งานทะเบียน",
        place="ชั้น 1",
        services="งานทะเบียน\n\nภาษี",
        opens="๑ ต.ค. ๒๕๖๙",
        ends="",
    )
    (point,) = office.surveys.points.of(office.agency)
    assert answer.location == f"/surveys/points/{point.code}"
    assert (point.services, point.opens, point.ends) == (("งานทะเบียน", "ภาษี"), date(2026, 10, 1), None)
    page = staff.get(answer.location).text
    for ending in ("qr.svg", "qr.png", "poster.pdf", "card.pdf", "slips.pdf"):
        assert f"/s/{point.code}/{ending}" in page
    assert f"HTTP://LOCALHOST:8000/S/{point.shown}" in page
    assert point.name in staff.get(f"/surveys/{office.agency}").text


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(staff: StrictClient, office: Office) -> None:
    answer = staff.submit(
        f"/surveys/{office.agency}/points/new", name=" ", place="ชั้น 1", opens="1/2/2570", ends="1/1/2570"
    )
    assert answer.status_code == 422
    assert "วันสุดท้ายอยู่ก่อนวันที่เปิด" in answer.text
    assert 'value="ชั้น 1"' in answer.text
    answer = staff.submit(f"/surveys/{office.agency}/points/new", name="ก", opens="เมื่อวาน")
    assert answer.status_code == 422
    assert "เมื่อวาน" in answer.text
    assert office.surveys.points.of(office.agency) == []


def test_editing_shows_what_is_known_and_keeps_it(staff: StrictClient, office: Office) -> None:
    point = office.point(name_en="Counter", services=["ก", "ข"], ends=date(2027, 3, 31))
    answer = staff.submit(f"/surveys/points/{point.code}/edit", **filled(staff, point.code), name="ชื่อใหม่")
    assert answer.status_code == 302
    known = office.surveys.points.find(point.code)
    assert known is not None
    assert (known.name, known.name_en, known.services, known.ends) == (
        "ชื่อใหม่",
        "Counter",
        ("ก", "ข"),
        date(2027, 3, 31),
    )


def filled(client: StrictClient, code: str) -> dict[str, str]:
    """The fields as the form shows them, but for the name."""
    page = unescape(client.get(f"/surveys/points/{code}/edit").text)
    values = {
        name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]
        for name in ("name_en", "ends")
    }
    return {**values, "services": page.split("<textarea")[1].split(">", 1)[1].split("</textarea")[0].strip()}


def test_who_edits_an_old_page_is_told_and_may_save_again(staff: StrictClient, office: Office) -> None:
    point = office.point()
    page = f"/surveys/points/{point.code}/edit"
    token = staff.token(page)
    sent = {"csrf_token": token, "version": str(point.version), "name": "คนแรก"}
    assert staff.post(page, data=sent).status_code == 302
    late = staff.post(page, data={**sent, "name": "คนที่สอง"})
    assert late.status_code == 409
    assert "มีผู้อื่นแก้ไขจุดบริการนี้" in late.text
    assert 'name="version" type="hidden" value="2"' in late.text
    known = office.surveys.points.find(point.code)
    assert known is not None
    assert known.name == "คนแรก"


def test_closing_takes_one_tap_and_so_does_opening_again(staff: StrictClient, office: Office) -> None:
    point = office.point()
    page = f"/surveys/points/{point.code}"
    assert "วันสุดท้าย" in post(staff, page, f"{page}/close")
    closed = office.surveys.points.find(point.code)
    assert closed is not None
    assert closed.ends == today()
    assert "เปิดใช้จุดบริการนี้อีกครั้งแล้ว" in post(staff, page, f"{page}/reopen")
    opened = office.surveys.points.find(point.code)
    assert opened is not None
    assert opened.ends is None


def test_a_button_of_an_old_page_changes_nothing(staff: StrictClient, office: Office) -> None:
    point = office.point()
    page = f"/surveys/points/{point.code}"
    sent = {"csrf_token": staff.token(page), "version": str(point.version - 1)}
    assert staff.post(f"{page}/close", data=sent).status_code == 409
    assert office.surveys.points.find(point.code) == point


def test_a_poster_that_nobody_has_looked_at_for_a_month_is_asked_for(
    staff: StrictClient, office: Office
) -> None:
    draft = PointDraft(name="เคาน์เตอร์")
    long_ago = today() - timedelta(days=40)
    point = office.surveys.points.create(office.world["staff"], office.agency, draft, today=long_ago)
    page = f"/surveys/points/{point.code}"
    assert "ไม่ได้ตรวจป้ายนี้เกิน 1 เดือนแล้ว" in staff.get(page).text
    assert "ถึงเวลาตรวจป้าย" in staff.get(f"/surveys/{office.agency}").text
    assert "บันทึกว่าตรวจป้ายวันนี้แล้ว" in post(staff, page, f"{page}/checked")
    assert "ไม่ได้ตรวจป้ายนี้เกิน 1 เดือนแล้ว" not in staff.get(page).text
    assert "ถึงเวลาตรวจป้าย" not in staff.get(f"/surveys/{office.agency}").text


@pytest.mark.parametrize("who", ["executive", "inspector", "auditor"])
def test_who_only_reads_sees_the_point_without_buttons(client_of: ClientOf, office: Office, who: str) -> None:
    point = office.point()
    page = client_of(who).get(f"/surveys/points/{point.code}").text
    assert point.shown in page
    assert '<form method="post" action="/surveys' not in page
    assert f"{point.code}/edit" not in page


@pytest.mark.parametrize("who", ["staff", "executive", "supervisor", "auditor", "administrator", "inspector"])
@pytest.mark.parametrize("spoken", ["th", "en"])
def test_every_page_is_sound_in_both_languages(
    client_of: ClientOf, office: Office, who: str, spoken: str
) -> None:
    point = office.point("เคาน์เตอร์ <b>&amp;", name_en="Counter")
    client = client_of(who)
    for page in (
        *("/surveys", "/surveys?show=without", "/surveys?text=นาดี", "/surveys?text=ไม่มี"),
        *(f"/surveys/{office.agency}", f"/surveys/points/{point.code}"),
    ):
        answer = client.get(f"{page}{'&' if '?' in page else '?'}lang={spoken}")
        assert answer.status_code in {200, 302}
    if who in {"staff", "supervisor", "administrator"}:
        assert client.get(f"/surveys/points/{point.code}/edit?lang={spoken}").status_code == 200
        assert client.get(f"/surveys/{office.agency}/points/new?lang={spoken}").status_code == 200


# --- the province --------------------------------------------------------------------------------------


def test_a_province_sees_who_has_begun_and_may_begin_for_the_others(
    client_of: ClientOf, office: Office
) -> None:
    office.point()
    supervisor = client_of("supervisor")
    begun, others = supervisor.get("/surveys").text, supervisor.get("/surveys?show=without").text
    assert "ทต.นาดี" in begun
    assert "ทต.นาดี" not in others
    assert "อบต.โนนงาม" in others
    assert "อบต.โนนงาม" not in begun
    assert "ทต.ดอยสูง" not in others  # of another province
    assert "อบต.โนนงาม" in supervisor.get("/surveys?text=โนนงาม").text


def test_a_list_of_a_province_reads_each_collection_once(
    app: Flask, client_of: ClientOf, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("supervisor")

    def reads() -> int:
        with counted(monkeypatch) as calls:
            assert client.get("/surveys").status_code == 200
        return len(calls)

    few = reads()
    crowd(app, office)
    assert "ทต.ที่11" in client.get("/surveys").text
    assert reads() == few


def crowd(app: Flask, office: Office) -> None:
    agencies: Agencies = app.extensions["checklist"].agencies
    admin = office.world["administrator"]
    for number in range(12):
        made = agencies.create(
            admin,
            AgencyDraft(
                name=f"เทศบาลตำบลที่{number}", type="subdistrict_mun", district="พล", province=PROVINCE
            ),
        )
        for counter in range(2):
            draft = PointDraft(name=f"จุดที่ {counter}")
            office.surveys.points.create(admin, made.id, draft, today=today())


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    calls: list[str] = []

    def counting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def read(*args: object, **named: object) -> object:
            calls.append(name)
            return real(*args, **named)

        return read

    with monkeypatch.context() as patched:
        for name in READS:
            patched.setattr(ModelStore, name, counting(name, getattr(ModelStore, name)))
        yield calls


def test_the_state_of_the_running_round_stands_in_the_list(client_of: ClientOf, office: Office) -> None:
    office.point()
    supervisor = client_of("supervisor")
    assert "รอบนี้ยังไม่เริ่ม" in supervisor.get("/surveys").text
    supervisor.get(f"/surveys/{office.agency}")  # lets the round begin, as the clock does
    assert "กำลังรับคำตอบ" in supervisor.get("/surveys").text


def test_an_office_in_the_list_counts_what_is_open_and_what_waits(office: Office, world: World) -> None:
    day = date(2027, 2, 1)
    office.point("เปิด")
    office.point("ปิด", ends=date(2026, 12, 31))
    agency = world.agencies["เทศบาลตำบลนาดี"]
    (shown,) = offices_of([agency], office.surveys.points.all(), [], today=day)
    assert (shown.points, shown.open, shown.unchecked, shown.running) == (2, 1, 1, None)
    assert Period.of(day) == Period(2570, 1)


# --- files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["poster", "card", "slips"])
def test_what_is_printed_has_a_name_that_tells_what_it_is(
    staff: StrictClient, office: Office, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Posters, "pdf", lambda *_: b"made elsewhere")
    point = office.point("เคาน์เตอร์ 1/2")
    answer = staff.get(f"/s/{point.code}/{kind}.pdf")
    assert answer.content_type == "application/pdf"
    said = unquote(answer.headers["Content-Disposition"])
    assert f'filename="{kind}-{point.shown}.pdf"' in said
    assert f"-เคาน์เตอร์ 1-2-{point.shown}.pdf" in said


def test_a_poster_is_for_who_may_see_its_office(client_of: ClientOf, office: Office) -> None:
    address = f"/s/{office.point().code}/card.pdf"
    assert client_of("outsider").get(address).status_code == 404
    assert client_of(None).get(address).status_code == 302


@pytest.mark.parametrize("code", ["zzzzzz", "7k3qx", "7k3qxzz", "%20", "ก", "x" * 2000])
def test_a_code_that_is_not_there_is_not_found(staff: StrictClient, code: str) -> None:
    for address in ("/s/{}/qr.svg", "/s/{}/qr.png", "/s/{}/card.pdf", "/surveys/points/{}"):
        assert staff.get(address.format(code)).status_code == 404
    for address in ("/surveys/points/{}/entry", "/surveys/points/{}/kiosk", "/surveys/points/{}/paper.pdf"):
        assert staff.get(address.format(code)).status_code == 404


def test_a_qr_code_is_for_everybody_and_asks_for_no_cookie(client_of: ClientOf, office: Office) -> None:
    point = office.point()
    for ending, kind in (("svg", "image/svg+xml"), ("png", "image/png")):
        for code in (point.code, point.shown):
            answer = client_of(None).get(f"/s/{code}/qr.{ending}")
            assert (answer.status_code, answer.mimetype) == (200, kind)
            assert "Set-Cookie" not in answer.headers


def test_a_form_that_is_sent_twice_makes_one_point(staff: StrictClient, office: Office) -> None:
    place = f"/surveys/{office.agency}/points/new"
    once = staff.get(place).text.split('name="once" type="hidden" value="')[1].split('"')[0]
    for _ in range(2):
        answer = staff.submit(place, name="กองช่าง", once=once)
        assert (answer.status_code, answer.location) == (302, f"/surveys/points/{once}")
    assert staff.submit(place, name="กองคลัง", once="made up").status_code == 302
    assert [point.name for point in office.surveys.points.of(office.agency)] == ["กองคลัง", "กองช่าง"]


def test_the_pages_of_an_agency_lead_to_its_surveys_and_home_tells_what_is_due(
    client_of: ClientOf, office: Office
) -> None:
    point = office.point(opens=date(2017, 1, 1))
    for who in ("staff", "executive", "supervisor", "inspector", "auditor"):
        assert f'href="/surveys/{office.agency}"' in client_of(who).get(f"/agencies/{office.agency}").text
    assert f"/surveys/points/{point.code}" not in client_of("inspector").get("/").text
    overdue = replace(point, created=date(2017, 1, 1), checked=None)
    office.surveys.points._write(office.world["staff"], overdue, "survey_point.edited")
    assert f"/surveys/points/{point.code}" in client_of("staff").get("/").text
