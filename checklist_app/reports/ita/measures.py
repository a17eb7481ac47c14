"""The measures of the year: what leads to them, and the plan. Pure."""

from collections.abc import Iterator

from checklist_app.documents import Block
from checklist_app.ita import Signed
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.parts import spoken, title
from checklist_app.reports.ita.signing import approval
from checklist_app.reports.ita.tables import plan


def measures_title(material: Material) -> Iterator[Block]:
    yield from title(
        f"มาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. {material.year}",
        f"{material.agency} {material.place}",
    )


def measures(material: Material) -> Iterator[Block]:
    yield from title(*_heading(material))
    yield from spoken(material.said("measures.lead"))
    yield plan(material)
    yield from approval(material.dossier.plan, Signed.MEASURES)


def _heading(material: Material) -> tuple[str, ...]:
    """What was agreed on in a meeting is headed as offices do then."""
    if material.dossier.plan.meeting:
        return (f"ข้อเสนอแนะในการพัฒนาคุณธรรมและความโปร่งใสในปีงบประมาณ พ.ศ. {material.year}",)
    return (
        "มาตรการขับเคลื่อนการส่งเสริมคุณธรรม ความโปร่งใสและการป้องกันการทุจริตภายในหน่วยงาน",
        f"ประจำปีงบประมาณ พ.ศ. {material.year}",
    )
