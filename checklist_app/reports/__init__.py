"""The papers of the commission's work: what they say, their numbers and proof, a province's at once."""

from checklist_app.reports.batch_making import making
from checklist_app.reports.batch_worker import BatchWorker
from checklist_app.reports.batches import Batches
from checklist_app.reports.papers import Papers
from checklist_app.reports.visit_json import load, read_visit_file, save, visit_file
from checklist_app.reports.visit_papers import VisitPapers

__all__ = [
    "BatchWorker",
    "Batches",
    "Papers",
    "VisitPapers",
    "load",
    "making",
    "read_visit_file",
    "save",
    "visit_file",
]
