"""The catalogue: forms and their question types, and the ITA editions by fiscal year."""

from checklist_app.catalog.checking import Fault, check_form, check_form_file
from checklist_app.catalog.editions import (
    Edition,
    Figures,
    Indicator,
    Instrument,
    Level,
    Ranked,
    Scores,
    failing,
    figures,
    indicator_score,
    instrument_means,
    level_of,
    ranking,
    strengths,
    weaknesses,
    weighted_total,
)
from checklist_app.catalog.model import Form, Option, Question, ScoreRow, Section
from checklist_app.catalog.progress import level_for, parent_state, percent_done
from checklist_app.catalog.records import Editions, Forms
from checklist_app.catalog.types import QUESTION_TYPES, QuestionType, Summary

__all__ = [
    "QUESTION_TYPES",
    "Edition",
    "Editions",
    "Fault",
    "Figures",
    "Form",
    "Forms",
    "Indicator",
    "Instrument",
    "Level",
    "Option",
    "Question",
    "QuestionType",
    "Ranked",
    "ScoreRow",
    "Scores",
    "Section",
    "Summary",
    "check_form",
    "check_form_file",
    "failing",
    "figures",
    "indicator_score",
    "instrument_means",
    "level_for",
    "level_of",
    "parent_state",
    "percent_done",
    "ranking",
    "strengths",
    "weaknesses",
    "weighted_total",
]
