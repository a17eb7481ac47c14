"""One phone: Chromium with a profile of its own, as slow as a cheap phone on a slow line."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright
from playwright.sync_api import Error as BrowserError

from tests.browser.serving import ARGUMENTS, CHROMIUM

WATCH = (Path(__file__).parent / "scripts" / "watch.js").read_text("utf-8")
SLOWER = 4
LINE = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1.44e6 / 8,
    "uploadThroughput": 0.675e6 / 8,
}
PATIENCE = 180.0
# What a browser keeps besides the storage of pages: a phone that has never opened the page has none of it.
CACHES = ("Cache", "Code Cache", "GPUCache", "Service Worker", "DawnGraphiteCache", "DawnWebGPUCache")


@dataclass(frozen=True, slots=True)
class Phone:
    page: Page
    devtools: CDPSession

    def open(self, address: str) -> None:
        with suppress(BrowserError):  # the watching goes on while it loads, and says what does not come
            self.page.goto(address, wait_until="commit", timeout=PATIENCE * 1000)

    def until(self, expression: str, *, every: float = 0.05) -> Any:
        """Asked from outside: what waits in the page itself would have to be allowed by its policy."""
        return wait(lambda: self._asked(expression), expression, every)

    def _asked(self, expression: str) -> Any:
        with suppress(BrowserError):  # between two pages there is nobody to ask
            return self.page.evaluate(expression)

    def metrics(self) -> dict[str, float]:
        self.devtools.send("HeapProfiler.collectGarbage")
        found = self.devtools.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in found}


def watching_from(boxes: str, first: int) -> str:
    """The script that makes a page tick this box as soon as it is shown, and no other one before."""
    return f"globalThis.WATCH = {json.dumps({'boxes': boxes, 'first': first})};"


@contextmanager
def phone(
    driver: Playwright,
    profile: Path,
    *,
    watching: str = "",
    cookie: dict[str, str] | None = None,
    slow: bool = True,
) -> Iterator[Phone]:
    """`watching`, if anything, from `watching_from`."""
    context = driver.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=ARGUMENTS, viewport={"width": 390, "height": 844}
    )
    try:
        if cookie:
            context.add_cookies([{"name": "checklist", "value": cookie["value"], "url": cookie["url"]}])
        if watching:
            context.add_init_script(watching + WATCH)
        yield _opened(context, slow=slow)
    finally:
        context.close()


def _opened(context: BrowserContext, *, slow: bool) -> Phone:
    page = context.pages[0]
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable")
    if slow:
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", LINE)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return Phone(page, devtools)


def copy_profile(template: Path, to: Path) -> Path:
    """With everything that pages have stored, and nothing that the browser had kept of them."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(template, to, ignore=shutil.ignore_patterns(*CACHES, "Singleton*"))
    return to


def wait(asking: Callable[[], Any], what: str, every: float = 0.05) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := asking()):
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(every)
    return found
