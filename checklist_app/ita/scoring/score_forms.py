"""The form of one year's scores: a cell for every indicator and part of that year's edition, and the box that
text is pasted into. What the cells may hold is said by entering.py."""

from wtforms import StringField, TextAreaField

from checklist_app.agencies import ScoreSet
from checklist_app.catalog import Edition
from checklist_app.ita.scoring.entering import TOTAL, rows_of, typed_of
from checklist_app.ita.scoring.reading import Pasted
from checklist_app.thai import format_date, format_score
from checklist_app.web.forms import VersionedForm


class ScoresForm(VersionedForm):
    total = StringField("คะแนนรวมตามประกาศ")
    level = StringField("ระดับตามประกาศ")
    source = StringField("แหล่งที่มา")
    published_on = StringField("วันที่ประกาศผล")
    pasted = TextAreaField("ข้อความหรือตารางที่คัดลอกมา")

    def typed(self) -> dict[str, str]:
        return {field.name: str(field.data or "") for field in self if field.name != "pasted"}

    def fill(self, edition: Edition, pasted: Pasted) -> None:
        """Only what was read; other cells keep what stands in them."""
        for row in rows_of(edition):
            if row.id in pasted.values:
                self[row.field].data = format_score(pasted.values[row.id])
        if pasted.total is not None:
            self[TOTAL].data = format_score(pasted.total)
        if pasted.level:
            self.level.data = pasted.level


def scores_form(edition: Edition, known: ScoreSet) -> ScoresForm:
    """With a field for every row of the year; filled with what is known until something is sent."""
    cells = {row.field: StringField(row.title) for row in rows_of(edition)}
    form: ScoresForm = type("ScoresForm", (ScoresForm,), cells)(data=form_data(edition, known))
    return form


def form_data(edition: Edition, known: ScoreSet) -> dict[str, str]:
    day = format_date(known.published_on) if known.published_on else ""
    return {**typed_of(known, edition), "published_on": day, "version": str(known.version)}
