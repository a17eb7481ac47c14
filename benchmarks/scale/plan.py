"""What an installation of a size needs, from what one thing costs: the tables of docs/scale.md. The costs are
read there, where they stand as `costs` measured them; the rest is arithmetic, and its assumptions are the
constants below, which the page tells."""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[2] / "docs" / "scale.md"
ANSWER: Final = "answer to a survey"
VISIT: Final = "visit of 150 operations"
PHOTO: Final = "photo"
REPORT: Final = "report of a visit (PDF)"

ANSWERS_OF_THE_COUNTRY: Final = 1_300_000  # a year, of
AGENCIES_OF_THE_COUNTRY: Final = 8_300  # each visited once a year
PHOTOS_OF_A_VISIT: Final = 20
REPORTS_OF_A_VISIT: Final = 3  # drawn, of which one is issued
KB_OF_A_PHOTO: Final = 300 + 85  # as it was sent, and the smaller one for paper
KB_OF_A_PAPER: Final = 2 * 2_000  # issued: PDF and DOCX, with the photos

BUSIEST_HOUR: Final = 200  # takes this part of the year: a fiftieth on one day, of that a quarter

READING: Final = 3  # all work is so many times what is counted: forms and pages are read as well
FILLED: Final = 0.4  # of one processor, by a process in its busiest hour
PROCESSES_OF_A_MACHINE: Final = 4  # of four processors
THREADS: Final = 16  # and connections, as CHECKLIST_THREADS comes
FURTHER_CONNECTIONS: Final = 20  # of whoever looks after the database, backups, standbys, starting processes
DATABASES: Final = 3  # machines: a primary and two standbys, of which one must have each write
YEARS: Final = 5
DUMPS: Final = 14  # nightly ones that are kept, each counted as large as the database

HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processors, kilobytes."""

    app: float
    database: float
    stored: float
    logged: float

    def times(self, number: float) -> "Cost":
        return Cost(self.app * number, self.database * number, self.stored * number, self.logged * number)

    def plus(self, other: "Cost") -> "Cost":
        return Cost(
            self.app + other.app,
            self.database + other.database,
            self.stored + other.stored,
            self.logged + other.logged,
        )


Costs = Mapping[str, Cost]


@dataclass(frozen=True, slots=True)
class Place:
    """Who uses the installation, and what they do in a year."""

    name: str
    agencies: int
    offices: int
    survives: bool = True
    """The loss of any machine; else it is one machine with the embedded store."""

    @property
    def counts(self) -> Mapping[str, int]:
        return {
            ANSWER: self.agencies * ANSWERS_OF_THE_COUNTRY // AGENCIES_OF_THE_COUNTRY,
            VISIT: self.agencies,
            PHOTO: self.agencies * PHOTOS_OF_A_VISIT,
            REPORT: self.agencies * REPORTS_OF_A_VISIT,
        }


PLACES: Final = (
    Place("province", 110, 1, survives=False),
    Place("region", 1_100, 10),
    Place("country", AGENCIES_OF_THE_COUNTRY, 76),
    Place("ten times that", 10 * AGENCIES_OF_THE_COUNTRY, 760),
)


@dataclass(frozen=True, slots=True)
class Setup:
    processes: int
    workers: int
    machines: int
    databases: int

    @property
    def connections(self) -> int:
        if not self.databases:
            return 0
        return (self.processes + self.workers) * THREADS + FURTHER_CONNECTIONS


def costs_in(text: str) -> Costs:
    """The table that `costs` prints, wherever it stands."""
    table = text.split("| one | app ms | database ms | database KB | log KB |", 1)[1].split("\n\n", 1)[0]
    found = re.findall(r"^\| ([^|]*[^| ]) +\|" + r" +([\d.,]+) \|" * 4 + "$", table, re.MULTILINE)
    return {name: Cost(*(float(figure.replace(",", "")) for figure in figures)) for name, *figures in found}


def year_of(place: Place, costs: Costs) -> Cost:
    """Counted work only."""
    whole = Cost(0, 0, 0, 0)
    for what, number in place.counts.items():
        whole = whole.plus(costs[what].times(number))
    return whole


def files_of(place: Place) -> float:
    """Kilobytes a year."""
    return place.counts[PHOTO] * KB_OF_A_PHOTO + place.counts[VISIT] * KB_OF_A_PAPER


def busy(milliseconds_a_year: float) -> float:
    """Processors at work in the busiest hour, reading included."""
    return milliseconds_a_year * READING / BUSIEST_HOUR / 1000 / HOUR


def setup_of(place: Place, costs: Costs) -> Setup:
    """Without any one machine the others still do all of it, and each is restarted without a pause."""
    if not place.survives:
        return Setup(processes=1, workers=0, machines=1, databases=0)
    needed = ceil(busy(year_of(place, costs).app) / FILLED)
    machines = ceil(needed / PROCESSES_OF_A_MACHINE) + 1
    each = max(2, ceil(needed / (machines - 1)))
    return Setup(machines * each, machines, machines, DATABASES)


# --- as tables


def tables(costs: Costs) -> str:
    years = {place: year_of(place, costs) for place in PLACES}
    setups = {place: setup_of(place, costs) for place in PLACES}
    return "\n\n".join(
        (
            _table("done in a year", _amounts()),
            _table("that takes in a year", _taken(years)),
            _table("in the busiest hour", _busiest(years)),
            _table("to set up", _to_set_up(setups)),
            _table(f"after {YEARS} years, GB", _kept(years)),
        )
    )


def _amounts() -> list[list[str]]:
    return [
        _row("agencies, visited once each", lambda place: _whole(place.agencies)),
        _row("offices of the commission", lambda place: _whole(place.offices)),
        _row("answers of citizens", lambda place: _whole(place.counts[ANSWER])),
        _row("photos", lambda place: _whole(place.counts[PHOTO])),
        _row("reports drawn", lambda place: _whole(place.counts[REPORT])),
    ]


def _taken(years: Mapping[Place, Cost]) -> list[list[str]]:
    return [
        _row("processor hours of the app", lambda place: _some(_hours(years[place].app))),
        _row("processor hours of the database", lambda place: _some(_hours(years[place].database))),
        _row("database grows, GB", lambda place: _some(_gb(years[place].stored))),
        _row("its log of changes, GB", lambda place: _some(_gb(years[place].logged))),
        _row("files grow, GB", lambda place: _some(_gb(files_of(place)))),
    ]


def _busiest(years: Mapping[Place, Cost]) -> list[list[str]]:
    return [
        _row("answers", lambda place: _whole(place.counts[ANSWER] / BUSIEST_HOUR)),
        _row("visits that phones bring", lambda place: _some(place.counts[VISIT] / BUSIEST_HOUR)),
        _row("photos", lambda place: _whole(place.counts[PHOTO] / BUSIEST_HOUR)),
        _row("reports", lambda place: _some(place.counts[REPORT] / BUSIEST_HOUR)),
        _row("processors at work: app", lambda place: _some(busy(years[place].app))),
        _row("database", lambda place: _some(busy(years[place].database))),
    ]


def _to_set_up(setups: Mapping[Place, Setup]) -> list[list[str]]:
    return [
        _row("processes that serve", lambda place: _whole(setups[place].processes)),
        _row("`checklist work`", lambda place: _whole(setups[place].workers)),
        _row("machines for them and the proxy", lambda place: _whole(setups[place].machines)),
        _row("machines of the database", lambda place: _whole(setups[place].databases)),
        _row("`max_connections`, at least", lambda place: _whole(setups[place].connections)),
    ]


def _kept(years: Mapping[Place, Cost]) -> list[list[str]]:
    def database(place: Place) -> float:
        return YEARS * _gb(years[place].stored)

    def files(place: Place) -> float:
        return YEARS * _gb(files_of(place))

    def backup(place: Place) -> float:
        return files(place) + DUMPS * (database(place) + _gb(years[place].logged) / 365)

    return [
        _row("database, on each of its machines", lambda place: _some(database(place))),
        _row("bucket, or folder of files", lambda place: _some(files(place))),
        _row("backups, at most", lambda place: _some(backup(place))),
    ]


def _row(name: str, told: Callable[[Place], str]) -> list[str]:
    return [name, *map(told, PLACES)]


def _table(name: str, rows: Sequence[Sequence[str]]) -> str:
    head = [name, *(place.name for place in PLACES)]
    lines = [head, ["---", *["---:"] * len(PLACES)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _hours(milliseconds: float) -> float:
    return milliseconds / 1000 / HOUR


def _gb(kilobytes: float) -> float:
    return kilobytes / 1_000_000


def _whole(figure: float) -> str:
    return f"{figure:,.0f}"


def _some(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 10 else f"{figure:.2g}"


def run(_arguments: argparse.Namespace) -> None:
    print(tables(costs_in(PAGE.read_text("utf-8"))))
