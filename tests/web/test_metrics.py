"""The figures of /metrics: right, of few labels, and not for everybody."""

import hmac
from collections.abc import Mapping
from dataclasses import replace

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from checklist_app.app import KINDS, create_app
from checklist_app.config import Config
from checklist_app.store import NewEntry
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import Collections
from tests.cast import World, quick_passwords
from tests.client import StrictClient
from tests.store.model import ModelStore

TOKEN = "t" * 32
STRANGER = {"REMOTE_ADDR": "203.0.113.77"}


def figures(client: StrictClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    samples = [s for family in text_string_to_metric_families(answer.text) for s in family.samples]
    told = {(sample.name, frozenset(sample.labels.items())): sample.value for sample in samples}
    assert len(told) == len(samples)
    return told


def figure(client: StrictClient, name: str, **labels: str) -> float:
    return figures(client).get((name, frozenset(labels.items())), 0)


def requests(client: StrictClient, **labels: str) -> float:
    return figure(client, "checklist_request_seconds_count", **labels)


def routes(client: StrictClient) -> set[frozenset[tuple[str, str]]]:
    return {labels for name, labels in figures(client) if name == "checklist_request_seconds_count"}


def test_requests_are_told_by_the_route_of_the_code(client: StrictClient) -> None:
    for code in ("abc", "xyz"):
        client.get(f"/verify/{code}")
    found = [labels for labels in map(dict, routes(client)) if labels["route"] == "/verify/<code>"]
    assert len(found) == 1
    assert requests(client, **found[0]) == 2


def test_an_unexpected_error_counts_as_one_and_leaves_nothing_in_flight(
    app: Flask, client: StrictClient
) -> None:
    @access(PUBLIC)
    def broken() -> str:
        raise RuntimeError

    app.add_url_rule("/broken", "broken", broken)
    client.get("/broken")
    assert requests(client, route="/broken", method="GET", status="5xx") == 1
    assert figure(client, "checklist_requests_in_flight") == 1  # this one


def test_what_strangers_invent_adds_no_more_than_one_line_each(client: StrictClient) -> None:
    client.get("/nowhere")
    client.open("/about", method="ODD")
    client.get("/metrics")
    before = routes(client)
    for number in range(20):
        client.get(f"/nowhere/{number}")
        client.open("/about", method=f"ODD{number}")
    assert routes(client) == before
    assert requests(client, route="none", method="GET", status="4xx") == 21
    assert requests(client, route="none", method="OTHER", status="4xx") == 21


def test_verbs_of_the_store_are_told_with_their_outcome(app: Flask, client: StrictClient) -> None:
    before = figure(client, "checklist_store_seconds_count", verb="get", outcome="ok")
    held: Collections = app.extensions["checklist"]
    held.store.get("people", "nobody")
    assert figure(client, "checklist_store_seconds_count", verb="get", outcome="ok") == before + 1


def test_written_entries_and_documents_are_counted(app: Flask, client: StrictClient) -> None:
    held: Collections = app.extensions["checklist"]
    for _ in range(2):
        held.store.append("survey/somewhere/2570-1", [NewEntry("e", {})])
    held.store.put("papers", "p", {}, version=0)
    assert figure(client, "checklist_entries_total", stream="survey") == 1
    assert figure(client, "checklist_documents_total", kind="papers") == 1


def test_the_process_tells_its_memory_and_what_it_runs(client: StrictClient) -> None:
    told = figures(client)
    assert told["process_resident_memory_bytes", frozenset()] > 1_000_000
    (about,) = [dict(labels) for name, labels in told if name == "checklist_build_info"]
    assert set(about) == {"version", "python", "process"}


def test_an_engine_with_a_pool_is_asked_each_time(config: Config) -> None:
    class Pooled(ModelStore):
        used = 0

        def figures(self) -> Mapping[str, float]:
            self.used += 1
            return {"connections_in_use": self.used}

    app = create_app(config, Pooled(KINDS), passwords=quick_passwords())
    app.test_client_class = StrictClient
    client = app.test_client()
    assert isinstance(client, StrictClient)
    for used in (1, 2):
        assert figure(client, "checklist_store_engine", figure="connections_in_use") == used


@pytest.mark.parametrize(
    ("environment", "headers"),
    [
        (STRANGER, {}),
        ({"REMOTE_ADDR": ""}, {}),
        ({}, {"Host": "checklist.example.go.th"}),
        ({}, {"X-Forwarded-For": "127.0.0.1"}),
        ({}, {"Forwarded": "for=127.0.0.1"}),
        ({}, {"Via": "1.1 Caddy"}),
        ({}, {"X-Real-Ip": "127.0.0.1"}),
    ],
)
def test_without_a_token_only_this_machine_itself_may_look(
    client: StrictClient, environment: dict[str, str], headers: dict[str, str]
) -> None:
    refused = client.get("/metrics", environ_base=environment, headers=headers)
    assert refused.status_code == 403
    assert "CHECKLIST_METRICS_TOKEN" in refused.text
    assert "checklist_" not in refused.text


def of(config: Config, world: World) -> StrictClient:
    app = create_app(config, world.store, passwords=quick_passwords())
    app.test_client_class = StrictClient
    client = app.test_client()
    assert isinstance(client, StrictClient)
    return client


def test_behind_a_proxy_its_visitors_are_not_this_machine(config: Config, world: World) -> None:
    client = of(replace(config, trusted_proxies=1), world)
    visitor = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrics", headers=visitor).status_code == 403
    assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        ("Bearer wrong", 403),
        (f"Bearer {TOKEN}x", 403),
        ("Bearer ", 403),
        (f"Basic {TOKEN}", 403),
        ("Bearer ก", 403),
        (None, 403),
    ],
)
def test_with_a_token_only_who_holds_it_may_look_from_anywhere(
    config: Config, world: World, sent: str | None, status: int
) -> None:
    client = of(replace(config, metrics_token=TOKEN), world)
    headers = {"Authorization": sent.encode().decode("latin-1")} if sent is not None else {}
    assert client.get("/metrics", headers=headers).status_code == status
    assert client.get("/metrics", headers=headers, environ_base=STRANGER).status_code == status


def test_a_token_is_compared_without_telling_how_much_of_it_was_right(
    config: Config, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(shown: bytes, held: bytes) -> bool:
        compared.append((shown, held))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    client = of(replace(config, metrics_token=TOKEN), world)
    assert client.get("/metrics", headers={"Authorization": "Bearer guess"}).status_code == 403
    assert compared == [(b"guess", TOKEN.encode())]
