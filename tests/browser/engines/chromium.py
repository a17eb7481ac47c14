"""Chromium, driven by Playwright in a persistent context: only that keeps IndexedDB on the disk."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import sync_playwright

from tests.browser.engines import processes
from tests.browser.engines.engine import PATIENCE, Engine, ScriptError, quoted
from tests.browser.serving import ARGUMENTS, CHROMIUM


class Chromium(Engine):
    name: ClassVar[str] = "chromium"

    @staticmethod
    def missing() -> str:
        return "" if CHROMIUM else "no Chromium (Debian: apt install chromium)"

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self._driver = sync_playwright().start()
        self._context = self._driver.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=ARGUMENTS, viewport={"width": 390, "height": 780}
        )
        self._context.set_default_timeout(PATIENCE * 1000)
        self._tabs = list(self._context.pages)
        self._page = self._tabs[0]
        self._is_open = True

    def goto(self, address: str) -> None:
        self._page.goto(address)

    def reload(self) -> None:
        self._page.reload()

    def js(self, expression: str) -> Any:
        try:
            return json.loads(self._page.evaluate(quoted(expression)))
        except BrowserError as error:
            raise ScriptError(str(error)) from error

    def fire(self, expression: str) -> None:
        self._page.evaluate(f"() => void ({expression})")

    def click(self, selector: str) -> None:
        self._page.locator(selector).first.click()

    def type(self, selector: str, text: str) -> None:
        place = self._page.locator(selector).first
        place.fill("")
        place.press_sequentially(text)

    def preload(self, script: str) -> None:
        self._context.add_init_script(script)

    def open_tab(self) -> int:
        self._tabs.append(self._context.new_page())
        self.switch(len(self._tabs) - 1)
        return len(self._tabs) - 1

    def switch(self, tab: int) -> None:
        self._page = self._tabs[tab]

    def set_viewport(self, width: int, height: int) -> None:
        self._page.set_viewport_size({"width": width, "height": height})

    def screenshot(self, file: Path) -> None:
        self._page.screenshot(path=file)

    def devtools(self, method: str) -> Any:
        """What only Chromium can be asked."""
        return self._context.new_cdp_session(self._page).send(method)

    def processes(self) -> list[int]:
        return processes.with_argument(f"--user-data-dir={self._profile}")

    def close(self) -> None:
        self.forget()

    def forget(self) -> None:
        if self._is_open:
            self._is_open = False
            with suppress(BrowserError):  # it may be dead already
                self._context.close()
            self._driver.stop()
