"""What the app called stored is there after the power failed; and when the disk is full it says so, keeps
what it had, and stores what was answered as soon as there is room."""

import os
import signal
from pathlib import Path

import pytest

from tests.browser.engines import FIREFOX_LATER, processes
from tests.browser.power import copied, full, lacking, mounted, new_image, small_disk
from tests.browser.stage import Phone, Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BEGIN_TICKING = """globalThis.done = 0
void (async () => {
  for (let number = 0; number < 3000; number += 1) {
    await journal.record(given[0], given[1][number % given[1].length], number, [])
    globalThis.done = number + 1
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})()"""
NUMBERS = "return (await journal.operations(given)).map(({ value }) => value).filter(Number.isInteger)"


@pytest.fixture(autouse=True)
def _can_make_disks() -> None:
    if said := lacking():
        pytest.skip(said)


@FIREFOX_LATER
@pytest.mark.parametrize("most", [60, pytest.param(200, marks=pytest.mark.long)])
def test_nothing_that_was_stored_is_lost_when_the_power_fails(
    stage: Stage, tmp_path: Path, most: int
) -> None:
    image = tmp_path / "disk.img"
    new_image(image)
    name = f"power {most}"
    with mounted(image, tmp_path / "disk") as disk:
        phone = stage.ready(name, disk / "profile")
        visit = phone.begin_visit()
        ticks = phone.open_visit(visit)
        phone.drained()
        os.sync()  # it was prepared a while ago
        stage.proxy.is_away = True
        phone.ask(BEGIN_TICKING, [visit, ticks])
        phone.engine.wait_for(f"done >= {most}")
        done = phone.engine.js("done")
        processes.kill(phone.engine.processes(), signal.SIGSTOP)
        cut = copied(image)
        stage.kill()
    with mounted(cut, tmp_path / "after") as disk:
        phone = opened_again(stage, name, disk, visit)
        found = set(phone.ask(NUMBERS, visit))
        stage.close()
    assert set(range(done)) - found == set()


@FIREFOX_LATER
def test_a_full_disk_is_said_and_costs_nothing(stage: Stage, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        phone = stage.ready("full", disk / "profile")
        visit = phone.begin_visit()
        field, *others = phone.open_visit(visit)
        phone.tick(field)
        with full(disk):
            refused = ticked_until_refused(phone, others)
            assert phone.sees("#failures .notice")
            assert phone.is_ticked(field)
        phone.engine.wait_for("!document.querySelector('#failures .notice')")
        assert phone.values(visit, refused) == [True]
        stage.kill()
        phone = opened_again(stage, "full", disk, visit)
        assert phone.is_ticked(field)
        assert phone.is_ticked(refused)
        stage.close()


@FIREFOX_LATER
def test_a_phone_that_dies_while_its_disk_is_full_keeps_what_was_stored_before_and_after(
    stage: Stage, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        phone = stage.ready("died full", disk / "profile")
        visit = phone.begin_visit()
        before, after, *others = phone.open_visit(visit)
        stage.proxy.is_away = True
        phone.tick(before)
        with full(disk):
            ticked_until_refused(phone, others)
            stage.kill()
        phone = opened_again(stage, "died full", disk, visit)
        phone.tick(after)
        stage.kill()
        phone = opened_again(stage, "died full", disk, visit)
        assert phone.is_ticked(before)
        assert phone.is_ticked(after)
        stage.close()


def opened_again(stage: Stage, name: str, disk: Path, visit: str) -> Phone:
    """The phone after its browser has died, with the visit on the screen."""
    phone = stage.phone(name, disk / "profile")
    phone.open_visit(visit)
    return phone


def ticked_until_refused(phone: Phone, fields: list[str]) -> str:
    """Engines have some room in reserve; the first tick for which there is none."""
    phone.engine.js(
        """(() => { globalThis.last = ""
        const remember = ({ type }) => (globalThis.last = type)
        for (const name of ["visit:stored", "visit:failed"]) document.addEventListener(name, remember) })()"""
    )
    for field in fields:
        phone.engine.js("globalThis.last = ''")
        phone.engine.click(f'#form [data-field="{field}"]')
        if phone.engine.wait_for("last") == "visit:failed":
            return field
    raise AssertionError("the disk never was full")
