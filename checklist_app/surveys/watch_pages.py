"""What a province sees of its agencies' surveys."""

from flask import Blueprint

pages = Blueprint("survey_watch", __name__)
