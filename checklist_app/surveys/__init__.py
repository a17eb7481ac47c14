"""Citizens' surveys: service points, the form, answers that nobody can be recognised in, rounds that end in a
decision."""

from checklist_app.surveys.answering.answers import Delivery
from checklist_app.surveys.answering.seals import Nonce
from checklist_app.surveys.asking.languages import rating_word
from checklist_app.surveys.asking.questions import OVERALL, STANDARD, Question, QuestionKind, Questions
from checklist_app.surveys.counting.bands import BAND_SETS, band_of
from checklist_app.surveys.counting.result_changes import (
    VERDICTS,
    Verdict,
    compared,
    same_aspects,
    verdict_between,
)
from checklist_app.surveys.counting.result_charts import charts_of
from checklist_app.surveys.counting.result_reading import results_of_round, results_of_tallies
from checklist_app.surveys.counting.results import Line, Results, results_of
from checklist_app.surveys.counting.statistics import SCARCE, Measure, percent
from checklist_app.surveys.everything import KINDS, Surveys
from checklist_app.surveys.facts import Facts
from checklist_app.surveys.listening.comments import Comment, CommentState, Judgement
from checklist_app.surveys.listening.improvement_words import STATES as IMPROVEMENT_WORDS
from checklist_app.surveys.listening.improvements import Improvement, ImprovementDraft, ImprovementState
from checklist_app.surveys.model import RATINGS, Channel, Flag, Given, Point, PointDraft, Rules
from checklist_app.surveys.periods import Period, period_of_key, shown_span
from checklist_app.surveys.points.offices import offices_of
from checklist_app.surveys.points.records import point_address, typed_address
from checklist_app.surveys.publishing.small_cells import PublicResults, for_executive
from checklist_app.surveys.rights import KEEPING, SEEING, WATCHING, require_keeping
from checklist_app.surveys.rounds.clockwork import Clockwork
from checklist_app.surveys.rounds.mail import Post
from checklist_app.surveys.rounds.mailing import Mailing
from checklist_app.surveys.rounds.model import Decision, PointTally, Round, RoundState
from checklist_app.surveys.rounds.proving import prove_rounds
from checklist_app.surveys.rounds.reminders import Reminder, reminders_of

__all__ = [
    "BAND_SETS",
    "IMPROVEMENT_WORDS",
    "KEEPING",
    "KINDS",
    "OVERALL",
    "RATINGS",
    "SCARCE",
    "SEEING",
    "STANDARD",
    "VERDICTS",
    "WATCHING",
    "Channel",
    "Clockwork",
    "Comment",
    "CommentState",
    "Decision",
    "Delivery",
    "Facts",
    "Flag",
    "Given",
    "Improvement",
    "ImprovementDraft",
    "ImprovementState",
    "Judgement",
    "Line",
    "Mailing",
    "Measure",
    "Nonce",
    "Period",
    "Point",
    "PointDraft",
    "PointTally",
    "Post",
    "PublicResults",
    "Question",
    "QuestionKind",
    "Questions",
    "Reminder",
    "Results",
    "Round",
    "RoundState",
    "Rules",
    "Surveys",
    "Verdict",
    "band_of",
    "charts_of",
    "compared",
    "for_executive",
    "offices_of",
    "percent",
    "period_of_key",
    "point_address",
    "prove_rounds",
    "rating_word",
    "reminders_of",
    "require_keeping",
    "results_of",
    "results_of_round",
    "results_of_tallies",
    "same_aspects",
    "shown_span",
    "typed_address",
    "verdict_between",
]
