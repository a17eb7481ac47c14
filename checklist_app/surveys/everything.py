"""All collections of surveys, built once."""

from dataclasses import dataclass
from typing import Self

from checklist_app.accounts import Audit
from checklist_app.agencies import Agencies
from checklist_app.store import Kind, Leases, Store
from checklist_app.surveys.answering.answers import Answers
from checklist_app.surveys.answering.patterns import Patterns
from checklist_app.surveys.answering.seals import Seals
from checklist_app.surveys.asking.question_sets import QuestionSets
from checklist_app.surveys.counting.tallies import Tallies
from checklist_app.surveys.listening.comments import Comments
from checklist_app.surveys.listening.improvements import Improvements
from checklist_app.surveys.model import RULES
from checklist_app.surveys.points.records import Points
from checklist_app.surveys.rounds.records import Rounds
from checklist_app.surveys.rounds.reminded import Reminded
from checklist_app.surveys.rounds.settings import Settings
from checklist_app.surveys.watching.province import Watch

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
    leases: Leases

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
            leases=Leases(store),
        )
