"""What every engine of the browser tests can do. One browser, its tabs, and a profile that survives it."""

import json
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from tests.browser.engines import processes

PATIENCE = 60.0  # seconds until a test gives up; never part of what is asserted
_PAUSE = 0.05


class ScriptError(Exception):
    """What a script on the page threw, or a page that went away under it."""


class Engine(ABC):
    name: ClassVar[str]

    @staticmethod
    @abstractmethod
    def missing() -> str:
        """What this machine lacks to run it, or nothing."""

    @abstractmethod
    def goto(self, address: str) -> None: ...

    @abstractmethod
    def reload(self) -> None: ...

    @abstractmethod
    def js(self, expression: str) -> Any:
        """The value of an expression that may be awaited, as JSON. Runs in the current tab."""

    @abstractmethod
    def fire(self, expression: str) -> None:
        """Begins it and does not wait."""

    @abstractmethod
    def click(self, selector: str) -> None: ...

    @abstractmethod
    def type(self, selector: str, text: str) -> None:
        """In place of what stands there."""

    @abstractmethod
    def preload(self, script: str) -> None:
        """From now on before every script of every page."""

    @abstractmethod
    def open_tab(self) -> int:
        """A new tab, which is the current one now."""

    @abstractmethod
    def switch(self, tab: int) -> None: ...

    @abstractmethod
    def set_viewport(self, width: int, height: int) -> None: ...

    @abstractmethod
    def screenshot(self, file: Path) -> None: ...

    @abstractmethod
    def processes(self) -> list[int]: ...

    @abstractmethod
    def close(self) -> None:
        """As a person closes it; the profile stays. Does nothing when it has ended."""

    @abstractmethod
    def forget(self) -> None:
        """Lets go of what this process holds of a browser that is dead."""

    def kill(self) -> None:
        """As a phone that is short of memory does it: every process, at once."""
        processes.kill(self.processes())
        self.forget()

    def look(self, expression: str) -> Any:
        """As `js`, of what changes nothing and may be asked again."""
        return self.js(expression)

    def wait_for(self, expression: str, patience: float = PATIENCE) -> Any:
        """The value as soon as it is true. Scripts are asked again and again, since the pages' policy
        forbids what drivers use to wait in them."""
        last: object = None
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                last = self.look(expression)
            except ScriptError as error:
                last = error
            else:
                if last:
                    return last
            time.sleep(_PAUSE)
        raise AssertionError(f"{self.name} waited in vain for {expression} ({last!r})")


def quoted(expression: str) -> str:
    """A script that gives the value as text, since engines disagree about how to hand over objects."""
    return f"(async () => JSON.stringify((await ({expression})) ?? null))()"


def settled(selector: str) -> str:
    """A script that brings an element to the middle and, when it rests there, gives its place."""
    return f"""(async () => {{
      const found = document.querySelector({json.dumps(selector)})
      for (let before = "", place = [], rests = 0; ; before = String(place)) {{
        found.scrollIntoView({{ block: "center", behavior: "instant" }})
        const box = found.getClientRects()[0]
        place = [box.x + box.width / 2, box.y + box.height / 2]
        rests = String(place) === before ? rests + 1 : 0
        if (rests === 3) return place
        await new Promise((resolve) => setTimeout(resolve, 50))
      }}
    }})()"""
