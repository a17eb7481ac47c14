"""The forms of an import of score sets: the file and its year, and the agreement to what was previewed."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from checklist_app.clock import today
from checklist_app.thai import FiscalYear
from checklist_app.web.context import collections
from checklist_app.web.forms import UploadForm
from checklist_app.web.language import _


class ScoreFileForm(UploadForm):
    year = SelectField("ปีงบประมาณของผลการประเมิน", validate_choice=False)

    @property
    def chosen_year(self) -> int | None:
        sent = self.year.data or ""
        return int(sent) if sent in map(str, years()) else None


class AgreementForm(FlaskForm):
    """`seen` is the fingerprint of the plan that the person looked at."""

    seen = HiddenField()

    @property
    def previewed(self) -> str:
        """Only what was sent counts: the plan of today would hide that something has changed."""
        return str((self.seen.raw_data or [""])[0])


def score_file_form() -> ScoreFileForm:
    form = ScoreFileForm()
    form.year.choices = [("", _("มีคอลัมน์ปีงบประมาณในไฟล์")), *((str(year), str(year)) for year in years())]
    return form


def years() -> list[int]:
    """Those that can have a result, the newest first."""
    latest = FiscalYear.of(today()).year
    return [year for year in collections().editions.years() if year <= latest]
