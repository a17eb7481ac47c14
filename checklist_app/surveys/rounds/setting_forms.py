"""The form of what an agency chooses about its surveys; settings.py says what it may hold."""

import re

from wtforms import HiddenField, SelectField, TextAreaField

from checklist_app.surveys.rounds.settings import HOURS, SurveySettings
from checklist_app.thai import clean, parse_whole
from checklist_app.web.forms import VersionedForm

_BETWEEN = re.compile(r"[\s,;]+")


class SettingsForm(VersionedForm):
    bands = HiddenField()
    opens = SelectField("เปิดทำการ", validate_choice=False)
    closes = SelectField("ปิดทำการ", validate_choice=False)
    emails = TextAreaField("อีเมลที่รับการเตือน")

    def chosen(self, agency: str) -> SurveySettings:
        return SurveySettings(
            agency,
            version=self.seen,
            bands=self.bands.data or "",
            opens=parse_whole(self.opens.data or "", field="opens"),
            closes=parse_whole(self.closes.data or "", field="closes"),
            emails=tuple(_BETWEEN.split(clean(self.emails.data or ""))),
        )


def settings_form(known: SurveySettings) -> SettingsForm:
    data = {
        "version": str(known.version),
        "bands": known.bands,
        "opens": str(known.opens),
        "closes": str(known.closes),
        "emails": "\n".join(known.emails),
    }
    form = SettingsForm(data=data)
    for field in (form.opens, form.closes):
        field.choices = [(str(hour), f"{hour:02}.00") for hour in HOURS]
    return form
