"""The papers of a province: asked for at one process, watched and fetched at others, whoever makes them."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener
from zipfile import ZipFile

import pytest

from checklist_app.config import Config
from checklist_app.reports.batch_model import Stage
from checklist_app.reports.batch_visits import choices
from checklist_app.web.context import EXTENSION
from tests.client import Page, StrictClient
from tests.processes.alternating import in_turn
from tests.processes.conftest import Process
from tests.reports.provinces import Bench, Maker, bench, finish_visit
from tests.reports.test_batch_pages import ADDRESS, ask
from tests.reports.test_work_process import MORE, Province, names_in, numbers_of, province
from tests.serving.running import PATIENCE, free_port, until

__all__ = ["province"]

DEMO = "a password of the demonstration"


@dataclass(frozen=True)
class Both:
    """`benches` are the two processes that the supervisor asks in turn, and a third that only works."""

    benches: tuple[Bench, Bench, Bench]
    supervisor: StrictClient


@pytest.fixture
def both(one: Process, other: Process, config: Config) -> Both:
    for name in ("เทศบาลตำบลนาดี", "องค์การบริหารส่วนตำบลโนนงาม"):
        finish_visit(one.world, one.world.agencies[name])
    made = bench(one.world, config, Maker())
    benches = made, made.beside(), made.beside()
    for process, each in zip((one, other), benches, strict=False):
        process.app.extensions[EXTENSION] = replace(
            process.of, batches=each.batches, batch_worker=each.worker
        )
    client = Process(in_turn(one.app, other.app), one.world).client("supervisor")
    return Both(benches, client)


@pytest.mark.parametrize("maker", [0, 1, 2], ids=["the one", "the other", "a worker"])
def test_whoever_makes_it_everybody_tells_how_far_it_is_and_hands_it_out(both: Both, maker: int) -> None:
    ask_often = both.supervisor
    address = ask(ask_often, pdf="y")
    assert [_news(ask_often, address)["open"] for _ in range(2)] == [True, True]
    both.benches[maker].worker.work_off()
    assert [_news(ask_often, address)["done"] for _ in range(2)] == [2, 2]
    files = [ask_often.get(f"{address}.zip").data for _ in range(2)]
    assert files[0] == files[1]
    assert len(ZipFile(io.BytesIO(files[0])).namelist()) == 3


def test_how_far_it_is_never_goes_back_whichever_is_asked(both: Both) -> None:
    told: list[int] = []
    address = ask(both.supervisor, pdf="y")
    both.benches[0].maker.before = lambda _: told.extend(
        _news(both.supervisor, address)["done"] for _ in range(2)
    )
    both.benches[0].worker.work_off()
    assert told == sorted(told)


def test_one_that_is_stopped_at_one_is_left_by_the_other(both: Both) -> None:
    address = ask(both.supervisor, pdf="y")

    def stop(_: object) -> None:
        token = both.supervisor.token("/about")
        assert both.supervisor.post(f"{address}/stop", data={"csrf_token": token}).status_code == 302

    both.benches[1].maker.before = stop
    both.benches[1].worker.work_off()
    assert both.benches[0].maker.made != []
    assert len(both.benches[0].maker.made) == 1
    assert [_news(both.supervisor, address)["open"] for _ in range(2)] == [False, False]


def _news(client: StrictClient, address: str) -> Any:
    return client.get(f"{address}/news").json


# --- real processes ---------------------------------------------------------------------------------


@dataclass
class Serving:
    """`checklist serve`, which makes papers as well. `browser` is that of somebody who comes to several."""

    port: int
    process: subprocess.Popen[bytes]
    browser: OpenerDirector

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> bytes:
        with self.browser.open(f"{self.address}{path}", timeout=PATIENCE) as answer:
            body: bytes = answer.read()
            return body

    def submit(self, path: str, **fields: str) -> str:
        """Where it leads to."""
        hidden = Page(self.get(path).decode()).hidden
        data = urlencode({**hidden, **fields}).encode()
        with self.browser.open(f"{self.address}{path}", data, timeout=PATIENCE) as answer:
            return str(answer.url).removeprefix(self.address)

    def is_ready(self) -> bool:
        try:
            return b"ok" in self.get("/readyz")
        except OSError:
            return False


@contextmanager
def serving(environment: dict[str, str], log: Path, browser: OpenerDirector) -> Iterator[Serving]:
    port = free_port()
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.reports.worker_process", "serve"],
            env={**os.environ, **environment, "CHECKLIST_PORT": str(port)},
            stdout=said,
            stderr=said,
        )
    try:
        made = Serving(port, process, browser)
        until(made.is_ready)
        yield made
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_what_a_killed_server_was_making_the_other_makes_and_hands_out(
    province: Province, tmp_path: Path
) -> None:
    environment = {**province.environment, "CHECKLIST_BATCHES": "here"}
    supervisor = build_opener(HTTPCookieProcessor(CookieJar()))
    place = choices(province.known.visits, province.supervisor)[0]
    with (
        serving(environment, tmp_path / "one.log", supervisor) as one,
        serving(environment, tmp_path / "other.log", supervisor) as other,
    ):
        one.submit("/accounts/sign-in", name="demo-supervisor", password=DEMO)
        address = one.submit(ADDRESS, place=f"{place.year} {place.province}", pdf="y", issue="y")
        begun = province.known.batches.fetch(province.supervisor, address.rpartition("/")[2])
        assert "ทำแล้ว" in other.get(address).decode()
        province.until(begun, lambda found: found.done >= 1)
        one.process.kill()
        made = province.until(begun, lambda found: not found.is_open)
        assert (made.stage, made.done, made.lost, made.failures) == (Stage.READY, MORE + 1, 1, ())
        assert "พร้อมดาวน์โหลด" in other.get(address).decode()
        archive = ZipFile(io.BytesIO(other.get(f"{address}.zip")))
    assert archive.testzip() is None
    assert archive.namelist() == names_in(province, made)
    assert numbers_of(province) == [*range(1, MORE + 2)]
