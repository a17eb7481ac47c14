"""The form that citizens fill in, and what surrounds it. Public, without any cookie."""

from flask import Blueprint

pages = Blueprint("survey_form", __name__)
