"""What the proofs with several servers stand on, and the table that they end with."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklist_app.config import Config
from tests.distributed.serving import SECRET, proxy_program
from tests.distributed.stage import HEADING, Row, Stage, staged, store_of
from tests.distributed.town import Town, settle
from tests.servers import netns
from tests.servers.cluster import Cluster, Node, address_of, grown, plant
from tests.servers.netns import Network
from tests.servers.postgres import binaries

ROWS = pytest.StashKey[list[Row]]()
MACHINES = ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Ground:
    """The seed of every cluster: a stopped server that already holds the town."""

    network: Network
    programs: Path
    seed: Node
    town: Town


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if rows := config.stash.get(ROWS, []):
        terminalreporter.section("faults under load")
        terminalreporter.write_line(HEADING)
        for row in rows:
            terminalreporter.write_line(str(row))


def unable() -> str:
    """What is missing on this machine; empty when nothing is."""
    if binaries() is None:
        return "PostgreSQL is not installed (Debian: apt install postgresql)"
    if proxy_program() is None:
        return "haproxy is not installed (Debian: apt install haproxy)"
    return netns.missing()


def skip_or_fail(why: str) -> None:
    if os.environ.get("CI") in {"true", "1"}:
        pytest.fail(why)
    pytest.skip(why)


def settled(url: str, files: Path) -> Town:
    given = {"CHECKLIST_STORE": url, "CHECKLIST_FILES": str(files), "CHECKLIST_SECRET_KEY": SECRET}
    with closing(store_of(url)) as store:
        return settle(store, Config.from_environment(given))


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    if why := unable():
        skip_or_fail(why)
    found = binaries()
    assert found
    network = Network.lay(MACHINES)
    try:
        seed = plant(network, found)
        town = settled(address_of([seed.machine]), tmp_path_factory.mktemp("files"))
        seed.stop()
        yield Ground(network, found, seed, town)
    finally:
        network.remove()


@pytest.fixture
def cluster_of(ground: Ground) -> Iterator[Callable[..., Cluster]]:
    """`cluster_of()`, or `cluster_of(small_disk=…)`: fresh, and gone with the test."""
    made: list[Cluster] = []

    def grow(*, small_disk: int = 0) -> Cluster:
        cluster = grown(ground.network, ground.programs, ground.seed, small_disk=small_disk)
        made.append(cluster)
        cluster.start()
        return cluster

    yield grow
    for cluster in made:
        cluster.stop()
        for node in cluster.nodes:
            node.machine.mend()
            ground.network.clear(node.folder)


@pytest.fixture
def cluster(cluster_of: Callable[..., Cluster]) -> Cluster:
    return cluster_of()


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> list[Row]:
    return request.config.stash[ROWS]


@pytest.fixture
def stage(cluster: Cluster, tmp_path: Path, ground: Ground, rows: list[Row]) -> Iterator[Stage]:
    with staged(cluster.url, tmp_path, ground.town, rows) as stage:
        yield stage
