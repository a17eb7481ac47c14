"""Batches about the ITA cycle: of every agency of a province that has begun it, the papers that were chosen.
An agency that has nothing to print yet is told among what could not be made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checklist_app.accounts import Person
from checklist_app.agencies import Agency
from checklist_app.clock import now
from checklist_app.documents import Column
from checklist_app.errors import invalid
from checklist_app.ita import MONTHS, Cycle, Ita, Plan
from checklist_app.reports.batch_model import Item, Order, Piece
from checklist_app.reports.cycle_words import PAPERS
from checklist_app.reports.ita.bound import PaperName, signed_by
from checklist_app.reports.ita.signing import state_of
from checklist_app.reports.ita_papers import ItaPapers

AGREED: Final = "ผู้บริหารเห็นชอบแล้ว"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper of one agency and cycle."""

    agency: str
    cycle: Cycle
    key: str
    months: int

    @property
    def name(self) -> PaperName:
        return PaperName(self.key.partition("-")[0])


class CyclePapers:
    """They carry no photos, and each takes a fraction of what a report on a visit does."""

    columns = (Column("เอกสาร", 26), Column("การเห็นชอบ", 30))
    rest = 0.5
    size = 512 * 1024

    def __init__(self, ita: Ita, papers: ItaPapers) -> None:
        self._ita = ita
        self._papers = papers

    def items(self, person: Person, order: Order) -> list[Item[Wanted]]:
        """Without the agencies of which nothing is known in this cycle."""
        if not order.papers or not {*order.papers} <= PAPERS.keys():
            raise invalid("reports.cycle_papers", field="papers")
        cycle = Cycle.read(order.year)
        here = [
            agency for agency in self._ita.agencies.within(person.scope) if agency.province == order.province
        ]
        plans = self._ita.plans.of_year(cycle, here)
        scored = self._ita.scores.of_year(cycle.scores_year, here)
        begun = [agency for agency in here if agency.id in plans or agency.id in scored]
        if not begun:
            raise invalid("reports.cycle_empty", field="papers", province=order.province, year=order.year)
        return [item for agency in begun for item in _items(agency, cycle, order, plans.get(agency.id))]

    def make(self, person: Person, item: Item[Wanted], order: Order) -> Piece:
        wanted, files, state = item.subject, {}, ""
        for ending in order.formats:
            file = self._papers.file(
                person, wanted.agency, wanted.cycle, wanted.name, ending, None, wanted.months, at=now()
            )
            files[ending] = file.content
            state = _state(file.dossier.plan, wanted)
        return Piece(files, PAPERS[wanted.key], facts=(state,))


def _items(agency: Agency, cycle: Cycle, order: Order, plan: Plan | None) -> Iterator[Item[Wanted]]:
    for place, key in enumerate(PAPERS):
        if key in order.papers:
            wanted = Wanted(agency.id, cycle, key, _months(key, plan))
            said = PAPERS[key]
            yield Item(wanted, agency.id, agency.name, (said,), place=(agency.id, str(place)), about=said)


def _months(key: str, plan: Plan | None) -> int:
    """Those of the report that the key names, else of the last one that there is."""
    named = key.partition("-")[2]
    reported = [months for each in plan.measures for months in each.followups] if plan else []
    return int(named) if named else max(reported, default=max(MONTHS))


def _state(plan: Plan, wanted: Wanted) -> str:
    """Whether what the paper says was approved; empty where it is nothing to approve."""
    what = signed_by(wanted.name, wanted.months)
    return (state_of(plan, what) or AGREED) if what else ""
