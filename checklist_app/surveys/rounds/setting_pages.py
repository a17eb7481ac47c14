"""What an agency chooses about its surveys, in the browser."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.errors import Problem
from checklist_app.surveys.counting.bands import BAND_SETS
from checklist_app.surveys.rights import KEEPING
from checklist_app.surveys.rounds.setting_forms import SettingsForm, settings_form
from checklist_app.surveys.rounds.settings import MOST_EMAILS
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.language import _

pages = Blueprint("survey_settings", __name__)


@pages.route("/surveys/<agency>/settings", methods=["GET", "POST"])
@access(KEEPING)
def settings(agency: str) -> ResponseReturnValue:
    known = collections().agencies.fetch(current_person().scope, agency)
    form = settings_form(collections().surveys.settings.of(agency))
    if form.validate_on_submit() and _changed(form, agency):
        flash(_("บันทึกการตั้งค่าแบบประเมินแล้ว"))
        return redirect(url_for("survey_settings.settings", agency=agency))
    page = render_template(
        "surveys/settings/settings.html", agency=known, form=form, sets=BAND_SETS.values(), most=MOST_EMAILS
    )
    return page, form.status


def _changed(form: SettingsForm, agency: str) -> bool:
    """Whether it was saved; otherwise the form says what is wrong."""
    settings = collections().surveys.settings
    try:
        settings.change(current_person(), form.chosen(agency))
    except Problem as problem:
        form.refuse(problem, version=settings.of(agency).version)
        return False
    return True
