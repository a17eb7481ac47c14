"""A form that comes back: kept, or refused with a reason and all that was filled in. Nobody is thanked for
what is not kept, and nothing is kept twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from checklist_app.accounts import network_of
from checklist_app.clock import day_of
from checklist_app.errors import Problem
from checklist_app.surveys.answering.answers import Delivery
from checklist_app.surveys.answering.form_page import NONCE, TRAP
from checklist_app.surveys.answering.given import faults, read_given
from checklist_app.surveys.answering.seals import Nonce
from checklist_app.surveys.asking.questions import Questions
from checklist_app.surveys.everything import Surveys
from checklist_app.surveys.model import Point


class Why(StrEnum):
    """Why nothing was kept, as the words of the form name it."""

    WRONG = "look_again"
    EXPIRED = "expired"
    UNPROVED = "unproved"  # not a nonce of ours
    CLOSED = "closed_unsent"
    FLOOD = "flood"
    UNSAVED = "unsaved"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`questions` and `nonce` belong to the form as it is given back."""

    why: Why
    questions: Questions
    nonce: str
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """What a request tells of where it comes from: to be counted, and never kept."""

    address: str
    browser: str

    @property
    def network(self) -> str:
        return network_of(self.address)

    @property
    def connection(self) -> str:
        return f"{self.network}\n{self.browser}"


def receive(
    surveys: Surveys, point: Point, fields: Mapping[str, str], sender: Sender, *, at: datetime
) -> Refusal | None:
    """Keep an answer; None when it is kept, now or before."""
    nonce = surveys.seals.read_nonce(fields.get(NONCE, ""), point.code)
    if nonce is None:
        return _unproved(surveys, point, fields, at=at)
    questions = surveys.questions.get(point.agency, nonce.questions)
    if nonce.expired(at):
        return _expired(surveys, point, questions, nonce, fields, at=at)
    try:
        given = read_given(questions, fields)
    except Problem:
        return Refusal(Why.WRONG, questions, fields[NONCE], tuple(faults(questions, fields)))
    try:
        delivery = Delivery(sender.connection, sender.network, trapped=bool(fields.get(TRAP)))
        surveys.answers.submit(point, nonce, given, delivery, at=at)
    except Problem as problem:
        flood = problem.code == "surveys.flood"
        return Refusal(Why.FLOOD if flood else Why.UNSAVED, questions, fields[NONCE], (problem,))
    return None


def _unproved(surveys: Surveys, point: Point, fields: Mapping[str, str], *, at: datetime) -> Refusal:
    questions = surveys.questions.current(point.agency)
    if not _is_open(point, at):
        return Refusal(Why.CLOSED, questions, "")
    fresh = surveys.seals.nonce(point.code, questions.version, at=at)
    return Refusal(Why.UNPROVED, questions, fresh, tuple(faults(questions, fields)))


def _expired(
    surveys: Surveys,
    point: Point,
    questions: Questions,
    nonce: Nonce,
    fields: Mapping[str, str],
    *,
    at: datetime,
) -> Refusal | None:
    """An answer may have been kept and its thanks lost on the way. The form that is given back has the same
    id, so that sending it again counts once."""
    try:
        if surveys.answers.was_kept(point, nonce, at=at):
            return None
    except Problem as problem:
        return Refusal(Why.UNSAVED, questions, fields[NONCE], (problem,))
    if not _is_open(point, at):
        return Refusal(Why.CLOSED, questions, "")
    renewed = surveys.seals.renewed(nonce, point.code, at=at)
    return Refusal(Why.EXPIRED, questions, renewed, tuple(faults(questions, fields)))


def _is_open(point: Point, at: datetime) -> bool:
    return point.open_on(day_of(at))
