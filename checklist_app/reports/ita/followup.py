"""What became of the measures after six or twelve months. Pure."""

from collections.abc import Iterator

from checklist_app.documents import Block
from checklist_app.ita import MONTHS, Signed
from checklist_app.reports.ita.comparison import success
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.parts import spoken, title
from checklist_app.reports.ita.signing import approval
from checklist_app.reports.ita.tables import reports
from checklist_app.thai import format_date


def followup(material: Material, months: int) -> Iterator[Block]:
    yield from title(
        *material.titled("followup_title"),
        *round_lines(material, months),
    )
    yield from spoken(material.said("followup.lead"))
    yield reports(material, months)


def result(material: Material, months: int) -> Iterator[Block]:
    """What the year has come to, once the next result is there; and who approved the report."""
    if months == max(MONTHS):
        yield from success(material)
    yield from approval(material.dossier.plan, Signed.after(months))


def round_lines(material: Material, months: int) -> tuple[str, ...]:
    """The report about the whole year is called by the year alone."""
    if months == max(MONTHS):
        return ()
    span = material.dossier.cycle.round(months).span
    return (f"รอบ {months} เดือน ({format_date(span.start)} – {format_date(span.end)})",)
