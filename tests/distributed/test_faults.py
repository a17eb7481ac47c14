"""What servers do to each other when they die, are cut off, are slow, are full or are overrun, while citizens
answer and phones synchronise. Every scenario ends with the judge (judging.py): nothing that was acknowledged
is lost, nothing is there twice, the chains are whole, the tallies are those of the answers; and with clients
that all got their answer by asking again.

Acknowledged means on two disks: `synchronous_standby_names = 'ANY 1 (…two standbys…)'`, `synchronous_commit =
on`."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from tests.distributed.conftest import Ground
from tests.distributed.stage import Row, Stage, staged
from tests.servers.cluster import LIMIT, Cluster, Node, spelled, until
from tests.servers.relay import far_away

pytestmark = pytest.mark.slow

NOTICED = 1.0
"""Seconds until the operator does something."""
CUT = 4.0
LONG_WAY = 0.04
BEYOND = 200
SMALL_DISK = 420


def test_a_killed_process_of_the_app_costs_nobody_an_answer(stage: Stage) -> None:
    killed = stage.front.apps[0]
    killed.kill()
    stage.serves("a process of the app was killed")
    killed.serve()
    killed.ready()
    stage.ends_well("one of two processes of the app is killed")


def test_a_new_release_is_brought_in_while_all_are_served(stage: Stage) -> None:
    for app in stage.front.apps:
        stage.front.replace(app)
    stage.ends_well("both processes of the app are replaced, one after the other")
    assert not stage.load.record.refusals


def test_a_killed_primary_is_replaced(cluster: Cluster, stage: Stage) -> None:
    cluster.primary.kill()
    time.sleep(NOTICED)
    cluster.fail_over()
    stage.serves("the primary was killed")
    stage.ends_well("the primary is killed, a standby promoted after 1 s")


def test_one_standby_that_is_cut_off_is_not_missed(cluster: Cluster, stage: Stage) -> None:
    standby = cluster.standbys[0]
    standby.machine.cut()
    time.sleep(CUT)
    stage.serves("a standby was cut off")
    standby.machine.mend()
    until(lambda: cluster.followers() == 2, "it follows again")
    stage.ends_well(f"one standby is cut off for {CUT:.0f} s")


def test_nothing_is_acknowledged_while_no_standby_is_there(cluster: Cluster, stage: Stage) -> None:
    standbys = cluster.standbys
    for standby in standbys:
        standby.machine.cut()
    time.sleep(CUT)
    last = max(stage.load.record.moments)
    assert time.monotonic() - last > CUT / 2
    standbys[1].machine.mend()
    stage.serves("both standbys were cut off")
    standbys[0].machine.mend()
    stage.ends_well(f"both standbys are cut off for {CUT:.0f} s: writes wait")


def test_a_primary_that_is_cut_off_is_replaced_and_put_right(cluster: Cluster, stage: Stage) -> None:
    old = cluster.primary
    old.machine.cut()
    time.sleep(NOTICED)
    cluster.fail_over()
    stage.serves("the primary was cut off")
    old.kill()  # before it is reached again: it still takes itself for the primary
    old.machine.mend()
    cluster.rejoin(old)
    stage.ends_well("the primary is cut off, a standby promoted after 1 s")


def test_a_slow_network_makes_everybody_wait_and_nothing_else(
    cluster: Cluster, ground: Ground, tmp_path: Path, rows: list[Row]
) -> None:
    targets = [(node.machine.address, 5432) for node in cluster.nodes]
    with ExitStack() as stack:
        addresses = stack.enter_context(far_away(targets, delay=LONG_WAY))
        stage = stack.enter_context(staged(cluster.url, tmp_path, ground.town, rows, way=spelled(addresses)))
        for node in cluster.nodes:
            node.machine.slow()
            stack.callback(node.machine.fast)
        time.sleep(CUT)
        stage.serves("the network had become slow")
        stage.ends_well(f"{LONG_WAY * 2000:.0f} ms to the database and back, 2 Mbit/s between its servers")


def test_a_full_disk_of_the_database_stops_writing_until_there_is_room(
    cluster_of: Callable[..., Cluster], ground: Ground, tmp_path: Path, rows: list[Row]
) -> None:
    cluster = cluster_of(small_disk=SMALL_DISK)
    with staged(cluster.url, tmp_path, ground.town, rows) as stage:
        ballast = fill(cluster.primary)
        until(lambda: stage.load.record.refusals["503"], "somebody is told that nothing can be kept")
        time.sleep(CUT)
        ballast.unlink()
        if not cluster.primary.alive:  # it ends itself where it cannot keep its log
            cluster.primary.start()
        cluster.primary.ready()
        stage.serves("the disk had been full")
        stage.ends_well("the disk of the primary is full until room is made")


def test_a_storm_of_connections_does_not_push_out_who_is_connected(cluster: Cluster, stage: Stage) -> None:
    with ExitStack() as held:
        refused = storm(cluster.primary, held)
        assert refused >= BEYOND
        stage.serves("a storm of connections")
        time.sleep(CUT)
    stage.ends_well(f"{LIMIT + BEYOND} connections to a database that takes {LIMIT}")


def test_an_old_primary_that_comes_back_cannot_acknowledge(cluster: Cluster, stage: Stage) -> None:
    old = cluster.primary
    old.kill()
    cluster.fail_over()
    stage.serves("the primary was killed")
    old.fenced = True  # or who connects anew would read there what stood still
    old.start()
    old.ready()
    acknowledged: list[str] = []
    writer = Thread(target=write_to, args=(old, acknowledged), daemon=True)
    writer.start()
    until(lambda: waits_for_a_standby(old), "the old primary waits for a standby that nobody is")
    stage.front.apps[0].kill()
    stage.front.apps[0].serve()  # the old one is the first that it asks
    stage.front.apps[0].ready()
    time.sleep(CUT)
    stage.serves("an old primary had come back")
    assert acknowledged == []
    assert old.ask("select 1 from pg_class where relname = 'split_brain'") == []
    cluster.rejoin(old)
    assert acknowledged == []
    assert old.ask("select pg_is_in_recovery()") == [(True,)]
    assert old.ask("select 1 from pg_class where relname = 'split_brain'") == []
    stage.ends_well("the killed primary comes back by itself, then by pg_rewind")


def fill(node: Node) -> Path:
    """No byte is left, and what was set aside for the log is used up."""
    ballast = node.folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    try:
        for _ in range(SMALL_DISK // 16):
            node.ask("select pg_switch_wal(), pg_logical_emit_message(false, 'full', 'x')")
    except psycopg.Error:
        pass  # it has no room for the next part of its log
    return ballast


def storm(node: Node, held: ExitStack) -> int:
    """How many were refused. Who got in stays."""
    refused = 0
    for _ in range(LIMIT + BEYOND):
        try:
            address = f"host={node.machine.address} user=checklist dbname=checklist connect_timeout=2"
            held.enter_context(psycopg.connect(address))
        except psycopg.OperationalError:
            refused += 1
    return refused


def write_to(node: Node, acknowledged: list[str]) -> None:
    try:
        with node.operator() as connection:
            connection.execute("set default_transaction_read_only = off")
            connection.execute("create table split_brain (id int)")
            acknowledged.append("created")
    except psycopg.Error:
        return  # the server was stopped while it waited


def waits_for_a_standby(node: Node) -> bool:
    return bool(
        node.ask("select 1 from pg_stat_activity where wait_event = 'SyncRep' and query like 'create%'")
    )
