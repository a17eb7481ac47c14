"""Answers from paper and from asking, entered by staff."""

from flask import Blueprint

pages = Blueprint("survey_entries", __name__)
