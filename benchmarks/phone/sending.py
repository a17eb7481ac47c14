"""Phones that hold visits: how they come to be, and what it costs to send what has gathered on them."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from benchmarks.phone.browsing import Phone, copy_profile, phone
from benchmarks.phone.seeding import visits_of
from benchmarks.phone.serving import Server, World

AT_ONCE = 20
MODULES = """const app = document.querySelector('script[src*="/js/web/app.js"]').src
  const base = app.replace("web/app.js", "visits/")
  const journal = await import(base + "journal.js")"""
IS_SET_UP = """return navigator.serviceWorker.controller !== null && Boolean(await journal.person())
  && Boolean(await journal.pack("agencies")) && Boolean(await journal.pack("forms"))"""
DEVICE = "return (await journal.device()).id"
PUT = """const request = indexedDB.open("nithet")
  const handle = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
  const transaction = handle.transaction(["visits", "ops"], "readwrite")
  for (const visit of given.visits) transaction.objectStore("visits").put(visit)
  for (const operation of given.operations) transaction.objectStore("ops").put(operation)
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onabort = () => reject(transaction.error)
  })
  handle.close()
  await (await caches.open("settings")).put("/log-is-whole", new Response())"""
SEND = 'await (await import(base + "sync.js")).syncNow()'
IS_SENT = """const request = indexedDB.open("nithet")
  const handle = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
  const left = handle.transaction("ops").objectStore("ops").index("waiting").count()
  await new Promise((resolve) => { left.onsuccess = resolve })
  handle.close()
  return left.result === 0"""


@dataclass(frozen=True, slots=True)
class Kit:
    """The app with somebody signed in, and the profile of a phone that has taken all along."""

    server: Server
    world: World
    profile: Path
    device: str

    @property
    def cookie(self) -> dict[str, str]:
        return cookie_of(self.server, self.world)


def cookie_of(server: Server, world: World) -> dict[str, str]:
    return {"value": world.token, "url": server.address}


def set_up(driver: Playwright, server: Server, world: World, profile: Path) -> Kit:
    """As everybody does at the office, with signal."""
    with phone(driver, profile, cookie=cookie_of(server, world), slow=False) as opened:
        opened.open(f"{server.address}/visits")
        opened.until("Boolean(document.querySelector('script[src*=\"/js/web/app.js\"]'))")
        opened.until(f"(async () => {{ {MODULES}\n{IS_SET_UP} }})()")
        return Kit(server, world, profile, _ask(opened, DEVICE))


def fill(driver: Playwright, kit: Kit, profile: Path, *, count: int) -> Kit:
    """Another phone with visits of 150 operations each on it, which the server has as well."""
    copy_profile(kit.profile, profile)
    with phone(driver, profile, cookie=kit.cookie, slow=False) as opened:
        opened.open(f"{kit.server.address}/visits")
        opened.until("navigator.serviceWorker.controller !== null")
        for begun in range(0, count, AT_ONCE):
            _put(opened, kit, min(count - begun, AT_ONCE), 150)
            _ask(opened, SEND)
            _until_sent(opened)
    return replace(kit, profile=profile)


def begin_visit(driver: Playwright, kit: Kit, profile: Path) -> str:
    """A copy of the kit's phone with a visit of its own on it, and the path of that visit."""
    return f"/visits/{_hold(driver, kit, profile, count=1, operations=1)[0]}"


def drain(driver: Playwright, kit: Kit, profile: Path, *, count: int, operations: int) -> dict[str, float]:
    """What the sending of visits costs that were filled in without signal."""
    _hold(driver, kit, profile, count=count, operations=operations)
    with phone(driver, profile, cookie=kit.cookie) as opened:
        began = time.time()
        opened.open(f"{kit.server.address}/visits")
        _until_sent(opened)
        ended = time.time()
    chain = [one for one in kit.server.answered(began) if one.path == "/api/sync"]
    return {
        "requests": len(chain),
        "kB up": sum(one.up for one in chain) / 1000,
        "kB down": sum(one.down for one in chain) / 1000,
        "seconds": ended - began,
    }


def _hold(driver: Playwright, kit: Kit, profile: Path, *, count: int, operations: int) -> list[str]:
    """On a page without scripts: nothing of the app is opened, kept or sent by this."""
    copy_profile(kit.profile, profile)
    with phone(driver, profile, cookie=kit.cookie, slow=False) as opened:
        opened.open(f"{kit.server.address}/robots.txt")
        opened.until("document.readyState === 'complete'")
        return _put(opened, kit, count, operations)


def _put(opened: Phone, kit: Kit, count: int, operations: int) -> list[str]:
    made = visits_of(kit.world, kit.device, count=count, operations=operations)
    given = {
        "visits": [visit.record for visit in made],
        "operations": [operation for visit in made for operation in visit.operations],
    }
    opened.page.evaluate(f"async (given) => {{ {PUT} }}", given)
    return [visit.id for visit in made]


def _until_sent(opened: Phone) -> None:
    opened.until(f"(async () => {{ {IS_SENT} }})()", every=0.5)


def _ask(opened: Phone, script: str, given: object = None) -> Any:
    return opened.page.evaluate(f"async (given) => {{ {MODULES}\n{script} }}", given)
