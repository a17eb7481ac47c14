"""The catalogue in the browser: who sees what, the form as on paper, and the edition that is edited."""

import json
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from tests.cast import CAST
from tests.client import Page
from tests.conftest import ClientOf

OFFICIAL = json.loads((Path(__file__).parent / "official_2563.json").read_text("utf-8"))["strings"]
EVERYBODY = [draft.sign_in for draft in CAST]


class Shown(HTMLParser):
    """The text of a page, without the tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += unescape(data)


def words(html: str) -> str:
    return " ".join(Shown(html).text.split())


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_signed_in_may_read(who: str, client_of: ClientOf) -> None:
    client = client_of(who)
    for address in (
        "/catalog/",
        "/catalog/forms/nacc-2563",
        "/catalog/forms/follow-up-visit",
        "/catalog/editions/2570",
    ):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/catalog/", "/catalog/forms/nacc-2563", "/catalog/editions/2570"])
def test_nobody_is_sent_to_sign_in(address: str, client_of: ClientOf) -> None:
    assert client_of(None).get(address).status_code in {302, 303}


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "administrator"])
def test_only_an_administrator_edits(who: str, client_of: ClientOf, app: Flask) -> None:
    client = client_of(who)
    assert client.get("/catalog/editions/2569/edit").status_code == 403
    for address in ("/catalog/editions/2569/edit", "/catalog/editions/2569/reset"):
        assert client.post(address, data={"version": "0"}).status_code == 403
    assert "แก้ไขเกณฑ์" not in client.get("/catalog/editions/2569").text
    assert not app.extensions["checklist"].editions.is_edited(2569)


def test_a_write_without_the_token_of_its_form_is_refused(client_of: ClientOf, app: Flask) -> None:
    client = client_of("administrator")
    data = filled(client.get("/catalog/editions/2569/edit").text) | {"csrf_token": "forged"}
    for address in ("/catalog/editions/2569/edit", "/catalog/editions/2569/reset"):
        assert client.post(address, data=data).status_code == 400
    assert not app.extensions["checklist"].editions.is_edited(2569)


def test_every_official_text_is_on_the_page(client_of: ClientOf) -> None:
    shown = words(client_of("inspector").get("/catalog/forms/nacc-2563?year=2563").text)
    assert [text for text in OFFICIAL if " ".join(text.split()) not in shown] == []


def test_the_form_can_be_shown_for_any_year_in_thai_digits_too(client_of: ClientOf) -> None:
    client = client_of("inspector")
    shown = words(client.get("/catalog/forms/nacc-2563?year=๒๕๗๐").text)
    assert "ปีงบประมาณ พ.ศ. 2570" in shown
    assert "พ.ศ. 2563" not in shown


def test_without_a_year_it_is_that_of_today(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checklist_app.catalog.pages.today", lambda: date(2026, 10, 1))
    assert "ปีงบประมาณ พ.ศ. 2570" in words(client_of("inspector").get("/catalog/forms/nacc-2563").text)


@pytest.mark.parametrize("year", ["", "abc", "1", "99999", "2563.5", "๐", "-2563", "2" * 5000, "\x00"])
def test_a_year_that_is_none_is_told_so(year: str, client_of: ClientOf) -> None:
    response = client_of("inspector").get("/catalog/forms/nacc-2563", query_string={"year": year})
    assert response.status_code in ({200} if year == "" else {400, 422})


@pytest.mark.parametrize(
    "address", ["/catalog/forms/none", "/catalog/forms/..%2F..%2Fetc", "/catalog/editions/2400"]
)
def test_what_does_not_exist_is_404(address: str, client_of: ClientOf) -> None:
    assert client_of("inspector").get(address).status_code == 404


def test_an_edition_shows_its_sources_and_how_sure_they_are(client_of: ClientOf) -> None:
    shown = words(client_of("auditor").get("/catalog/editions/2570").text)
    assert "ยังไม่ยืนยัน" in shown
    assert "มั่นใจน้อย" in shown
    assert "pattayamail.com" in shown


def test_a_year_without_an_edition_says_whose_it_shows(client_of: ClientOf) -> None:
    assert "แสดงเกณฑ์ปี 2570" in words(client_of("auditor").get("/catalog/editions/2580").text)


@pytest.mark.parametrize("address", ["/catalog/", "/catalog/forms/nacc-2563", "/catalog/editions/2570"])
def test_the_pages_speak_english_around_the_official_thai(address: str, client_of: ClientOf) -> None:
    assert client_of("auditor").get(f"{address}?lang=en").status_code == 200


def test_an_administrator_edits_and_goes_back(client_of: ClientOf, app: Flask) -> None:
    client, editions = client_of("administrator"), app.extensions["checklist"].editions
    body = editions.body(2569)
    response = client.post(
        "/catalog/editions/2569/edit", data=filled(client.get("/catalog/editions/2569/edit").text)
    )
    assert response.status_code == 302
    assert {**editions.body(2569)} == {**body, "status": "unconfirmed"}  # saving unchanged changes nothing
    data = filled(client.get("/catalog/editions/2569/edit").text)
    data |= {
        "pass_mark": "๘๐",
        "indicators-8-parts-0-first": "O1",
        "indicators-8-parts-0-last": "O๕",
        "confirmed": "y",
    }
    assert client.post("/catalog/editions/2569/edit", data=data).status_code == 302
    saved = editions.get(2569)
    assert (str(saved.pass_mark), saved.confirmed, saved.version) == ("80", True, 2)
    assert saved.spans()["9.1"].last == "O5"
    assert "O1 - O5" in words(client.get("/catalog/forms/nacc-2563?year=2569").text)
    page = client.get("/catalog/editions/2569").text
    token = Page(page).hidden["csrf_token"]
    response = client.post("/catalog/editions/2569/reset", data={"csrf_token": token, "version": "2"})
    assert response.status_code == 302
    assert editions.get(2569).version == 0


def filled(html: str) -> dict[str, str]:
    """What a browser would send of this page's form as it stands."""
    fields = Fields(html)
    return fields.values


