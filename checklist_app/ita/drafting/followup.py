"""The sentences before the reports on the measures: the table of six columns and that of three. Pure."""

from collections.abc import Iterator

from checklist_app.ita.dossier import Dossier
from checklist_app.ita.drafting.offices import kind_of


def followup(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Where the measures were agreed on in a meeting, the report is headed as offices do then."""
    yield "followup.lead", _of_agreed(dossier) if dossier.plan.meeting else _of_derived(dossier)
    yield "outcome.lead", _of_outcome(dossier)


def _of_derived(dossier: Dossier) -> str:
    agency, before, year = dossier.agency.name, dossier.cycle.scores_year, dossier.cycle.year
    return (
        "ตามที่ได้ดำเนินการวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน"
        f"ของ{agency} ประจำปีงบประมาณ พ.ศ. {before} และได้กำหนดมาตรการในการส่งเสริมคุณธรรมและความโปร่งใส"
        f"ภายในหน่วยงานของ{agency} ประจำปีงบประมาณ พ.ศ. {year} มีผลการดำเนินการ ดังนี้"
    )


def _of_agreed(dossier: Dossier) -> str:
    agency, before, year = dossier.agency.name, dossier.cycle.scores_year, dossier.cycle.year
    return (
        f"ตามที่ได้ดำเนินการวิเคราะห์ผลการประเมิน ITA ของ{agency} ปีงบประมาณ พ.ศ. {before} "
        f"และได้กำหนดมาตรการ/แนวทางในการส่งเสริมคุณธรรมและความโปร่งใสของ{agency} "
        f"ประจำปีงบประมาณ พ.ศ. {year} โดยได้มีการดำเนินการขับเคลื่อนมาตรการส่งเสริมคุณธรรมและความโปร่งใส"
        f"ของ{kind_of(dossier.agency)} ประจำปีงบประมาณ พ.ศ. {year} ดังต่อไปนี้"
    )


def _of_outcome(dossier: Dossier) -> str:
    return (
        "จากการวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน "
        f"ประจำปีงบประมาณ พ.ศ. {dossier.cycle.scores_year} นำมาสู่ข้อเสนอแนะในการกำหนดมาตรการ"
        f"ในการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงานของ{dossier.agency.name} ดังนี้"
    )
