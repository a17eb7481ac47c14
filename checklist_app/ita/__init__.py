"""The ITA cycle: an agency's result, what it shows, the measures that follow, what became of them."""

from checklist_app.ita.analysing.model import Analysis, Finding, Mark
from checklist_app.ita.comparing.comparison import FEWEST, Comparison, compared
from checklist_app.ita.comparing.comparison_charts import charts_of as comparison_charts
from checklist_app.ita.comparing.warning_words import said as warning_said
from checklist_app.ita.comparing.warnings import warnings as warnings_of
from checklist_app.ita.cycle import MONTHS, Cycle, Stage
from checklist_app.ita.dossier import Dossier, ScoredYear
from checklist_app.ita.drafting import passages
from checklist_app.ita.drafting.offices import offices_of
from checklist_app.ita.everything import KINDS, Ita
from checklist_app.ita.letters.model import Letters, Opinion
from checklist_app.ita.measures.evidences import prove_evidence
from checklist_app.ita.measures.model import (
    Evidence,
    FollowUp,
    FollowUpDraft,
    Measure,
    MeasureDraft,
    MeasureState,
    Plan,
    Result,
    Signed,
    SignOff,
)
from checklist_app.ita.measures.standing import SignedState, content_of, is_signed, signed_state
from checklist_app.ita.passages.model import Passage
from checklist_app.ita.reminding.measured import Measured
from checklist_app.ita.reminding.reminders import cycle_reminders, overdue_measures
from checklist_app.ita.rights import KEEPING, SEEING, SIGNING, WATCHING

__all__ = [
    "FEWEST",
    "KEEPING",
    "KINDS",
    "MONTHS",
    "SEEING",
    "SIGNING",
    "WATCHING",
    "Analysis",
    "Comparison",
    "Cycle",
    "Dossier",
    "Evidence",
    "Finding",
    "FollowUp",
    "FollowUpDraft",
    "Ita",
    "Letters",
    "Mark",
    "Measure",
    "MeasureDraft",
    "MeasureState",
    "Measured",
    "Opinion",
    "Passage",
    "Plan",
    "Result",
    "ScoredYear",
    "SignOff",
    "Signed",
    "SignedState",
    "Stage",
    "compared",
    "comparison_charts",
    "content_of",
    "cycle_reminders",
    "is_signed",
    "offices_of",
    "overdue_measures",
    "passages",
    "prove_evidence",
    "signed_state",
    "warning_said",
    "warnings_of",
]
