"""What is published is there for everybody, without a cookie, and tells of nobody."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from checklist_app.resources import ROOT
from checklist_app.store import Body
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.listening.comments import CommentState, Judgement
from checklist_app.surveys.model import Point, PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.surveys.publishing.open_data import FIELDS
from checklist_app.wording import LANGUAGES
from tests.cast import World
from tests.conftest import ClientOf
from tests.surveys import world
from tests.surveys.world import GOOD, Office

PERIOD = Period(2569, 2)
DURING = datetime(2026, 6, 10, 5, tzinfo=UTC)
AFTER = datetime(2026, 10, 5, 5, tzinfo=UTC)
WISH = "ที่จอดรถน้อย"


@pytest.fixture
def office(app: Flask, world: World) -> Office:
    return Office(world, app.extensions["checklist"].surveys, world.store)


def point(office: Office, name: str = "เคาน์เตอร์บริการ") -> Point:
    draft = PointDraft(name=name)
    return office.surveys.points.create(office.world["staff"], office.agency, draft, today=PERIOD.span.start)


def answered(office: Office, at: Point, n: int, **more: str | int) -> None:
    for _ in range(n):
        office.answer(at, {**GOOD, **more}, at=DURING)


def publish(office: Office, *decisions: str) -> str:
    office.surveys.rounds.settle(office.agency, at=AFTER)
    for text in decisions or ("ให้ปรับปรุงป้ายบอกทาง",):
        office.surveys.rounds.decide(office.world["executive"], office.agency, PERIOD, text, at=AFTER)
    return f"/p/{office.agency}/2569/2"


def test_a_round_appears_with_the_decision_and_not_before(office: Office, client_of: ClientOf) -> None:
    answered(office, point(office), 12)
    office.surveys.rounds.settle(office.agency, at=AFTER)
    public = client_of(None)
    before = public.get(f"/p/{office.agency}/2569/2")
    assert before.status_code == 404
    assert "ยังไม่มีผลสำรวจที่เผยแพร่" in before.text
    assert "ยังไม่มีผลที่เผยแพร่" in public.get(f"/p/{office.agency}").text
    address = publish(office)
    assert public.get(address).status_code == 200
    assert address in public.get(f"/p/{office.agency}").text


@pytest.mark.parametrize("tail", ["nowhere", "nowhere/2569/2", "nowhere/2569/2.csv"])
def test_an_agency_that_is_not_there_is_told_helpfully(client_of: ClientOf, tail: str) -> None:
    answer = client_of(None).get(f"/p/{tail}")
    assert answer.status_code == 404
    assert "ยังไม่มีผลสำรวจที่เผยแพร่" in answer.text


def test_the_page_tells_what_was_asked_how_and_what_came_of_it(office: Office, client_of: ClientOf) -> None:
    at = point(office)
    answered(office, at, 12)
    promise(office)
    page = client_of(None).get(publish(office, "ข้อสั่งการแรก", "ข้อสั่งการเพิ่ม")).text
    head = office.store.head(stream_of(at.code, PERIOD))
    for said in (
        "เทศบาลตำบลนาดี",
        "รอบที่ 2 ปีงบประมาณ 2569",
        "ข้อมูลน้อย",
        "ไม่ได้มาจากการสุ่มตัวอย่าง",
        "คะแนนรวม ÷ 5 × 100",
        "4.51–5.00",
        "ปลัดเทศบาล",
        "คุณบอก เราแก้",
        "ขยายที่จอดรถ",
        head.hash,
    ):
        assert said in page
    assert page.index("ข้อสั่งการเพิ่ม") < page.index("ข้อสั่งการแรก")
    assert office.world["executive"].name not in page


def promise(office: Office) -> None:
    body: Body = {
        "agency": office.agency,
        "year": 2569,
        "number": 2,
        "text": "ขยายที่จอดรถ",
        "aspect": "",
        "due": "2027-03-01",
        "state": "doing",
        "result": "",
        "changed": "2026-10-02",
    }
    office.store.put("survey_improvements", "one", body, version=0)


@pytest.mark.parametrize("n", [1, 9])
def test_fewer_than_ten_answers_are_told_as_that(office: Office, client_of: ClientOf, n: int) -> None:
    at = point(office)
    answered(office, at, n, comment=WISH)
    approve_all(office)
    client, address = client_of(None), publish(office)
    page = client.get(address).text
    assert "น้อยกว่า 10 คำตอบ" in page
    assert WISH not in page
    told = client.get(f"{address}.json").json
    assert told is not None
    assert told["results"] == {"answers": None, "fewer_than": 10}
    assert told["wishes"] == []
    rows = read_csv(client.get(f"{address}.csv").data)
    assert [(row["id"], row["hidden"], row["answers"]) for row in rows] == [("answers", "yes", "")]


def test_a_round_that_nobody_answered_is_published_as_empty(office: Office, client_of: ClientOf) -> None:
    point(office)
    client, address = client_of(None), publish(office)
    assert "ไม่มีผู้ตอบในรอบนี้" in client.get(address).text
    assert (client.get(f"{address}.json").json or {})["results"]["answers"] == 0


def approve_all(office: Office) -> None:
    for comment in office.surveys.comments.of(office.agency, PERIOD):
        office.surveys.comments.judge(
            office.world["staff"],
            office.agency,
            {
                comment.id: Judgement(
                    version=comment.version,
                    state=CommentState.APPROVED,
                    shown=comment.text,
                    group="facilities",
                )
            },
        )


def test_comments_are_shown_once_somebody_approved_them(office: Office, client_of: ClientOf) -> None:
    answered(office, point(office), 10, comment=WISH)
    client, address = client_of(None), publish(office)
    assert WISH not in client.get(address).text
    approve_all(office)
    assert WISH in client.get(address).text


def test_wishes_stand_under_the_name_that_the_newest_version_has(
    office: Office, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tenth version is newer than the ninth, whatever the alphabet says."""
    at, staff = point(office), office.world["staff"]
    for number in range(1, 11):
        current = office.surveys.questions.current(office.agency)
        *others, facilities = current.aspects
        named = (*others, replace(facilities, name={"th": f"ชื่อที่ {number}"}))
        office.surveys.questions.publish(staff, office.agency, replace(current, aspects=named))
    for version in ("9", "10"):
        monkeypatch.setattr(world, "STANDARD", version)
        answered(office, at, 10, comment=WISH)
    address = publish(office)
    approve_all(office)
    assert "<h3>ชื่อที่ 10</h3>" in client_of(None).get(address).text


