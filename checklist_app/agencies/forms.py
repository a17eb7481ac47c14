"""The forms of the register. Labels are Thai and translated by the macro that shows them;
what the fields may hold is checked by drafts.py, so that files obey it too."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField

from checklist_app.accounts import Person, Role
from checklist_app.agencies.drafts import SHORT_NAME_SEPARATOR, split_short_names
from checklist_app.agencies.model import Agency, AgencyDraft
from checklist_app.agencies.provinces import provinces
from checklist_app.agencies.types import AGENCY_TYPES
from checklist_app.thai import parse_whole, sort_key
from checklist_app.web.context import current_person
from checklist_app.web.language import _


class VersionForm(FlaskForm):
    """One button; `version` is what the person saw when they pressed it."""

    version = HiddenField()
    status = 200  # of the answer that shows the form

    @property
    def seen(self) -> int:
        """Only what was sent counts: the version of today would hide that somebody else was faster."""
        sent = self.version.raw_data or [""]
        return parse_whole(str(sent[0]), field="version")


class AgencyForm(VersionForm):
    name = StringField("ชื่อหน่วยงาน")
    type = SelectField("ประเภทหน่วยงาน", validate_choice=False)
    type_text = StringField("ประเภทอื่น (ระบุ)")
    province = SelectField("จังหวัด", validate_choice=False)
    district = StringField("อำเภอ")
    itas_code = StringField("รหัส ITAS")
    short_names = StringField("ชื่อย่ออื่น")

    def draft(self, *, active: bool) -> AgencyDraft:
        return AgencyDraft(
            name=self.name.data or "",
            type=self.type.data or "",
            type_text=self.type_text.data or "",
            province=self.province.data or "",
            district=self.district.data or "",
            itas_code=self.itas_code.data or "",
            short_names=split_short_names(self.short_names.data or ""),
            active=active,
        )


def agency_form(known: Agency | None = None) -> AgencyForm:
    """With the choices of the person who asks, filled with what is known until something is sent."""
    form = AgencyForm(data=_data(known) if known else {"province": current_person().province})
    form.type.choices = [("", _("เลือกประเภท")), *type_choices()]
    names = _provinces_of(current_person())
    form.province.choices = [("", _("เลือกจังหวัด")), *((name, name) for name in names)]
    return form


def type_choices() -> list[tuple[str, str]]:
    return [(row.id, _(row.description)) for row in AGENCY_TYPES.values()]


def _data(known: Agency) -> dict[str, object]:
    fields = {name: getattr(known, name) for name in ("name", "type", "type_text", "province", "district")}
    return {
        **fields,
        "itas_code": known.itas_code,
        "short_names": f"{SHORT_NAME_SEPARATOR} ".join(known.short_names),
        "version": known.version,
    }


def _provinces_of(person: Person) -> list[str]:
    if person.role is Role.SUPERVISOR:
        return [person.province or ""]
    return sorted((province.name for province in provinces()), key=sort_key)
