"""Two real processes on one database behind the shipped proxies, under a steady load: restarted in turn
nobody notices, and one that is killed costs at most what was on its way to it, which is asked again."""

import http.client
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Final
from urllib.parse import urlencode

import pytest

from checklist_app.config import Config
from tests.client import Page
from tests.deploy.fronts import DOMAIN, Front, Reply, front
from tests.distributed.judging import judge
from tests.distributed.load import FORM, RATED, Load, Record
from tests.distributed.serving import SECRET, App
from tests.distributed.stage import store_of
from tests.distributed.town import Town, settle
from tests.serving.running import until

pytestmark = pytest.mark.slow

FRONTS: Final = ("nginx.conf", "Caddyfile-many")
CITIZENS: Final = 4
DRAIN: Final = 3
BETWEEN: Final = 1.0
"""Seconds of load before and after something happens."""


@dataclass
class Citizens:
    """Each from an address of their own. `failures` counts what was not answered as it should be; then it is
    asked again with the same words, as a browser does."""

    made: Front
    town: Town
    record: Record = field(default_factory=Record)
    failures: Counter[str] = field(default_factory=Counter)
    _enough: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def start(self) -> None:
        self._threads = [Thread(target=self._live, args=(number,)) for number in range(CITIZENS)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def _live(self, number: int) -> None:
        chance = random.Random(number)
        while not self._enough.is_set():
            source = f"127.{chance.randint(1, 250)}.{chance.randint(0, 250)}.{chance.randint(2, 250)}"
            self._ask("GET", "/about", source, 200)
            self._answer(chance, source)
            time.sleep(0.05)

    def _answer(self, chance: random.Random, source: str) -> None:
        path = f"/s/{self.town.point}"
        nonce = Page(self._ask("GET", path, source, 200).body.decode()).hidden["nonce"]
        given = {
            "visitor": "resident",
            "outcome": "whole",
            **{name: str(chance.randint(1, 5)) for name in RATED},
        }
        self._ask("POST", path, source, 303, urlencode({"nonce": nonce, **given}).encode())
        self.record.answers[nonce] = given
        self.record.acknowledged(time.monotonic())

    def _ask(self, method: str, path: str, source: str, wanted: int, body: bytes | None = None) -> Reply:
        while True:
            try:
                answer = self.made.ask(method, path, body, FORM if body else {}, source=source)
            except (OSError, http.client.HTTPException) as error:
                self.failures[f"{method} {type(error).__name__}"] += 1
            else:
                if answer.status == wanted:
                    return answer
                self.failures[f"{method} {answer.status} of the {_who(answer)}"] += 1
            time.sleep(0.1)


def _who(answer: Reply) -> str:
    """Says it: each page of the app has this header, and no page that a proxy makes up."""
    return "app" if answer.all("Content-Security-Policy") else "proxy"


@dataclass
class Scene:
    apps: list[App]
    citizens: Citizens
    url: str

    def goes_on(self) -> None:
        """Both what was being done and something new."""
        count = len(self.citizens.record.moments)
        time.sleep(BETWEEN)
        until(lambda: len(self.citizens.record.moments) > count)

    def nothing_is_lost(self) -> None:
        self.citizens.finish()
        load = Load(0, self.citizens.town, self.citizens.record)
        with closing(store_of(self.url)) as store:
            verdict = judge(store, load, SECRET)
        assert verdict.faults == []
        assert verdict.answers == len(self.citizens.record.answers) > 0


@pytest.fixture(params=FRONTS)
def scene(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Iterator[Scene]:
    environment = {
        "CHECKLIST_STORE": database,
        "CHECKLIST_FILES": str(tmp_path / "files"),
        "CHECKLIST_SECRET_KEY": SECRET,
        "CHECKLIST_BASE_URL": f"https://{DOMAIN}",
        "CHECKLIST_TRUSTED_PROXIES": "1",
        "CHECKLIST_DRAIN": str(DRAIN),
    }
    with closing(store_of(database)) as store:
        town = settle(store, Config.from_environment(environment))
    with (
        _both(tmp_path, environment) as apps,
        front(request.param, tmp_path / "front", [a.port for a in apps]) as made,
    ):
        until(lambda: made.ask("GET", "/healthz").status == 200)
        citizens = Citizens(made, town)
        citizens.start()
        try:
            yield Scene(apps, citizens, database)
        finally:
            citizens.finish()


@contextmanager
def _both(folder: Path, environment: dict[str, str]) -> Iterator[list[App]]:
    apps = [App(number, folder, environment) for number in range(2)]
    try:
        for app in apps:
            app.serve()
        for app in apps:
            app.ready()
        yield apps
    finally:
        for app in apps:
            app.kill()


def test_processes_that_are_restarted_in_turn_cost_nobody_a_request(scene: Scene) -> None:
    scene.goes_on()
    for app in scene.apps:
        before = app.process
        assert before is not None
        before.send_signal(signal.SIGTERM)
        assert before.wait(60) == 0
        app.serve()
        app.ready()
        scene.goes_on()
    scene.nothing_is_lost()
    assert scene.citizens.failures == Counter()


def test_a_killed_process_costs_only_what_was_on_its_way_and_nothing_acknowledged(scene: Scene) -> None:
    scene.goes_on()
    scene.apps[0].kill()
    scene.goes_on()
    scene.nothing_is_lost()
    # Each citizen asks for one thing at a time. What nobody had taken goes to the other process; but Caddy
    # cannot send a body twice, so that until it notices, what is written to the dead one fails.
    failures = scene.citizens.failures
    if scene.citizens.made.name == "Caddyfile-many":
        assert {failure for failure in failures if failure.startswith("POST")} <= {"POST 502 of the proxy"}
    else:
        assert failures.total() <= CITIZENS
    reading = {failure for failure in failures if failure.startswith("GET")}
    assert reading <= {"GET IncompleteRead"}  # half of the answer was out already
