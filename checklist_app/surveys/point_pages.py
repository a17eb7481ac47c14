"""Service points in the browser: making them, their posters, checking those."""

from flask import Blueprint

pages = Blueprint("survey_points", __name__)
