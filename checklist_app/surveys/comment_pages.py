"""Comments waiting to be read, in the browser."""

from flask import Blueprint

pages = Blueprint("survey_comments", __name__)
