"""What an agency chooses about its surveys is checked before it is kept."""

from dataclasses import replace

import pytest
from flask import Flask

from checklist_app.errors import Problem
from checklist_app.surveys.counting.bands import BAND_SETS
from checklist_app.surveys.rounds.settings import SurveySettings
from tests.cast import World
from tests.conftest import ClientOf
from tests.surveys.world import Office, office_of


@pytest.fixture
def office(app: Flask, world: World) -> Office:
    return office_of(world, app.extensions["checklist"].store)


def change(office: Office, *, who: str = "staff", **chosen: object) -> SurveySettings:
    settings = replace(SurveySettings(office.agency), **chosen)  # type: ignore[arg-type]
    return office.surveys.settings.change(office.world[who], settings)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"bands": "z"}, "bands_missing"),
        ({"opens": -1}, "hours_missing"),
        ({"closes": 25}, "hours_missing"),
        ({"opens": 17, "closes": 8}, "closes_before_it_opens"),
        ({"emails": ("no address",)}, "no_email"),
        ({"emails": ("a@b.co\nBcc: other@b.co",)}, "no_email"),
        ({"emails": ("ก@b.co",)}, "no_email"),
        ({"emails": (f"{'a' * 250}@b.co",)}, "no_email"),
        ({"emails": tuple(f"a{n}@b.co" for n in range(11))}, "too_many_emails"),
    ],
)
def test_what_cannot_be_is_refused(office: Office, chosen: dict[str, object], code: str) -> None:
    with pytest.raises(Problem, match=code):
        change(office, **chosen)  # type: ignore[arg-type]
    assert office.surveys.settings.of(office.agency) == SurveySettings(office.agency)


def test_each_address_is_kept_once_and_empty_lines_are_none(office: Office) -> None:
    assert change(office, emails=(" a@b.co ", "", "a@b.co")).emails == ("a@b.co",)


@pytest.mark.parametrize("who", ["executive", "inspector", "outsider"])
def test_others_choose_nothing(office: Office, who: str) -> None:
    with pytest.raises(Problem):
        change(office, who=who, bands="b")


def test_the_page_shows_every_table_and_keeps_the_choice(office: Office, client_of: ClientOf) -> None:
    staff, place = client_of("staff"), f"/surveys/{office.agency}/settings"
    page = staff.get(place).text
    for bands in BAND_SETS.values():
        assert all(str(band.least) in page and band.word in page for band in bands.bands)
    sent = {"bands": "c", "opens": "9", "closes": "16", "emails": "one@example.go.th, two@example.go.th"}
    assert staff.submit(place, **sent).status_code == 302
    kept = office.surveys.settings.of(office.agency)
    assert (kept.bands, kept.opens, kept.closes) == ("c", 9, 16)
    assert kept.emails == ("one@example.go.th", "two@example.go.th")


def test_what_was_typed_stays_beside_what_is_wrong_with_it(office: Office, client_of: ClientOf) -> None:
    place = f"/surveys/{office.agency}/settings"
    sent = {"bands": "b", "opens": "8", "closes": "17", "emails": "nobody at home"}
    page = client_of("staff").submit(place, **sent)
    assert page.status_code == 422
    assert "nobody ไม่ใช่ที่อยู่อีเมล" in page.text
    assert "nobody\r\nat\r\nhome" in page.text or "nobody at home" in page.text


def test_a_stale_page_says_so_and_the_next_attempt_is_kept(office: Office, client_of: ClientOf) -> None:
    staff, place = client_of("staff"), f"/surveys/{office.agency}/settings"
    token = staff.token(place)
    change(office, bands="b")
    sent = {"csrf_token": token, "version": "0", "bands": "c", "opens": "8", "closes": "17", "emails": ""}
    refused = staff.post(place, data=sent)
    assert refused.status_code == 409
    assert "มีคนอื่นแก้การตั้งค่านี้ไปก่อน" in refused.text
    assert '<input name="version" type="hidden" value="1">' in refused.text
    assert staff.post(place, data={**sent, "version": "1"}).status_code == 302
