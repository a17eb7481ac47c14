"""WebKitGTK through webkit_process.py: its own driver's sessions forget everything when they end."""

import json
import os
import select
import shutil
import subprocess
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from tests.browser.engines import processes
from tests.browser.engines.engine import PATIENCE, Engine, ScriptError, settled

PYTHON = (
    os.environ.get("CHECKLIST_TEST_WEBKIT_PYTHON") or "/usr/bin/python3"
)  # has the bindings of the system
SCREEN = "-screen 0 1400x1400x24 -nolisten tcp"
BETWEEN_ASKING = 5.0  # seconds


class _SilentError(Exception):
    """No answer came in time."""


@cache
def _lacks() -> str:
    probe = [PYTHON, "-c", "import gi; gi.require_version('WebKit2', '4.1')"]
    try:
        found = subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except OSError:
        found = False
    if found and shutil.which("xvfb-run"):
        return ""
    return "no WebKitGTK (Debian: apt install gir1.2-webkit2-4.1 python3-gi xvfb xauth)"


class WebKit(Engine):
    name: ClassVar[str] = "webkit"

    @staticmethod
    def missing() -> str:
        return _lacks()

    def __init__(self, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        harness = Path(__file__).with_name("webkit_process.py")
        self._process = subprocess.Popen(
            ["xvfb-run", "-a", "-s", SCREEN, PYTHON, str(harness), str(profile)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "HOME": str(profile), "XDG_DATA_HOME": f"{profile}/data"}
            | {"XDG_CACHE_HOME": f"{profile}/cache", "NO_AT_BRIDGE": "1", "GSETTINGS_BACKEND": "memory"}
            | {"WEBKIT_DISABLE_DMABUF_RENDERER": "1"},
        )
        self._pid = self._number = 0
        self._unread = b""
        self._pid = int(self._heard("start", PATIENCE)["ready"])
        self._tabs = 1

    def goto(self, address: str) -> None:
        self._do("goto", address=address)

    def reload(self) -> None:
        self._do("reload")

    def js(self, expression: str) -> Any:
        return self._js(expression, PATIENCE)

    def look(self, expression: str) -> Any:
        """Asked again soon: WebKit leaves a script unanswered that meets a page on its way out."""
        try:
            return self._js(expression, BETWEEN_ASKING)
        except _SilentError as silent:
            raise ScriptError(str(silent)) from silent

    def fire(self, expression: str) -> None:
        self._do("js", script=f"void ({expression}); return 'null'")

    def click(self, selector: str) -> None:
        x, y = self.js(settled(selector))
        self._do("click", x=x, y=y)

    def type(self, selector: str, text: str) -> None:
        self.js(f"document.querySelector({json.dumps(selector)}).focus()")
        self._do("edit", command="SelectAll")
        self._do("edit", command="InsertText", text=text)

    def preload(self, script: str) -> None:
        self._do("preload", script=script)

    def open_tab(self) -> int:
        self._do("open_tab")
        self._tabs += 1
        return self._tabs - 1

    def switch(self, tab: int) -> None:
        self._do("switch", tab=tab)

    def set_viewport(self, width: int, height: int) -> None:
        self._do("resize", width=width, height=height)
        self.wait_for(f"innerWidth === {width}")

    def screenshot(self, file: Path) -> None:
        self._do("screenshot", file=str(file))

    def processes(self) -> list[int]:
        """Without the display, which ends by itself when nobody is left on it."""
        return processes.below(self._pid)

    def close(self) -> None:
        with suppress(ScriptError, AssertionError, OSError, ValueError):
            self._do("quit")
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE / 4)
        if self._process.poll() is None:
            self.kill()
        self.forget()

    def forget(self) -> None:
        self._process.wait(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()

    def _js(self, expression: str, patience: float) -> Any:
        script = f"return JSON.stringify((await ({expression})) ?? null)"
        value: str = self._do("js", patience, script=script)["value"]
        return json.loads(value)

    def _do(self, what: str, patience: float = PATIENCE, **how: Any) -> dict[str, Any]:
        try:
            said = self._asked(what, patience, **how)
        except _SilentError as silent:
            if patience < PATIENCE:
                raise
            found = self._found()
            processes.kill(self.processes())
            raise AssertionError(f"WebKit was told to {what}: {found}") from silent
        if "error" in said:
            raise ScriptError(said["error"])
        return said

    def _asked(self, what: str, patience: float, **how: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._number += 1
        self._process.stdin.write(json.dumps({"do": what, "number": self._number, **how}) + "\n")
        self._process.stdin.flush()
        return self._heard(what, patience)

    def _heard(self, what: str, patience: float) -> dict[str, Any]:
        """The answer to the last question; to an earlier one nobody waits for it any more."""
        end = time.monotonic() + patience
        while line := self._line(max(end - time.monotonic(), 0)):
            said: dict[str, Any] = json.loads(line)
            if said["number"] == self._number:
                return said
        raise _SilentError(f"no answer to {what}")

    def _found(self) -> str:
        """Whose fault it may be that there is no answer."""
        if self._process.poll() is not None:
            return f"it has ended ({self._process.returncode})"
        try:
            self._asked("ping", BETWEEN_ASKING)
        except (OSError, _SilentError):
            return "the browser itself hangs"
        return "the page hangs, the browser answers"

    def _line(self, patience: float) -> bytes:
        """The next, or nothing in so many seconds."""
        assert self._process.stdout is not None
        pipe, end = self._process.stdout.fileno(), time.monotonic() + patience
        while b"\n" not in self._unread:
            ready, _, _ = select.select([pipe], [], [], max(end - time.monotonic(), 0))
            some = os.read(pipe, 65_536) if ready else b""
            if not some:
                return b""
            self._unread += some
        line, _, self._unread = self._unread.partition(b"\n")
        return line
