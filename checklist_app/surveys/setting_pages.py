"""What an agency chooses about its surveys, in the browser."""

from flask import Blueprint

pages = Blueprint("survey_settings", __name__)
