"""The subject and the paragraphs of the note that a report goes to the executive with. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from checklist_app.ita.dossier import Dossier
from checklist_app.ita.drafting.analysis import ITA_IN_FULL
from checklist_app.ita.drafting.offices import offices_of
from checklist_app.thai import format_date

_TELEPHONE: Final = re.compile(r"\s*(?:โทร|Tel).*", re.DOTALL)


def memo(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Until something is reported of the measures, the note brings them to be agreed to."""
    proposes = bool(dossier.plan.measures) and not dossier.plan.is_reported_on
    yield "memo.subject", f"ขอความเห็นชอบ{_measures(dossier)}" if proposes else _reported(dossier)
    yield "memo.background", _background(dossier)
    yield "memo.report", _proposal(dossier) if proposes else _report(dossier)
    yield "memo.closing", "จึงเรียนมาเพื่อโปรดพิจารณา" if proposes else "จึงเรียนมาเพื่อโปรดทราบ"


def _measures(dossier: Dossier) -> str:
    return f"มาตรการส่งเสริมคุณธรรมและความโปร่งใส ในปีงบประมาณ พ.ศ. {dossier.cycle.year} ของ{dossier.agency.name}"


def _reported(dossier: Dossier) -> str:
    return f"รายงานผลการดำเนินการตาม{_measures(dossier)}"


def _background(dossier: Dossier) -> str:
    year = dossier.cycle.scores_year
    published = dossier.before.scores.published_on if dossier.before else None
    dated = f" ลงวันที่ {format_date(published)}" if published else ""
    return (
        "ตามประกาศสำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ (สำนักงาน ป.ป.ช.)"
        f"{dated} เรื่อง {ITA_IN_FULL} ประจำปีงบประมาณ พ.ศ. {year} "
        "ได้พัฒนาเครื่องมือการประเมินเชิงบวกเพื่อเป็นมาตรการป้องกันการทุจริตและเป็นกลไกในการสร้างความตระหนัก"
        "ให้หน่วยงานภาครัฐมีการดำเนินการอย่างโปร่งใส และมีคุณธรรมโดยใช้ชื่อว่า "
        f"“{ITA_IN_FULL.removeprefix('ผล')}” โดยได้ดำเนินการประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน"
        f"ของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. {year} แล้วนั้น"
    )


def _report(dossier: Dossier) -> str:
    reported = _reported(dossier)
    return f"{_office(dossier)} จึงขอ{reported} มาเพื่อโปรดทราบ รายละเอียดปรากฏตาม{reported} ที่แนบมาพร้อมนี้"


def _proposal(dossier: Dossier) -> str:
    measures = _measures(dossier)
    return (
        f"{_office(dossier)} จึงขอเสนอ{measures} เพื่อโปรดพิจารณาให้ความเห็นชอบ "
        f"รายละเอียดปรากฏตาม{measures} ที่แนบมาพร้อมนี้"
    )


def _office(dossier: Dossier) -> str:
    """As the note is headed, without the telephone number that often follows there; สำนักงานปลัด is how
    heads of notes spell out สำนักปลัด."""
    office = _TELEPHONE.sub("", dossier.letters.office) or offices_of(dossier.agency).office
    return office.replace("สำนักงานปลัด", "สำนักปลัด")
