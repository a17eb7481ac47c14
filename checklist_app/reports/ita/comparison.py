"""Results of years beside each other, in words and figures. Pure."""

from collections.abc import Iterator

from checklist_app.documents import Block, Heading, Together
from checklist_app.ita import comparison_charts
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.parts import caption, spoken, title
from checklist_app.reports.ita.tables import years


def success(material: Material) -> Iterator[Block]:
    """As part of the report about the year; nothing before its own result is there."""
    if material.comparison is None or material.dossier.after is None:
        return
    yield Heading(material.heading("followup_success"), 2)
    yield from _said(material)
    yield Together((years(material, material.comparison),))


def comparison(material: Material) -> Iterator[Block]:
    """As a paper of its own."""
    compared = material.comparison
    if compared is None:
        return
    yield from title(
        *material.titled("comparison_title"),
        f"{_years(compared.years)} {material.agency} {material.place}",
    )
    if compared.years == (material.scores_year, material.year):
        yield from _said(material)
    yield Together((years(material, compared, levels=True),))
    totals = comparison_charts(compared).totals
    yield Together((caption(totals.name), totals))


def _said(material: Material) -> Iterator[Block]:
    yield from spoken(material.said("comparison.result"))
    yield from spoken(material.said("comparison.purpose"))


def _years(known: tuple[int, ...]) -> str:
    *rest, last = map(str, known)
    return f"ปีงบประมาณ พ.ศ. {', '.join(rest)} และ {last}"