def test_a_hidden_group_stands_without_figures_on_page_and_in_files(
    office: Office, client_of: ClientOf
) -> None:
    answered(office, point(office, "จุด ก"), 30)
    small = point(office, "จุด ข")
    answered(office, small, 4, visitor="business", overall=1)
    client, address = client_of(None), publish(office)
    row = client.get(address).text.split('<th scope="row">จุด ข</th>')[1].split("</tr>")[0]
    assert "ซ่อน" in row
    assert 'class="number"' not in row
    (line,) = [row for row in read_csv(client.get(f"{address}.csv").data) if row["id"] == small.code]
    assert {name: value for name, value in line.items() if value} == {
        "agency": "เทศบาลตำบลนาดี",
        "year": "2569",
        "round": "2",
        "table": "points",
        "id": small.code,
        "label": "จุด ข",
        "hidden": "yes",
    }
    told = client.get(f"{address}.json").json or {}
    assert {"id": small.code, "label": "จุด ข", "hidden": True} in told["results"]["points"]


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_files_hold_the_numbers_of_the_page(office: Office, client_of: ClientOf) -> None:
    answered(office, point(office), 12)
    client, address = client_of(None), publish(office)
    by_id = {(row["table"], row["id"]): row for row in read_csv(client.get(f"{address}.csv").data)}
    told = (client.get(f"{address}.json").json or {})["results"]
    assert by_id["summary", "score"]["mean"] == "4.25"
    assert told["summary"]["score"]["mean"] == 4.25
    assert by_id["questions", "facilities"]["rating_3"] == "12"
    assert told["questions"][3]["ratings"] == {"5": 0, "4": 0, "3": 12, "2": 0, "1": 0}
    assert told["outcomes"][0]["answers"] == 12
    assert "4.25" in client.get(address).text


def test_every_field_of_the_files_is_described(office: Office, client_of: ClientOf) -> None:
    answered(office, point(office), 12)
    told = client_of(None).get(publish(office) + ".json").json or {}
    described = (ROOT / "docs" / "survey-open-data.md").read_text("utf-8")
    names = {*FIELDS, "agency", "year", "round", *told, *told["results"], *told["round"]}
    assert [name for name in sorted(names) if f"`{name}`" not in described] == []


def test_late_answers_change_nothing_that_is_published(office: Office, client_of: ClientOf) -> None:
    at = point(office)
    answered(office, at, 12)
    client, address = client_of(None), publish(office)
    files = [client.get(f"{address}.{ending}").data for ending in ("csv", "json")]
    answered(office, at, 5, overall=1)
    assert [client.get(f"{address}.{ending}").data for ending in ("csv", "json")] == files


# --- nobody's page --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", *(f"?lang={known}" for known in LANGUAGES)])
def test_no_cookie_is_set_and_whatever_lies_between_may_keep_it(
    office: Office, client_of: ClientOf, language: str
) -> None:
    answered(office, point(office), 12)
    address = publish(office)
    for tail in (f"/p/{office.agency}", address, f"{address}.csv", f"{address}.json"):
        answer = client_of(None).get(tail + language)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Cookie" in answer.vary


def test_a_page_with_a_name_on_it_is_kept_by_nobody(office: Office, client_of: ClientOf) -> None:
    answered(office, point(office), 12)
    answer = client_of("staff").get(publish(office))
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_address_tells_the_language(office: Office, client_of: ClientOf) -> None:
    answered(office, point(office), 12)
    address, client = publish(office), client_of(None)
    client.set_cookie("language", "en")
    assert "ผู้บริหารสั่งการ" in client.get(address).text
    assert "What the executive decided" in client.get(f"{address}?lang=en").text
    assert "What the executive decided" in client.get(f"{address}?lang=en").text
    assert json.loads(client.get(f"{address}.json?lang=en").data)["results"]["channels"][0]["label"].isascii()


def test_files_may_be_read_from_the_page_of_anybody(office: Office, client_of: ClientOf) -> None:
    answered(office, point(office), 12)
    answer = client_of(None).get(publish(office) + ".json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
