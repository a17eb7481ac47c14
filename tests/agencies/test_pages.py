"""The register in the browser, for whoever may see it and whoever may change it."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from urllib.parse import urlsplit

import pytest

from checklist_app.accounts import Audit, Scope
from checklist_app.agencies import Agencies, Agency, ScoreSets
from checklist_app.agencies.pages import ROWS_SHOWN
from checklist_app.agencies.scores import ScoreSet
from checklist_app.agencies.tables import read_table
from tests.cast import World
from tests.client import StrictClient
from tests.conftest import ClientOf

NADI, DOI_SUNG = "เทศบาลตำบลนาดี", "เทศบาลตำบลดอยสูง"
READERS = ("administrator", "supervisor", "inspector", "colleague", "staff", "executive", "auditor")
SENT = {
    "name": "อบต.ใหม่",
    "type": "sao",
    "type_text": "",
    "province": "ขอนแก่น",
    "district": "พล",
    "itas_code": "K๐๐๑",
    "short_names": "",
}


def register(world: World) -> Agencies:
    return Agencies(world.store, Audit(world.store))


def now_named(world: World, agency: Agency) -> Agency:
    return register(world).fetch(Scope(everything=True), agency.id)


@pytest.mark.parametrize("who", READERS)
def test_everybody_of_the_province_reads_list_and_agency(client_of: ClientOf, world: World, who: str) -> None:
    client = client_of(who)
    assert "ทต.นาดี" in client.get("/agencies").text
    assert NADI in client.get(f"/agencies/{world.agencies[NADI].id}").text


@pytest.mark.parametrize("address", ["", "/edit"])
@pytest.mark.parametrize("who", ["outsider", "supervisor", "staff"])
def test_outside_the_scope_an_agency_is_not_found(
    client_of: ClientOf, world: World, who: str, address: str
) -> None:
    hidden = world.agencies[NADI if who == "outsider" else DOI_SUNG]
    response = client_of(who).get(f"/agencies/{hidden.id}{address}")
    expected = 403 if address and who != "supervisor" else 404
    assert response.status_code == expected
    assert hidden.short_name not in response.text


def test_the_list_of_an_outsider_and_of_staff_shows_only_their_own(client_of: ClientOf) -> None:
    assert "ทต.นาดี" not in client_of("outsider").get("/agencies?text=นาดี").text.split("<ul")[-1]
    shown = client_of("staff").get("/agencies").text
    assert "ทต.นาดี" in shown
    assert "อบต.โนนงาม" not in shown


def test_the_search_works_without_script(client_of: ClientOf) -> None:
    found = client_of("inspector").get("/agencies?text=โนนงาม").text
    assert "อบต.โนนงาม" in found
    assert "ทต.นาดี" not in found
    assert "ไม่พบหน่วยงาน" in client_of("inspector").get("/agencies?text=xyz").text


@pytest.mark.parametrize(
    "query", ["text=" + "ก" * 5000, "type=<b>", "province=%27", "after=../..", "text=%F0%9F%98%80"]
)
def test_strange_questions_are_answered_calmly(client_of: ClientOf, query: str) -> None:
    assert client_of("administrator").get(f"/agencies?{query}").status_code == 200


def test_a_long_list_continues_on_the_next_page(client_of: ClientOf, world: World) -> None:
    template = world.agencies["องค์การบริหารส่วนตำบลโนนงาม"].draft
    for number in range(ROWS_SHOWN):
        register(world).create(world["administrator"], replace(template, name=f"อบต.ก{number}"))
    first = client_of("administrator").get("/agencies").text
    next_address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client_of("administrator").get(next_address).text.count("<li data-search") == 5


@pytest.mark.parametrize("who", ["administrator", "supervisor"])
def test_an_editor_adds_an_agency(client_of: ClientOf, world: World, who: str) -> None:
    response = client_of(who).submit("/agencies/new", **SENT)
    assert response.status_code == 302
    added = register(world).fetch(Scope(everything=True), urlsplit(response.location).path.split("/")[-1])
    assert (added.name, added.itas_code) == ("องค์การบริหารส่วนตำบลใหม่", "K001")


@pytest.mark.parametrize("who", ["inspector", "staff", "executive", "auditor", "outsider"])
@pytest.mark.parametrize("address", ["/agencies/new", "/agencies/import"])
def test_readers_find_no_way_to_write(client_of: ClientOf, who: str, address: str) -> None:
    assert client_of(who).get(address).status_code == 403
    assert address not in client_of(who).get("/agencies").text


def test_all_faults_are_shown_at_once_and_what_was_typed_stays(client_of: ClientOf) -> None:
    response = client_of("administrator").submit(
        "/agencies/new", **{**SENT, "district": "", "province": "", "itas_code": "รหัส", "name": "อบต.<ใหม่>"}
    )
    assert response.status_code == 422
    assert response.text.count('class="error"') == 3
    assert "อบต.&lt;ใหม่&gt;" in response.text


def test_a_supervisor_cannot_add_to_another_province(client_of: ClientOf, world: World) -> None:
    response = client_of("supervisor").submit("/agencies/new", **{**SENT, "province": "เชียงใหม่"})
    assert response.status_code == 403
    assert len(register(world).within(Scope(everything=True))) == 5


def test_an_agency_is_edited_from_the_version_that_was_seen(client_of: ClientOf, world: World) -> None:
    nadi = world.agencies[NADI]
    address = f"/agencies/{nadi.id}/edit"
    one, other = client_of("supervisor"), client_of("administrator")
    changed = {**SENT, "name": NADI, "type": "subdistrict_mun", "district": "เมือง"}
    stale = {**changed, "version": "1", "itas_code": "X9", "csrf_token": other.token(address)}
    assert one.submit(address, **changed).status_code == 302
    response = other.post(address, data=stale)
    assert response.status_code == 409
    assert "มีผู้อื่นแก้ไข" in response.text
    assert (now_named(world, nadi).itas_code, now_named(world, nadi).district) == ("K001", "เมืองขอนแก่น")


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "-1"])
def test_a_version_that_is_none_changes_nothing(client_of: ClientOf, world: World, version: str) -> None:
    nadi = world.agencies[NADI]
    response = client_of("administrator").submit(f"/agencies/{nadi.id}/edit", **{**SENT, "version": version})
    assert response.status_code in {409, 422}
    assert now_named(world, nadi) == nadi


def test_without_a_version_nothing_is_overwritten(client_of: ClientOf, world: World) -> None:
    nadi, client = world.agencies[NADI], client_of("administrator")
    address = f"/agencies/{nadi.id}/edit"
    response = client.post(address, data={**SENT, "csrf_token": client.token(address)})
    assert response.status_code == 422
    assert now_named(world, nadi) == nadi


def test_an_agency_is_deactivated_and_comes_back(client_of: ClientOf, world: World) -> None:
    nadi, client = world.agencies[NADI], client_of("supervisor")
    for verb, active in (("deactivate", False), ("reactivate", True)):
        data = {
            "csrf_token": client.token(f"/agencies/{nadi.id}"),
            "version": str(now_named(world, nadi).version),
        }
        assert client.post(f"/agencies/{nadi.id}/{verb}", data=data).status_code == 302
        assert now_named(world, nadi).active is active


def test_a_reader_cannot_deactivate(client_of: ClientOf, world: World) -> None:
    nadi, client = world.agencies[NADI], client_of("inspector")
    data = {"csrf_token": client.token(f"/agencies/{nadi.id}"), "version": "1"}
    assert client.post(f"/agencies/{nadi.id}/deactivate", data=data).status_code == 403
    assert now_named(world, nadi).active


def test_an_agency_shows_its_published_figures_by_year(client_of: ClientOf, world: World) -> None:
    nadi = world.agencies[NADI]
    scores = ScoreSet(nadi.id, nadi.province, 2567, {"1": Decimal("99.83")}, Decimal("93.99"), "ผ่านดี")
    ScoreSets(world.store, Audit(world.store)).keep(scores)
    shown = client_of("staff").get(f"/agencies/{nadi.id}").text
    assert all(text in shown for text in ("2567", "93.99", "ผ่านดี"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_holds_what_its_reader_may_see(client_of: ClientOf, ending: str) -> None:
    response = client_of("inspector").get(f"/agencies/export.{ending}")
    assert response.headers["Content-Disposition"] == f'attachment; filename="agencies.{ending}"'
    assert len(read_table(response.data).rows) == 4
    assert len(read_table(client_of("staff").get(f"/agencies/export.{ending}").data).rows) == 1


def test_no_other_file_is_exported(client_of: ClientOf) -> None:
    assert client_of("administrator").get("/agencies/export.exe").status_code == 404


def uploaded(client: StrictClient, data: bytes, name: str = "รายชื่อ.csv") -> str:
    """The address of the preview."""
    response = client.submit("/agencies/import", file=(BytesIO(data), name))
    assert response.status_code == 302
    return urlsplit(response.location).path


ADDED = "ชื่อ,อำเภอ\r\nอบต.ใหม่,พล\r\nทต.นาดี,อ.เมือง\r\n".encode()


def test_an_import_is_previewed_and_only_then_carried_out(client_of: ClientOf, world: World) -> None:
    client = client_of("supervisor")
    address = uploaded(client, ADDED)
    assert "องค์การบริหารส่วนตำบลใหม่" in client.get(address).text
    assert len(register(world).within(Scope(everything=True))) == 5
    assert client.submit(address).status_code == 302
    assert len(register(world).within(Scope(everything=True))) == 6
    assert client.get(address).status_code == 404


def test_errors_are_shown_by_row_and_cannot_be_confirmed(client_of: ClientOf, world: World) -> None:
    client = client_of("supervisor")
    address = uploaded(client, ADDED + "วัง<b>,พล\r\n".encode())
    shown = client.get(address).text
    assert "กรุณาเลือกประเภทหน่วยงาน" in shown
    assert "ยืนยันนำเข้า" not in shown
    response = client.post(address, data={"csrf_token": client.token("/agencies/import")})
    assert response.status_code == 409
    assert len(register(world).within(Scope(everything=True))) == 5


def test_a_register_that_changed_since_the_preview_is_a_conflict(client_of: ClientOf, world: World) -> None:
    client = client_of("supervisor")
    address = uploaded(client, ADDED)
    token = client.token(address)
    register(world).set_active(world["supervisor"], world.agencies[NADI].id, active=False, version=1)
    assert client.post(address, data={"csrf_token": token}).status_code == 409
    assert "ทะเบียนเปลี่ยนไป" in client.get(address).text
    assert len(register(world).within(Scope(everything=True))) == 5


def test_the_file_of_one_person_is_not_found_by_another(client_of: ClientOf) -> None:
    address = uploaded(client_of("supervisor"), ADDED)
    assert client_of("administrator").get(address).status_code == 404
    other = client_of("administrator")
    assert other.post(address, data={"csrf_token": other.token("/agencies/import")}).status_code == 404


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.csv"),
        (b"PK\x03\x04", "broken.xlsx"),
        (b"\0\0", "nul.csv"),
        (b"x", "../../etc/passwd"),
        (ADDED, ""),
    ],
)
def test_a_file_that_cannot_be_read_is_told_on_the_page(client_of: ClientOf, data: bytes, name: str) -> None:
    response = client_of("administrator").submit("/agencies/import", file=(BytesIO(data), name))
    assert response.status_code == 422
    assert 'class="error"' in response.text


def test_text_instead_of_a_file_is_told_on_the_page(client_of: ClientOf) -> None:
    assert client_of("administrator").submit("/agencies/import", file="text").status_code == 422


def test_the_pages_can_be_read_in_english(client_of: ClientOf, world: World) -> None:
    client = client_of("administrator")
    preview = uploaded(client, ADDED.replace(b",", b",") + "วัง,\r\n".encode())
    nadi = world.agencies[NADI].id
    for address in ("", "/new", "/import", f"/{nadi}", f"/{nadi}/edit"):
        assert client.get(f"/agencies{address}?lang=en").status_code == 200
    assert "Errors" in client.get(f"{preview}?lang=en").text
