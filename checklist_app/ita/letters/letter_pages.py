"""How the papers of an agency look, in the browser: digits, headings, letterhead, opinions."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.errors import Problem
from checklist_app.ita import KEEPING, SEEING
from checklist_app.ita.drafting.offices import offices_of
from checklist_app.ita.letters.headings import HEADINGS, TITLES, WORDINGS
from checklist_app.ita.letters.letter_forms import LettersForm, letters_form
from checklist_app.ita.letters.model import Letters
from checklist_app.ita.letters.records import LONGEST
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.language import _

pages = Blueprint("ita_letters", __name__)


@pages.get("/agencies/<agency>/ita/letters")
@access(SEEING)
def edit(agency: str) -> str:
    known = collections().agencies.fetch(current_person().scope, agency)
    letters = collections().ita.letters.of(known)
    return _page(known, letters, letters_form(letters))


@pages.post("/agencies/<agency>/ita/letters")
@access(KEEPING)
def save(agency: str) -> ResponseReturnValue:
    known = collections().agencies.fetch(current_person().scope, agency)
    letters = collections().ita.letters.of(known)
    form = letters_form(letters)
    if form.validate_on_submit() and _changed(form, known):
        flash(_("บันทึกรูปแบบเอกสารแล้ว เอกสารที่ดาวน์โหลดจากนี้ใช้ตามที่ตั้งไว้"))
        return redirect(url_for("ita_letters.edit", agency=agency))
    return _page(known, letters, form), form.status


def _changed(form: LettersForm, agency: Agency) -> bool:
    """Whether it was saved; otherwise the form says what is wrong."""
    records = collections().ita.letters
    try:
        records.change(current_person(), agency, form.letters(agency.id))
    except Problem as problem:
        form.refuse(problem, version=records.of(agency).version)
        return False
    return True


def _page(agency: Agency, letters: Letters, form: LettersForm) -> str:
    return render_template(
        "ita/letters/letters.html",
        agency=agency,
        letters=letters,
        form=form,
        offices=offices_of(agency),
        headings=HEADINGS,
        wordings=WORDINGS,
        titles=TITLES,
        longest=LONGEST,
    )
