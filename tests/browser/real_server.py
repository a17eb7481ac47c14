"""The real `checklist serve` as a process of its own on a store in a folder, with the accounts of the
demonstration: it can be killed in the middle of anything, and comes back on the same port and store."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from checklist_app.accounts import Passwords
from checklist_app.app import KINDS, build_collections
from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.demo import demo_password
from checklist_app.resources import ROOT
from checklist_app.store.embedded import FolderStore
from checklist_app.web.context import Collections
from tests.serving.running import PATIENCE, free_port

SECRET = "only for the tests with real browsers"
PASSWORD = demo_password(SECRET)


@dataclass
class RealServer:
    """`address` is where browsers reach it: that of the proxy in front. `source` is a checkout."""

    folder: Path
    address: str = ""
    source: Path = ROOT
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        settings = {
            "CHECKLIST_STORE": str(self.folder / "store"),
            "CHECKLIST_FILES": str(self.folder / "files"),
            "CHECKLIST_SECRET_KEY": SECRET,
            "CHECKLIST_BASE_URL": self.address,
            "CHECKLIST_PORT": str(self.port),
            "PYTHONIOENCODING": "utf-8",
        }
        return {**os.environ, **settings}

    def start(self) -> None:
        """Returns when it serves."""
        self._process = self._run("serve", "--demo")
        assert self._process.stdout is not None
        greeting = self._process.stdout.readline()
        assert str(self.port) in greeting or self.address in greeting, self._process.communicate()
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def kill(self) -> None:
        """Without a farewell, as at a power cut."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        self.kill()
        self.start()

    def command(self, *words: str) -> str:
        """What a command of the app says; those that write need the server stopped."""
        process = self._run(*words)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
        return said

    def end_sessions(self) -> None:
        """Everybody has to sign in again, as when all sessions have run out. The server must be stopped."""
        with self._opened() as collections:
            for person in collections.people.all():
                collections.sessions.revoke_all(person.id)

    def begin_session(self, sign_in: str) -> str:
        """The cookie of somebody who is signed in. The server must be stopped."""
        with self._opened() as collections:
            person = collections.people.known_as(sign_in)
            assert person is not None
            return f"checklist={collections.sessions.begin(person.id, device='test', at=now())}"

    @contextmanager
    def _opened(self) -> Iterator[Collections]:
        store = FolderStore(self.folder / "store", KINDS)
        try:
            yield build_collections(store, Config.from_environment(self.environment), Passwords())
        finally:
            store.close()

    def _run(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "checklist_app.cli", *words],
            cwd=self.source,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(number)
            process.wait(PATIENCE)
