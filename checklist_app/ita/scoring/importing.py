"""What a file would change in the score sets of many agencies, decided before anything is written. Pure.

A row is one agency and one fiscal year. An empty cell leaves what is known; a row without any score is
skipped, and so are the averages that people write under a table."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from checklist_app.agencies import Agency, Columns, FieldChange, Row, RowError, ScoreSet, Table, unguarded
from checklist_app.catalog import Edition
from checklist_app.errors import Problem, invalid
from checklist_app.ita.scoring.cautions import Caution, cautions
from checklist_app.ita.scoring.columns import MEANS, ORDER, YEAR
from checklist_app.ita.scoring.plan import Remark, ScorePlan, Step, cells_of
from checklist_app.ita.scoring.roll import MEANING, Roll
from checklist_app.ita.scoring.row_reading import RowReading, is_numbered
from checklist_app.thai import clean, parse_fiscal_year

_MEANS: Final = frozenset(column.id for column in MEANS)
_YEAR_WORDS: Final = re.compile(r"^(?:ปี)?(?:งบประมาณ)?\s*(?:พ\.?\s*ศ\.?)?\s*")
_UNDER_A_TABLE: Final = re.compile(
    r"^(?:คะแนน)?(?:ค่า)?(?:เฉลี่ย|รวม|สูงสุด|ต่ำสุด|หมายเหตุ|ที่มา|average|total|mean|max|min)", re.I
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan is made against: the agencies that a person may see, their sets by agency and year, the
    editions of the years in the file, and the latest year that can have a result."""

    agencies: tuple[Agency, ...]
    sets: Mapping[tuple[str, int], ScoreSet]
    editions: Mapping[int, Edition]
    latest: int


def settled(table: Table, columns: Columns, year: int | None) -> Table:
    """The table with a column for the year, which was chosen once where the file has none."""
    known = columns.ids_of(table.headings)
    if not any(map(is_numbered, known)):
        raise invalid("ita.import_means_only", field="file")
    if YEAR.id in known:
        return table
    if year is None:
        raise invalid("ita.import_year_needed", field="year")
    rows = tuple(replace(row, cells=(*row.cells, str(year))) for row in table.rows)
    return replace(table, headings=(*table.headings, YEAR.heading), rows=rows)


def years_in(table: Table, columns: Columns) -> frozenset[int]:
    """Those that can be read."""
    at = columns.ids_of(table.headings).index(YEAR.id)
    found = set()
    for row in table.rows:
        try:
            found.add(read_year(row.cells[at]))
        except Problem:
            continue
    return frozenset(found)


def read_year(text: str) -> int:
    return parse_fiscal_year(_YEAR_WORDS.sub("", clean(text)), field=YEAR.id).year


def plan_scores(table: Table, columns: Columns, known: Known) -> ScorePlan:
    return _Planner(table, columns, known).plan()


