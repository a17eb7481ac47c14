"""The papers of the ITA cycle as files, each made from what is known when it is asked for. Whoever may see
the agency may read them; to everybody else there is no such agency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from checklist_app.accounts import Person
from checklist_app.documents import Document, Rendering
from checklist_app.errors import conflict
from checklist_app.ita import FEWEST, Comparison, Cycle, Dossier, Ita, compared
from checklist_app.reports.ita.bound import Asked, PaperName, paper
from checklist_app.reports.ita.material import Material
from checklist_app.reports.press import one_file
from checklist_app.thai import DigitStyle


@dataclass(frozen=True, slots=True)
class ItaFile:
    content: bytes
    dossier: Dossier


class ItaPapers:
    def __init__(self, ita: Ita, rendering: Rendering) -> None:
        self._ita = ita
        self._rendering = rendering

    def material(self, person: Person, agency: str, cycle: Cycle, years: Iterable[int] = ()) -> Material:
        """`years` are those to be compared, of which two results are known; else those of the cycle are."""
        dossier = self._ita.dossier(person, agency, cycle)
        return Material.of(dossier, self._comparison(dossier, frozenset(years)))

    def file(
        self,
        person: Person,
        agency: str,
        cycle: Cycle,
        name: PaperName,
        ending: str,
        digits: DigitStyle | None,
        months: int,
        *,
        at: datetime,
        years: Iterable[int] = (),
    ) -> ItaFile:
        """`digits` is None where the agency's own choice holds."""
        material = self.material(person, agency, cycle, years if name is PaperName.COMPARISON else ())
        document = document_of(material, name, digits, months, at)
        return ItaFile(one_file(self._rendering, document, ending, {}), material.dossier)

    def _comparison(self, dossier: Dossier, years: frozenset[int]) -> Comparison | None:
        known = self._ita.scored_years(dossier.agency) if years else {}
        chosen = [known[year] for year in years & known.keys()]
        if len(chosen) < FEWEST:
            chosen = [each for each in (dossier.before, dossier.after) if each]
        return compared(chosen) if len(chosen) >= FEWEST else None


def document_of(
    material: Material, name: PaperName, digits: DigitStyle | None, months: int, at: datetime
) -> Document:
    """Raises a Problem where there is nothing to print yet."""
    if missing := missing_of(material, name):
        raise conflict(missing)
    return paper(material, Asked(name, months, digits or material.dossier.letters.digits, at))


def missing_of(material: Material, name: PaperName) -> str:
    """The code of what a paper cannot do without; empty where nothing is missing."""
    return _MISSING[name] if not _has(material, name) else ""


def _has(material: Material, name: PaperName) -> bool:
    match name:
        case PaperName.ANALYSIS:
            return bool(material.dossier.ranked)
        case PaperName.COMPARISON:
            return material.comparison is not None
        case _:
            return bool(material.dossier.plan.measures)


_NO_MEASURES: Final = "ita_papers.no_measures"
_MISSING: Final[Mapping[PaperName, str]] = MappingProxyType(
    {
        **dict.fromkeys(PaperName, _NO_MEASURES),
        PaperName.ANALYSIS: "ita_papers.no_scores",
        PaperName.COMPARISON: "ita_papers.one_year",
    }
)
