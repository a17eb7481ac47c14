"""All collections of surveys, built once."""

from dataclasses import dataclass
from typing import Self

from checklist_app.accounts import Audit
from checklist_app.agencies import Agencies
from checklist_app.store import Kind, Store
from checklist_app.surveys.answers import Answers
from checklist_app.surveys.comments import Comments
from checklist_app.surveys.improvements import Improvements
from checklist_app.surveys.model import RULES
from checklist_app.surveys.patterns import Patterns
from checklist_app.surveys.points import Points
from checklist_app.surveys.province import Watch
from checklist_app.surveys.question_sets import QuestionSets
from checklist_app.surveys.reminded import Reminded
from checklist_app.surveys.rounds import Rounds
from checklist_app.surveys.seals import Seals
from checklist_app.surveys.settings import Settings
from checklist_app.surveys.tallies import Tallies

KINDS: tuple[Kind, ...] = (
    Points.KIND,
    QuestionSets.KIND,
    Comments.KIND,
    Improvements.KIND,
    Patterns.KIND,
    Reminded.KIND,
    Rounds.KIND,
    Rounds.FROZEN,
    Settings.KIND,
    Tallies.KIND,
)


@dataclass(frozen=True, slots=True)
class Surveys:
    points: Points
    questions: QuestionSets
    answers: Answers
    comments: Comments
    rounds: Rounds
    improvements: Improvements
    reminded: Reminded
    settings: Settings
    seals: Seals
    watch: Watch

    @classmethod
    def build(cls, store: Store, audit: Audit, agencies: Agencies, *, secret: str) -> Self:
        points, settings = Points(store, audit, agencies), Settings(store, audit, agencies)
        comments = Comments(store, audit, agencies)
        answers = Answers(store, comments, RULES)
        rounds = Rounds(store, audit, agencies, points, answers, settings)
        return cls(
            points=points,
            questions=QuestionSets(store, audit, agencies),
            answers=answers,
            comments=comments,
            rounds=rounds,
            improvements=Improvements(store, audit, agencies),
            reminded=Reminded(store),
            settings=settings,
            seals=Seals(secret),
            watch=Watch(points, rounds, answers, settings),
        )
