"""A table of measures that was copied from another document: the plan of five columns, the report of six,
the outcomes of three, whatever their headings are called. What a person would understand is taken, with a
warning where it may not be meant; what cannot be taken is told with its row and column. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from checklist_app.catalog import Edition
from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.measures.cells import plain
from checklist_app.ita.measures.duration import lift
from checklist_app.ita.measures.headings import COLUMNS, USUAL, columns_of
from checklist_app.ita.measures.linking import links_of, other_name
from checklist_app.ita.measures.lists import alike, departments, flat, items, row_number, squashed, variants
from checklist_app.ita.measures.model import FollowUpDraft, Measure, MeasureDraft, MeasureState, Plan, Result
from checklist_app.ita.measures.rules import MOST_MEASURES, settled, settled_report
from checklist_app.thai import parse_decimal, to_arabic

_NO_BUDGET: Final = re.compile(r"(?:-|–|ไม่มี|ไม่ใช้งบประมาณ|ไม่ใช้)?")
_BAHT: Final = re.compile(r"\s*(?:บาท|\.-)\s*$")
_SHOWN: Final = 80  # characters of what a sentence repeats
_REPORTED: Final = ("results", "outcome", "suggestion")


@dataclass(frozen=True, slots=True)
class PastedRow:
    """`report` is there where the table tells what became of the measure. `row` is that of the table."""

    row: int
    draft: MeasureDraft
    report: FollowUpDraft | None = None


@dataclass(frozen=True, slots=True)
class Pasted:
    rows: tuple[PastedRow, ...] = ()
    warnings: tuple[Problem, ...] = ()
    faults: tuple[Problem, ...] = ()

    @property
    def measures(self) -> tuple[MeasureDraft, ...]:
        return tuple(each.draft for each in self.rows)


@dataclass(slots=True)
class _Raw:
    """One measure as it stands in the table: its cells by field. A document may hold several tables."""

    row: int
    table: int
    cells: dict[str, str]

    @property
    def title(self) -> str:
        return flat(row_number(self.cells["title"])[1])


@dataclass(slots=True)
class _Reading:
    edition: Edition
    months: int
    warnings: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    left_out: set[tuple[int, int]] = field(default_factory=set)

    def warn(self, code: str, **values: str | int) -> None:
        self.warnings.append(Problem(ProblemKind.INVALID, f"ita.paste_{code}", values))

    def refuse(self, code: str, **values: str | int) -> None:
        self.faults.append(Problem(ProblemKind.INVALID, f"ita.paste_{code}", values))

    def leave_out(self, raw: _Raw, place: int, cell: str) -> None:
        """Told once for a column."""
        if (raw.table, place) not in self.left_out:
            self.left_out.add((raw.table, place))
            self.warn("column_skipped", row=raw.row, column=place, text=cell[:_SHOWN])


def read_rows(rows: Sequence[Sequence[str]], edition: Edition, *, months: int = 12) -> Pasted:
    """`edition` is that of the result that the measures follow from; reports are those after `months`."""
    reading = _Reading(edition, months)
    raws = _raws([[plain(cell) for cell in row] for row in rows], reading)
    if not raws and not reading.faults:
        reading.refuse("empty")
    if len(raws) > MOST_MEASURES:
        reading.refuse("too_many_rows", most=MOST_MEASURES, count=len(raws))
        raws = raws[:MOST_MEASURES]
    _check_numbers(raws, reading)
    for raw in raws if len(raws) > 1 else ():
        if not raw.cells.keys() - {"number", "title"}:
            reading.warn("only_title", row=raw.row, title=raw.title[:_SHOWN])
    taken = tuple(row for raw in raws if (row := _taken(raw, reading)))
    named = (name for each in taken for name in each.draft.departments)
    for one, other in variants(named):
        reading.warn("names_differ", one=one, other=other)
    return Pasted(taken, tuple(reading.warnings), tuple(reading.faults))


def differences(pasted: Pasted, plan: Plan) -> tuple[Problem, ...]:
    """Where a report says another duration than the plan."""
    pairs = matched(pasted.rows, plan)
    return tuple(
        invalid("ita.paste_other_duration", row=each.row, plan=known.duration, report=each.draft.duration)
        for each, known in pairs
        if known and _differ(known.duration, each.draft.duration)
    )


def matched(rows: Iterable[PastedRow], plan: Plan) -> tuple[tuple[PastedRow, Measure | None], ...]:
    """Each row beside the measure of the plan that it is about; two rows are never about the same one."""
    free = [*plan.measures]
    found: list[tuple[PastedRow, Measure | None]] = []
    for row in rows:
        near = [known for known in free if alike(known.title, row.draft.title)]
        same = (known for known in near if squashed(known.title) == squashed(row.draft.title))
        known = next(same, near[0] if near else None)
        free = [each for each in free if each is not known]
        found.append((row, known))
    return tuple(found)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and to_arabic(squashed(one)) != to_arabic(squashed(other))


# --- from rows to measures -------------------------------------------------------------------------------


def _raws(rows: list[list[str]], reading: _Reading) -> list[_Raw]:
    has_headings = any(columns_of(row) for row in rows)
    columns = None if has_headings else _guessed(rows, reading)
    raws: list[_Raw] = []
    table = 0
    for number, row in enumerate(rows, start=1):
        if found := columns_of(row):
            columns = found
        elif columns and _is_between_tables(row, columns):
            reading.warn("line_skipped", row=number, text=row[0][:_SHOWN])
            columns, table = None, table + 1
        elif columns and any(row):
            _read_row(_Raw(number, table, _cells(row, columns)), row, columns, raws, reading)
    return _merged(raws, reading)


def _is_between_tables(row: list[str], columns: tuple[str, ...]) -> bool:
    return len(row) == 1 < len(columns) and bool(row[0])


def _cells(row: list[str], columns: tuple[str, ...]) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, row, strict=False) if name and cell}


def _merged(raws: list[_Raw], reading: _Reading) -> list[_Raw]:
    """The report on a measure that an earlier table of the same document planned belongs to it."""
    kept: list[_Raw] = []
    for raw in raws:
        earlier = (each for each in kept if each.table < raw.table)
        known = next((each for each in earlier if alike(each.title, raw.title)), None)
        if known is None:
            kept.append(raw)
            continue
        one, other = known.cells.get("duration", ""), raw.cells.get("duration", "")
        if _differ(one, other):
            reading.warn("other_duration", row=raw.row, plan=flat(one), report=flat(other))
        known.cells = raw.cells | known.cells
    return kept


def _guessed(rows: list[list[str]], reading: _Reading) -> tuple[str, ...] | None:
    width = max((len(row) for row in rows if any(row)), default=0)
    if width in USUAL:
        reading.warn("columns_guessed", columns=", ".join(COLUMNS[name] for name in USUAL[width]))
    elif width:
        reading.refuse("unknown_columns", count=width)
    return USUAL.get(width)


def _read_row(
    raw: _Raw, row: list[str], columns: tuple[str, ...], raws: list[_Raw], reading: _Reading
) -> None:
    """A row without a title goes on with the one above: its cells were merged, or a page ended there."""
    for place, (name, cell) in enumerate(zip(columns, row, strict=False), start=1):
        if cell and not name:
            reading.leave_out(raw, place, cell)
    if any(row[len(columns) :]):
        reading.refuse("too_many_cells", row=raw.row, count=len(row), columns=len(columns))
    if "title" in raw.cells:
        raws.append(raw)
    elif raw.cells and raws:
        _go_on(raws[-1], raw.cells)
    elif raw.cells:
        reading.refuse("no_title", row=raw.row, column=COLUMNS["title"])


def _go_on(raw: _Raw, cells: dict[str, str]) -> None:
    for name, cell in cells.items():
        if name != "number" and squashed(cell) != squashed(raw.cells.get(name, "")):
            raw.cells[name] = f"{raw.cells[name]}\n{cell}" if name in raw.cells else cell


def _check_numbers(raws: list[_Raw], reading: _Reading) -> None:
    seen: set[tuple[int, int]] = set()
    for raw in raws:
        written = raw.cells.get("number")
        number = row_number(f"{written}." if written else raw.cells["title"])[0]
        if number and (raw.table, number) in seen:
            reading.warn("same_number", row=raw.row, number=number)
        seen |= {(raw.table, number)} if number else set()


def _taken(raw: _Raw, reading: _Reading) -> PastedRow | None:
    draft = _draft(raw, reading)
    report = _report(raw, draft, reading)
    _check_letters(raw, reading)
    if renamed := other_name(draft.title, reading.edition):
        reading.warn("other_name", row=raw.row, name=renamed[0], official=renamed[1])
    return _settled(PastedRow(raw.row, draft, report), reading)


def _settled(row: PastedRow, reading: _Reading) -> PastedRow | None:
    """None, with a fault that names the row, where the rules refuse it."""
    try:
        draft = settled(row.draft)
        return replace(row, draft=draft, report=row.report and settled_report(row.report, draft))
    except Problem as problem:
        code = {"ita.too_many_lines": "too_many_lines", "ita.measure_untitled": "no_title"}
        column = COLUMNS.get(problem.field or "", problem.field or "")
        most = problem.parameters.get("most", 0)
        reading.refuse(code.get(problem.code, "too_long"), row=row.row, column=column, most=most)
        return None


def _draft(raw: _Raw, reading: _Reading) -> MeasureDraft:
    lead, steps = items(raw.cells.get("steps", ""))
    result_lead, _ = items(raw.cells.get("results", ""))
    duration = flat(raw.cells.get("duration", ""))
    span = lift(duration, Cycle(reading.edition.year + 1))
    return MeasureDraft(
        title=raw.title,
        links=_links(raw, reading.edition),
        steps=steps,
        departments=departments("\n".join([raw.cells.get("departments", ""), lead, result_lead])),
        duration=duration,
        start=span.start if span else None,
        end=span.end if span else None,
        monitoring=items(raw.cells.get("monitoring", ""))[1],
        budget=_budget(raw, reading),
    )


def _links(raw: _Raw, edition: Edition) -> tuple[str, ...]:
    """A column of indicators counts before the title."""
    return links_of(raw.cells.get("links", ""), edition) or links_of(raw.title, edition)


def _budget(raw: _Raw, reading: _Reading) -> Decimal | None:
    said = _BAHT.sub("", flat(raw.cells.get("budget", "")))
    if _NO_BUDGET.fullmatch(said):
        return None
    try:
        return parse_decimal(said)
    except Problem:
        reading.refuse("no_number", row=raw.row, column=COLUMNS["budget"], value=said[:_SHOWN])
        return None


def _report(raw: _Raw, draft: MeasureDraft, reading: _Reading) -> FollowUpDraft | None:
    """Results answer the steps in their order, as far as there are steps."""
    if not any(name in raw.cells for name in _REPORTED):
        return None
    said = items(raw.cells.get("results", ""))[1]
    steps = len(draft.steps)
    return FollowUpDraft(
        months=reading.months,
        state=_state(said, reading.months),
        results=tuple(Result(text, at if at < steps else None) for at, text in enumerate(said)),
        outcome=items(raw.cells.get("outcome", ""))[1],
        suggestion=flat(raw.cells.get("suggestion", "")),
    )


def _state(results: tuple[str, ...], months: int) -> MeasureState:
    if not results:
        return MeasureState.PLANNED
    return MeasureState.DONE if months == 12 else MeasureState.DOING


def _check_letters(raw: _Raw, reading: _Reading) -> None:
    """Letters of another script than Thai and Latin come from a scanned document."""
    for name, cell in raw.cells.items():
        strange = "".join(dict.fromkeys(letter for letter in cell if _is_strange(letter)))
        if strange:
            reading.warn("strange_letters", row=raw.row, column=COLUMNS[name], letters=strange)


def _is_strange(letter: str) -> bool:
    if letter.isascii() or not unicodedata.category(letter).startswith(("L", "M")):
        return False
    return not unicodedata.name(letter, "").startswith(("THAI", "LATIN"))
