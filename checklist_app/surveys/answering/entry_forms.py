"""The form by which staff copy an answer: the day, how it came, and the questions as they were asked."""

from dataclasses import dataclass, field

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from checklist_app.errors import Problem, invalid
from checklist_app.surveys.answering.entering import ENTERED, Entry
from checklist_app.surveys.answering.given import faults, read_given
from checklist_app.surveys.answering.seals import Nonce
from checklist_app.surveys.asking.questions import Questions
from checklist_app.surveys.model import Channel, Point
from checklist_app.thai import parse_date
from checklist_app.web.language import language
from checklist_app.wording import say

BEFORE_ID = "q-"
"""Begins the name of a question's field, so that none can be taken for another field."""


class EntryForm(FlaskForm):
    nonce = HiddenField()
    channel = HiddenField()
    day = StringField("วันที่ผู้รับบริการตอบ")
    status = 200  # of the answer that shows the form

    @property
    def chosen(self) -> Channel:
        said = self.channel.data or ""
        if said not in set(ENTERED):
            raise invalid("surveys.channel_missing", field="channel")
        return Channel(said)


@dataclass
class Typed:
    """What was typed for each question, and what is wrong with it."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def explain(self, problem: Problem) -> None:
        self.errors.setdefault(problem.field or "", []).append(say(problem, language()))


def typed_answers(questions: Questions) -> Typed:
    ids = (question.id for question in questions.questions)
    return Typed({id: request.form.get(f"{BEFORE_ID}{id}", "") for id in ids})


def read_entry(form: EntryForm, typed: Typed, point: Point, nonce: Nonce, questions: Questions) -> Entry:
    """Raises the first fault; those of the questions are all kept in `typed` before."""
    for fault in faults(questions, typed.values):
        typed.explain(fault)
    day, channel = parse_date(form.day.data or "", field="day"), form.chosen
    return Entry(point, channel, nonce, day, read_given(questions, typed.values))
