"""Many at once, and a store that fails on the way: stored once, whole or not at all, on every engine."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from checklist_app.app import KINDS, create_app
from checklist_app.config import Config
from checklist_app.errors import unavailable
from checklist_app.store import Store
from checklist_app.store.embedded import FolderStore
from tests.cast import World, quick_passwords
from tests.client import StrictClient
from tests.visits.conftest import AGENCY
from tests.visits.phones import CODE, SAME_ORIGIN, Phone, begin

PhoneFor = Callable[[str], Phone]
TICK = "answer:3.2.1-6/01"
AT_ONCE = 50


@pytest.fixture(params=["in memory", "embedded"])
def store(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Store]:
    if request.param == "in memory":
        yield world.store
        return
    with closing(FolderStore(tmp_path / "store", KINDS)) as store:
        for kind, documents in world.store.documents.items():
            for document in documents.values():
                store.put(kind, document.id, document.body, version=0)
        yield store


@pytest.fixture
def app(store: Store, config: Config) -> Flask:
    app = create_app(config, store, passwords=quick_passwords())
    app.test_client_class = StrictClient
    return app


@pytest.fixture
def phone_for(app: Flask, world: World) -> PhoneFor:
    form = app.extensions["checklist"].forms.keep("nacc-2563", 2567)

    def phone(who: str) -> Phone:
        client = app.test_client()
        assert isinstance(client, StrictClient)
        client.sign_in(world[who])
        return begin(world[who], client, form, world.agencies[AGENCY].id)

    return phone


def posted_at_once(app: Flask, *phones: Phone) -> list[dict[str, Any]]:
    """What the server tells when each of these phones sends its waiting work AT_ONCE times in parallel."""

    def post(phone: Phone) -> dict[str, Any]:
        push = {"id": phone.visit, "since": 0, "ops": [*phone.operations.values()], "join": CODE}
        client = app.test_client()
        client.set_cookie("checklist", phone.client.get_cookie("checklist").value)  # type: ignore[union-attr]
        answer = client.post("/api/sync", data=json.dumps(phone.request(push)), headers=SAME_ORIGIN)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.get_json()["visits"][0]
        return told

    with ThreadPoolExecutor(8) as threads:
        return [*threads.map(post, [phone for phone in phones for _ in range(AT_ONCE // len(phones))])]


def test_the_same_push_at_once_is_stored_once(app: Flask, phone_for: PhoneFor, store: Store) -> None:
    phone = phone_for("inspector")
    for number in range(20):
        phone.write("answer:1.2.done", number)
    told = posted_at_once(app, phone)
    assert sum(len(answer["acked"]) for answer in told) == 21
    assert {(answer["seq"], answer["head"]) for answer in told} == {(21, told[0]["head"])}
    stored = store.read(f"visits/{phone.visit}")
    assert sorted(entry.id for entry in stored) == sorted(phone.operations)
    phone.sync()
    assert phone.state.value("answer:1.2.done") == 19


def test_two_phones_that_begin_one_visit_at_once_are_both_of_its_team(
    app: Flask, phone_for: PhoneFor, world: World, store: Store
) -> None:
    first, second = phone_for("inspector"), phone_for("colleague")
    facts = next(iter(first.operations.values()))
    second.visit, second.join = first.visit, CODE
    second.operations, second.waiting = {facts["id"]: facts}, {facts["id"]}
    first.write(TICK, True)
    second.write("answer:1.2.done", 3)
    told = posted_at_once(app, first, second)
    refused = {answer["error"]["code"] for answer in told if "error" in answer}
    assert refused <= {"visits.try_again", "visits.join_later"}  # both are tried again by themselves
    for phone in (first, second, first):
        phone.sync()
    assert first.state == second.state
    assert len(store.read(f"visits/{first.visit}")) == 3
    document = store.get("visits", first.visit)
    assert document is not None
    assert sorted(document.body["members"]) == sorted([first.owner.id, second.owner.id])  # type: ignore[arg-type, type-var]


@pytest.mark.parametrize("verb", ["append", "put"])
def test_a_store_that_cannot_write_leaves_nothing_half(
    phone_for: PhoneFor, store: Store, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    phone = phone_for("inspector")
    phone.write(TICK, True)
    push = {"id": phone.visit, "since": 0, "ops": [*phone.operations.values()]}

    def refuse(*_: object, **__: object) -> None:
        raise unavailable("store.disk")

    with monkeypatch.context() as broken:
        broken.setattr(store, verb, refuse)
        answer = phone.client.post("/api/sync", json=phone.request(push), headers=SAME_ORIGIN)
        assert answer.status_code == 503
    assert store.get("visits", phone.visit) is None
    assert store.read(f"visits/{phone.visit}") == []
    phone.sync()
    assert phone.waiting == set()


def test_a_failure_after_the_entries_takes_them_back(
    app: Flask, phone_for: PhoneFor, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = phone_for("inspector")
    phone.sync()
    phone.write("visited_on", "2026-11-20")
    with monkeypatch.context() as broken:
        broken.setattr(app.extensions["checklist"].visits, "_summarise", fail)
        push = {"id": phone.visit, "since": 1, "ops": [phone.operations[id] for id in phone.waiting]}
        answer = phone.client.post("/api/sync", json=phone.request(push), headers=SAME_ORIGIN)
        assert answer.status_code == 500
    assert store.head(f"visits/{phone.visit}").seq == 1
    phone.sync()
    assert phone.since == 2


def fail(*_: object) -> None:
    raise RuntimeError


def test_whoever_only_asks_is_answered_while_nothing_can_be_written(
    phone_for: PhoneFor, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = phone_for("inspector")
    phone.write(TICK, True)
    phone.sync()
    phone.since, phone.head = 0, ""

    def refuse(*_: object, **__: object) -> None:
        raise unavailable("store.disk")

    for verb in ("append", "put", "transaction"):
        monkeypatch.setattr(store, verb, refuse)
    phone.sync()
    assert phone.since == 2
