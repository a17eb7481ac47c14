"""Promised improvements in the browser."""

from flask import Blueprint

pages = Blueprint("survey_improvements", __name__)
