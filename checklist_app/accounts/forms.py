"""The forms of accounts, and the step before a person's form: which role, and where.

Labels are Thai and translated by the macro that shows them; what the fields may hold is checked
by rules.py, so that commands obey it too."""

from dataclasses import dataclass

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from checklist_app.accounts.model import AGENCY_ROLES, PROVINCE_ROLES, Draft, Person, Role, Scope
from checklist_app.accounts.rules import roles_granted_by
from checklist_app.agencies import provinces
from checklist_app.thai import sort_key
from checklist_app.web.context import collections

_REQUIRED = InputRequired("กรุณากรอกช่องนี้")


class SignInForm(FlaskForm):
    name = StringField("ชื่อผู้ใช้", [_REQUIRED, Length(max=200, message="ข้อความยาวเกินไป")])
    password = PasswordField("รหัสผ่าน", [_REQUIRED, Length(max=400, message="ข้อความยาวเกินไป")])


class PasswordForm(FlaskForm):
    current = PasswordField("รหัสผ่านปัจจุบัน", [_REQUIRED])
    new = PasswordField("รหัสผ่านใหม่", [_REQUIRED])
    again = PasswordField(
        "รหัสผ่านใหม่อีกครั้ง", [_REQUIRED, EqualTo("new", "รหัสผ่านใหม่สองช่องไม่ตรงกัน กรุณาพิมพ์ให้เหมือนกัน")]
    )


class ConfirmForm(FlaskForm):
    """One button; `version` is what the person saw when they pressed it."""

    version = HiddenField()
    stale = False


class PersonForm(FlaskForm):
    """Role and province were chosen on the page before; `agency` is asked of agency people only."""

    name = StringField("ชื่อและนามสกุล")
    position = StringField("ตำแหน่ง")
    sign_in = StringField("ชื่อผู้ใช้")
    agency = SelectField("หน่วยงาน", choices=[], validate_choice=False)
    role = HiddenField()
    province = HiddenField()
    version = HiddenField()
    stale = False  # somebody else was faster; the page shows what is stored now

    def draft(self, role: Role) -> Draft:
        return Draft(
            name=self.name.data or "",
            position=self.position.data or "",
            sign_in=self.sign_in.data or "",
            role=role,
            province=self.province.data or None,
            agency=self.agency.data or None,
        )


@dataclass(frozen=True, slots=True)
class Placing:
    roles: tuple[Role, ...]
    provinces: tuple[str, ...]
    role: Role | None
    province: str

    @property
    def complete(self) -> bool:
        return self.role is not None and (not self.needs_province or bool(self.province))

    @property
    def needs_province(self) -> bool:
        return self.role in PROVINCE_ROLES or self.needs_agency

    @property
    def needs_agency(self) -> bool:
        return self.role in AGENCY_ROLES

    def agencies(self) -> list[tuple[str, str]]:
        """Id and name of those that may be chosen."""
        if not self.needs_agency:
            return []
        within = collections().agencies.within(Scope(province=self.province))
        return [(agency.id, agency.name) for agency in within]


def placing(actor: Person, person: Person | None = None) -> Placing:
    """What the address or the form says, else what the person has now; never what `actor` may not grant."""
    roles, places = roles_granted_by(actor), _provinces_of(actor)
    role = request.values.get("role") or (person.role.value if person else "")
    province = request.values.get("province") or (person.province if person else "") or ""
    return Placing(
        roles=roles,
        provinces=places,
        role=next((known for known in roles if known.value == role), None),
        province=places[0] if len(places) == 1 else province if province in places else "",
    )


def _provinces_of(actor: Person) -> tuple[str, ...]:
    if actor.role is not Role.ADMINISTRATOR:
        return (actor.province or "",)
    return tuple(sorted((province.name for province in provinces()), key=sort_key))
