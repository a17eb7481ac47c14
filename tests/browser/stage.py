"""What the scenarios play on: the real server behind the fault proxy, and phones with the app on them.
Only one browser runs at a time; who turns to another phone closes the one before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.engines import Engine, start
from tests.browser.fault_proxy import FaultProxy, proxied, well
from tests.browser.real_server import PASSWORD, RealServer
from tests.browser.scripts import (
    ADD_VISIT,
    DIGEST,
    FIRST_VISIT,
    HOLDS,
    KEPT,
    MODULES,
    SURROUNDED,
    TICKS,
    TRUTH,
    UNSENT,
    VALUES,
)

INSPECTOR = "demo-inspector"


class Phone:
    """The app in one browser, used by one person."""

    def __init__(self, engine: Engine, address: str) -> None:
        self.engine = engine
        self.address = address

    def goto(self, path: str) -> None:
        self.engine.goto(self.address + path)

    def ask(self, script: str, given: object = None) -> Any:
        """What the body of this function returns, on a page of the app; `get` imports modules of visits."""
        return self.engine.js(_asked(script, given))

    def begin(self, script: str, given: object = None) -> None:
        """Does not wait for its end, which may never come on a page that is left."""
        self.engine.fire(_asked(script, given))

    def wait(self, script: str, given: object = None) -> Any:
        """Until it returns something true."""
        return self.engine.wait_for(_asked(script, given))

    def sees(self, selector: str, text: str = "") -> Any:
        """Waits until it is shown, with this text in it."""
        find = f"[...document.querySelectorAll({json.dumps(selector)})]"
        return self.engine.wait_for(
            f"""{find}.find((found) => found.getClientRects().length
            && found.textContent.includes({json.dumps(text)}))?.textContent.trim() ?? null"""
        )

    def sign_in(self, name: str = INSPECTOR, password: str = PASSWORD, then: str = "/visits") -> None:
        self.goto(f"/accounts/sign-in?next={then}")
        self.engine.type("#name", name)
        self.engine.type("#password", password)
        self.engine.click("main form button")
        self.engine.wait_for(
            f"location.pathname === {json.dumps(then)} && document.readyState === 'complete'"
        )

    def set_up(self) -> None:
        """Once with signal: signed in, the pages kept, the data taken along."""
        self.sign_in()
        self.wait(KEPT)

    def begin_visit(self) -> str:
        visit: str = self.ask(FIRST_VISIT)
        return visit

    def add_visit(self, visit: str) -> None:
        """One that began elsewhere."""
        self.wait("return (await journal.pack('visits'))?.some(({ id }) => id === given)", visit)
        self.ask(ADD_VISIT, visit)

    def open_visit(self, visit: str, part: str = "") -> list[str]:
        """The fields that are ticks, when the page is ready for them."""
        self.goto(f"/visits/{visit}{part}")
        self.engine.wait_for("document.body.dataset.ready === ''")
        self.engine.wait_for(SURROUNDED)
        ticks: list[str] = self.engine.js(TICKS)
        return ticks

    def tick(self, field: str) -> None:
        """By the finger, and returns when the app says that it is stored."""
        self.engine.js("globalThis.stored = 0")
        self.engine.js(
            "document.addEventListener('visit:stored', () => (globalThis.stored += 1), { once: true })"
        )
        self.engine.click(at(field))
        self.engine.wait_for(f"globalThis.stored && {_checked(field)}")

    def type(self, field: str, text: str) -> None:
        self.engine.type(at(field), text)

    def is_ticked(self, field: str) -> bool:
        return bool(self.engine.js(_checked(field)))

    def values(self, visit: str, field: str) -> list[Any]:
        values: list[Any] = self.ask(VALUES, [visit, field])
        return values

    def holds(self, visit: str, field: str, text: str) -> None:
        """Waits until it is stored as the only answer."""
        self.wait(HOLDS, [visit, field, text])

    def digest(self, visit: str) -> str:
        digest: str = self.ask(DIGEST, visit)
        return digest

    def record(self, visit: str, field: str, value: object) -> str:
        """The id of the operation, which is on the disk."""
        script = "return (await journal.record(given[0], given[1], given[2], [])).id"
        id: str = self.ask(script, [visit, field, value])
        return id

    def unsent(self) -> int:
        number: int = self.ask(UNSENT)
        return number

    def truth(self, visit: str) -> Any:
        """What the server holds of a visit: `ops` and the `head` of its chain."""
        return self.ask(TRUTH, visit)

    def held(self, visit: str) -> list[str]:
        """The operations that this phone holds."""
        held: list[str] = self.ask("return (await journal.operations(given)).map(({ id }) => id)", visit)
        return held

    def sync(self) -> None:
        """One attempt, now."""
        self.ask('await (await get("sync")).syncNow()')

    def drained(self) -> None:
        """Waits until the app has sent everything by itself."""
        self.wait(f"{UNSENT} === 0")


class Stage:
    def __init__(self, engine: str, folder: Path, server: RealServer, proxy: FaultProxy) -> None:
        self.engine = engine
        self.folder = folder
        self.server = server
        self.proxy = proxy
        self._running: dict[str, Phone] = {}
        self._set_up: set[str] = set()

    def ready(self, name: str = "one", profile: Path | None = None) -> Phone:
        """A phone whose owner has prepared it once, with signal. It was closed properly after that: browsers
        take up to half a minute to write down who is signed in."""
        if name not in self._set_up:
            self.phone(name, profile).set_up()
            self._set_up.add(name)
            self.close()
        return self.phone(name, profile)

    def phone(self, name: str, profile: Path | None = None) -> Phone:
        """Open, with everything that it kept."""
        if name not in self._running or not self._running[name].engine.processes():
            self.close()
            engine = start(self.engine, profile or self.folder / name)
            self._running = {name: Phone(engine, self.proxy.address)}
            if name in self._set_up:
                self._running[name].goto("/visits")
        return self._running[name]

    def mend(self) -> None:
        """Everything is well again, whatever a scenario has left."""
        self.proxy.rule, self.proxy.is_away = well, False
        if not self.server.is_running:
            self.server.start()

    def forget_phones(self, *, but: str) -> None:
        """Nobody else is signed in any more."""
        self._set_up &= {but}

    def kill(self) -> None:
        """The open browser ends as the phone's system ends it."""
        for phone in self._running.values():
            phone.engine.kill()
        self._running = {}

    def close(self) -> None:
        for phone in self._running.values():
            phone.engine.close()
        self._running = {}


@contextmanager
def staged(engine: str, folder: Path) -> Iterator[Stage]:
    server = RealServer(folder / "server")
    with proxied(server.port) as proxy:
        server.address = proxy.address
        made = Stage(engine, folder, server, proxy)
        try:
            server.start()
            yield made
        finally:
            made.close()
            server.kill()


def at(field: str) -> str:
    return f'#form [data-field="{field}"]'


def _checked(field: str) -> str:
    return f"document.querySelector({json.dumps(at(field))}).checked"


def _asked(script: str, given: object) -> str:
    return f"""(async (given) => {{ {MODULES}
      const journal = await get("journal")
      {script} }})({json.dumps(given)})"""
