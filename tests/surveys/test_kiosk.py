"""What a tablet at the counter collected reaches the office once, whatever happens on the way, and nothing
that somebody else makes up does."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklist_app.clock import BANGKOK, now
from checklist_app.errors import unavailable
from checklist_app.ids import ALPHABET, new_code
from checklist_app.surveys import Surveys
from checklist_app.surveys.answering.answers import Answers, stream_of
from checklist_app.surveys.answering.kiosk_page import FOLDER, SCRIPT, SCRIPTS, SHEETS, kiosk_words
from checklist_app.surveys.answering.kiosk_reading import LARGEST, MOST
from checklist_app.surveys.asking.languages import form_languages
from checklist_app.surveys.asking.questions import STANDARD
from checklist_app.surveys.model import Answer, Channel, Flag, Point, PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.web.joining import asks_for, needs
from tests.cast import World
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.surveys.world import answer_of

GIVEN = {"visitor": "resident", "process": "4", "overall": "5"}


@pytest.fixture
def surveys(app: Flask) -> Surveys:
    held: Surveys = app.extensions["checklist"].surveys
    return held


@pytest.fixture
def point(surveys: Surveys, world: World) -> Point:
    staff = world["staff"]
    assert staff.agency is not None
    draft = PointDraft(name="เคาน์เตอร์บริการประชาชน", name_en="Citizens' counter")
    return surveys.points.create(staff, staff.agency, draft, today=today() - timedelta(days=30))


def today() -> Any:
    return now().astimezone(BANGKOK).date()


def permit(surveys: Surveys, point: Point, *, days_ago: int = 3) -> str:
    return surveys.seals.kiosk_pass(point.code, point.kiosk, day=today() - timedelta(days=days_ago))


def collected(**changed: Any) -> dict[str, Any]:
    answer = {"day": today().isoformat(), "questions": STANDARD, "fast": False, "given": GIVEN}
    return {"id": new_code(20), **answer, **changed}


def deliver(client: StrictClient, point: Point, sent: object, **how: Any) -> Any:
    return client.post(
        f"/s/{point.code}/kiosk", data=json.dumps(sent), content_type="application/json", **how
    )


def kept(surveys: Surveys, world: World, point: Point, period: Period | None = None) -> list[Answer]:
    stream = stream_of(point.code, period or Period.of(today()))
    return [answer_of(entry.id, entry.body) for entry in world.store.read(stream)]


def test_a_delivery_is_kept_and_each_answer_named(
    client: StrictClient, surveys: Surveys, world: World, point: Point
) -> None:
    answers = [collected(), collected(fast=True), collected(given={**GIVEN, "comment": "ที่นั่งไม่พอ"})]
    reply = deliver(client, point, {"pass": permit(surveys, point), "answers": answers})
    assert reply.status_code == 200
    assert reply.json["kept"] == [answer["id"] for answer in answers]
    assert (reply.json["refused"], reply.json["connected"]) == ([], True)
    found = {answer.id: answer for answer in kept(surveys, world, point)}
    assert {answer.channel for answer in found.values()} == {Channel.KIOSK}
    assert found[answers[0]["id"]].given == {"visitor": "resident", "process": 4, "overall": 5}
    assert [set(found[answer["id"]].flags) for answer in answers] == [set(), {Flag.FAST}, set()]
    assert found[answers[2]["id"]].given["comment"] == "ที่นั่งไม่พอ"


def test_an_answer_that_comes_again_and_again_counts_once(
    client: StrictClient, surveys: Surveys, world: World, point: Point
) -> None:
    answer = collected(given={**GIVEN, "comment": "ช้า"})
    sent = {"pass": permit(surveys, point), "answers": [answer, answer]}
    for _ in range(3):
        assert deliver(client, point, sent).json["kept"] == [answer["id"]]
    assert len(kept(surveys, world, point)) == 1
    agency = point.agency
    assert len(surveys.comments.of(agency, Period.of(today()))) == 1


def test_no_cookie_is_asked_for_nor_given(client: StrictClient, surveys: Surveys, point: Point) -> None:
    page = client.get(f"/s/{point.code}/kiosk")
    reply = deliver(client, point, {"pass": permit(surveys, point), "answers": [collected()]})
    assert "Set-Cookie" not in page.headers
    assert "Set-Cookie" not in reply.headers


def test_an_empty_delivery_tells_the_time_and_whether_the_pass_is_good(
    client: StrictClient, surveys: Surveys, world: World, point: Point
) -> None:
    held = permit(surveys, point)
    assert deliver(client, point, {"pass": held, "answers": []}).json["connected"] is True
    surveys.points.disconnect_kiosks(world["staff"], point.code)
    reply = deliver(client, point, {"pass": held, "answers": []}).json
    assert (reply["connected"], reply["now"].endswith("+00:00")) == (False, True)


def test_a_disconnected_tablet_still_gets_rid_of_what_it_holds(
    client: StrictClient, surveys: Surveys, world: World, point: Point
) -> None:
    held, answer = permit(surveys, point), collected()
    surveys.points.disconnect_kiosks(world["staff"], point.code)
    reply = deliver(client, point, {"pass": held, "answers": [answer]})
    assert (reply.status_code, reply.json["kept"]) == (200, [answer["id"]])
    assert [answer.flags for answer in kept(surveys, world, point)] == [{Flag.ENDED}]


@pytest.mark.parametrize("forged", ["", "kiosk.0.2026-11-20.aaaa.bbbb", "พาส", "x" * 500, "\ud800", "a.b.c"])
def test_with_a_forged_pass_nothing_is_kept(
    client: StrictClient, surveys: Surveys, world: World, point: Point, forged: str
) -> None:
    reply = deliver(client, point, {"pass": forged, "answers": [collected()]})
    assert (reply.status_code, reply.json["error"]["code"]) == (403, "surveys.kiosk_pass")
    assert "เชื่อมต่อ" in reply.json["error"]["message"]
    assert kept(surveys, world, point) == []


def test_the_pass_of_another_point_is_forged(
    client: StrictClient, surveys: Surveys, world: World, point: Point
) -> None:
    other = surveys.points.create(world["staff"], point.agency, PointDraft(name="อื่น"), today=today())
    assert deliver(client, point, {"pass": permit(surveys, other), "answers": []}).status_code == 403
    nonce = surveys.seals.nonce(point.code, STANDARD, at=now())
    assert deliver(client, point, {"pass": nonce, "answers": []}).status_code == 403


STRANGE = [
    {"day": "2026-13-01"},
    {"day": "20261120"},
    {"day": 20261120},
    {"day": None},
    {"fast": 1},
    {"fast": None},
    {"questions": "standard-999"},
    {"questions": "../standard-1"},
    {"questions": "7"},
    {"questions": ["standard-1"]},
    {"given": None},
    {"given": {}},
    {"given": {"overall": 5}},
    {"given": {"overall": "6"}},
    {"given": {"overall": "5", "visitor": "king"}},
    {"given": {"overall": "5", "comment": "ก" * 501}},
    {"given": {"overall": "\ud800"}},
]


@pytest.mark.parametrize("strange", STRANGE, ids=str)
def test_a_strange_answer_is_refused_with_a_sentence_and_keeps_no_other_waiting(
    client: StrictClient, surveys: Surveys, world: World, point: Point, strange: Mapping[str, Any]
) -> None:
    bad, good = collected(**strange), collected()
    reply = deliver(client, point, {"pass": permit(surveys, point), "answers": [bad, good]}).json
    assert reply["kept"] == [good["id"]]
    assert [refused["id"] for refused in reply["refused"]] == [bad["id"]]
    assert len(reply["refused"][0]["message"]) > 10
    assert [answer.id for answer in kept(surveys, world, point)] == [good["id"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"[" * 60_000,
        b"\xff\xfe",
        b"null",
        b'{"pass": "x"}',
        b'{"pass": 5, "answers": []}',
        b'{"pass": "x", "answers": {}}',
        b'{"pass": "x", "answers": [5]}',
        b'{"pass": "x", "answers": [{"id": "short"}]}',
        b'{"pass": "x", "answers": [{"id": "IIIIIIIIIIIIIIIIIIII"}]}',
        json.dumps({"pass": "x", "answers": [collected() for _ in range(MOST + 1)]}).encode(),
    ],
    ids=lambda content: content[:30].decode("latin-1"),
)
def test_what_is_no_delivery_is_told_so_as_json(client: StrictClient, point: Point, content: bytes) -> None:
    reply = client.post(f"/s/{point.code}/kiosk", data=content)
    assert (reply.status_code, reply.json["error"]["code"]) == (422, "surveys.kiosk_delivery")  # type: ignore[index]


def test_a_delivery_is_no_larger_than_agreed(client: StrictClient, point: Point) -> None:
    reply = client.post(f"/s/{point.code}/kiosk", data=b" " * (LARGEST + 1))
    assert (reply.status_code, reply.json["error"]["code"]) == (413, "web.too_large")  # type: ignore[index]


@pytest.mark.parametrize(("code", "status"), [("zzzzzz", 422), ("abc", 422), ("000000", 404)])
def test_without_a_point_there_is_no_tablet(client: StrictClient, code: str, status: int) -> None:
    reply = client.post(f"/s/{code}/kiosk", json={"pass": "x", "answers": []})
    assert reply.status_code == status
    assert reply.json["error"]["message"]  # type: ignore[index]
    assert client.get(f"/s/{code}/kiosk").status_code == status


def test_where_nothing_can_be_written_nothing_is_named_as_kept(
    client: StrictClient, surveys: Surveys, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise unavailable("store.not_writable", reason="disk full")

    monkeypatch.setattr(Answers, "deliver", broken)
    reply = deliver(client, point, {"pass": permit(surveys, point), "answers": [collected()]})
    assert reply.status_code == 503
    assert "kept" not in reply.json


def test_a_day_before_the_tablet_was_connected_is_flagged_and_stays_the_same_next_week(
    client: StrictClient, surveys: Surveys, world: World, point: Point
) -> None:
    held = permit(surveys, point, days_ago=2)
    for day in ("1970-01-01", "2999-12-31"):
        deliver(client, point, {"pass": held, "answers": [collected(day=day)]})
    period = Period.of(today() - timedelta(days=2))
    assert {(answer.day, answer.flags) for answer in kept(surveys, world, point, period)} == {
        (today() - timedelta(days=2), frozenset({Flag.CLOCK}))
    }


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
IDS = st.text(ALPHABET, min_size=20, max_size=20)
ODD_ANSWER = st.fixed_dictionaries(
    {"id": IDS},
    optional={
        "day": ANYTHING | st.dates().map(str),
        "questions": ANYTHING | st.sampled_from([STANDARD, "1"]),
        "fast": ANYTHING,
        "given": ANYTHING | st.dictionaries(st.sampled_from([*GIVEN, "comment", "outcome"]), ANYTHING),
    },
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    sent=ANYTHING
    | st.fixed_dictionaries({"pass": st.just("good"), "answers": st.lists(ODD_ANSWER, max_size=3)})
)
def test_whatever_is_sent_is_answered_in_words(
    client: StrictClient, surveys: Surveys, point: Point, sent: Any
) -> None:
    if isinstance(sent, dict) and sent.get("pass") == "good":
        sent["pass"] = permit(surveys, point)
    reply = deliver(client, point, sent)
    assert reply.status_code in {200, 403, 422}
    assert reply.json


def test_the_page_holds_everything_and_is_the_same_for_everybody(
    client_of: ClientOf, surveys: Surveys, point: Point
) -> None:
    page = client_of(None).get(f"/s/{point.code}/kiosk")
    assert page.data == client_of("staff").get(f"/s/{point.code}/kiosk").data
    assert page.headers["Cache-Control"] == "no-cache"
    told = json.loads(page.text.split('id="page">')[1].split("</script>")[0])
    assert (told["code"], told["version"], len(told["questions"])) == (point.code, STANDARD, 8)
    assert told["point"] == {"th": point.name, "en": point.name_en}
    assert [language["id"] for language in told["languages"]][:2] == ["th", "en"]


def test_the_page_is_another_edition_when_its_point_is_renamed(
    client: StrictClient, surveys: Surveys, world: World, point: Point
) -> None:
    sent = {"pass": permit(surveys, point), "answers": []}
    before = deliver(client, point, sent).json["edition"]
    assert f'data-edition="{before}"' in client.get(f"/s/{point.code}/kiosk").text
    surveys.points.edit(world["staff"], point.code, PointDraft(name="ชื่อใหม่"), version=point.version)
    after = deliver(client, point, sent).json["edition"]
    assert after != before
    assert f'data-edition="{after}"' in client.get(f"/s/{point.code}/kiosk").text


def test_a_code_in_capitals_leads_to_the_one_address(client: StrictClient, point: Point) -> None:
    reply = client.get(f"/s/{point.code.upper()}/kiosk")
    if point.code != point.code.upper():
        assert (reply.status_code, reply.location) == (302, f"/s/{point.code}/kiosk")


def test_no_text_of_an_office_ends_the_element_that_holds_it(
    client: StrictClient, surveys: Surveys, world: World, point: Point
) -> None:
    draft = PointDraft(name="</script><!-- & '\"")
    surveys.points.edit(world["staff"], point.code, draft, version=point.version)
    page = client.get(f"/s/{point.code}/kiosk").text
    told = json.loads(page.split('id="page">')[1].split("</script>")[0])
    assert told["point"]["th"] == draft.name


def test_the_page_names_every_file_that_it_needs_without_network(app: Flask) -> None:
    files = app.extensions["assets"].by_name
    reached = [SCRIPT]
    for name in reached:
        source = files[name].decode()
        reached += [each for each in needs(name, source) if each not in reached]
        assert asks_for(name, source) == ()
    assert sorted(reached) == sorted(SCRIPTS)
    assert all(sheet in files for sheet in SHEETS)


def test_phones_keep_nothing_of_the_tablet(app: Flask, client: StrictClient) -> None:
    app.extensions["shells"] = list
    assert "js/surveys/" not in client.get("/sw.js").text.splitlines()[0]


def test_every_language_says_what_thai_says() -> None:
    for language in form_languages():
        own = json.loads((FOLDER / f"{language}.json").read_text("utf-8")) if language in {"th", "en"} else {}
        assert set(own) in (set(kiosk_words("th")), set())
        assert set(kiosk_words(language)) == set(kiosk_words("th"))


def test_the_tablet_has_every_word_that_it_says_and_no_other(app: Flask) -> None:
    said = "\n".join(app.extensions["assets"].by_name[name].decode() for name in SCRIPTS)
    quoted = set(re.findall(r'"([a-z_]+)"', said))
    assert set(kiosk_words("th")) - quoted == set()
    asked = re.findall(r'(?:#words|say\(\w+(?:\.\w+)?,|#say)\(?\s*"([a-z_]+)"', said)
    assert len(asked) > 10
    assert set(asked) - set(kiosk_words("th")) == set()


def test_staff_get_a_pass_in_the_fragment_that_no_log_sees(
    client_of: ClientOf, surveys: Surveys, point: Point
) -> None:
    client = client_of("staff")
    page = client.post(f"/surveys/points/{point.code}/kiosk", data={"csrf_token": client.token("/about")})
    address = page.text.split('href="http')[1].split('"')[0]
    held = surveys.seals.read_kiosk_pass(address.partition("#")[2], point.code)
    assert held
    assert (held.generation, held.begun) == (0, today())
    assert address.partition("#")[0].endswith(f"/s/{point.code}/kiosk")
    assert "data:image/svg+xml;base64," in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_without_the_token_of_our_pages_nobody_connects_a_tablet(client_of: ClientOf, point: Point) -> None:
    assert client_of("staff").post(f"/surveys/points/{point.code}/kiosk").status_code == 400


def test_a_pass_is_not_shown_again_in_another_language(client_of: ClientOf, point: Point) -> None:
    reply = client_of("staff").get(f"/surveys/points/{point.code}/kiosk?lang=en")
    assert (reply.status_code, reply.location) == (302, f"/surveys/points/{point.code}")


def test_disconnecting_ends_every_pass(client_of: ClientOf, surveys: Surveys, point: Point) -> None:
    client = client_of("staff")
    client.post(f"/surveys/points/{point.code}/kiosk/end", data={"csrf_token": client.token("/about")})
    found = surveys.points.find(point.code)
    assert found
    assert found.kiosk == 1
    assert "ยกเลิกการเชื่อมต่อ" in client.get(f"/surveys/points/{point.code}").text
