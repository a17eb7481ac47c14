"""The papers of the commission's work: what they say, their numbers and proof, a province's at once."""

from checklist_app.reports.batch_cycles import CyclePapers
from checklist_app.reports.batch_model import About
from checklist_app.reports.batch_visits import VisitReports, making
from checklist_app.reports.batch_worker import BatchWorker
from checklist_app.reports.batches import Batches, Trades
from checklist_app.reports.issued import IssuedPapers
from checklist_app.reports.ita_papers import ItaPapers
from checklist_app.reports.papers import SUPERVISION, SURVEY, Papers
from checklist_app.reports.parcels import parcels_at
from checklist_app.reports.survey_papers import SurveyPapers
from checklist_app.reports.survey_posters import Posters
from checklist_app.reports.visit_json import load, read_visit_file, save, visit_file
from checklist_app.reports.visit_papers import VisitPapers

__all__ = [
    "SUPERVISION",
    "SURVEY",
    "About",
    "BatchWorker",
    "Batches",
    "CyclePapers",
    "IssuedPapers",
    "ItaPapers",
    "Papers",
    "Posters",
    "SurveyPapers",
    "Trades",
    "VisitPapers",
    "VisitReports",
    "load",
    "making",
    "parcels_at",
    "read_visit_file",
    "save",
    "visit_file",
]
