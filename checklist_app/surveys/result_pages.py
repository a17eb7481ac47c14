"""What the answers say, in the browser, with charts and files."""

from flask import Blueprint

pages = Blueprint("survey_results", __name__)
