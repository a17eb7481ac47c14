"""What was done for each measure and what came of it, in three columns. Pure."""

from collections.abc import Iterator

from checklist_app.documents import Block
from checklist_app.ita import Signed
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.parts import spoken, title
from checklist_app.reports.ita.signing import approval
from checklist_app.reports.ita.tables import outcomes


def outcome(material: Material) -> Iterator[Block]:
    yield from title(*material.titled("outcome_title"))
    yield from spoken(material.said("outcome.lead"))
    yield outcomes(material)
    yield from approval(material.dossier.plan, Signed.WHOLE)
