"""PgBouncer before a server of the tests: each transaction may be given another of its few connections."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.servers.postgres import Server, free_port

PATIENCE = 10.0


def program() -> str | None:
    """Debian keeps it where administrators look."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def a_pooler(server: Server, *, connections: int = 5) -> Iterator[int]:
    """Its port."""
    found = program()
    assert found is not None
    home, port = Path(tempfile.mkdtemp(prefix="pgbouncer-")), free_port()
    (home / "users").write_text('"postgres" ""\n')
    (home / "settings").write_text(
        f"[databases]\n* = host=127.0.0.1 port={server.port}\n"
        f"[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port={port}\nunix_socket_dir=\n"
        f"auth_type=trust\nauth_file={home}/users\npool_mode=transaction\n"
        f"default_pool_size={connections}\nmax_client_conn=200\nlogfile={home}/log\n"
    )
    as_user = []
    if os.geteuid() == 0:  # which it refuses
        known = pwd.getpwnam("postgres")
        for path in (home, *home.iterdir()):
            os.chown(path, known.pw_uid, known.pw_gid)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    process = subprocess.Popen([*as_user, found, "-q", str(home / "settings")], cwd="/")
    try:
        _until_it_listens(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)
        shutil.rmtree(home, ignore_errors=True)


def _until_it_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    over = time.monotonic() + PATIENCE
    while time.monotonic() < over and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("PgBouncer does not start")


@pytest.fixture(scope="module")
def pooler(postgres: Server) -> Iterator[int]:
    if program() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PgBouncer is not installed (Debian: apt install pgbouncer)")
        pytest.skip("PgBouncer is not installed (Debian: apt install pgbouncer)")
    with a_pooler(postgres) as port:
        yield port
