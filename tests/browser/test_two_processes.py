"""A visit on a phone whose every request goes to another process than the one before: two real servers on one
database, and a person who notices nothing of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.fault_proxy import WELL, Fault, FaultProxy, proxied
from tests.browser.phones import phone
from tests.browser.real_server import PASSWORD, RealServer
from tests.browser.scripts import KEPT, MODULES, TRUTH, UNSENT
from tests.browser.stage import INSPECTOR, at
from tests.browser.test_scenarios import AT_OFFICE, NEW_PHOTO
from tests.browser.test_visit_pages import sign, th

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRIES = 600  # until a test gives up; never part of what is asserted
TICK = "answer:3.2.1-6/01"
BEGIN = """const [agency] = await journal.pack("agencies")
const { form, year, digest } = (await journal.pack("forms")).find((one) => one.form === "nacc-2563")
const facts = { agency: agency.id, agency_name: agency.name, form, year, digest, join: "aaaaaaaa" }
const visit = await journal.createVisit(facts)
const values = { "answer:header.agency_name": agency.name, "answer:1.2.round": { option: "6" } }
const said = Object.entries(values).map(([field, value]) => ({ field, value, replaces: [] }))
await journal.recordMany(visit, said)
return visit"""
HELD = "return (await journal.operations(given)).map(({ id }) => id)"
LOOKING = """navigator.serviceWorker.getRegistration().then((it) => it.update())
  .then((it) => Boolean(it.installing || it.waiting))"""


@dataclass
class Beside(RealServer):
    """One of several on a database."""

    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "CHECKLIST_STORE": self.database}


@dataclass
class Handset:
    page: Page
    address: str
    servers: list[Beside]
    proxy: FaultProxy

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self) -> Page:
        """And the app is kept."""
        page = self.open("/accounts/sign-in?next=/visits")
        page.fill("#name", INSPECTOR)
        page.fill("#password", PASSWORD)
        page.click("main form button")
        page.wait_for_url("**/visits")
        self.wait(KEPT)
        return page

    def ask(self, script: str, given: object = None) -> Any:
        return self.page.evaluate(_asked(script), given)

    def wait(self, script: str) -> None:
        """Until it returns something true."""
        for _ in range(TRIES):
            if self.ask(script):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"it did not happen: {script}")

    def drained(self) -> None:
        """By itself."""
        self.wait(f"{UNSENT} === 0")


@pytest.fixture
def handset(driver: Playwright, database: str, tmp_path: Path) -> Iterator[Handset]:
    with ExitStack() as stack:
        servers = [Beside(tmp_path / "server", database=database) for _ in range(2)]
        proxy = stack.enter_context(proxied(servers[0].port))
        for server in servers:
            server.address = proxy.address
            stack.callback(server.kill)
            server.start()
        proxy.rule = _in_turn(proxy, servers)
        context: BrowserContext = stack.enter_context(phone(driver, tmp_path / "phone"))
        yield Handset(context.pages[0], proxy.address, servers, proxy)


def test_a_visit_from_signing_in_to_closing_goes_through_two_processes_in_turn(handset: Handset) -> None:
    page = handset.sign_in()
    visit: str = handset.ask(BEGIN)
    handset.open(f"/visits/{visit}")
    page.wait_for_selector("body[data-ready]")

    with handset.proxy.away():
        handset.open(f"/visits/{visit}")
        page.wait_for_selector("body[data-ready]")
        page.locator(at(TICK)).check()
        sha256, _ = handset.ask(NEW_PHOTO, visit)
        handset.open(f"/visits/{visit}/close")
        sign(page, page.locator(".signers > li").first)
        expect(page.locator(".signers")).to_contain_text(th("close_signed"))
    handset.drained()
    page.get_by_role("button", name="ปิดงาน").click()
    expect(page.locator("#standing")).to_contain_text(th("pages_status_complete"))
    handset.drained()

    held = [one["id"] for one in handset.ask(TRUTH, visit)["ops"]]
    assert sorted(held) == sorted(handset.ask(HELD, visit))
    kinds = [handset.ask(AT_OFFICE, [sha256, visit]) for _ in handset.servers]
    assert kinds == ["image/jpeg"] * 2
    refused = [one for one in handset.proxy.passed if one.status >= 400]
    assert [one for one in refused if one.method != "HEAD"] == []  # whether the photo is there yet


def test_no_phone_is_offered_a_new_version_because_it_asked_another_process(handset: Handset) -> None:
    page = handset.sign_in()
    page.wait_for_function("navigator.serviceWorker.controller?.state === 'activated'")
    assert [page.evaluate(LOOKING) for _ in range(4)] == [False] * 4
    expect(page.locator("#update button")).to_be_hidden()
    assert len({_worker(server) for server in handset.servers}) == 1


def _worker(server: Beside) -> bytes:
    with urlopen(f"http://127.0.0.1:{server.port}/sw.js") as answer:
        body: bytes = answer.read()
        return body


def _in_turn(proxy: FaultProxy, servers: list[Beside]) -> Any:
    ports = cycle(server.port for server in servers)

    def rule(method: str, path: str) -> Fault:
        proxy.upstream = next(ports)
        return WELL

    return rule


def _asked(script: str) -> str:
    return f"""async (given) => {{ {MODULES}
      const journal = await get("journal")
      {script} }}"""
