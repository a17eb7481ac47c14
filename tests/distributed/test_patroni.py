"""Nobody is there to promote a standby: Patroni and etcd agree by themselves who leads, and put right who
comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.distributed.conftest import Ground, settled, skip_or_fail
from tests.distributed.stage import Row, Stage, staged
from tests.servers.cluster import until
from tests.servers.patroni import Keepers, keepers_on, missing_programs

pytestmark = pytest.mark.slow


@pytest.fixture
def keepers(ground: Ground) -> Iterator[Keepers]:
    if why := missing_programs():
        skip_or_fail(why)
    keepers = keepers_on(ground.network, ground.programs)
    try:
        keepers.start()
        keepers.found_database()
        yield keepers
    finally:
        keepers.stop()
        for keeper in keepers.all:
            keeper.machine.mend()
            ground.network.clear(keeper.folder)


@pytest.fixture
def stage(keepers: Keepers, tmp_path: Path, rows: list[Row]) -> Iterator[Stage]:
    with staged(keepers.url, tmp_path, settled(keepers.url, tmp_path), rows) as stage:
        yield stage


def test_servers_agree_who_leads_when_the_leader_is_killed(keepers: Keepers, stage: Stage) -> None:
    killed = keepers.leader
    assert killed
    killed.kill()
    stage.serves("the leader was killed")
    assert keepers.leader not in (None, killed)
    killed.start(keepers.all)
    until(keepers.whole, "the killed one follows")
    stage.ends_well("Patroni: the leader is killed and comes back")


@pytest.mark.long
def test_a_leader_that_is_cut_off_steps_down_and_follows_when_it_is_back(
    keepers: Keepers, stage: Stage
) -> None:
    cut_off = keepers.leader
    assert cut_off
    cut_off.machine.cut()
    stage.serves("the leader was cut off")
    assert keepers.leader not in (None, cut_off)
    until(cut_off.follows, "who cannot ask the others leads no more")
    cut_off.machine.mend()
    until(keepers.whole, "it follows the new one")
    stage.ends_well("Patroni: the leader is cut off and comes back")