class Fields(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        name = attributes.get("name")
        if tag == "input" and name and (attributes.get("type") != "checkbox" or "checked" in attributes):
            self.values[name] = attributes.get("value") or ""


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("instruments-0-weight", "40", "ต้องรวมกันได้ 100"),
        ("instruments-0-weight", "สามสิบ", "0 ถึง 100"),
        ("indicators-0-name", "", "ต้องไม่ว่าง"),
        ("indicators-0-count", "-1", "จำนวนเต็ม"),
        ("levels-1-total", "99", "ต่ำกว่าระดับที่อยู่ก่อนหน้า"),
        ("pass_mark", "", "0 ถึง 100"),
        ("pass_mark", "9" * 5000, "0 ถึง 100"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    field: str, value: str, said: str, client_of: ClientOf, app: Flask
) -> None:
    client = client_of("administrator")
    data = filled(client.get("/catalog/editions/2569/edit").text) | {field: value}
    response = client.post("/catalog/editions/2569/edit", data=data)
    assert response.status_code == 422
    assert said in response.text
    assert not app.extensions["checklist"].editions.is_edited(2569)


@pytest.mark.parametrize("version", ["x", "-1", "1.5", "9" * 100])
def test_a_version_that_was_never_shown_is_refused(version: str, client_of: ClientOf, app: Flask) -> None:
    client = client_of("administrator")
    data = filled(client.get("/catalog/editions/2569/edit").text) | {"version": version}
    assert client.post("/catalog/editions/2569/edit", data=data).status_code in {409, 422}
    assert not app.extensions["checklist"].editions.is_edited(2569)


def test_a_stale_edit_is_a_conflict(client_of: ClientOf, app: Flask) -> None:
    client = client_of("administrator")
    data = filled(client.get("/catalog/editions/2569/edit").text)
    assert client.post("/catalog/editions/2569/edit", data=data).status_code == 302
    assert client.post("/catalog/editions/2569/edit", data=data).status_code == 409


def test_rows_that_are_missing_from_what_was_sent_stay_as_they_were(client_of: ClientOf, app: Flask) -> None:
    client, editions = client_of("administrator"), app.extensions["checklist"].editions
    sent = filled(client.get("/catalog/editions/2569/edit").text)
    data = {key: value for key, value in sent.items() if not key.startswith("indicators-")}
    assert client.post("/catalog/editions/2569/edit", data=data).status_code == 302
    assert len(editions.get(2569).indicators) == 10


def test_an_administrator_words_the_advice_of_a_year(client_of: ClientOf, app: Flask) -> None:
    client, editions = client_of("administrator"), app.extensions["checklist"].editions
    page = client.get("/catalog/editions/2569/edit").text
    data = filled(page)
    rows = {id: name for name, id in data.items() if name.startswith("advice-") and name.endswith("-id")}
    assert rows.keys() == set(editions.get(2569).advisable)
    data |= {
        rows["O11"].replace("-id", "-text"): " เผยแพร่ทุกเดือน\nของปี {year} ",
        rows["O12"].replace("-id", "-text"): "",
    }
    assert client.post("/catalog/editions/2569/edit", data=data).status_code == 302
    advice = editions.get(2569).advice
    assert advice["O11"] == "เผยแพร่ทุกเดือน ของปี {year}"
    assert "O12" not in advice
    assert advice["O13"].startswith("หน่วยงานต้องแสดง")
    assert "เผยแพร่ทุกเดือน ของปี 2569" in words(client.get("/catalog/editions/2569").text)


def test_the_longest_edition_can_be_saved(client_of: ClientOf, app: Flask) -> None:
    client, editions = client_of("administrator"), app.extensions["checklist"].editions
    data = filled(client.get("/catalog/editions/2565/edit").text)
    for name in [name for name in data if name.startswith("advice-")]:
        data[name.replace("-id", "-text")] = "ควรแก้ไข" * 50
    assert client.post("/catalog/editions/2565/edit", data=data).status_code == 302
    assert set(editions.get(2565).advice.values()) == {"ควรแก้ไข" * 50}
