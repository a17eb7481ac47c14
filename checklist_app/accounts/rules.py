"""Who may look after whose account, and what a person's fields may hold. Pure."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from checklist_app.accounts.model import AGENCY_ROLES, PROVINCE_ROLES, Draft, Person, Role
from checklist_app.errors import forbidden, invalid
from checklist_app.thai import clean, to_arabic

ProvinceOf = Callable[[str], str | None]
"""The province of an agency, by its id; None when there is no such agency."""

LONGEST_LINE = 150
SHORTEST_SIGN_IN, LONGEST_SIGN_IN = 3, 60
_GRANTED_BY_SUPERVISORS = (Role.INSPECTOR, Role.STAFF, Role.EXECUTIVE)


def roles_granted_by(actor: Person) -> tuple[Role, ...]:
    if actor.role is Role.ADMINISTRATOR:
        return tuple(Role)
    return _GRANTED_BY_SUPERVISORS if actor.role is Role.SUPERVISOR else ()


def may_see(actor: Person, person: Person) -> bool:
    return actor.role is Role.AUDITOR or may_administer(actor, person)


def may_administer(actor: Person, person: Person) -> bool:
    if actor.role is Role.ADMINISTRATOR:
        return True
    return person.role in roles_granted_by(actor) and _same_province(actor, person.province)


def checked(draft: Draft, *, by: Person, province_of: ProvinceOf) -> Draft:
    """The draft with clean text and the place that its role needs, if `by` may grant it."""
    placed = _placed(cleaned(draft), province_of)
    if placed.role not in roles_granted_by(by):
        raise forbidden("accounts.role_not_yours", role=placed.role)
    if by.role is not Role.ADMINISTRATOR and not _same_province(by, placed.province):
        raise forbidden("accounts.place_not_yours")
    return placed


def cleaned(draft: Draft) -> Draft:
    """Only what does not depend on who asks."""
    return replace(
        draft,
        name=_line(draft.name, field="name", required=True),
        position=_line(draft.position, field="position"),
        sign_in=_checked_sign_in(draft.sign_in),
    )


def folded(text: str) -> str:
    """The same for all ways to type one sign-in name: width, case, Thai digits, outer space."""
    return to_arabic(unicodedata.normalize("NFKC", text).strip().casefold())


def _checked_sign_in(text: str) -> str:
    name = folded(text)
    if not SHORTEST_SIGN_IN <= len(name) <= LONGEST_SIGN_IN:
        raise invalid(
            "accounts.sign_in_length", field="sign_in", least=SHORTEST_SIGN_IN, most=LONGEST_SIGN_IN
        )
    if not all(_may_stand_in_sign_in(letter) for letter in name):
        raise invalid("accounts.sign_in_letters", field="sign_in")
    return name


def _placed(draft: Draft, province_of: ProvinceOf) -> Draft:
    if draft.role in PROVINCE_ROLES:
        if not draft.province:
            raise invalid("accounts.province_missing", field="province")
        return replace(draft, agency=None)
    if draft.role not in AGENCY_ROLES:
        return replace(draft, province=None, agency=None)
    if not draft.agency:
        raise invalid("accounts.agency_missing", field="agency")
    province = province_of(draft.agency)
    if province is None:
        raise invalid("accounts.agency_unknown", field="agency")
    return replace(draft, province=province)


def _same_province(actor: Person, province: str | None) -> bool:
    return province is not None and province == actor.province


def _line(text: str, *, field: str, required: bool = False) -> str:
    line = " ".join(clean(text).split())
    if required and not line:
        raise invalid("accounts.empty", field=field)
    if len(line) > LONGEST_LINE:
        raise invalid("accounts.too_long", field=field, most=LONGEST_LINE)
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} for letter in line):
        raise invalid("accounts.bad_letters", field=field)
    return line


def _may_stand_in_sign_in(letter: str) -> bool:
    return letter in "._-@" or unicodedata.category(letter)[0] in "LMN"
