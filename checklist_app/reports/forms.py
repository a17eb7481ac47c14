"""The forms of papers; what their fields may hold is checked by papers.py."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField

from checklist_app.thai import DigitStyle


class IssueForm(FlaskForm):
    """`digits` is a DigitStyle; `instead_of` is the paper that stood when the page was shown."""

    digits = HiddenField()
    instead_of = HiddenField()


class RevokeForm(FlaskForm):
    reason = TextAreaField("เหตุผลที่ยกเลิก")


def digits_of(text: str | None) -> DigitStyle:
    """As it was chosen; Arabic where nothing was."""
    return DigitStyle.THAI if text == DigitStyle.THAI else DigitStyle.ARABIC
