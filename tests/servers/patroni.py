"""Three machines that look after their database themselves: on each PostgreSQL under Patroni, and a member of
etcd, by which they agree who leads."""

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

import psycopg

from tests.servers.cluster import APP, LIMIT, USER, address_of, until
from tests.servers.netns import Machine, Network

TTL: Final = 5
"""Seconds until a leader that says nothing is one no more: what Patroni calls ttl, at its smallest useful."""
PROGRAMS: Final = ("patroni", "etcd")
LEADING: Final = ("master", "primary")
RUNNING: Final = ("running", "streaming")  # which word depends on the version
# `strict`: without a standby that has every write nothing is acknowledged, rather than on one disk only.
AGREED: Final = {
    "ttl": TTL,
    "loop_wait": 1,
    "retry_timeout": 2,
    "synchronous_mode": True,
    "synchronous_mode_strict": True,
    "postgresql": {
        "use_pg_rewind": True,
        "parameters": {
            "wal_log_hints": "on",
            "synchronous_commit": "on",
            "max_connections": LIMIT,
            "shared_buffers": "32MB",
            "wal_sender_timeout": "3s",
            "wal_receiver_timeout": "3s",
        },
    },
}


def missing_programs() -> str:
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"not installed: {', '.join(lacking)} (Debian: apt install patroni etcd-server)" if lacking else ""


@dataclass
class Keeper:
    """One of the three machines."""

    machine: Machine
    folder: Path
    programs: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, all_of_them: list["Keeper"]) -> None:
        others = ",".join(f"{each.machine.name}=http://{each.machine.address}:2380" for each in all_of_them)
        self._run("etcd", *self._etcd(others))
        settings = self.folder / "patroni.json"
        settings.write_text(json.dumps(self._patroni([each.machine for each in all_of_them])))
        self._run("patroni", str(settings))

    def status(self) -> dict[str, Any]:
        """What Patroni says of its server; empty when it says nothing."""
        try:
            with urlopen(f"http://{self.machine.address}:8008/patroni", timeout=1) as answer:
                said: dict[str, Any] = json.load(answer)
                return said
        except (OSError, ValueError):
            return {}

    def follows(self) -> bool:
        """Asked beside the network, which may be cut: it leads nobody, or does not run at all."""
        try:
            with psycopg.connect(f"host={self.folder} user={USER} connect_timeout=2") as connection:
                return connection.execute("select pg_is_in_recovery()").fetchone() == (True,)
        except psycopg.OperationalError:
            return True

    def kill(self) -> None:
        self.machine.power_off()
        for process in self.processes:
            process.wait(10)
        self.processes = []

    def _run(self, program: str, *given: str) -> None:
        found = shutil.which(program)
        assert found
        with (self.folder / f"{program}.log").open("ab") as log:
            command = self.machine.command(found, *given, user=USER)
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder))

    def _etcd(self, others: str) -> list[str]:
        here = self.machine.address
        given = {
            "name": self.machine.name,
            "data-dir": str(self.folder / "etcd"),
            "listen-peer-urls": f"http://{here}:2380",
            "initial-advertise-peer-urls": f"http://{here}:2380",
            "listen-client-urls": f"http://{here}:2379",
            "advertise-client-urls": f"http://{here}:2379",
            "initial-cluster": others,
            "initial-cluster-state": "new",
            "heartbeat-interval": "100",
            "election-timeout": "1000",
            "log-level": "warn",
        }
        return [part for name, value in given.items() for part in (f"--{name}", value)]

    def _patroni(self, machines: list[Machine]) -> dict[str, Any]:
        here = self.machine.address
        return {
            "scope": "checklist",
            "name": self.machine.name,
            "restapi": {"listen": f"{here}:8008", "connect_address": f"{here}:8008"},
            "etcd3": {"hosts": [f"{machine.address}:2379" for machine in machines]},
            "bootstrap": {
                "dcs": AGREED,
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, {"auth": "trust"}],
            },
            "postgresql": {
                "listen": f"{here}:5432",
                "connect_address": f"{here}:5432",
                "data_dir": str(self.folder / "data"),
                "bin_dir": str(self.programs),
                "pgpass": str(self.folder / "pgpass"),
                "authentication": {
                    "superuser": {"username": USER},
                    "replication": {"username": "replicator"},
                    "rewind": {"username": USER},
                },
                "parameters": {"unix_socket_directories": str(self.folder)},
                "pg_hba": ["local all all trust", "host all all all trust", "host replication all all trust"],
            },
        }


@dataclass(frozen=True, slots=True)
class Keepers:
    all: list[Keeper]

    @property
    def url(self) -> str:
        return address_of([keeper.machine for keeper in self.all])

    @property
    def leader(self) -> Keeper | None:
        return next((keeper for keeper in self.all if keeper.status().get("role") in LEADING), None)

    def start(self) -> None:
        for keeper in self.all:
            keeper.start(self.all)
        until(self.whole, "three servers, one of which leads and one of which has every write of it")

    def whole(self) -> bool:
        said = [keeper.status() for keeper in self.all]
        running = [each for each in said if each.get("state") in RUNNING]
        following = [each for each in running if each.get("sync_standby")]
        return len(running) == len(self.all) and bool(following) and self.leader is not None

    def found_database(self) -> None:
        leader = self.leader
        assert leader
        with psycopg.connect(f"host={leader.folder} user={USER}", autocommit=True) as connection:
            connection.execute(f"create role {APP} login".encode())
            connection.execute(f"create database {APP} owner {APP}".encode())

    def stop(self) -> None:
        for keeper in self.all:
            keeper.kill()


def keepers_on(network: Network, programs: Path) -> Keepers:
    found = []
    for machine in network.machines:
        folder = network.folder / machine.name
        folder.mkdir()
        shutil.chown(folder, USER, USER)
        found.append(Keeper(machine, folder, programs))
    return Keepers(found)
