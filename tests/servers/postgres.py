"""A real PostgreSQL server for the tests: started when first asked for, on a free port of this machine, in a
folder of its own, and gone with the process that asked."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

# It may forget everything when the machine goes down; that nothing is lost is shown in tests/distributed.
QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
    "shared_buffers=64MB",
)
PATIENCE = 30.0
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Server:
    folder: Path
    port: int
    settings: Sequence[str] = QUICK

    def url(self, database: str = "postgres", *, user: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Its url."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def execute(self, statement: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        given = [word for setting in self.settings for word in ("-c", setting)]
        options = " ".join([*given, f"-p {self.port} -h 127.0.0.1 -k {self.folder.parent}"])
        self._control("start", "-w", "-l", str(self.folder.parent / "log"), "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        self._control("stop", "-w", "-m", mode)

    def _control(self, *words: str) -> None:
        run(["pg_ctl", "-D", str(self.folder), "-t", str(int(PATIENCE)), *words])


def binaries() -> Path | None:
    """Debian keeps them out of the PATH, by version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("pg_ctl")
    return Path(elsewhere).parent if elsewhere else None


def run(command: Sequence[str], *, seconds: float = 60) -> str:
    """One of its programs; as user postgres where we are root, whom it refuses."""
    folder = binaries()
    assert folder is not None
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_user, str(folder / command[0]), *command[1:]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        cwd="/",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}")
    return done.stdout


@contextmanager
def a_server(settings: Sequence[str] = QUICK) -> Iterator[Server]:
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.geteuid() == 0:
            known = pwd.getpwnam("postgres")
            os.chown(home, known.pw_uid, known.pw_gid)
        server = Server(home / "data", free_port(), settings)
        run(
            [
                "initdb",
                "-D",
                str(server.folder),
                "-A",
                "trust",
                "-U",
                "postgres",
                "--no-sync",
                "--locale=C.UTF-8",
            ]
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    if binaries() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed (Debian: apt install postgresql)")
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with a_server() as server:
        yield server


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """A new one, and gone with the test: hundreds of them would be gigabytes."""
    url = postgres.new_database()
    yield url
    postgres.execute(f'DROP DATABASE "{url.rsplit("/", 1)[1]}" WITH (FORCE)')
