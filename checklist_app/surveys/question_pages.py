"""What citizens are asked, in the browser: the versions and a new one."""

from flask import Blueprint

pages = Blueprint("survey_questions", __name__)
