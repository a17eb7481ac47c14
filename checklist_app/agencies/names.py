"""Official and everyday names of agencies: องค์การบริหารส่วนตำบลหนองไผ่ล้อม and อบต.หนองไผ่ล้อม
are one agency. Pure; works on text that `thai.clean` has been over."""

import re

from checklist_app.agencies.types import AGENCY_TYPES, AgencyType


def official_name(type_id: str, text: str) -> str:
    """The full name of what was written in full, in short, or without its type; "" when no name is left."""
    kind = AGENCY_TYPES[type_id]
    bare = _without(kind, text)
    if bare is None:
        return f"{kind.full}{text}" if kind.named_by_type and text and not type_of_name(text) else text
    return f"{kind.full}{bare}" if bare else ""


def short_form(type_id: str, name: str) -> str:
    kind = AGENCY_TYPES.get(type_id)
    if kind is None or not kind.full or not name.startswith(kind.full):
        return name
    return f"{kind.short}{name.removeprefix(kind.full)}"


def type_of_name(text: str) -> str | None:
    """The type that a name itself tells, if any."""
    return next((kind.id for kind in AGENCY_TYPES.values() if _without(kind, text) is not None), None)


def _without(kind: AgencyType, text: str) -> str | None:
    """The name after its type, or None when the text does not begin with this type."""
    if not kind.full:
        return None
    stem = re.escape(kind.short.rstrip("."))
    beginning = re.match(rf"(?:{kind.full}|{stem}\.)\s*|{stem}\s+", text)
    return text[beginning.end() :] if beginning else None
