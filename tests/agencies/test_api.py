"""The register for the phone."""

import pytest

from tests.cast import World
from tests.conftest import ClientOf


def test_the_phone_gets_what_its_person_may_see(client_of: ClientOf) -> None:
    answer = client_of("inspector").get("/api/agencies").get_json()
    assert [agency["short_name"] for agency in answer["agencies"]] == [
        "อบจ.ขอนแก่น",
        "ทม.สว่าง",
        "อบต.โนนงาม",
        "ทต.นาดี",
    ]
    assert (answer["total"], answer["next"]) == (4, None)
    own = client_of("staff").get("/api/agencies").get_json()
    assert [agency["short_name"] for agency in own["agencies"]] == ["ทต.นาดี"]


def test_pages_continue_until_there_is_no_next(client_of: ClientOf) -> None:
    client, seen, after = client_of("administrator"), [], ""
    while after is not None:
        answer = client.get(f"/api/agencies?limit=๒&after={after}").get_json()
        seen += [agency["id"] for agency in answer["agencies"]]
        after = answer["next"]
    assert len(seen) == len(set(seen)) == 5


def test_what_did_not_change_is_not_sent_again(client_of: ClientOf, world: World) -> None:
    client = client_of("inspector")
    for address in ("/api/agencies", "/api/provinces"):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
    other = client_of("outsider").get("/api/agencies")
    assert other.headers["ETag"] != client.get("/api/agencies").headers["ETag"]
    assert "private" in other.headers["Cache-Control"]


def test_there_are_seventy_seven_provinces(client_of: ClientOf) -> None:
    assert len(client_of("staff").get("/api/provinces").get_json()["provinces"]) == 77


@pytest.mark.parametrize("limit", ["x", "1.5", "9" * 50])
def test_a_limit_that_is_no_number_is_told(client_of: ClientOf, limit: str) -> None:
    response = client_of("inspector").get(f"/api/agencies?limit={limit}")
    assert (response.status_code, response.get_json()["error"]["field"]) == (422, "limit")


def test_whoever_has_not_signed_in_gets_nothing(client_of: ClientOf) -> None:
    for address in ("/api/agencies", "/api/provinces"):
        assert client_of(None).get(address).status_code == 401
