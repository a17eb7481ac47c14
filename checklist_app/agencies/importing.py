"""What a file would change in the register, decided before anything is written. Pure.

A row means the agency of its register id, else of its ITAS code, else of its name and district.
A column that the file does not have leaves its field as it is; an empty cell empties the field."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from checklist_app.accounts import Scope
from checklist_app.agencies.columns import (
    ACTIVE_WORD,
    INACTIVE_WORD,
    active_of_cell,
    column_of,
    type_of_cell,
)
from checklist_app.agencies.drafts import faults, settle, split_short_names
from checklist_app.agencies.guarding import unguarded
from checklist_app.agencies.model import Agency, AgencyDraft
from checklist_app.agencies.plan import Addition, Change, ImportPlan, RowError, field_changes, fingerprint
from checklist_app.agencies.tables import Row, Table
from checklist_app.errors import Problem, conflict, invalid
from checklist_app.thai import clean

_BLANK: Final = AgencyDraft(name="", type="", province="")
_EXCERPT: Final = 80


def plan_import(table: Table, existing: Sequence[Agency], scope: Scope) -> ImportPlan:
    """`existing` is the whole register: what lies outside `scope` is never shown or changed, but
    its ITAS codes are taken all the same."""
    return _Planner(table, existing, scope).plan()


class _Planner:
    """One pass over the rows, remembering which agency each earlier row has claimed."""

    def __init__(self, table: Table, existing: Sequence[Agency], scope: Scope) -> None:
        self._table = table
        self._scope = scope
        self._columns = tuple(column.id for h in table.headings if (column := column_of(h)))
        self._visible = {a.id: a for a in existing if scope.covers(province=a.province, agency=a.id)}
        self._by_code = {agency.itas_code: agency for agency in existing if agency.itas_code}
        self._by_name = {agency.name_key: agency for agency in existing}
        self._claims: dict[tuple[str, str], int] = {}
        self._added: list[Addition] = []
        self._changed: list[Change] = []
        self._unchanged: list[int] = []
        self._errors: list[RowError] = []

    def plan(self) -> ImportPlan:
        for row in self._table.rows:
            try:
                self._place(row)
            except Problem as problem:
                self._blame(row, problem)
        return ImportPlan(
            added=tuple(self._added),
            changed=tuple(self._changed),
            unchanged=tuple(self._unchanged),
            errors=tuple(self._errors),
            ignored_columns=self._table.ignored,
            fingerprint=fingerprint(self._visible.values()),
        )

    def _place(self, row: Row) -> None:
        written = self._written(row)
        agency = self._meant(written)
        draft = settle(_overlaid(agency.draft if agency else self._fresh(), written))
        found = [*faults(draft), *self._clashes(row, agency, draft)]
        if found:
            for problem in found:
                self._blame(row, problem)
        elif agency is None:
            self._added.append(Addition(row.number, draft))
        elif differences := field_changes(agency, draft):
            self._changed.append(Change(row.number, agency, draft, differences))
        else:
            self._unchanged.append(row.number)

    def _written(self, row: Row) -> dict[str, str]:
        written: dict[str, str] = {}
        for at, (column, cell) in enumerate(zip(self._columns, row.cells, strict=True)):
            if at in row.formulas:
                raise invalid("agencies.import_formula", field=column)
            written[column] = unguarded(cell)
        return written

    def _meant(self, written: Mapping[str, str]) -> Agency | None:
        wanted = clean(written.get("id", ""))
        if wanted:
            if wanted not in self._visible:
                raise invalid("agencies.import_unknown_id", field="id", value=wanted[:_EXCERPT])
            return self._visible[wanted]
        draft = settle(_overlaid(self._fresh(), written))
        agency = self._by_code.get(draft.itas_code) or self._by_name.get(draft.name_key)
        return agency if agency and agency.id in self._visible else None

    def _fresh(self) -> AgencyDraft:
        return replace(_BLANK, province=self._scope.province or "")

    def _clashes(self, row: Row, agency: Agency | None, draft: AgencyDraft) -> list[Problem]:
        clashes = []
        own = agency.id if agency else ""
        if not self._scope.covers(province=draft.province, agency=own):
            clashes.append(
                invalid("agencies.import_other_province", field="province", value=draft.province[:_EXCERPT])
            )
        for holder, field, code in (
            (self._by_code.get(draft.itas_code), "itas_code", "agencies.itas_code_taken"),
            (self._by_name.get(draft.name_key), "name", "agencies.name_taken"),
        ):
            if holder and holder.id != own:
                clashes.append(conflict(code, field=field, value=getattr(draft, field)))
        return clashes + self._repeats(row, own, draft)

    def _repeats(self, row: Row, own: str, draft: AgencyDraft) -> list[Problem]:
        """Each agency, ITAS code and name may stand in one row of the file only."""
        repeats = []
        for field, key in (("id", own), ("itas_code", draft.itas_code), ("name", draft.name_key)):
            first = self._claims.setdefault((field, key), row.number) if key else row.number
            if first != row.number:
                repeats.append(invalid("agencies.import_repeated", field=field, first=first))
        return repeats[:1]

    def _blame(self, row: Row, problem: Problem) -> None:
        self._errors.append(RowError(row.number, problem.field or "name", problem))


def _overlaid(base: AgencyDraft, written: Mapping[str, str]) -> AgencyDraft:
    """What the row says over what is known; type and province stay where their cell is empty."""
    shorts = written.get("short_names")
    return replace(
        base,
        name=written.get("name", base.name),
        type=_type(base, written),
        type_text=written.get("type_text", base.type_text),
        district=written.get("district", base.district),
        province=written.get("province", "").strip() or base.province,
        itas_code=written.get("itas_code", base.itas_code),
        short_names=base.short_names if shorts is None else split_short_names(shorts),
        active=_active(base, written),
    )


def _type(base: AgencyDraft, written: Mapping[str, str]) -> str:
    text = clean(written.get("type", ""))
    return (type_of_cell(text) or text) if text else base.type


def _active(base: AgencyDraft, written: Mapping[str, str]) -> bool:
    text = clean(written.get("active", ""))
    if not text:
        return base.active
    known = active_of_cell(text)
    if known is None:
        raise invalid(
            "agencies.import_unknown_status",
            field="active",
            value=text[:_EXCERPT],
            active=ACTIVE_WORD,
            inactive=INACTIVE_WORD,
        )
    return known
