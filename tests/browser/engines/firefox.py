"""Firefox ESR, driven by WebDriver BiDi, which it speaks itself: no other program has to fit its version."""

import base64
import itertools
import json
import os
import re
import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import websocket

from tests.browser.engines import processes
from tests.browser.engines.engine import PATIENCE, Engine, ScriptError, quoted, settled

EXECUTABLE = os.environ.get("CHECKLIST_TEST_FIREFOX") or shutil.which("firefox-esr") or ""
ARGUMENTS = ("--headless", "--no-remote", "--new-instance", "--remote-debugging-port", "0")
PREFERENCES = {
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": True,
    "toolkit.telemetry.enabled": False,
}
SELECT_ALL = "\ue009a"  # the control key stays down until all are released


class Firefox(Engine):
    name: ClassVar[str] = "firefox"

    @staticmethod
    def missing() -> str:
        return "" if EXECUTABLE else "no Firefox (Debian: apt install firefox-esr)"

    def __init__(self, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        lines = [
            f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in PREFERENCES.items()
        ]
        (profile / "user.js").write_text("".join(lines))
        self._process = subprocess.Popen(
            [EXECUTABLE, *ARGUMENTS, "--profile", str(profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "MOZ_HEADLESS": "1", "HOME": str(profile)},
        )
        address = self._listening()
        self._line = websocket.create_connection(f"{address}/session", timeout=PATIENCE, suppress_origin=True)
        self._numbers = itertools.count(1)
        self._ask(
            "session.new", capabilities={"alwaysMatch": {"unhandledPromptBehavior": {"default": "accept"}}}
        )
        self._tabs = [self._ask("browsingContext.getTree")["contexts"][0]["context"]]
        self._tab = self._tabs[0]
        self.set_viewport(390, 780)

    def goto(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def reload(self) -> None:
        self._ask("browsingContext.reload", context=self._tab, wait="complete")

    def js(self, expression: str) -> Any:
        return json.loads(self._evaluate(quoted(expression), wait=True)["value"])

    def fire(self, expression: str) -> None:
        self._evaluate(f"void ({expression})", wait=False)

    def click(self, selector: str) -> None:
        x, y = self.js(settled(selector))
        self._act(_pointer(round(x), round(y)))

    def type(self, selector: str, text: str) -> None:
        self.click(selector)
        self._act(_keys([SELECT_ALL[0], SELECT_ALL[1]]))
        self._act(_keys(["\ue017"]))  # delete
        self._act(_keys(list(text), together=False))

    def preload(self, script: str) -> None:
        self._ask("script.addPreloadScript", functionDeclaration=f"() => {{ {script} }}")

    def open_tab(self) -> int:
        self._tabs.append(self._ask("browsingContext.create", type="tab")["context"])
        self.switch(len(self._tabs) - 1)
        self.set_viewport(390, 780)
        return len(self._tabs) - 1

    def switch(self, tab: int) -> None:
        self._tab = self._tabs[tab]
        self._ask("browsingContext.activate", context=self._tab)

    def set_viewport(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", context=self._tab, viewport=size)

    def screenshot(self, file: Path) -> None:
        picture = self._ask("browsingContext.captureScreenshot", context=self._tab)
        file.write_bytes(base64.b64decode(picture["data"]))

    def processes(self) -> list[int]:
        return processes.below(self._process.pid)

    def close(self) -> None:
        with suppress(websocket.WebSocketException, OSError, ScriptError):
            self._ask("browser.close")
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE / 4)
        self.kill()

    def forget(self) -> None:
        self._process.wait(PATIENCE)
        with suppress(websocket.WebSocketException, OSError):
            self._line.close()

    def _listening(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if said := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                threading.Thread(target=self._process.stderr.read, daemon=True).start()
                return said[1]
        raise AssertionError("Firefox ended before it listened")

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._line.recv())
            if said.get("id") != number:
                continue
            if said["type"] == "error":
                raise ScriptError(f"{said['error']}: {said['message']}")
            result: dict[str, Any] = said["result"]
            return result

    def _evaluate(self, script: str, *, wait: bool) -> dict[str, Any]:
        said = self._ask(
            "script.evaluate", expression=script, target={"context": self._tab}, awaitPromise=wait
        )
        if said["type"] != "success":
            raise ScriptError(said["exceptionDetails"]["text"])
        result: dict[str, Any] = said["result"]
        return result

    def _act(self, source: dict[str, Any]) -> None:
        self._ask("input.performActions", context=self._tab, actions=[source])
        self._ask("input.releaseActions", context=self._tab)


def _pointer(x: int, y: int) -> dict[str, Any]:
    steps = [
        {"type": "pointerMove", "x": x, "y": y, "origin": "viewport"},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerUp", "button": 0},
    ]
    return {"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}, "actions": steps}


def _keys(keys: list[str], *, together: bool = True) -> dict[str, Any]:
    down = [{"type": "keyDown", "value": key} for key in keys]
    up = [{"type": "keyUp", "value": key} for key in keys]
    steps = (
        [*down, *reversed(up)] if together else [step for pair in zip(down, up, strict=True) for step in pair]
    )
    return {"type": "key", "id": "keyboard", "actions": steps}
