"""The result of the year, its strengths and weaknesses, and each ranked indicator, in words. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from checklist_app.catalog import Ranked
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.drafting.phrases import called
from checklist_app.thai import format_mark, format_score

ITA_IN_FULL: Final = (
    "ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (Integrity and Transparency Assessment : ITA)"
)


def analysis(dossier: Dossier) -> Iterator[tuple[str, str]]:
    if result := _result(dossier):
        yield "result", result
    if not dossier.ranked:
        return
    yield "strengths.lead", _lead_to_strengths(dossier)
    agency, strong, weak = dossier.agency.name, dossier.strengths, dossier.weaknesses
    yield "strengths", f"จุดแข็ง ({_strong(dossier)}) ของ{agency} {_counted(strong)}"
    yield from _indicators(dossier, strong)
    yield "weaknesses", f"จุดอ่อนที่ต้องพัฒนา ({_weak(dossier)}) ของ{agency} {_counted(weak)}"
    yield from _indicators(dossier, weak)


def _result(dossier: Dossier) -> str:
    """What follows its heading; empty where no total is known. Offices that agree on their measures in a
    meeting say it in full."""
    return _result_in_full(dossier) if dossier.plan.meeting else _result_in_short(dossier)


def _result_in_short(dossier: Dossier) -> str:
    said = _scored(dossier, unit="", leading_to="อยู่ในระดับ")
    return said and f"จากผลการประเมิน พบว่า {said} ดังนี้"


def _result_in_full(dossier: Dossier) -> str:
    year = dossier.cycle.scores_year
    said = _scored(dossier, unit=" คะแนน", leading_to="ระดับผลการประเมินอยู่ในระดับ")
    begin = f"จาก{ITA_IN_FULL} ประจำปีงบประมาณ พ.ศ. {year} ของ{dossier.agency.name}"
    return said and f"{begin} พบว่า {said} ดังนี้"


def _lead_to_strengths(dossier: Dossier) -> str:
    agency, year = dossier.agency, dossier.cycle.scores_year
    return (
        f"จากผลการประเมินคุณธรรมและความโปร่งใส (ITA) ของ{agency.name} {agency.place} "
        f"ประจำปีงบประมาณ พ.ศ. {year} มีผลการวิเคราะห์ข้อมูลในแต่ละตัวชี้วัดที่แสดงให้เห็นถึงจุดแข็ง "
        "และจุดอ่อนที่ต้องพัฒนา ดังนี้"
    )


def _scored(dossier: Dossier, *, unit: str, leading_to: str) -> str:
    scored = dossier.before
    if scored is None or scored.total is None:
        return ""
    level = f" {leading_to} {scored.level}" if scored.level else ""
    return f"มีผลคะแนน {format_score(scored.total)}{unit}{level}"


def _strong(dossier: Dossier) -> str:
    mark = format_mark(dossier.mark.value)
    reached = f"ตั้งแต่ร้อยละ {mark} ขึ้นไป" if dossier.mark.inclusive else f"มากกว่าร้อยละ {mark}"
    return f"ตัวชี้วัดที่ได้คะแนน{reached}"


def _weak(dossier: Dossier) -> str:
    """Where only more than the mark is a strength, an indicator of exactly the mark is below nothing."""
    mark: Decimal = dossier.mark.value
    below = "ไม่เกิน" if any(row.score == mark for row in dossier.weaknesses) else "ต่ำกว่า"
    return f"ตัวชี้วัดที่ได้คะแนน{below}ร้อยละ {format_mark(mark)}"


def _counted(rows: tuple[Ranked, ...]) -> str:
    return f"มีจำนวน {len(rows)} ตัวชี้วัด ดังนี้" if rows else "ไม่มี"


def _indicators(dossier: Dossier, rows: tuple[Ranked, ...]) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows, start=1):
        yield f"indicator.{row.indicator.id}", _described(dossier, row, number)


def _described(dossier: Dossier, row: Ranked, number: int) -> str:
    """Its points are numbered below the number that it has in its list."""
    said = f"{called(row.indicator)} โดยรวมได้คะแนนเท่ากับ ร้อยละ {format_score(row.score)}"
    objective = (dossier.edition.objectives or {}).get(row.indicator.id)
    if objective is None:
        return said
    points = (f"({number}.{index}) {point}" for index, point in enumerate(objective.points, start=1))
    return "\n".join([f"{said} เป็นคะแนนจากตัวชี้วัดที่มีวัตถุประสงค์ {objective.text}", *points])
