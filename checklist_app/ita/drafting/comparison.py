"""What the result was that the cycle began with, and what its measures were for, before the results of both
years are compared. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from checklist_app.ita.dossier import Dossier, ScoredYear
from checklist_app.ita.drafting.offices import building_of
from checklist_app.ita.drafting.phrases import all_called
from checklist_app.thai import format_mark, format_score


def comparison(dossier: Dossier) -> Iterator[tuple[str, str]]:
    if dossier.before and dossier.before.total is not None:
        yield "comparison.result", _result(dossier.before, dossier.before.total)
    yield "comparison.purpose", _purpose(dossier)


def _result(scored: ScoredYear, total: Decimal) -> str:
    level = f" ผลการประเมินอยู่ในระดับ “{scored.level}”" if scored.level else ""
    return (
        "จากข้อมูลผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA) "
        f"ของสำนักงาน ป.ป.ช. ประจำปีงบประมาณ พ.ศ. {scored.scores.year} "
        f"มีคะแนนเฉลี่ย {format_score(total)} คะแนน "
        f"จากคะแนนเต็ม 100 คะแนน{level}{_failing(scored, total)}"
    )


def _failing(scored: ScoredYear, total: Decimal) -> str:
    """Empty where no indicator has a score: a total alone tells nothing of them."""
    rows, known = scored.figures.failing, len(scored.figures.ranking)
    mark = f"({format_mark(scored.edition.pass_mark)} คะแนน)"
    if not known:
        return ""
    if not rows:
        return f" และมีคะแนนผ่านเกณฑ์ {mark} ทั้ง {known} ตัวชี้วัด"
    turn = "แต่ก็ยัง" if total >= scored.edition.pass_mark else "โดย"  # no `but` after what failed itself
    named = all_called(sorted((row.indicator for row in rows), key=lambda each: each.number))
    return f" {turn}มีตัวชี้วัดที่มีคะแนนไม่ผ่านเกณฑ์ {mark} อยู่ {len(rows)} ตัวชี้วัด จาก {known} ตัวชี้วัด ประกอบด้วย{named}"


def _purpose(dossier: Dossier) -> str:
    agency, before, year = dossier.agency.name, dossier.cycle.scores_year, dossier.cycle.year
    said = (
        f"{agency} จึงได้จัดทำมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงานของ{agency} "
        f"ประจำปีงบประมาณ พ.ศ. {year} โดยมีวัตถุประสงค์เพื่อปรับปรุงการดำเนินงานและยกระดับผลการประเมิน"
        "คุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ "
        f"ประจำปีงบประมาณ พ.ศ. {year} ของ{agency}"
    )
    if not (dossier.before and dossier.after):
        return said
    return (
        f"{said} โดยผลลัพธ์จากการดำเนินงานตามมาตรการฯ ของส่วนราชการต่างๆ ภายใน{building_of(dossier.agency)} "
        "ประกอบกับข้อมูลผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ "
        f"เปรียบเทียบระหว่างปีงบประมาณ พ.ศ. {before} กับ {year} สรุปได้ดังนี้"
    )