class _Planner:
    """One pass over the rows, remembering what merged cells above hold and which set each row has claimed."""

    def __init__(self, table: Table, columns: Columns, known: Known) -> None:
        self._table = table
        self._columns = columns
        self._ids = tuple(columns.ids_of(table.headings))
        self._known = known
        self._roll = Roll(known.agencies)
        self._above: dict[str, str] = {}
        self._claims: dict[tuple[str, int], tuple[int, ScoreSet]] = {}
        self._added: list[Step] = []
        self._changed: list[Step] = []
        self._unchanged: list[int] = []
        self._skipped: list[int] = []
        self._errors: list[RowError] = []
        self._remarks: list[Remark] = []

    def plan(self) -> ScorePlan:
        for row in self._table.rows:
            try:
                self._place(row)
            except Problem as problem:
                self._errors.append(RowError(row.number, problem.field or "name", problem))
        means = (heading for heading, id in zip(self._table.headings, self._ids, strict=True) if id in _MEANS)
        return ScorePlan(
            added=tuple(self._added),
            changed=tuple(self._changed),
            unchanged=tuple(self._unchanged),
            skipped=tuple(self._skipped),
            errors=tuple(self._errors),
            remarks=tuple(self._remarks),
            ignored_columns=(*self._table.ignored, *means),
            missing=tuple(
                each.id for each in self._columns.all if each.id.isdigit() and each.id not in self._ids
            ),
        )

    def _place(self, row: Row) -> None:
        written = {id: unguarded(cell) for id, cell in zip(self._ids, row.cells, strict=True)}
        formulas = {self._ids[at] for at in row.formulas} - _MEANS - {ORDER.id}
        if _is_summary(written):
            self._skipped.append(row.number)
            return
        inherited = self._inherit(written)
        if not formulas and not any(clean(text) for id, text in written.items() if _is_result(id)):
            self._skipped.append(row.number)
            return
        if formulas:
            self._errors += [RowError(row.number, id, invalid("ita.import_formula")) for id in formulas]
            return
        agency = self._roll.meant(written, district_above=self._above.get("district", ""))
        remarks = [Caution("above", {"name": agency.short_name})] if inherited else []
        self._read(row.number, agency, written, remarks)

    def _inherit(self, written: dict[str, str]) -> bool:
        """A merged cell holds its value in its first row only. Whether the agency was taken from above:
        only where the row is about another year."""
        year = clean(written.get(YEAR.id, ""))
        if not year:
            written[YEAR.id] = year = self._above.get(YEAR.id, "")
        named = any(clean(written.get(id, "")) for id in MEANING)
        inherits = not named and bool(self._above) and year != self._above.get(YEAR.id)
        places = (*MEANING, "district", "province")
        if inherits:
            written.update({id: self._above.get(id, "") for id in places})
        district = clean(written.get("district", "")) or self._above.get("district", "")
        if named or inherits:
            self._above = {id: clean(written.get(id, "")) for id in places} | {YEAR.id: year}
            self._above["district"] = district
        return inherits

    def _read(self, row: int, agency: Agency, written: Mapping[str, str], remarks: list[Caution]) -> None:
        if not written[YEAR.id]:
            raise invalid("ita.import_row_without_year", field=YEAR.id)
        year = read_year(written[YEAR.id])
        edition = self._edition_of(year)
        before = self._known.sets.get((agency.id, year)) or ScoreSet(agency.id, agency.province, year, {})
        reading = RowReading(self._columns, edition, written)
        after = reading.over(before)
        if reading.faults:
            self._errors += [RowError(row, fault.field or "name", fault) for fault in reading.faults]
            return
        if self._is_first(row, agency, after, remarks):
            self._take(row, agency, before, after)
            remarks += [*cautions(after, edition), *_fractions(after)]
        self._remarks += [Remark(row, agency, each) for each in (*reading.remarks, *remarks)]

    def _edition_of(self, year: int) -> Edition:
        if year > self._known.latest:
            raise invalid("ita.import_future_year", field=YEAR.id, year=year, latest=self._known.latest)
        edition = self._known.editions.get(year)
        if edition is None:
            raise invalid("ita.import_year_without_rules", field=YEAR.id, year=year)
        return edition

    def _is_first(self, row: int, agency: Agency, after: ScoreSet, remarks: list[Caution]) -> bool:
        """Two rows may say the same of one agency and year, and nothing else."""
        first, said = self._claims.setdefault((agency.id, after.year), (row, after))
        if first == row:
            return True
        if said != after:
            differing = ", ".join(self._columns.heading_of(each.field) for each in _changes(said, after))
            raise invalid(
                "ita.import_two_rows",
                field="name",
                first=first,
                second=row,
                name=agency.short_name,
                year=after.year,
                columns=differing,
            )
        remarks.append(Caution("same_again", {"first": first}))
        self._unchanged.append(row)
        return False

    def _take(self, row: int, agency: Agency, before: ScoreSet, after: ScoreSet) -> None:
        if before.version == 0:
            self._added.append(Step(row, agency, after))
        elif fields := _changes(before, after):
            self._changed.append(Step(row, agency, after, fields))
        else:
            self._unchanged.append(row)


def _fractions(scores: ScoreSet) -> Iterator[Caution]:
    """91.40 % that lost its sign."""
    given = scores.indicators.values()
    if any(given) and max(given) <= 1:
        yield Caution("fractions", {})


def _is_summary(written: Mapping[str, str]) -> bool:
    """A cell that spans the first columns has its text in the first of them."""
    words = (clean(written.get(id, "")) for id in (ORDER.id, *MEANING, "district"))
    return _UNDER_A_TABLE.match(next(filter(None, words), "")) is not None


def _is_result(id: str) -> bool:
    return id in {"total", "level"} or is_numbered(id)


def _changes(before: ScoreSet, after: ScoreSet) -> tuple[FieldChange, ...]:
    """Equal numbers are no change, however they are written."""
    old, new = cells_of(before), cells_of(after)
    fields = dict.fromkeys((*new, *old))
    return tuple(
        FieldChange(field, old.get(field, ""), new.get(field, ""))
        for field in fields
        if old.get(field, "") != new.get(field, "")
    )
