"""The pages around the citizens' form: light, in the language of the reader, and a way on from everywhere."""

import gzip
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]  # it has no types
import pytest
from flask import Flask

from checklist_app.codes import with_check
from checklist_app.resources import STATIC
from checklist_app.store import Body
from checklist_app.surveys.answering import form_pages
from checklist_app.surveys.answering.form_page import TRAP, asked_of
from checklist_app.surveys.asking import languages
from checklist_app.surveys.asking.languages import FOLDER, form_languages, form_words
from checklist_app.surveys.asking.questions import Aspect, Question, QuestionKind, standard
from checklist_app.surveys.listening.improvements import ImprovementState
from checklist_app.surveys.model import RULES, Flag
from tests.cast import World
from tests.client import Page, StrictClient
from tests.conftest import ClientOf
from tests.surveys.form_world import FILLED, Clock, Town, clock_of, town_of

HEAVIEST = 14 * 1024
UNKNOWN = with_check("zzzzz")
LOADS = re.compile(
    r"<(?:img|link|script|iframe|source|object)\b[^>]*\b(?:src|href)=\"(?!data:)", re.IGNORECASE
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def town(app: Flask, world: World, client: StrictClient, clock: Clock) -> Town:
    return town_of(app, world, client, clock)


def addresses(town: Town) -> list[str]:
    of_point = [town.address, f"{town.address}/thanks", f"/s/notice?point={town.point.code}"]
    return [*of_point, f"/S/{town.point.shown}", "/s", "/S", "/s?code=abc", f"/s/{UNKNOWN}", "/s/notice"]


def sixteen(town: Town) -> None:
    """The largest set that an agency may ask, in long words."""
    known = standard()
    words = {"th": "ความเหมาะสมของขั้นตอนการให้บริการและระยะเวลาที่ใช้ ข้อ ", "en": "How suitable the steps were "}
    more = tuple(
        Question(
            f"more{n}",
            QuestionKind.RATING,
            {language: f"{text}{n}" for language, text in words.items()},
            {language: f"เช่น {text}{n * 7}" for language, text in words.items()},
            f"aspect{n}",
        )
        for n in range(8)
    )
    aspects = tuple(Aspect(f"aspect{n}", {"th": f"ด้าน {n}", "en": f"Aspect {n}"}) for n in range(4))
    more = tuple(replace(question, aspect=f"aspect{n % 4}") for n, question in enumerate(more))
    own = replace(
        known,
        aspects=known.aspects + aspects,
        questions=(*known.questions[:-2], *more, *known.questions[-2:]),
    )
    town.office.surveys.questions.publish(town.office.world["staff"], town.office.agency, own)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_form_is_one_light_request(town: Town, language: str, many: bool) -> None:
    if many:
        sixteen(town)
    town.change(services=tuple(f"งานบริการประชาชนด้านที่ {n}" for n in range(20)))
    sent = {}
    for encoding in ("br", "gzip"):
        answer = town.client.get(
            f"{town.address}?in={language}", headers={"Accept-Encoding": encoding}, sound=False
        )
        assert answer.content_encoding == encoding
        sent[encoding] = len(answer.data) + len(str(answer.headers).encode())
    plain = town.client.get(f"{town.address}?in={language}")
    assert plain.text.count("<fieldset") == (15 if many else 7)
    assert max(sent.values()) <= HEAVIEST
    assert len(gzip.compress(plain.data)) <= HEAVIEST
    assert len(brotli.compress(plain.data)) <= HEAVIEST
    assert not LOADS.search(plain.text)


def test_the_script_is_small() -> None:
    assert len(gzip.compress((STATIC / "js/surveys/form.js").read_bytes())) <= 2 * 1024


def test_no_page_for_citizens_sets_a_cookie_or_loads_anything(town: Town) -> None:
    for address in addresses(town):
        for more in ("", "in=en", "lang=en", "lang=en&in=th"):
            answer = town.client.get(f"{address}{'&' if '?' in address else '?'}{more}")
            assert "Set-Cookie" not in answer.headers, address
            assert not LOADS.search(answer.text), address
            assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in town.sent(town.opened(), address=f"{town.address}?lang=en").headers


def test_a_page_runs_only_what_stands_in_it(town: Town) -> None:
    for address in addresses(town):
        policy = town.client.get(address).headers["Content-Security-Policy"]
        assert re.search(r"script-src 'sha256-[\w+/=]+';", policy)
        assert re.search(r"style-src 'sha256-[\w+/=]+';", policy)
        for rule in (
            "default-src 'none'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ):
            assert rule in policy
        assert "unsafe" not in policy


def test_other_pages_keep_their_policy(town: Town) -> None:
    assert "script-src 'self'" in town.client.get("/about").headers["Content-Security-Policy"]


def test_two_readers_differ_in_nothing_but_the_nonce(town: Town) -> None:
    first, second = (town.client.get(town.address).text for _ in range(2))
    nonces = [Page(text).hidden["nonce"] for text in (first, second)]
    assert nonces[0] != nonces[1]
    assert first.replace(nonces[0], "") == second.replace(nonces[1], "")


def test_a_page_is_drawn_once_and_anew_when_what_it_shows_has_changed(
    town: Town, monkeypatch: pytest.MonkeyPatch, client_of: ClientOf
) -> None:
    town.client.get(town.address)
    drawn: list[str] = []

    def draw(*asked: Any) -> Any:
        drawn.append("once")
        return asked_of(*asked)

    monkeypatch.setattr(form_pages, "asked_of", draw)
    town.client.get(town.address)
    assert drawn == []
    town.change(name="ห้องทะเบียน")
    assert "ห้องทะเบียน" in town.client.get(town.address).text
    assert drawn == ["once"]
    agency = town.office.agency
    client_of("administrator").submit(f"/agencies/{agency}/edit", name="เทศบาลตำบลนาดีใหม่")
    assert "เทศบาลตำบลนาดีใหม่" in town.client.get(town.address).text


def test_the_form_says_where_it_is_what_is_kept_and_offers_not_to_answer(town: Town) -> None:
    town.change(services=("งานทะเบียน", "ชำระภาษี"), place="ชั้น 1")
    page = town.client.get(town.address).text
    for said in (
        "แบบประเมินความพึงพอใจการให้บริการ",
        "เทศบาลตำบลนาดี",
        "จุดบริการ: ",
        "งานทะเบียน · ชำระภาษี",
        "ใช้เวลาไม่ถึง 1 นาที ไม่ต้องบอกชื่อ เจ้าหน้าที่ไม่ทราบว่าใครตอบ",
        "ระบบสร้างรหัสชั่วคราวจากหมายเลข IP เพื่อกันการตอบซ้ำ และลบทิ้งทุกคืน",
        f"/s/notice?point={town.point.code}",
    ):
        assert said in page
    assert page.count("ไม่ได้ใช้/ไม่ขอตอบ") == 5
    assert page.count("<fieldset") == page.count("<legend") == 7


def test_the_trap_is_out_of_everybodys_way(town: Town) -> None:
    page = town.client.get(town.address).text
    trap = re.search(
        rf'<p class="trap" aria-hidden="true">.*name="{TRAP}" tabindex="-1" autocomplete="off"', page
    )
    assert trap


def test_english_is_one_tap_away_and_stays(town: Town) -> None:
    assert f'href="{town.address}?in=en" lang="en"' in town.client.get(town.address).text
    page = town.client.get(f"{town.address}?in=en").text
    assert Page(page).language == "en"
    assert "very satisfied" in page
    assert '<bdi lang="th">เทศบาลตำบลนาดี</bdi>' in page
    assert f'action="{town.address}?in=en"' in page
    sent = town.sent(town.opened(), address=f"{town.address}?in=en")
    assert sent.location == f"{town.address}/thanks?in=en"
    assert "Thank you" in town.client.get(sent.location).text
    wrong = town.sent(town.opened(), {}, address=f"{town.address}?in=en")
    assert "Please answer this question." in wrong.text


@pytest.mark.parametrize("asked", ["xx", "../th", "EN", ""])
def test_a_language_that_is_not_there_is_thai(town: Town, asked: str) -> None:
    assert Page(town.client.get(f"{town.address}?in={asked}").text).language == "th"


def test_a_further_language_is_a_file(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in FOLDER.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    jawi = {
        "name": "جاوي",
        "dir": "rtl",
        "ratings": {"5": "ساڠت ڤواس"},
        "send": "هنتر",
        "texts": {"ท่านเป็น": "انت"},
        "problems": {"surveys.answer_missing": "سيلا جواب"},
    }
    (tmp_path / "ms-Arab.json").write_text(json.dumps(jawi), "utf-8")
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    forget()
    try:
        answer = town.client.get(f"{town.address}?in=ms-Arab", sound=False).text
        wrong = town.client.post(f"{town.address}?in=ms-Arab", sound=False).text
        assert form_languages() == ("th", "en", "ms-Arab")
    finally:
        monkeypatch.undo()
        forget()
    assert '<html lang="ms-Arab" dir="rtl">' in answer
    for own in ("هنتر", "ساڠت ڤواس", "انت"):
        assert own in answer
    assert "سيلا جواب" in wrong
    assert '<span lang="th">2. วันนี้ท่านได้รับบริการครบตามที่ต้องการหรือไม่</span>' in answer


def forget() -> None:
    form_languages.cache_clear()
    form_words.cache_clear()
    form_pages._kept.cache_clear()


def test_languages_say_the_same_things_with_the_same_gaps() -> None:
    thai, english = form_words("th"), json.loads((FOLDER / "en.json").read_text("utf-8"))
    assert set(thai) == set(english)
    for key, said in thai.items():
        assert gaps(str(said)) == gaps(str(english[key])), key
    assert len(thai["notice_parts"]) == len(english["notice_parts"])
    assert not re.search(r"[\u0e00-\u0e7f]", str(english))


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def test_a_point_not_yet_open_says_when(town: Town) -> None:
    town.change(opens=date(2026, 12, 1))
    page = town.client.get(town.address)
    assert page.status_code == 200
    assert "1 ธันวาคม 2569" in page.text
    assert "<fieldset" not in page.text
    assert "1 December 2026" in town.client.get(f"{town.address}?in=en").text


def test_a_closed_point_thanks_explains_and_leads_on(town: Town) -> None:
    other, shut = town.office.point("กองช่าง"), town.office.point("ห้องเก่า", ends=date(2026, 11, 1))
    town.change(ends=date(2026, 11, 19))
    page = town.client.get(f"/S/{town.point.shown}")
    assert page.status_code == 200
    for said in ("ขอบคุณ", "19 พฤศจิกายน 2569", "กองช่าง", f"/s/{other.code}", f"/p/{town.office.agency}"):
        assert said in page.text
    assert shut.code not in page.text
    assert "<fieldset" not in page.text


def test_a_form_opened_before_the_point_closed_is_still_taken(town: Town) -> None:
    nonce = town.opened()
    town.change(ends=date(2026, 11, 19))
    assert town.sent(nonce).status_code == 303
    assert len(town.kept()) == 1


@pytest.mark.parametrize("hours", [0, 3])
def test_a_closed_point_takes_nothing_else_and_says_so(town: Town, hours: int) -> None:
    nonce = town.opened() if hours else "nothing"
    town.change(ends=date(2026, 11, 19))
    town.clock.turn(hours=hours)
    answer = town.sent(nonce)
    assert answer.status_code == 409
    assert "ไม่ได้รับการบันทึก" in answer.text
    assert town.kept() == []


def test_a_renamed_point_keeps_its_address(town: Town) -> None:
    nonce = town.opened()
    town.change(name="ศูนย์บริการร่วม")
    assert "ศูนย์บริการร่วม" in town.client.get(f"/S/{town.point.shown}").text
    assert town.sent(nonce).status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_sound_code_of_no_point_is_told_apart_from_a_mistyped_one(town: Town, method: str) -> None:
    unknown = getattr(town.client, method)(f"/s/{UNKNOWN}")
    assert unknown.status_code == 404
    assert "ไม่มีจุดบริการใดใช้" in unknown.text
    assert f'value="{UNKNOWN.upper()}"' in unknown.text
    typed = town.point.code[:-1] + ("2" if town.point.code[-1] != "2" else "3")
    mistyped = getattr(town.client, method)(f"/s/{typed}")
    assert mistyped.status_code == 404
    assert "ตัวสุดท้ายของรหัสใช้ตรวจตัวอื่น" in mistyped.text
    assert f'value="{typed}"' in mistyped.text
    assert "มี 6 ตัว" in getattr(town.client, method)("/s/abc").text


def test_whoever_types_a_code_comes_to_the_form(town: Town) -> None:
    assert 'name="code"' in town.client.get("/s").text
    code = town.point.shown
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} ", f"https://localhost/S/{code}"):
        answer = town.client.get("/s", query_string={"code": typed, "in": "en"})
        assert (answer.status_code, answer.location) == (302, f"{town.address}?in=en")
    wrong = town.client.get("/s", query_string={"code": '"><b>'})
    assert wrong.status_code == 422
    assert "&gt;&lt;b&gt;" in wrong.text


def test_the_thanks_lead_on(town: Town) -> None:
    page = town.client.get(f"{town.address}/thanks").text
    for said in ("ขอบคุณ", "สำนักงาน ป.ป.ช. โทร. 1205", f"/p/{town.office.agency}", f'href="{town.address}"'):
        assert said in page
    assert "ปรับปรุงแล้ว" not in page


def test_the_thanks_name_the_three_latest_improvements_that_were_done(town: Town) -> None:
    states = [ImprovementState.DONE] * 4 + [ImprovementState.PLANNED, ImprovementState.DROPPED]
    for n, state in enumerate(states):
        about: Body = {"agency": town.office.agency, "year": 2569, "number": 2, "aspect": "", "due": None}
        done: Body = {"text": f"งาน{n}", "result": f"ผล{n}", "state": state.value, "changed": "2026-10-01"}
        town.office.store.put("survey_improvements", f"improvement{n}", {**about, **done}, version=0)
    page = town.client.get(f"{town.address}/thanks").text
    assert re.findall(r"งาน\d", page) == ["งาน3", "งาน2", "งาน1"]
    assert "ผล3" in page


def test_the_notice_tells_what_the_law_asks_for(town: Town) -> None:
    page = town.client.get(f"/s/notice?point={town.point.code}").text
    for said in ("ควบคุมข้อมูลส่วนบุคคล", "หมายเลข IP", "มาตรา 24 (4)", "สิทธิ", "ติดต่อ", town.address):
        assert said in page
    english = town.client.get("/s/notice?in=en").text
    for said in ("controller", "IP address", "section 24 (4)", "rights", "Contact"):
        assert said in english


def test_the_form_can_be_asked_for_in_all_ways_and_changed_in_none(town: Town) -> None:
    assert town.client.head(town.address, sound=False).status_code == 200
    assert town.client.put(town.address, sound=False).status_code == 405
    assert town.client.post(f"{town.address}/thanks", data=FILLED, sound=False).status_code in {400, 405}


def test_another_browser_and_another_address_of_the_same_network_is_no_other_network(town: Town) -> None:
    """Whoever has an IPv6 address has 2^64 of them, and names any browser."""
    for n in range(RULES.network_a_day + 1):
        nonce = town.opened()
        town.clock.turn(minutes=1)
        town.client.environ_base["REMOTE_ADDR"] = f"2001:db8::{n:x}"
        assert town.sent(nonce, headers={"User-Agent": f"browser {n}"}).status_code == 303
    flags = [answer.flags for answer in town.kept()]
    assert flags == [frozenset()] * RULES.network_a_day + [{Flag.REPEAT}]
