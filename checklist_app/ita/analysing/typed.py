"""Findings as people type them, many in one go: I7 E2 80.50 O24 ไม่มีข้อมูล. Pure."""

import re
from dataclasses import replace
from typing import Final

from checklist_app.catalog import Edition
from checklist_app.errors import invalid
from checklist_app.ita.analysing.model import Finding
from checklist_app.ita.scoring.entering import read_score
from checklist_app.thai import clean, to_arabic

MOST_TYPED: Final = 20_000
_QUESTION: Final = re.compile(r"([ieo])\s*\.?\s*([0-9]{1,3})(?![0-9.])", re.IGNORECASE)
_SCORE: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_MISSED: Final = re.compile(r"(?:ไม่มี|ไม่พบ)(?:ข้อมูล)?")
_BETWEEN: Final = re.compile(r"(?:[\s,;:=()/]|และ|ข้อ|คะแนน|ได้)+")
_WORD: Final = re.compile(r"\S+")


def read_typed(text: str, edition: Edition) -> dict[str, Finding]:
    """By question, in the order in which they were typed. Each may be followed by its score, or by that
    nothing was found."""
    typed = to_arabic(clean(text))
    if len(typed) > MOST_TYPED:
        raise invalid("ita.typed_too_long", field="typed", most=MOST_TYPED)
    found: dict[str, Finding] = {}
    question, at = "", 0
    while at < len(typed):
        if between := _BETWEEN.match(typed, at):
            at = between.end()
        elif named := _QUESTION.match(typed, at):
            question, at = _known(f"{named[1].upper()}{int(named[2])}", edition), named.end()
            found.setdefault(question, Finding(question))
        elif question and (missed := _MISSED.match(typed, at)):
            found[question], at = replace(found[question], missed=True), missed.end()
        elif question and (score := _SCORE.match(typed, at)):
            number = read_score(score[0], row=question, field="typed")
            found[question], at = replace(found[question], score=number), score.end()
        else:
            word = _WORD.match(typed, at)
            raise invalid("ita.typed_unreadable", field="typed", text=(word[0] if word else "")[:40])
    return found


def _known(question: str, edition: Edition) -> str:
    """Where all questions of an instrument are listed, there is no other."""
    beginning = question[0]
    whole = next((each.questions for each in edition.instruments if each.id.startswith(beginning)), None)
    listed = {each.id for each in edition.questions if each.id.startswith(beginning)}
    if whole and len(listed) >= whole and question not in listed:
        raise invalid("ita.question_not_of_year", field="typed", question=question, year=edition.year)
    return question
