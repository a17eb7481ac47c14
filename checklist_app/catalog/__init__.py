"""The catalogue: forms and their question types, and the ITA editions by fiscal year."""

from checklist_app.catalog.checking import Fault, check_form, check_form_file
from checklist_app.catalog.editions import (
    Edition,
    Figures,
    Indicator,
    Instrument,
    Level,
    Part,
    Ranked,
    Scores,
    failing,
    figures,
    indicator_score,
    instrument_means,
    level_of,
    mean,
    ranking,
    strengths,
    weaknesses,
    weighted_total,
)
from checklist_app.catalog.model import Band, Form, Option, Question, Round, ScoreRow, Section
from checklist_app.catalog.progress import level_for, parent_state, percent_done
from checklist_app.catalog.records import Editions, Forms, KeptForm
from checklist_app.catalog.rendering import BLANK
from checklist_app.catalog.types import QUESTION_TYPES, QuestionType, Summary

__all__ = [
    "BLANK",
    "QUESTION_TYPES",
    "Band",
    "Edition",
    "Editions",
    "Fault",
    "Figures",
    "Form",
    "Forms",
    "Indicator",
    "Instrument",
    "KeptForm",
    "Level",
    "Option",
    "Part",
    "Question",
    "QuestionType",
    "Ranked",
    "Round",
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
    "mean",
    "parent_state",
    "percent_done",
    "ranking",
    "strengths",
    "weaknesses",
    "weighted_total",
]
