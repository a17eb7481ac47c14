"""The score sets of a province in the browser: a file is previewed, agreed to, and only then kept."""

from decimal import Decimal
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from checklist_app.agencies import ScoreSet
from tests.cast import World
from tests.client import Page, StrictClient
from tests.conftest import ClientOf
from tests.ita.world import bureau_of

NADI, SAWANG = "เทศบาลตำบลนาดี", "เทศบาลเมืองสว่าง"
FILE = "หน่วยงาน,1,2,IIT\r\nทต.นาดี,90,91,90\r\nทม.สว่าง,80,81,80\r\n".encode()


def uploaded(client: StrictClient, data: bytes = FILE, year: str = "2568") -> str:
    """The address of the preview."""
    response = client.submit("/ita/import", file=(BytesIO(data), "คะแนน.csv"), year=year)
    assert response.status_code == 302
    return urlsplit(response.location).path


def kept(world: World) -> dict[str, ScoreSet]:
    return bureau_of(world).ita.scores.of_year(2568, world.agencies.values())


def score_nadi(world: World, score: str) -> None:
    bureau_of(world).score({"1": Decimal(score)}, 2568)


def test_an_import_is_previewed_and_only_then_carried_out(client_of: ClientOf, world: World) -> None:
    score_nadi(world, "70.00")
    client = client_of("supervisor")
    address = uploaded(client)
    shown = client.get(address).text
    assert all(text in shown for text in ("ทม.สว่าง", "<del>70.00</del>", "<ins>90.00</ins>", "IIT"))
    assert len(kept(world)) == 1
    arrived = client.submit(address).location
    assert urlsplit(arrived).path == "/ita/province/2569"  # the cycle that begins with the scores of 2568
    assert "เพิ่มใหม่ 1 ชุด แก้ไข 1 ชุด" in client.get(arrived).text
    assert kept(world)[world.agencies[SAWANG].id].indicators == {"1": Decimal(80), "2": Decimal(81)}
    assert client.get(address).status_code == 404


def test_who_confirms_too_late_sees_a_new_preview_and_may_agree_to_that(
    client_of: ClientOf, world: World
) -> None:
    client = client_of("supervisor")
    address = uploaded(client)
    old = client.get(address)
    score_nadi(world, "71.00")
    refused = resubmitted(client, address, old.text)
    assert refused.status_code == 409
    assert "เปลี่ยนไปหลังจากที่ท่านดูตัวอย่าง" in refused.text
    assert "<del>71.00</del>" in refused.text
    assert len(kept(world)) == 1
    assert resubmitted(client, address, refused.text).status_code == 302
    assert len(kept(world)) == 2


def test_who_confirms_twice_imports_once_and_is_told(client_of: ClientOf, world: World) -> None:
    client = client_of("supervisor")
    address = uploaded(client)
    page = client.get(address).text
    assert resubmitted(client, address, page).status_code == 302
    before = kept(world)
    again = resubmitted(client, address, page)
    assert (again.status_code, kept(world)) == (404, before)
    assert "นำเข้าไปแล้ว" in again.text


def test_an_administrator_arrives_in_the_province_of_what_was_imported(client_of: ClientOf) -> None:
    client = client_of("administrator")
    file = "หน่วยงาน,1\r\nทต.ดอยสูง,90\r\n".encode()
    page = client.get(client.submit(uploaded(client, file)).location).text
    assert "เพิ่มใหม่ 1 ชุด" in page
    assert "ดอยสูง" in page


def resubmitted(client: StrictClient, address: str, page: str) -> TestResponse:

    return client.post(address, data=Page(page).hidden)


def test_without_having_seen_a_preview_nobody_agrees(client_of: ClientOf, world: World) -> None:
    client = client_of("supervisor")
    address = uploaded(client)
    response = client.post(address, data={"csrf_token": client.token(address)})
    assert (response.status_code, kept(world)) == (409, {})


def test_faults_are_shown_by_row_and_column_and_cannot_be_confirmed(
    client_of: ClientOf, world: World
) -> None:
    client = client_of("supervisor")
    address = uploaded(client, FILE + "ทต.นาดี<b>,90,9o\r\n".encode() + "อบต.โนนงาม,90,101\r\n".encode())
    shown = client.get(address).text
    assert "ไม่พบหน่วยงาน “ทต.นาดี&lt;b&gt;”" in shown
    assert "ตัวชี้วัดที่ 2" in shown
    assert "ยืนยันนำเข้าคะแนน" not in shown
    assert client.submit(address).status_code == 409
    assert kept(world) == {}


def test_the_file_of_one_person_is_not_found_by_another_nor_as_a_register(client_of: ClientOf) -> None:
    client = client_of("supervisor")
    address = uploaded(client)
    assert client_of("administrator").get(address).status_code == 404
    assert client.get(address.replace("/ita/", "/agencies/")).status_code == 404


@pytest.mark.parametrize(
    ("data", "year"),
    [
        (b"", "2568"),
        (b"PK\x03\x04", "2568"),
        (FILE, ""),
        (FILE, "x"),
        ("หน่วยงาน,IIT,EIT,OIT\nทต.นาดี,1,2,3".encode(), "2568"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_on_the_page(client_of: ClientOf, data: bytes, year: str) -> None:
    response = client_of("supervisor").submit("/ita/import", file=(BytesIO(data), "คะแนน.csv"), year=year)
    assert response.status_code == 422
    assert 'class="error"' in response.text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_sets_of_a_year_are_exported_for_the_own_province_and_come_back(
    client_of: ClientOf, world: World, ending: str
) -> None:
    client = client_of("supervisor")
    client.submit(uploaded(client))
    file = client.get(f"/ita/scores/2568.{ending}")
    assert file.headers["Cache-Control"] == "no-store"
    shown = client.get(uploaded(client, file.data, year="")).text
    assert "ไม่มีอะไรต้องนำเข้า" in shown
    assert "ดอยสูง" not in shown


def test_an_export_of_another_province_holds_nothing_of_this_one(client_of: ClientOf, world: World) -> None:
    score_nadi(world, "71.00")
    assert "นาดี" not in client_of("outsider").get("/ita/scores/2568.csv").text
    assert client_of("staff").get("/ita/scores/2568.csv").status_code == 403
    assert client_of("supervisor").get("/ita/scores/2550.csv").status_code == 404


def test_the_pages_can_be_read_in_english(client_of: ClientOf, world: World) -> None:
    score_nadi(world, "70.00")
    client = client_of("supervisor")
    assert "Import the ITA scores" in client.get("/ita/import?lang=en").text
    whole = uploaded(client, FILE + "ค่าเฉลี่ย,1,2\r\nทม.สว่าง,80,81,80\r\n".encode())
    assert "Changed scores" in client.get(f"{whole}?lang=en").text
    faulty = uploaded(client, FILE + "ไม่มี,1,101\r\n".encode())
    assert "Errors" in client.get(f"{faulty}?lang=en").text
