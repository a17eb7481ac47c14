"""The results that everybody may read, and as open data."""

from flask import Blueprint

pages = Blueprint("survey_published", __name__)
