"""The sentences of the papers, in the wording that offices use, from what is known of a cycle."""

from collections.abc import Mapping
from itertools import chain

from checklist_app.ita.dossier import Dossier
from checklist_app.ita.drafting.analysis import analysis
from checklist_app.ita.drafting.comparison import comparison
from checklist_app.ita.drafting.followup import followup
from checklist_app.ita.drafting.instruments import instruments
from checklist_app.ita.drafting.measures import measures
from checklist_app.ita.drafting.memo import memo
from checklist_app.ita.drafting.offices import Offices, offices_of
from checklist_app.ita.passages.model import Passage

__all__ = ["Offices", "drafts", "offices_of", "passages"]

PAPERS = (analysis, instruments, measures, followup, comparison, memo)


def drafts(dossier: Dossier) -> Mapping[str, str]:
    """Every passage that can be drafted now, by its key, in the order of the papers."""
    return dict(chain.from_iterable(paper(dossier) for paper in PAPERS))


def passages(dossier: Dossier) -> dict[str, Passage]:
    """Every passage, as somebody wrote it or as it is drafted; what was written stays, also where nothing
    can be drafted any more."""
    drafted = drafts(dossier)
    keys = dict.fromkeys([*drafted, *dossier.written])
    return {key: Passage(key, drafted.get(key, ""), dossier.written.get(key)) for key in keys}
