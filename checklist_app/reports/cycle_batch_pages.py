"""The ITA papers of a whole province in the browser: chosen and asked for here, watched and fetched where all
batches are (batch_pages.py)."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField

from checklist_app.clock import now
from checklist_app.errors import Problem
from checklist_app.ita import Cycle
from checklist_app.reports.batch_model import FORMATS, About, Batch, Order
from checklist_app.reports.batch_pages import BADGES
from checklist_app.reports.cycle_words import PAPERS
from checklist_app.thai import sort_key
from checklist_app.visits import SUPERVISING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach

pages = Blueprint("ita_batches", __name__)


class PapersForm(FlaskForm):
    papers = SelectMultipleField(default=["measures", "followup-12"], validate_choice=False)
    pdf = BooleanField(default=True)
    docx = BooleanField()

    def order(self, province: str, cycle: Cycle) -> Order:
        formats = tuple(ending for ending in FORMATS if self[ending].data)
        return Order(province, cycle.year, formats, about=About.ITA, papers=tuple(self.papers.data or ()))


@pages.route("/ita/province/<int:year>/papers", methods=["GET", "POST"])
@access(SUPERVISING)
def index(year: int) -> ResponseReturnValue:
    form, cycle, status = PapersForm(), _cycle(year), 200
    provinces = _provinces()
    province = _chosen(provinces)
    if form.validate_on_submit():
        try:
            return redirect(url_for("batches.progress", id=_begun(form.order(province, cycle)).id))
        except Problem as problem:
            attach(form, problem)
            status = status_of(problem)
    return _page(form, cycle, province, provinces), status


def _cycle(year: int) -> Cycle:
    """Where nobody knows the rules of the result that it begins with, there is none."""
    cycle = Cycle.read(year)
    collections().editions.get(cycle.scores_year)
    return cycle


def _begun(order: Order) -> Batch:
    batch: Batch = collections().batches.begin(current_person(), order, at=now())
    collections().batch_worker.wake()
    return batch


def _provinces() -> list[str]:
    agencies = collections().agencies.within(current_person().scope)
    return sorted({each.province for each in agencies if each.active}, key=sort_key)


def _chosen(provinces: list[str]) -> str:
    asked = request.args.get("province", "")
    return asked if asked in provinces else next(iter(provinces), "")


def _page(form: PapersForm, cycle: Cycle, province: str, provinces: list[str]) -> str:
    at, made = now(), collections().batches.recent(current_person(), About.ITA)
    return render_template(
        "ita/watching/papers.html",
        form=form,
        cycle=cycle,
        province=province,
        provinces=provinces,
        papers=PAPERS,
        batches=[(batch, BADGES[batch.stage], batch.can_be_fetched(at)) for batch in made],
    )
