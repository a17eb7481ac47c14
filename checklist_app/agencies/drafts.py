"""What may stand in the register: settles the ways people write and names every fault. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from checklist_app.agencies.model import AgencyDraft
from checklist_app.agencies.names import official_name, type_of_name
from checklist_app.agencies.provinces import canonical_province, province_named
from checklist_app.agencies.types import AGENCY_TYPES
from checklist_app.errors import Problem, invalid
from checklist_app.thai import clean, to_arabic

LONGEST_NAME: Final = 200
LONGEST_SHORT_NAME: Final = 80
MOST_SHORT_NAMES: Final = 5
SHORT_NAME_SEPARATOR: Final = ";"
_REMEMBERED: Final = 10_000  # texts; the rows of a file repeat their provinces and districts
_EXCERPT: Final = 80  # of a wrong value, in the sentence about it

_DISTRICT_WORD: Final = re.compile(r"^(?:อำเภอ|อ\.)\s*")
_ITAS_CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,39}")


def settle(draft: AgencyDraft) -> AgencyDraft:
    """The same agency in the register's spelling. Never fails; `faults` says what is still wrong."""
    province = _province(_line(draft.province))
    name = _line(draft.name)
    type_id = draft.type or type_of_name(name) or ""
    return replace(
        draft,
        name=official_name(type_id, name) if type_id in AGENCY_TYPES else name,
        type=type_id,
        province=province,
        district=_district(_line(draft.district), province),
        type_text=_line(draft.type_text),
        itas_code=to_arabic(_line(draft.itas_code)).replace(" ", ""),
        short_names=tuple(dict.fromkeys(short for text in draft.short_names if (short := _line(text)))),
    )


def faults(draft: AgencyDraft) -> list[Problem]:
    """Everything that keeps a settled draft out of the register, each under its field."""
    return [*_name_faults(draft), *_type_faults(draft), *_place_faults(draft), *_further_faults(draft)]


def split_short_names(text: str) -> tuple[str, ...]:
    return tuple(text.split(SHORT_NAME_SEPARATOR)) if text else ()


@lru_cache(maxsize=_REMEMBERED)
def _line(text: str) -> str:
    return " ".join(clean(text).split())


@lru_cache(maxsize=_REMEMBERED)
def _province(text: str) -> str:
    return canonical_province(text) or text


def _district(text: str, province: str) -> str:
    bare = _DISTRICT_WORD.sub("", text)
    return f"เมือง{province}" if bare == "เมือง" else bare


def _name_faults(draft: AgencyDraft) -> Iterator[Problem]:
    if not draft.name:
        yield invalid("agencies.name_missing", field="name")
        return
    yield from _text_faults("name", draft.name, longest=LONGEST_NAME)
    told = type_of_name(draft.name)
    if draft.type in AGENCY_TYPES and AGENCY_TYPES[draft.type].named_by_type and told != draft.type:
        yield invalid(
            "agencies.name_of_other_type",
            field="name",
            value=draft.name[:_EXCERPT],
            type=AGENCY_TYPES[draft.type].label,
        )


def _type_faults(draft: AgencyDraft) -> Iterator[Problem]:
    kind = AGENCY_TYPES.get(draft.type)
    if kind is None:
        code = "agencies.unknown_type" if draft.type else "agencies.type_missing"
        yield invalid(code, field="type", value=draft.type[:_EXCERPT])
    elif kind.own_text and not draft.type_text:
        yield invalid("agencies.type_text_missing", field="type_text")
    elif draft.type_text and not kind.own_text:
        yield invalid("agencies.type_text_not_used", field="type_text", type=kind.label)
    yield from _text_faults("type_text", draft.type_text, longest=LONGEST_SHORT_NAME)


def _place_faults(draft: AgencyDraft) -> Iterator[Problem]:
    yield from _province_faults(draft.province)
    if not draft.district and draft.type in AGENCY_TYPES and AGENCY_TYPES[draft.type].in_district:
        yield invalid("agencies.district_missing", field="district")
    yield from _text_faults("district", draft.district, longest=LONGEST_SHORT_NAME)


def _province_faults(text: str) -> Iterator[Problem]:
    if not text:
        yield invalid("agencies.province_missing", field="province")
        return
    try:
        province_named(text, field="province")
    except Problem as problem:
        yield problem


def _further_faults(draft: AgencyDraft) -> Iterator[Problem]:
    if draft.itas_code and not _ITAS_CODE.fullmatch(draft.itas_code):
        yield invalid("agencies.itas_code_form", field="itas_code", value=draft.itas_code[:_EXCERPT])
    if len(draft.short_names) > MOST_SHORT_NAMES:
        yield invalid("agencies.too_many_short_names", field="short_names", most=MOST_SHORT_NAMES)
    for short in draft.short_names:
        yield from _text_faults("short_names", short, longest=LONGEST_SHORT_NAME)
        if SHORT_NAME_SEPARATOR in short:
            yield invalid("agencies.short_name_separator", field="short_names", value=short[:_EXCERPT])


def _text_faults(field: str, text: str, *, longest: int) -> Iterator[Problem]:
    if len(text) > longest:
        yield invalid("agencies.text_too_long", field=field, longest=longest, length=len(text))
