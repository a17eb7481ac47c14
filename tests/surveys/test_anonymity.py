"""Nobody is recognised in an answer: what a browser tells of itself is nowhere afterwards, and no record that
names an answer names anything else."""

import logging
import re

import pytest
from flask import Flask

from checklist_app.store import canonical
from checklist_app.store.counters import MemoryCounters
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.periods import Period
from tests.browser.serving import served
from tests.cast import World
from tests.client import Page, StrictClient
from tests.store.model import ModelStore
from tests.surveys.form_world import FILLED, Clock, Town, clock_of, town_of

ADDRESS, AGENT, REFERRER = "203.0.113.77", "Distinctive/9.9 (Odd Phone)", "https://odd.example/where"
BROWSER = {
    "User-Agent": AGENT,
    "Referer": REFERRER,
    "Accept-Language": "odditalk,th;q=0.3",
    "Cookie": "language=en; tracked=odd-cookie",
    "X-Forwarded-For": "198.51.100.23",
}
TELLING = (ADDRESS, "Distinctive", "Odd Phone", "odd.example", "odditalk", "odd-cookie", "198.51.100.23")
SAID = "ควรมีที่จอดรถเพิ่มขึ้นอีกสักสิบคัน"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def town(app: Flask, world: World, client: StrictClient, clock: Clock) -> Town:
    return town_of(app, world, client, clock)


def answer(town: Town) -> str:
    """As from that browser; the nonce of the form."""
    nonce = town.opened()
    sent = town.client.post(
        town.address,
        data={"nonce": nonce, **FILLED, "comment": SAID},
        headers=BROWSER,
        environ_base={"REMOTE_ADDR": ADDRESS},
    )
    assert sent.status_code == 303
    return nonce


def everything_in(store: ModelStore) -> str:
    documents = [document.body for kind in store.documents.values() for document in kind.values()]
    names = [f"{kind}/{id}" for kind, held in store.documents.items() for id in held]
    entries = [entry.body for stream in store.entries.values() for entry in stream]
    ids = [f"{stream}/{entry.id}" for stream, held in store.entries.items() for entry in held]
    return "\n".join([*map(bytes.decode, map(canonical, [*documents, *entries])), *names, *ids])


def test_nothing_that_a_browser_tells_is_kept(town: Town) -> None:
    answer(town)
    assert SAID in (whole := everything_in(town.office.world.store))
    assert [telling for telling in TELLING if telling in whole] == []


def test_an_answer_has_five_fields_and_no_moment(town: Town) -> None:
    nonce = answer(town)
    stream = stream_of(town.point.code, Period(2570, 1))
    (entry,) = town.office.store.read(stream)
    assert set(entry.body) == {"day", "channel", "questions", "given", "flags"}
    assert entry.body["day"] == "2026-11-20"
    assert entry.id == nonce.split(".")[3]
    told = canonical(entry.body).decode() + entry.id
    assert not re.search(r"\d\d:\d\d|T\d\d", told)
    assert str(int(town.clock.at.timestamp())) not in told


def test_where_an_answer_is_named_its_moment_is_not(town: Town) -> None:
    """The nonce holds the second in which the form was opened, and is kept nowhere."""
    nonce = answer(town)
    issued = nonce.split(".")[1]
    assert issued not in everything_in(town.office.world.store)
    assert nonce.rpartition(".")[2] not in everything_in(town.office.world.store)


def test_the_audit_says_nothing_of_answers(town: Town) -> None:
    before = {name: len(held) for name, held in town.office.world.store.entries.items()}
    answer(town)
    after = {name: len(held) for name, held in town.office.world.store.entries.items()}
    grown = {name for name in after if after[name] != before.get(name)}
    assert grown == {stream_of(town.point.code, Period(2570, 1))}


def test_no_log_can_be_joined_to_an_answer(town: Town, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """Also where it cannot be kept, or comes a second time, and with a real server in front."""
    caplog.set_level(logging.DEBUG)
    nonce = answer(town)
    town.client.post(town.address, data={"nonce": nonce, "overall": "x", "comment": SAID}, headers=BROWSER)
    with served(app) as address:
        other = _over_the_line(town, address)
    for said in (nonce.split(".")[3], other.split(".")[3], nonce, other, SAID, AGENT, ADDRESS):
        assert said not in caplog.text
        assert all(said not in str(record.__dict__) for record in caplog.records)


def _over_the_line(town: Town, address: str) -> str:
    from http.client import HTTPConnection
    from urllib.parse import urlencode

    line = HTTPConnection(address.removeprefix("http://"))
    line.request("GET", town.address, headers={"User-Agent": AGENT})
    nonce = Page(line.getresponse().read().decode()).hidden["nonce"]
    body = urlencode({"nonce": nonce, **FILLED, "comment": SAID})
    form = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": AGENT}
    line.request("POST", town.address, body, form)
    reply = line.getresponse()
    assert (reply.status, reply.headers["Set-Cookie"]) == (303, None)
    line.close()
    return nonce


def test_the_id_of_an_answer_stands_in_no_address(town: Town) -> None:
    nonce = town.opened()
    id = nonce.split(".")[3]
    wrong = town.sent(nonce, {}).text
    sent = town.sent(nonce)
    assert id not in sent.location
    assert id not in town.client.get(sent.location).text
    addresses = re.findall(r'(?:href|action|data-thanks)="([^"]*)"', wrong)
    assert len(addresses) > 3
    assert [address for address in addresses if id in address] == []
    assert '<form method="post"' in wrong


def test_no_answer_sets_a_cookie_or_asks_for_one(town: Town) -> None:
    nonce = town.opened()
    for sent in (town.sent(nonce, {}), town.sent(nonce), town.sent(nonce), town.sent("forged")):
        assert "Set-Cookie" not in sent.headers
        assert "Cookie" not in sent.headers.get("Vary", "")


def test_the_temporary_code_is_forgotten_with_the_day(town: Town) -> None:
    """What counts a connection is in memory only, under a key that no later day has."""
    for _ in range(4):
        answer(town)
    assert [bool(kept.flags) for kept in town.kept()] == [False, False, False, True]
    counters = town.office.store.counters
    assert isinstance(counters, MemoryCounters)
    assert ADDRESS not in str(counters._traces)
    keys = set(counters._traces)
    town.clock.turn(days=1)
    answer(town)
    assert not keys & set(counters._traces)
    assert not town.kept()[-1].flags
