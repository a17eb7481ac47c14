"""The visit form on a phone, in Chromium: CPU four times slower, 562.5 ms latency, 1.44 Mbit/s down.
Our page as the real server gives it, a plain page of the same form, and the same form in the libraries
of others; a fresh profile for each run, runs in mixed order, medians.

    python -m benchmarks.phone [--runs 5] [--without-peers] [--only NAME]

The throttle slows the page, not its worker: trust the ratios."""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.phone import report, serving
from benchmarks.phone.measuring import Subject, measure
from benchmarks.phone.peers import PEERS, peer_sites
from benchmarks.phone.plain import plain_site
from benchmarks.phone.questions import groups
from benchmarks.phone.sending import Kit, begin_visit, drain, fill, set_up
from benchmarks.phone.serving import Server, prepare, write_site

TICKS = '#form .tap > input[type=checkbox][data-field^="answer:"]'
HELD = 200
DRAINED = ((20, 150), (1, 300))
DRAINING = "drained"


def main() -> int:
    names = (report.OURS, report.HELD, *PEERS, DRAINING)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without-peers", action="store_true", help="fetch nothing with npm")
    parser.add_argument("--only", choices=names, metavar="NAME", help=f"beside plain: {', '.join(names)}")
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.serve:
        return serving.serve(*wanted.serve)
    chosen = {wanted.only} if wanted.only else set(names[:2] if wanted.without_peers else names[:-1])
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ending, sync_playwright() as driver:
        stage = Stage(driver, Path(folder), ending)
        if chosen - {DRAINING}:
            stage.compare(chosen, wanted.runs)
        if not wanted.only or wanted.only == DRAINING:
            stage.send(wanted.runs)
    return 0


class Stage:
    """The app with its phone, and everything that is measured on it."""

    def __init__(self, driver: Playwright, folder: Path, ending: ExitStack) -> None:
        self.driver, self.folder, self._ending = driver, folder, ending
        world = prepare(folder / "app")
        self.kit = set_up(driver, self._started("app", folder / "app"), world, folder / "phone")

    def compare(self, chosen: set[str], rounds: int) -> None:
        subjects = list(self._subjects(chosen))
        runs: dict[str, list[dict[str, float]]] = {subject.name: [] for subject in subjects}
        for _ in range(rounds):
            for subject in random.sample(subjects, len(subjects)):
                runs[subject.name].append(measure(self.driver, subject, self.folder))
        print(f"{rounds} runs of each in mixed order, medians (ratio to the plain page);")
        print(f"held: ours on a phone with {HELD} visits of 150 operations\n")
        print(f"{report.table(runs)}\n\n{report.targets(runs)}\n")

    def send(self, rounds: int) -> None:
        print(report.SENDING)
        for count, operations in DRAINED:
            runs = [
                drain(self.driver, self.kit, self.folder / "profile", count=count, operations=operations)
                for _ in range(rounds)
            ]
            print(report.sent(f"{count} x {operations} operations", runs))

    def _subjects(self, chosen: set[str]) -> Iterator[Subject]:
        form = self.kit.world.form
        yield self._site(report.PLAIN, plain_site(form.name, groups(form)))
        if report.OURS in chosen:
            yield self._ours(report.OURS, self.kit)
        if report.HELD in chosen:
            full = fill(self.driver, self.kit, self.folder / "full", count=HELD)
            yield self._ours(report.HELD, full)
        for name, site in peer_sites(form.name, groups(form), chosen):
            yield self._site(name, site, restores=False)

    def _ours(self, name: str, kit: Kit) -> Subject:
        begin = partial(begin_visit, self.driver, kit)
        return Subject(name, kit.server, begin, TICKS, kit.cookie)

    def _site(self, name: str, files: dict[str, bytes], *, restores: bool = True) -> Subject:
        folder = self.folder / f"site of {name}"
        write_site(folder, files)
        return Subject(name, self._started("files", folder), lambda profile: "/", restores=restores)

    def _started(self, kind: str, folder: Path) -> Server:
        server = Server(kind, folder)
        server.start()
        self._ending.callback(server.stop)
        return server


if __name__ == "__main__":
    sys.exit(main())
