"""One phone opens the form for the first time, ticks, and opens it again without signal; and one phone
sends what has gathered on it."""

import shutil
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Playwright

from benchmarks.phone.browsing import Phone, phone, wait, watching_from
from benchmarks.phone.serving import Answered, Server

TICKS = range(2, 52)
RELOADED, RESTARTED = 60, 64  # boxes that nothing has ticked before
QUIET = 3.0  # seconds without a request
TICK = """async ([first, last]) => {
  const all = []
  for (let index = first; index < last; index += 1) all.push(await watched.tick(index))
  return all
}"""
LOADED = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .map(({ name, startTime, responseEnd, encodedBodySize }) => [name, startTime, responseEnd, encodedBodySize])
"""
TICKED = "(boxes) => [...document.querySelectorAll(boxes)].map((box) => box.checked)"


@dataclass(frozen=True, slots=True)
class Subject:
    """A page to be measured. `begin` makes the profile of a phone and answers the path to be opened."""

    name: str
    server: Server
    begin: Callable[[Path], str]
    boxes: str = "input[type=checkbox]"
    cookie: dict[str, str] | None = None
    restores: bool = True  # whether it shows again what was ticked


def measure(driver: Playwright, subject: Subject, folder: Path) -> dict[str, float]:
    """Times in milliseconds, sizes in kB. The server stands before and afterwards."""
    profile = folder / "profile"
    shutil.rmtree(profile, ignore_errors=True)
    address = subject.server.address + subject.begin(profile)
    figures: dict[str, float] = {}
    with _watched(driver, profile, subject, first=0) as opened:
        figures |= _first_visit(opened, address, subject.server)
        figures |= _ticking(opened)
        subject.server.stop()
        opened.page.add_init_script(watching_from(subject.boxes, RELOADED))
        opened.open(address)
        figures |= _times(opened, "reload")
        if subject.restores:
            figures["ticks found again"] = _found_again(opened.page, subject)
    with _watched(driver, profile, subject, first=RESTARTED) as opened:
        opened.open(address)
        figures |= _times(opened, "restart")
    subject.server.start()
    return figures


def _watched(
    driver: Playwright, profile: Path, subject: Subject, *, first: int
) -> AbstractContextManager[Phone]:
    watching = watching_from(subject.boxes, first)
    return phone(driver, profile, watching=watching, cookie=subject.cookie)


def _first_visit(opened: Phone, address: str, server: Server) -> dict[str, float]:
    began = time.time()
    opened.open(address)
    figures = _times(opened, "first")
    usable = figures["first stored"]
    origin: float = opened.page.evaluate("performance.timeOrigin")
    loaded = _pages_own(opened.page)
    by_then = [entry for entry in loaded if entry[2] <= usable]
    figures["early tick lost"] = float(opened.page.evaluate("watched.isEarlyLost"))
    figures["requests till usable"] = len(by_then)
    figures["kB till usable"] = sum(size for *_, size in by_then) / 1000
    opened.until("navigator.serviceWorker.controller !== null")
    answered = _till_quiet(server, began)
    by_worker = [one for one in answered if not one.of_page and not one.is_data]
    figures["requests till idle"] = len(answered)
    figures["kB till idle"] = sum(one.down for one in answered) / 1000
    figures["worker's requests before"] = sum(one.at * 1000 < origin + usable for one in by_worker)
    metrics = opened.metrics()
    figures["heap MB"] = metrics["JSHeapUsedSize"] / 1e6
    figures["nodes"] = metrics["Nodes"]
    return figures


def _times(opened: Phone, name: str) -> dict[str, float]:
    opened.until("globalThis.watched?.settled")
    shown, ready, stored = opened.page.evaluate("[watched.shown, watched.ready, watched.stored]")
    return {f"{name} shown": shown, f"{name} ready": ready, f"{name} stored": stored}


def _pages_own(page: Page) -> list[tuple[str, float, float, float]]:
    """HTML, style and scripts: name, begin, end, size of the body as it came."""
    found: dict[str, tuple[str, float, float, float]] = {}
    for name, begin, end, size in page.evaluate(LOADED):
        path = urlsplit(name).path
        if path.endswith((".js", ".css")) or name == page.url:
            found.setdefault(name, (path, begin, end, size))
    return list(found.values())


def _till_quiet(server: Server, began: float) -> list[Answered]:
    def answered() -> list[Answered]:
        found = server.answered(began)
        return found if found and time.time() - found[-1].at > QUIET else []

    found: list[Answered] = wait(answered, "no end of requests")
    return found


def _ticking(opened: Phone) -> dict[str, float]:
    all: list[list[float]] = opened.page.evaluate(TICK, [TICKS.start, TICKS.stop])
    frames, stored = zip(*all, strict=True)
    return {
        "tick painted p50": statistics.median(frames),
        "tick painted p95": statistics.quantiles(frames, n=20)[-1],
        "tick stored p50": statistics.median(stored),
        "tick stored p95": statistics.quantiles(stored, n=20)[-1],
    }


def _found_again(page: Page, subject: Subject) -> float:
    ticked: list[bool] = page.evaluate(TICKED, subject.boxes)
    return statistics.mean(float(ticked[index]) for index in (0, *TICKS))
