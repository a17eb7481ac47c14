"""The forms of service points; what their fields may hold is checked by records.py."""

from wtforms import HiddenField, StringField, TextAreaField

from checklist_app.errors import Problem
from checklist_app.surveys.model import Point, PointDraft
from checklist_app.surveys.points.records import free_code, read_point_code
from checklist_app.thai import format_short_date, parse_optional_date
from checklist_app.web.forms import VersionedForm


class PointActForm(VersionedForm):
    """One button."""


class PointForm(VersionedForm):
    """`once` is the code that a new point will have: pressing twice makes no second one."""

    once = HiddenField()
    name = StringField("ชื่อจุดบริการ")
    name_en = StringField("ชื่อภาษาอังกฤษ")
    place = StringField("สถานที่")
    services = TextAreaField("งานที่ให้บริการ")
    opens = StringField("เปิดตั้งแต่วันที่")
    ends = StringField("ถึงวันที่")

    @property
    def offered(self) -> str:
        try:
            return read_point_code(self.once.data or "")
        except Problem:
            return ""

    def draft(self) -> PointDraft:
        return PointDraft(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            place=self.place.data or "",
            services=tuple((self.services.data or "").splitlines()),
            opens=parse_optional_date(self.opens.data, field="opens"),
            ends=parse_optional_date(self.ends.data, field="ends"),
        )


def point_form(known: Point | None = None) -> PointForm:
    """Filled with what is known until something is sent."""
    return PointForm(data=_data(known)) if known else PointForm(data={"once": free_code()})


def _data(known: Point) -> dict[str, object]:
    return {
        **{name: getattr(known, name) for name in ("name", "name_en", "place", "version")},
        "services": "\n".join(known.services),
        "opens": format_short_date(known.opens) if known.opens else "",
        "ends": format_short_date(known.ends) if known.ends else "",
    }
