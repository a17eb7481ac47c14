"""The catalogue for people: the forms as on paper for any year, and the ITA editions with their
sources; the administrator edits an edition."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField

from checklist_app.accounts import Role
from checklist_app.catalog.editions import level_ranges
from checklist_app.catalog.forms import EditionForm, edition_form
from checklist_app.catalog.types import QUESTION_TYPES
from checklist_app.clock import today
from checklist_app.errors import Problem
from checklist_app.thai import FiscalYear, parse_fiscal_year, parse_whole
from checklist_app.web.access import SIGNED_IN, access, only
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.language import _

pages = Blueprint("catalog", __name__, url_prefix="/catalog")

EDITORS = only(Role.ADMINISTRATOR)


class ResetForm(FlaskForm):
    version = HiddenField()


@pages.get("/")
@access(SIGNED_IN)
def index() -> str:
    editions = collections().editions
    return render_template(
        "catalog/index.html",
        forms=collections().forms.all(),
        editions=[editions.get(year) for year in editions.years()],
        year=FiscalYear.of(today()).year,
    )


@pages.get("/forms/<form_id>")
@access(SIGNED_IN)
def form(form_id: str) -> str:
    asked = request.args.get("year", "")
    year = parse_fiscal_year(asked, field="year").year if asked else FiscalYear.of(today()).year
    shown = collections().forms.rendered(form_id, year)
    return render_template("catalog/form.html", form=shown, types=QUESTION_TYPES)


@pages.get("/editions/<int:year>")
@access(SIGNED_IN)
def edition(year: int) -> str:
    shown = collections().editions.get(year)
    return render_template(
        "catalog/edition.html", edition=shown, ranges=level_ranges(shown), reset_form=ResetForm()
    )


@pages.route("/editions/<int:year>/edit", methods=["GET", "POST"])
@access(EDITORS)
def edit_edition(year: int) -> ResponseReturnValue:
    editions, status = collections().editions, 200
    body, shown = editions.body(year), editions.get(year)
    typed = edition_form(body, shown.advisable)
    if typed.validate_on_submit():
        try:
            return _saved(typed, year)
        except Problem as problem:
            typed.explain(problem)
            status = status_of(problem)
    typed.version.data = typed.version.data or str(shown.version)
    return render_template("catalog/edition_form.html", form=typed, edition=shown), status


@pages.post("/editions/<int:year>/reset")
@access(EDITORS)
def reset_edition(year: int) -> ResponseReturnValue:
    version = parse_whole(request.form.get("version", ""), field="version")
    collections().editions.reset(year, version=version, actor=current_person().id)
    flash(_("กลับไปใช้เกณฑ์ที่มากับระบบแล้ว"))
    return redirect(url_for("catalog.edition", year=year))


def _saved(typed: EditionForm, year: int) -> ResponseReturnValue:
    editions = collections().editions
    version = parse_whole(typed.version.data or "", field="version")
    editions.save(typed.edited(editions.body(year)), year=year, version=version, actor=current_person().id)
    flash(_("บันทึกเกณฑ์ปีงบประมาณ พ.ศ. {year} แล้ว", year=year))
    return redirect(url_for("catalog.edition", year=year))
