"""The tables of the cycle's papers. What heads their columns is the agency's choice. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final, TypeVar

from checklist_app.catalog import Instrument, Ranked
from checklist_app.documents import Align, Cell, Columns, Paragraph, Row, Table, Text, cell, plain
from checklist_app.ita import Comparison, FollowUp, Measure, MeasureState
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.parts import head, lines, row, told
from checklist_app.thai import format_date, format_money, format_score

NO_SCORE: Final = "–"
NOT_REPORTED: Final = "ยังไม่ได้รายงานผล"
GOING_ON: Final = "อยู่ระหว่างดำเนินการ"
NOTHING: Final = "ไม่มี"
Value = TypeVar("Value")
TILE: Final = 28  # the size of the score in a tile

# --- scores ------------------------------------------------------------------------------------------


def ranking(material: Material) -> Table:
    rows = material.dossier.ranked
    body = tuple(_row(str(each.rank), each.indicator.name, each.score) for each in rows)
    heads = _headings(material, "ranking", ("rank", "indicator", "score"))
    return Table("อันดับคะแนนรายตัวชี้วัด", (2, 8, 3), body, (heads,))


def _row(number: str, name: str, score: Decimal) -> Row:
    return Row((cell(number, align=Align.CENTER), cell(name), cell(format_score(score), align=Align.CENTER)))


def tiles(rows: tuple[Ranked, ...]) -> Columns:
    """The highest and the lowest score."""
    highest, lowest = rows[0], rows[-1]
    return Columns(((_tile("คะแนนสูงสุด", highest),), (_tile("คะแนนต่ำสุด", lowest),)), (1, 1))


def _tile(label: str, row: Ranked) -> Table:
    said = (
        Paragraph(plain(label, bold=True), Align.CENTER),
        Paragraph((Text(format_score(row.score), bold=True, size=TILE),), Align.CENTER),
        Paragraph(plain("คะแนน"), Align.CENTER),
    )
    return Table(f"{label} {row.indicator.name}", (1,), (Row((Cell(said, align=Align.CENTER),)),))


def findings(material: Material) -> Iterator[Table]:
    """What each instrument shows, beside the scores of its indicators; one table below the other, so that
    what belongs to an instrument stays together."""
    heads: tuple[Row, ...] = (_findings_head(material),)
    for instrument in material.dossier.edition.instruments:
        name = f"{instrument.name} ({instrument.id})"
        group = Row((Cell((Paragraph(plain(name, bold=True)),), across=3),))
        yield Table(name, (10, 7, 18), tuple(_group(material, instrument)), (*heads, group))
        heads = ()


def _findings_head(material: Material) -> Row:
    indicator, issues = (material.heading(f"findings.{key}") for key in ("indicator", "issues"))
    return Row((replace(_head(indicator), across=2), _head(issues)))


def _group(material: Material, instrument: Instrument) -> Iterator[Row]:
    edition, before = material.dossier.edition, material.dossier.before
    scores = before.scores.indicators if before else {}
    indicators = edition.of_instrument(instrument.id)
    said = told(material.said(f"instrument.{instrument.id.lower()}"))
    merged = Cell(said.blocks, down=len(indicators))
    for place, each in enumerate(indicators):
        score = f"{format_score(scores[each.id])} คะแนน" if each.id in scores else NO_SCORE
        beside = (merged,) if place == 0 else ()
        yield Row((cell(f"{each.number}. {each.name}"), cell(score), *beside), long=True)


# --- measures ----------------------------------------------------------------------------------------


def plan(material: Material) -> Table:
    rows = tuple(
        row(*_begin(number, each), _text(duration(each)), lines(each.monitoring))
        for number, each in enumerate(material.dossier.plan.measures, start=1)
    )
    keys = ("title", "method", "department", "duration", "monitoring")
    return Table("มาตรการ", (4, 8, 4, 4, 5), rows, (_headings(material, "measures", keys),))


def reports(material: Material, months: int) -> Table:
    rows = tuple(
        row(*_begin(number, each), _text(duration(each)), *_reported(last_of(each, months)))
        for number, each in enumerate(material.dossier.plan.measures, start=1)
    )
    keys = ("title", "method", "department", "duration", "results", "suggestion")
    return Table("ผลการดำเนินการ", (10, 14, 9, 8, 14, 10), rows, (_headings(material, "followup", keys),))


def outcomes(material: Material) -> Table:
    rows = tuple(
        row(_title(number, each), *_came_of(last_of(each)))
        for number, each in enumerate(material.dossier.plan.measures, start=1)
    )
    heads = _headings(material, "outcome", ("title", "results", "outcome"))
    return Table("ผลลัพธ์ของมาตรการ", (5, 7, 7), rows, (heads,))


def last_of(measure: Measure, months: int = 12) -> FollowUp | None:
    """What was reported last up to a round: what was done by then is not told again."""
    told = [month for month in measure.followups if month <= months]
    return measure.followups[max(told)] if told else None


def duration(measure: Measure) -> str:
    if measure.duration or not (measure.start or measure.end):
        return measure.duration
    days = [format_date(day) if day else "" for day in (measure.start, measure.end)]
    return " – ".join(days).strip() if all(days) else f"ภายใน {days[1]}" if days[1] else f"ตั้งแต่ {days[0]}"


def _headings(material: Material, table: str, keys: Iterable[str]) -> Row:
    return head(*(material.heading(f"{table}.{key}") for key in keys))


def _begin(number: int, measure: Measure) -> tuple[Cell, ...]:
    steps = lines(measure.steps)
    if measure.budget is not None:
        budget = Paragraph(plain(f"งบประมาณ {format_money(measure.budget)} บาท"))
        steps = Cell((*steps.blocks, budget))
    return _title(number, measure), steps, _text(", ".join(measure.departments))


def _title(number: int, measure: Measure) -> Cell:
    return _text(f"{number}. {measure.title}")


def _text(text: str) -> Cell:
    return told((text,))


def _reported(report: FollowUp | None) -> tuple[Cell, Cell]:
    if report is None:
        return _text(NOT_REPORTED), _text("")
    return _done(report), _text(report.suggestion or NOTHING)


def _came_of(report: FollowUp | None) -> tuple[Cell, Cell]:
    return (_done(report), lines(report.outcome)) if report else (_text(NOT_REPORTED), _text(""))


def _done(report: FollowUp) -> Cell:
    results = lines([each.text for each in report.results])
    return Cell((*results.blocks, *told((_standing(report),)).blocks))


def _standing(report: FollowUp) -> str:
    """What the results do not tell: that it is put off, given up, or still going on."""
    if report.state is MeasureState.POSTPONED and report.until:
        return f"เลื่อนไปแล้วเสร็จภายในวันที่ {format_date(report.until)} เนื่องจาก{report.reason}"
    if report.state is MeasureState.DROPPED:
        return f"ยกเลิก เนื่องจาก{report.reason}"
    return "" if report.results else GOING_ON if report.state is MeasureState.DOING else NOT_REPORTED


# --- years -------------------------------------------------------------------------------------------


def years(material: Material, comparison: Comparison, *, levels: bool = False) -> Table:
    """Each year after the first beside what has changed since the year before it."""
    marks = [material.heading("years.score") for _ in comparison.years]
    tops = [f"ปี {year}" for year in comparison.years]
    rows = [
        Row((cell(line.id, align=Align.CENTER), cell(line.name), *_between(line.scores, line.changes)))
        for line in comparison.indicators
    ]
    total = comparison.total
    rows.append(
        Row((_whole(material.heading("years.total")), *_between(total.scores, total.changes, bold=True)))
    )
    if levels:
        shown = [cell(level or NO_SCORE, align=Align.CENTER) for level in comparison.levels]
        rows.append(Row((_whole("ระดับผลการประเมิน"), *_woven(shown, [cell("") for _ in shown[1:]]))))
    widths = (4, 12, *(4 for _ in _woven(marks, marks[1:])))
    return Table("เปรียบเทียบผลการประเมินรายปี", widths, tuple(rows), tuple(_heads(material, tops, marks)))


def _heads(material: Material, tops: list[str], marks: list[str]) -> Iterator[Row]:
    changes = [_head(material.heading("years.change"), down=2) for _ in tops[1:]]
    named = (_head(material.heading(f"years.{key}"), down=2) for key in ("number", "indicator"))
    yield Row((*named, *_woven([_head(top) for top in tops], changes)))
    yield Row(tuple(map(_head, marks)))


def _head(label: str, down: int = 1) -> Cell:
    return cell(label, head=True, align=Align.CENTER, down=down)


def _whole(label: str) -> Cell:
    return Cell((Paragraph(plain(label, bold=True), Align.CENTER),), across=2)


def _between(
    scores: Iterable[Decimal | None], changes: Iterable[Decimal | None], *, bold: bool = False
) -> Iterator[Cell]:
    yield from _woven([_score(each, bold) for each in scores], [_score(each, bold) for each in changes])


def _score(score: Decimal | None, bold: bool) -> Cell:
    said = NO_SCORE if score is None else format_score(score)
    return Cell((Paragraph(plain(said, bold=bold), Align.CENTER),))


def _woven(firsts: list[Value], seconds: list[Value]) -> Iterator[Value]:
    """The first, then each other with the one of the seconds that belongs to it."""
    yield firsts[0]
    for first, second in zip(firsts[1:], seconds, strict=True):
        yield first
        yield second
