"""Rounds in the browser: their state, the decision of the executive."""

from flask import Blueprint

pages = Blueprint("survey_rounds", __name__)
