"""The sentence before the table of measures. Pure."""

from collections.abc import Iterator
from datetime import date

from checklist_app.ita.dossier import Dossier
from checklist_app.ita.drafting.offices import kind_of
from checklist_app.thai import format_date


def measures(dossier: Dossier) -> Iterator[tuple[str, str]]:
    meeting = dossier.plan.meeting
    yield "measures.lead", _agreed(dossier, meeting) if meeting else _derived(dossier)


def _derived(dossier: Dossier) -> str:
    before, year = dossier.cycle.scores_year, dossier.cycle.year
    return (
        f"{dossier.agency.name} ได้นำผลการวิเคราะห์การประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน "
        f"ประจำปีงบประมาณ พ.ศ. {before} มากำหนดมาตรการเพื่อขับเคลื่อนการส่งเสริมคุณธรรม "
        f"ความโปร่งใสและการป้องกันการทุจริตภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. {year} ดังนี้"
    )


def _agreed(dossier: Dossier, meeting: date) -> str:
    agency = dossier.agency
    return (
        f"จากการประชุม{kind_of(agency)} เมื่อวันที่ {format_date(meeting)} ผู้บริหารและเจ้าหน้าที่"
        f"ได้ร่วมกันพิจารณาเพื่อกำหนดมาตรการในการส่งเสริมคุณธรรมและความโปร่งใสของ{agency.name} ดังนี้"
    )
