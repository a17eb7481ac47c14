"""The ways of docs/postgresql.md to keep a database and to bring it back, done for real: a dump that is
restored into another database, and an archive from which the state of a chosen moment is brought back."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import psycopg
import pytest

from checklist_app.clock import now
from checklist_app.resources import ROOT
from checklist_app.store import NewEntry
from tests.distributed.serving import SECRET
from tests.distributed.stage import store_of
from tests.servers.postgres import QUICK, Server, a_server, free_port, run

pytestmark = pytest.mark.slow

UNLOGGED: Final = ("seen", "salts")
STREAM: Final = "survey/ABC/2569"
GUIDE: Final = (ROOT / "docs" / "postgresql.md").read_text("utf-8")


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that the user postgres may write to."""
    made = Path(tempfile.mkdtemp(prefix="kept-"))
    if os.geteuid() == 0:
        known = pwd.getpwnam("postgres")
        os.chown(made, known.pw_uid, known.pw_gid)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def add(url: str, first: int, last: int) -> None:
    with closing(store_of(url)) as store:
        for number in range(first, last + 1):
            store.append(STREAM, [NewEntry(f"answer-{number}", {"number": number})])


def kept(url: str) -> list[int]:
    with closing(store_of(url)) as store:
        return [int(str(entry.body["number"])) for entry in store.read(STREAM)]


def count_a_visitor(url: str) -> None:
    with closing(store_of(url)) as store:
        store.counters.count(["somebody"], at=now())


def of_visitors(url: str) -> int:
    """Rows about them: their count, and the salt under which it stands."""
    with psycopg.connect(url) as connection:
        return sum(len(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in UNLOGGED)


def verified(url: str, folder: Path) -> str:
    """What `checklist verify` says."""
    given = {
        **os.environ,
        "CHECKLIST_STORE": url,
        "CHECKLIST_FILES": str(folder / "files"),
        "CHECKLIST_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-m", "checklist_app.cli", "verify"]
    ended = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_dump_beside_a_running_server_is_restored_whole_into_another_database(
    postgres: Server, database: str, folder: Path
) -> None:
    add(database, 1, 20)
    count_a_visitor(database)
    dump = ["pg_dump", "--format=custom", "--no-unlogged-table-data", f"--file={folder}/checklist.dump"]
    run([*dump, database])
    add(database, 21, 25)  # what comes after the dump is not in it
    empty = postgres.new_database()
    run(
        [
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            f"--dbname={empty}",
            f"{folder}/checklist.dump",
        ]
    )
    assert kept(empty) == list(range(1, 21))
    assert (of_visitors(database), of_visitors(empty)) == (2, 0)
    assert "20 entries" in verified(empty, folder)
    add(empty, 21, 22)  # and it goes on
    assert kept(empty) == list(range(1, 23))


def test_the_state_of_a_moment_is_brought_back_from_a_base_backup_and_the_archive(folder: Path) -> None:
    archive, base = folder / "archive", folder / "base"
    archive.mkdir()
    shutil.chown(archive, folder.owner(), folder.group())
    archiving = f"archive_command='test ! -f {archive}/%f && cp %p {archive}/%f'"
    with a_server((*QUICK, "wal_level=replica", "archive_mode=on", _quoted(archiving))) as server:
        server.execute("CREATE DATABASE checklist")
        url = server.url("checklist")
        add(url, 1, 10)
        run(
            [
                "pg_basebackup",
                f"--dbname={server.url()}",
                f"--pgdata={base}",
                "--wal-method=stream",
                "--checkpoint=fast",
            ]
        )
        add(url, 11, 20)
        time.sleep(0.05)
        moment = str(server.execute("SELECT clock_timestamp()")[0][0])
        time.sleep(0.05)
        add(url, 21, 30)  # the mishap
        server.execute("SELECT pg_switch_wal()")
        _until_archived(server)
    with (base / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"restore_command = 'cp {archive}/%f %p'\n")
        settings.write(f"recovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n")
    (base / "recovery.signal").touch()
    shutil.chown(base / "recovery.signal", folder.owner(), folder.group())
    brought_back = Server(base, free_port())
    brought_back.start()
    try:
        again = brought_back.url("checklist")
        _until_promoted(brought_back)
        assert kept(again) == list(range(1, 21))
        assert "20 entries" in verified(again, folder)
    finally:
        brought_back.stop()


@pytest.mark.parametrize(
    "words",
    [
        "pg_dump --format=custom --no-unlogged-table-data --file=",
        "pg_restore --exit-on-error --single-transaction --dbname=",
        "pg_basebackup",
        "--wal-method=stream --checkpoint=fast",
        "archive_mode = on",
        "restore_command = 'cp ",
        "recovery_target_action = 'promote'",
        "recovery.signal",
    ],
)
def test_the_guide_says_what_is_done_here(words: str) -> None:
    assert words in GUIDE


def _quoted(setting: str) -> str:
    """As one word of the options that pg_ctl hands on."""
    return setting.replace("'", "").replace("=", '="', 1) + '"'


def _until_archived(server: Server) -> None:
    for _ in range(300):
        count = server.execute("SELECT archived_count FROM pg_stat_archiver WHERE last_failed_wal IS NULL")
        waiting = server.execute("SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'")
        if count and waiting == [(0,)]:
            return
        time.sleep(0.1)
    raise AssertionError("the archive is not complete")


def _until_promoted(server: Server) -> None:
    for _ in range(300):
        if server.execute("SELECT pg_is_in_recovery()") == [(False,)]:
            return
        time.sleep(0.1)
    raise AssertionError("it still recovers")
