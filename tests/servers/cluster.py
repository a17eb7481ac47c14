"""A PostgreSQL primary and two streaming standbys, each on a machine of its own (netns.py), with what an
operator does to them: kill, promote, put back. Acknowledged means here: on the disk of the primary and of one
standby."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from tests.servers.netns import Machine, Network, run

USER: Final = "postgres"  # the server refuses to run as root
APP: Final = "checklist"
PATIENCE: Final = 60.0
LIMIT: Final = 60
"""Connections that a server takes."""

# Short, so that a test need not wait long for what an installation notices in half a minute.
COMMON: Final = f"""
listen_addresses = '*'
max_connections = {LIMIT}
superuser_reserved_connections = 5
shared_buffers = 32MB
min_wal_size = 64MB
max_wal_size = 128MB
wal_keep_size = 128MB
wal_log_hints = on
hot_standby = on
synchronous_commit = on
wal_sender_timeout = 3s
wal_receiver_timeout = 3s
wal_retrieve_retry_interval = 300ms
tcp_keepalives_idle = 1
tcp_keepalives_interval = 1
tcp_keepalives_count = 3
tcp_user_timeout = 3000
recovery_target_timeline = 'latest'
log_min_messages = warning
"""
# What the app's address says beside the names: who is silent for four seconds is given up.
ADDRESS: Final = {
    "target_session_attrs": "read-write",
    "connect_timeout": "2",
    "tcp_user_timeout": "4000",
    "keepalives_idle": "1",
    "keepalives_interval": "1",
    "keepalives_count": "3",
}


def address_of(machines: list[Machine]) -> str:
    return spelled([(machine.address, 5432) for machine in machines])


def spelled(addresses: list[tuple[str, int]]) -> str:
    hosts = ",".join(f"{host}:{port}" for host, port in addresses)
    more = "&".join(f"{name}={value}" for name, value in ADDRESS.items())
    return f"postgresql://{APP}@{hosts}/{APP}?{more}"


def until(happened: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    over = time.monotonic() + patience
    while not happened():
        if time.monotonic() > over:
            raise AssertionError(f"within {patience:.0f} s it did not happen: {what}")
        time.sleep(0.05)


@dataclass
class Node:
    """A server on its machine. `upstream` is the address of whom it follows, if it follows anybody."""

    machine: Machine
    programs: Path
    folder: Path
    leads: bool = False
    upstream: str = ""
    witnesses: tuple[str, ...] = ()
    """Of whom one must have a write before it is acknowledged."""
    fenced: bool = False
    """Nobody who looks for a server to write to takes this one, though it may believe that it leads."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.machine.name

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Does not wait; `ready` does."""
        self.configure()
        settings = f"config_file={self.folder}/node.conf"
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-c", settings]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.machine.command(*command, user=USER), stdout=log, stderr=log, cwd=self.folder
            )

    def ready(self) -> None:
        until(self._answers, f"{self.name} answers\n{self.last_words()}")

    def configure(self) -> None:
        """As it stands now; a server that runs takes it over."""
        witnesses = f"ANY 1 ({', '.join(self.witnesses)})" if self.witnesses else ""
        leader = f"host={self.upstream} user={USER} application_name={self.name}"
        settings = {
            "unix_socket_directories": str(self.folder),
            "hba_file": str(self.folder.parent / "hba.conf"),
            "cluster_name": self.name,
            "synchronous_standby_names": witnesses,
            "default_transaction_read_only": "on" if self.fenced else "off",
            "primary_conninfo": leader if self.upstream else "",
        }
        lines = [f"{name} = '{value}'" for name, value in settings.items()]
        (self.folder / "node.conf").write_text(COMMON + "\n".join(lines) + "\n")
        if not self.leads:
            (self.data / "standby.signal").touch()
        if self.alive and self.process:
            self.process.send_signal(signal.SIGHUP)

    def ask(self, question: str, *given: object) -> list[tuple[Any, ...]]:
        """As the operator, beside the network: also while the link is cut."""
        with self.operator() as connection:
            cursor = connection.execute(question.encode(), given or None)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def operator(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        address = f"host={self.folder} user={USER} dbname={database} connect_timeout=2"
        with psycopg.connect(address, autocommit=True) as connection:
            yield connection

    def kill(self) -> None:
        """The whole machine, as when its power is cut. Only the disk stays."""
        self.machine.power_off()
        if self.process:
            self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.alive and self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)

    def promote(self) -> None:
        self.leads, self.upstream = True, ""
        self.ask("select pg_promote(true, 20)")
        until(lambda: not self.ask("select pg_is_in_recovery()")[0][0], f"{self.name} leads")

    def received(self) -> int:
        """How far it has what the primary wrote."""
        place = "greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"
        return int(self.ask(f"select ({place} - '0/0'::pg_lsn)::bigint")[0][0])

    def follows_nobody(self) -> bool:
        return not self.ask("select 1 from pg_stat_wal_receiver")

    def last_words(self) -> str:
        log = self.folder / "log"
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-8:]) if log.exists() else ""

    def _answers(self) -> bool:
        if not self.alive:
            raise AssertionError(f"{self.name} has ended:\n{self.last_words()}")
        try:
            return bool(self.ask("select 1"))
        except psycopg.OperationalError:
            return False


@dataclass
class Cluster:
    network: Network
    nodes: list[Node]
    primary: Node

    @property
    def standbys(self) -> list[Node]:
        return [node for node in self.nodes if node is not self.primary]

    @property
    def url(self) -> str:
        """As the app is told it: all of them, whoever leads."""
        return address_of([node.machine for node in self.nodes])

    def start(self) -> None:
        for node in self.nodes:
            node.leads = node is self.primary
            node.upstream = "" if node.leads else self.primary.machine.address
            node.witnesses = tuple(other.name for other in self.nodes if other is not node)
            node.start()
        for node in self.nodes:
            node.ready()
        until(lambda: self.followers() == len(self.standbys), "both standbys follow")

    def followers(self) -> int:
        """Who keeps up with the primary at the moment."""
        asked = "select count(*) from pg_stat_replication where state = 'streaming'"
        return int(self.primary.ask(asked)[0][0])

    def fail_over(self) -> Node:
        """What an operator does, in this order: nobody follows the old primary any more, so that it cannot
        acknowledge anything; then who has the most leads, because what was acknowledged is on one of the
        two."""
        left = [node for node in self.standbys if node.alive]
        for node in left:
            node.upstream = ""
            node.configure()
        until(lambda: all(node.follows_nobody() for node in left), "nobody follows the old primary")
        newest = max(left, key=Node.received)
        newest.promote()
        newest.configure()
        self.primary = newest
        for node in left:
            if node is not newest:
                node.upstream = newest.machine.address
                node.configure()
        return newest

    def rejoin(self, node: Node) -> None:
        """A former primary becomes a standby: what only it has is taken back, the rest is brought."""
        node.stop()
        leader = self.primary
        leader.ask("checkpoint")  # until then its new timeline is not in its control file
        node.leads, node.fenced, node.upstream = False, False, leader.machine.address
        source = f"host={leader.folder} user={USER} dbname=postgres"
        rewound = [str(node.programs / "pg_rewind"), "-D", str(node.data), f"--source-server={source}"]
        run(*node.machine.command(*rewound, f"--config-file={node.folder}/node.conf", user=USER))
        node.start()
        node.ready()
        until(lambda: self.followers() == len(self.standbys), f"{node.name} follows again")

    def stop(self) -> None:
        for node in self.nodes:
            if node.process:
                node.kill()


def plant(network: Network, programs: Path) -> Node:
    """A server with an empty database. Once it is stopped, clusters are made as copies of it."""
    seed = network.folder / "seed"
    seed.mkdir()
    shutil.chown(seed, USER, USER)
    access = [f"host {who} all {network.subnet}.0/24 trust" for who in ("all", "replication")]
    (network.folder / "hba.conf").write_text("\n".join(["local all all trust", *access, ""]))
    node = Node(network.machines[0], programs, seed, leads=True)
    making = [str(programs / "initdb"), "-D", str(node.data), "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"]
    run(*node.machine.command(*making, user=USER))
    node.start()
    node.ready()
    node.ask(f"create role {APP} login")
    node.ask(f"create database {APP} owner {APP}")
    return node


def grown(network: Network, programs: Path, seed: Node, *, small_disk: int = 0) -> Cluster:
    """A cluster whose servers all begin with what the seed held when it was stopped. `small_disk`: of the
    first, in megabytes."""
    nodes: list[Node] = []
    for machine in network.machines:
        folder = network.folder / machine.name
        if small_disk and not nodes:
            network.mount(folder, small_disk)
        folder.mkdir(exist_ok=True)
        shutil.chown(folder, USER, USER)
        run("cp", "-a", str(seed.data), str(folder))
        nodes.append(Node(machine, programs, folder))
    return Cluster(network, nodes, nodes[0])
