"""The form of the executive's decision; what it may hold is checked by records.py."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField


class DecisionForm(FlaskForm):
    text = TextAreaField("ข้อสั่งการ")
