"""The form on a tablet at the counter: connecting it, showing it, taking what it collected."""

from flask import Blueprint

pages = Blueprint("survey_kiosk", __name__)
