"""The measures of the year: what leads to them, and the plan. Pure."""

from collections.abc import Iterator

from checklist_app.documents import Block
from checklist_app.ita import Signed
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.parts import spoken, title
from checklist_app.reports.ita.signing import approval
from checklist_app.reports.ita.tables import plan


def measures_title(material: Material) -> Iterator[Block]:
    yield from title(*material.titled("measures_title"), f"{material.agency} {material.place}")


def measures(material: Material) -> Iterator[Block]:
    agreed = material.dossier.plan.meeting is not None
    yield from title(*material.titled("measures_agreed" if agreed else "measures_plan"))
    yield from spoken(material.said("measures.lead"))
    yield plan(material)
    yield from approval(material.dossier.plan, Signed.MEASURES)
