"""Everything together for one scenario: a database, the app in two processes behind the proxy, and the load.
What a scenario did is a row of the table that the run ends with."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checklist_app.app import KINDS
from checklist_app.config import Database
from checklist_app.store import Store
from checklist_app.store.opening import open_store
from tests.distributed.judging import Verdict, judge
from tests.distributed.load import Load
from tests.distributed.serving import SECRET, Front, served
from tests.distributed.town import Town
from tests.servers.cluster import until

BEFORE: Final = 1.0
AFTER: Final = 1.5
"""Seconds of load before something happens, and after it is over."""
PASSING: Final = frozenset({"502", "503", "504"})
"""What a client may be told while something is broken: that it should come again."""
COLUMNS: Final = "{:<62}{:>8}{:>8}{:>6}{:>7}{:>9}{:>8}  {}"
HEADING: Final = COLUMNS.format("", "answers", "phones", "lost", "twice", "silence", "wait", "refusals")


@dataclass(frozen=True, slots=True)
class Row:
    """`silence`: the longest time in which nobody had anything acknowledged; `wait`: of one client."""

    name: str
    verdict: Verdict
    silence: float
    wait: float
    refusals: str

    def __str__(self) -> str:
        found = self.verdict
        figures = found.answers, found.operations, found.lost, found.twice
        return COLUMNS.format(
            self.name, *figures, f"{self.silence:.1f} s", f"{self.wait:.1f} s", self.refusals
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """`url`: the straight way to the database, for the judge."""

    url: str
    front: Front
    load: Load
    rows: list[Row]

    def serves(self, after: str, patience: float = 30.0) -> None:
        """Until somebody has something acknowledged that was not so before."""
        since = time.monotonic()
        until(lambda: self.load.served_since(since), f"service again after {after}", patience)

    def ends_well(self, name: str) -> None:
        """Some more load, then every client has its answer, and the judge finds nothing."""
        time.sleep(AFTER)
        self.load.finish()
        with closing(store_of(self.url)) as store:
            verdict = judge(store, self.load, SECRET)
        record = self.load.record
        refusals = ", ".join(f"{why}: {times}" for why, times in record.refusals.most_common())
        self.rows.append(Row(name, verdict, record.longest_silence(), record.longest_wait, refusals))
        assert verdict.faults == []
        assert self.load.unserved == []
        assert record.statuses <= PASSING, self.front.mishaps()


def store_of(url: str) -> Store:
    return open_store(Database(url), KINDS, secret=SECRET, connections=2)


@contextmanager
def staged(url: str, folder: Path, town: Town, rows: list[Row], *, way: str = "") -> Iterator[Stage]:
    """`way`: another one to the database than the straight one, for the app."""
    with served(folder, way or url) as front:
        load = Load(front.port, town)
        load.start()
        stage = Stage(url, front, load, rows)
        try:
            stage.serves("the start")
            time.sleep(BEFORE)
            yield stage
        finally:
            load.finish(patience=0)
