"""The tables of the paper about a round, each with what must stand under it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from checklist_app.documents import Align, Block, Cell, Paragraph, Row, Table, Text, Together, cell, plain
from checklist_app.reports.survey.changes import SCORE, since_last
from checklist_app.reports.survey.material import Earlier, Material
from checklist_app.reports.survey.sentences import (
    NO_VALUE,
    count,
    interval,
    score,
    short_round,
    signed,
    why_flagged,
)
from checklist_app.surveys import BAND_SETS, OVERALL, Line, Measure, Results, band_of, percent

FORMULA: Final = "ร้อยละ = ค่าเฉลี่ย ÷ 5 × 100 (คำนวณจากค่าเฉลี่ยก่อนปัดเศษ)"


def caption(text: str) -> Paragraph:
    return Paragraph(plain(text, bold=True), with_next=True)


def note(text: str) -> Paragraph:
    return Paragraph((Text(text, small=True),))


def head(*labels: str) -> Row:
    return Row(tuple(cell(label, head=True, align=Align.CENTER) for label in labels))


def row(label: str, *values: str, bold: bool = False) -> Row:
    """A label, then numbers at the end of their cells and words in the middle."""
    return Row((_told(label, Align.START, bold), *(_told(value, _place(value), bold) for value in values)))


def _place(value: str) -> Align:
    return Align.CENTER if value[:1].isalpha() else Align.END


def _told(text: str, align: Align, bold: bool) -> Cell:
    return Cell((Paragraph(plain(text, bold=bold), align),))


def kept(title: str, table: Table, *notes: str) -> Block:
    """A table with its title and what stands under it, on one page where it fits one."""
    return Together((caption(title), table, *(note(text) for text in notes)))


# --- who answered ------------------------------------------------------------------------------------


def respondents(results: Results, shown: Results) -> Table:
    """How many, which tells nothing of what they said; but whether they were served is an answer."""
    groups = (("ประเภทผู้รับบริการ", results.visitors), ("ช่องทางที่ตอบ", results.channels))
    rows = [made for name, lines in groups for made in _group(name, lines, results.answers)]
    outcomes = [(line.label, line.count) for line in shown.outcomes]
    rows += _counted("ได้รับบริการครบตามที่ต้องการหรือไม่", outcomes, results.answers)
    whole = row("คำตอบที่นำมาคำนวณทั้งหมด", count(results.answers), "100.00", bold=True)
    return Table("ผู้ตอบ", (7, 4, 4), (*rows, whole), (head("รายการ", "จำนวน", "ร้อยละ"),), small=True)


def _group(name: str, lines: Sequence[Line], whole: int) -> Iterator[Row]:
    yield from _counted(name, [(line.label, line.answers) for line in lines], whole)


def _counted(name: str, counts: Iterable[tuple[str, int]], whole: int) -> Iterator[Row]:
    shown = [(label, number) for label, number in counts if number]
    if shown:
        yield Row((Cell((Paragraph(plain(name, bold=True)),), across=3),))
    for label, number in shown:
        yield row(label, count(number), score(percent(number, whole)))


def flags(material: Material) -> Table:
    """Both counts: what came in, and what the headline counts."""
    results, rules = material.results, material.round.rules
    rows = [row(why_flagged(flag, rules), count(number)) for flag, number in results.flags.items()]
    return Table(
        "คำตอบที่ไม่นำมาคำนวณ",
        (8, 2),
        (
            row("คำตอบที่ได้รับทั้งหมด", count(results.all_answers), bold=True),
            *rows,
            row("รวมคำตอบที่ไม่นำมาคำนวณ", count(results.flagged), bold=True),
            row("คำตอบที่นำมาคำนวณ", count(results.answers), bold=True),
        ),
        (head("รายการ", "จำนวน"),),
        small=True,
    )


# --- what they said ----------------------------------------------------------------------------------


def aspects(results: Results) -> Table:
    rows = [_rated(line.label, line.measure, results.bands) for line in results.aspects]
    figures = (score(results.score), "", score(results.score_of_100), band_word(results))
    whole = row("เฉลี่ยรวมทุกด้าน", "", *figures, bold=True)
    heads = head("ด้าน", "จำนวน", "ค่าเฉลี่ย", "S.D.", "ร้อยละ", "ระดับ")
    return Table("ผลรายด้าน", (9, 3, 3, 3, 3, 4), (*rows, whole), (heads,), small=True)


def questions(results: Results) -> Table:
    rows = [
        row(line.label, *_figures(line.measure, results.bands), count(line.measure.unused))
        for line in results.questions
    ]
    heads = head("ข้อคำถาม", "จำนวน", "ค่าเฉลี่ย", "S.D.", "ร้อยละ", "ระดับ", "ไม่ได้ใช้ / ไม่ขอตอบ")
    return Table("ผลรายข้อ", (9, 3, 3, 3, 3, 4, 4), tuple(rows), (heads,), small=True)


def _rated(label: str, measure: Measure, bands: str) -> Row:
    return row(label, *_figures(measure, bands))


def _figures(measure: Measure, bands: str) -> tuple[str, ...]:
    word = NO_VALUE if measure.mean is None else band_of(measure.mean, bands).word
    return count(measure.n), score(measure.mean), score(measure.sd), score(measure.score), word


def bands(results: Results) -> Table:
    """The table that the words were taken from, as it stood when the round opened."""
    known = BAND_SETS[results.bands].bands
    cells = tuple(cell(band.word, align=Align.CENTER) for band in known)
    spans = tuple(cell(band.span, align=Align.CENTER) for band in known)
    rows = (Row((cell("ค่าเฉลี่ย"), *spans)), Row((cell("ระดับ"), *cells)))
    return Table("เกณฑ์การแปลผล", (3, 4, 4, 4, 4, 4), rows, small=True)


def groups(name: str, first: str, lines: Sequence[Line], shown: Sequence[Line]) -> Table:
    """By point or by month; of who is not among the `shown` only the count is told."""
    told = {line.id for line in shown}
    rows = [_grouped(line, line.id in told) for line in lines]
    heads = head(first, "จำนวนคำตอบ", "ค่าเฉลี่ย", "ร้อยละ", "ช่วงของค่าเฉลี่ย (95%)")
    return Table(name, (8, 3, 3, 3, 4), tuple(rows), (heads,), small=True)


def _grouped(line: Line, told: bool) -> Row:
    if line.answers and not told:
        unseen = Cell((Paragraph(plain("ไม่แสดง"), Align.CENTER),), across=3)
        return Row((*row(line.label, count(line.answers)).cells, unseen))
    measure = line.measure
    spread = interval(measure.mean_low, measure.mean_high)
    return row(line.label, count(line.answers), score(measure.mean), score(measure.score), spread)


# --- rounds beside each other ------------------------------------------------------------------------


def rounds(material: Material, last: Earlier) -> Table:
    """Every round by the words of its own table; the change is the one since the last."""
    every = [(known.results, known.shown.results) for known in material.earlier]
    every.append((material.results, material.shown.results))
    shown = [told for _, told in every]
    names = [f"รอบ {short_round(results.period)}" for results, _ in every]
    heads = head("รายการ", *names, "ผลต่าง", "เทียบกับรอบก่อน")
    same = ("", "")
    rows = (
        row("คำตอบที่นำมาคำนวณ", *(count(results.answers) for results, _ in every), *same),
        row("ค่าเฉลี่ยรวมทุกด้าน", *(_score(told) for told in shown), *_change(material, last, SCORE)),
        row("ร้อยละ", *(score(told.score_of_100 if told else None) for told in shown), *same),
        row("ระดับ", *map(band_word, shown), *same),
        *(
            row(line.label, *(_aspect(told, line.id) for told in shown), *_change(material, last, line.id))
            for line in material.results.aspects
        ),
        row("คำถามภาพรวม", *(_verdict(told) for told in shown), *_change(material, last, OVERALL)),
    )
    widths = (6, *(3 for _ in every), 3, 4)
    return Table("เปรียบเทียบกับรอบก่อน", widths, rows, (heads,), small=True)


def band_word(results: Results | None) -> str:
    """Of the score, which has none where it cannot be shown."""
    if results is None or results.score is None or results.band is None:
        return NO_VALUE
    return results.band.word


def _score(results: Results | None) -> str:
    return score(results.score if results else None)


def _verdict(results: Results | None) -> str:
    return score(results.overall.mean if results else None)


def _aspect(results: Results | None, id: str) -> str:
    lines = results.aspects if results else ()
    return score(next((line.measure.mean for line in lines if line.id == id), None))


def _change(material: Material, last: Earlier, id: str) -> tuple[str, str]:
    """How much, and whether that is clear."""
    known = since_last(material, last, id)
    return (signed(known.change), known.word) if known else (NO_VALUE, NO_VALUE)


def cautions(material: Material, last: Earlier) -> Iterator[str]:
    """What must be known before two rounds are compared."""
    yield "“สูงขึ้น” หรือ “ลดลง” ใช้เมื่อช่วงความเชื่อมั่นร้อยละ 95 ของสองรอบไม่ทับกัน หากทับกันถือว่าไม่ต่างกันชัดเจน"
    if last.results.versions != material.results.versions:
        yield "สองรอบล่าสุดใช้ข้อคำถามคนละชุด จึงควรเปรียบเทียบเฉพาะด้านที่ถามเหมือนกัน"
    if last.results.bands != material.results.bands:
        yield "สองรอบล่าสุดใช้เกณฑ์แปลผลคนละชุด จึงควรเปรียบเทียบที่ค่าเฉลี่ย ไม่ใช่ที่ระดับ"


def least(lines: Iterable[Line]) -> Line | None:
    return min(_with_mean(lines), key=_mean, default=None)


def most(lines: Iterable[Line]) -> Line | None:
    return max(_with_mean(lines), key=_mean, default=None)


def _with_mean(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.measure.mean is not None]


def _mean(line: Line) -> Decimal:
    return line.measure.mean or Decimal(0)
