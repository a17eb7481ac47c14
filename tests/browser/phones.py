"""A phone in the browser tests: Chromium with a profile of its own on the disk, at any page of the app,
and the modules of the app asked as its pages ask them."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Page, Playwright
from playwright.sync_api import Error as BrowserError

from checklist_app.accounts import Person
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
