"""A phone in the browser tests: Chromium with a profile of its own on the disk, at any page of the app,
and the modules of the app asked as its pages ask them."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, Route
from playwright.sync_api import Error as BrowserError

from checklist_app.accounts import Person
from checklist_app.catalog import Form
from checklist_app.clock import now
from checklist_app.web.static import static_url
from tests.browser.serving import ARGUMENTS, CHROMIUM

MODULES = ("journal", "upkeep", "sync")

# Handles of the database that a test may close, as phones do; and faults, each for once.
SABOTAGE = """
globalThis.handles = []
const open = indexedDB.open.bind(indexedDB)
indexedDB.open = (...how) => {
  const request = open(...how)
  request.addEventListener("success", () => handles.push(request.result))
  return request
}
globalThis.fault = null
const transaction = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function (...how) {
  const made = transaction.apply(this, how)
  if (how[1] !== "readwrite" || !fault) return made
  const now = fault
  fault = null
  if (now === "aborts") queueMicrotask(() => made.abort())
  if (now === "dies") made.addEventListener("complete", (event) => {
    event.stopImmediatePropagation()
    made.onabort()
  })
  return made
}
"""

ME = {"id": "01kaj0000000000000000000aa", "name": "คนนิเทศ", "position": "เจ้าพนักงาน"}
FACTS = {
    "agency": "01kaj0000000000000000000ag",
    "agency_name": "เทศบาลตำบลนาดี",
    "form": "nacc-2563",
    "year": 2570,
}
LAST = {
    "visit": "",
    "on": "2026-03-13",
    "year": 2569,
    "form": "nacc-2563",
    "values": {"answer:3.2.2/01": True},
}
SCORES = {"1": "82.1", "2": "90", "4": "70.55"}

BEGIN = """
  await journal.setPerson(me)
  await journal.setPack("last", {[facts.agency]: last})
  await journal.setPack("scores", {[facts.agency]: {[facts.year - 1]: scores}})
  return journal.createVisit({...facts, join: "k7m2p9xz"})
"""
SAID = "return (await journal.operations(visit)).sort((a, b) => a.n - b.n).map((op) => [op.field, op.value])"
# From a colleague's phone, which has not seen what is here.
FOREIGN = """
  const {agency, agency_name, form, year, digest} = await journal.visit(visit)
  await journal.importOperations(visit, [{ id, field, value, replaces: [], at: "2026-11-21T06:02:11.123Z",
    by: "01kaj0000000000000000000bb", device: "bbbbbbbbbb", n: 1 }],
    { id: visit, agency, agency_name, form, year, digest })
"""
# As the office answers when a colleague's phone has handed it on.
RECEIPT = """
  const entries = (await journal.operations(visit)).filter((one) => one.field !== "visit").map((one, at) => {
    const { visit: _, waiting, ...body } = one
    const receipt = { received: "2026-11-21T06:05:00.000Z", sender: "01kaj0000000000000000000cc" }
    return { ...body, ...receipt, seq: at + 1 }
  })
  const members = [{ id: "01kaj0000000000000000000cc", name: "สมหญิง", position: "" }]
  const server = { seq: 1, head: "", files_missing: [], members, devices: [], at: "" }
  await upkeep.receive(visit, { from: 0, since: 0, head: "", entries, refused: [], server })
"""


class Phone:
    """A phone with one visit, and what its journal holds."""

    def __init__(self, app: Flask, address: str, context: BrowserContext, form: Form) -> None:
        self.app, self.context, self.address = app, context, address
        self.shell = f"{address}/shells/th/forms/{form.digest[:16]}"
        self.complaints: list[str] = []
        context.route(re.compile(r"/visits/[0-9a-f]{16}-\w+(/paper)?$"), self._from_shell)
        context.route("**/api/**", lambda route: route.abort())
        self.page = self.tab()
        self.page.goto(f"{address}/shells/th/visits/home")
        self.visit = self.ask(BEGIN, me=ME, facts={**FACTS, "digest": form.digest}, last=LAST, scores=SCORES)

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def open(self, page: Page | None = None, path: str = "") -> Page:
        page = page or self.page
        page.goto(f"{self.address}/visits/{self.visit}{path}")
        page.wait_for_selector("body[data-ready]")
        return page

    def ask(self, script: str, **given: Any) -> Any:
        return ask(self.page, self.app, script, **given)

    def said(self, field: str) -> list[Any]:
        """Everything ever said about a field, in order."""
        return [value for name, value in self.ask(SAID, visit=self.visit) if name == field]

    def write(self, field: str, value: Any) -> None:
        script = "await journal.record(visit, field, value, [])"
        self.ask(script, visit=self.visit, field=field, value=value)

    def _from_shell(self, route: Route) -> None:
        part = "/paper" if route.request.url.endswith("/paper") else ""
        route.fulfill(response=self.context.request.get(self.shell + part))


@contextmanager
def phone(driver: Playwright, profile: Path) -> Iterator[BrowserContext]:
    context = driver.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=ARGUMENTS, viewport={"width": 390, "height": 780}
    )
    context.add_init_script(SABOTAGE)
    try:
        yield context
    finally:
        with suppress(BrowserError):  # it may be dead already
            context.close()


def kill(profile: Path) -> None:
    """What a phone does that is short of memory: every process with this profile, at once."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)


def sign_in(context: BrowserContext, app: Flask, address: str, person: Person) -> None:
    token = app.extensions["checklist"].sessions.begin(person.id, device="test", at=now())
    context.add_cookies([{"name": "checklist", "value": token, "url": address}])


def ask(page: Page, app: Flask, script: str, **given: Any) -> Any:
    """What the body of this asynchronous function returns; it may name the modules of MODULES and `given`."""
    with app.test_request_context():
        addresses = {name: static_url(f"js/visits/{name}.js") for name in MODULES if f"{name}." in script}
    imports = "".join(f"const {name} = await import('{at}');" for name, at in addresses.items())
    names = ", ".join(given)
    return page.evaluate(f"async ({{{names}}}) => {{ {imports} {script} }}", given)


def item(page: Page, id: str) -> Locator:
    return page.locator(f'[id="{id}"]')
