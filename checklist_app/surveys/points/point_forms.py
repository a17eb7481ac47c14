"""The forms of service points; what their fields may hold is checked by points.py."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from checklist_app.surveys.model import Point, PointDraft
from checklist_app.thai import clean, format_short_date, parse_date, parse_whole


class PointActForm(FlaskForm):
    """One button; `version` is what the person saw when they pressed it."""

    version = HiddenField()
    status = 200  # of the answer that shows the form

    @property
    def seen(self) -> int:
        """Only what was sent counts: the version of today would hide that somebody else was faster."""
        sent = self.version.raw_data or [""]
        return parse_whole(str(sent[0]), field="version")


class PointForm(PointActForm):
    name = StringField("ชื่อจุดบริการ")
    name_en = StringField("ชื่อภาษาอังกฤษ")
    place = StringField("สถานที่")
    services = TextAreaField("งานที่ให้บริการ")
    opens = StringField("เปิดตั้งแต่วันที่")
    ends = StringField("ถึงวันที่")

    def draft(self) -> PointDraft:
        return PointDraft(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            place=self.place.data or "",
            services=tuple((self.services.data or "").splitlines()),
            opens=_day(self.opens.data, "opens"),
            ends=_day(self.ends.data, "ends"),
        )


def point_form(known: Point | None = None) -> PointForm:
    """Filled with what is known until something is sent."""
    return PointForm(data=_data(known)) if known else PointForm()


def _data(known: Point) -> dict[str, object]:
    return {
        **{name: getattr(known, name) for name in ("name", "name_en", "place", "version")},
        "services": "\n".join(known.services),
        "opens": format_short_date(known.opens) if known.opens else "",
        "ends": format_short_date(known.ends) if known.ends else "",
    }


def _day(typed: str | None, field: str) -> date | None:
    return parse_date(typed, field=field) if typed and clean(typed) else None
