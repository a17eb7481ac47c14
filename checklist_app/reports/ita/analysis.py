"""What a result shows: ranking, strengths and weaknesses, and what each instrument found. Pure."""

from collections.abc import Iterator
from itertools import count

from checklist_app.catalog import Ranked
from checklist_app.documents import Block, Heading, Paragraph, Together, plain
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.parts import FIRST, caption, is_long, spoken
from checklist_app.reports.ita.tables import findings, ranking, tiles

Numbers = Iterator[int]
"""The numbers of the headings, as they come."""


def analysis(material: Material) -> Iterator[Block]:
    """Nothing while there are no scores."""
    if not material.dossier.ranked:
        return
    numbers = count(1)
    yield from _result(material, numbers)
    yield from _sides(material, numbers)
    yield Heading(material.heading("analysis_findings"), 2)
    for table in findings(material):
        yield table if any(map(is_long, table.rows)) else Together((table,))


def _result(material: Material, numbers: Numbers) -> Iterator[Block]:
    yield Heading(f"{next(numbers)}. {material.heading('analysis_result')}", 2)
    yield from spoken(material.said("result"))
    yield Together(
        (caption(material.heading("analysis_ranking")), ranking(material), tiles(material.dossier.ranked))
    )


def _sides(material: Material, numbers: Numbers) -> Iterator[Block]:
    number = next(numbers)
    yield Heading(f"{number}. {material.heading('analysis_sides')}", 2)
    yield from spoken(material.said("strengths.lead"))
    dossier = material.dossier
    yield from _side(material, f"{number}.1", "strengths", dossier.strengths)
    yield from _side(material, f"{number}.2", "weaknesses", dossier.weaknesses)


def _side(material: Material, number: str, key: str, rows: tuple[Ranked, ...]) -> Iterator[Block]:
    for place, line in enumerate(material.said(key)):
        yield Heading(f"{number} {line}", 3) if place == 0 else Paragraph(plain(line))
    for place, row in enumerate(rows, start=1):
        yield from _indicator(material, place, row)


def _indicator(material: Material, place: int, row: Ranked) -> Iterator[Block]:
    """Its points, if it has some, stand further right."""
    said = material.said(f"indicator.{row.indicator.id}")
    if not said:
        return
    first, *points = said
    yield from spoken([f"({place}) {first}"])
    for point in points:
        yield Paragraph(plain(point), indent=1, first=FIRST)
