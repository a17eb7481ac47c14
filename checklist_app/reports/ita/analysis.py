"""What a result shows: ranking, strengths and weaknesses, and what each instrument found. Pure."""

from collections.abc import Iterator
from itertools import count

from checklist_app.catalog import Ranked
from checklist_app.documents import Block, Heading, Paragraph, Together, plain
from checklist_app.ita import lead_to_strengths
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
    yield Heading("วิเคราะห์ผลการประเมินแต่ละตัวชี้วัด ได้ดังนี้", 2)
    for table in findings(material):
        yield table if any(map(is_long, table.rows)) else Together((table,))


def _result(material: Material, numbers: Numbers) -> Iterator[Block]:
    """A sentence that itself begins with what it is about needs no heading."""
    heading = f"การวิเคราะห์ผลการประเมิน ITA ของ{material.agency} ปีงบประมาณ พ.ศ. {material.scores_year}"
    said = material.said("result")
    if not any(line.startswith(heading) for line in said):
        yield Heading(f"{next(numbers)}. {heading}", 2)
    yield from spoken(said)
    ranked = material.dossier.ranked
    yield Together((caption("คะแนนสูงสุดรายตัวชี้วัด"), ranking(ranked), tiles(ranked)))


def _sides(material: Material, numbers: Numbers) -> Iterator[Block]:
    number = next(numbers)
    yield Heading(
        f"{number}. การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
        f"ในปี พ.ศ. {material.scores_year} ของ{material.agency}",
        2,
    )
    yield from spoken([lead_to_strengths(material.dossier)])
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
