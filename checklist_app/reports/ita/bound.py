"""The papers of the cycle, each as one document of its parts. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from checklist_app.documents import Document, Part
from checklist_app.ita import MONTHS, Signed
from checklist_app.reports.ita.analysis import analysis
from checklist_app.reports.ita.comparison import comparison
from checklist_app.reports.ita.cover import cover
from checklist_app.reports.ita.followup import followup, result, round_lines
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.measures import measures, measures_title
from checklist_app.reports.ita.memo import memo
from checklist_app.reports.ita.outcome import outcome
from checklist_app.reports.ita.parts import title
from checklist_app.reports.ita.signing import DRAFT, state_of
from checklist_app.thai import DigitStyle

BETWEEN: Final = " · "
PROPOSED: Final = "เสนอผู้บริหารเพื่อพิจารณา"


class PaperName(StrEnum):
    ANALYSIS = "analysis"
    MEASURES = "measures"
    FOLLOWUP = "followup"
    OUTCOME = "outcome"
    COMPARISON = "comparison"
    MEMO = "memo"


@dataclass(frozen=True, slots=True)
class Asked:
    """`months` is of the report that is asked for, or that goes with a note."""

    name: PaperName
    months: int
    digits: DigitStyle
    made: datetime


def paper(material: Material, asked: Asked) -> Document:
    """One that a note brings to be signed by hand has no watermark: it would be in the way."""
    carried = asked.name is PaperName.MEMO
    state = state_of(material.dossier.plan, signed_by(asked.name, asked.months))
    foot = PROPOSED if carried and state else state
    name = f"{TITLES[asked.name]} ปีงบประมาณ พ.ศ. {material.year}"
    return Document(
        title=f"{name} {material.agency}",
        parts=tuple(_PARTS[asked.name](material, asked)),
        made=asked.made,
        author=material.agency,
        footer=BETWEEN.join(filter(None, [material.agency, foot])),
        watermark=DRAFT if state and not carried else "",
        digits=asked.digits,
    )


def signed_by(name: PaperName, months: int) -> Signed | None:
    """What an executive approves of a paper; None: nothing, it only tells figures."""
    match name:
        case PaperName.MEASURES:
            return Signed.MEASURES
        case PaperName.FOLLOWUP | PaperName.MEMO:
            return Signed.after(months)
        case PaperName.OUTCOME:
            return Signed.WHOLE
    return None


TITLES: Final[Mapping[PaperName, str]] = MappingProxyType(
    {
        PaperName.ANALYSIS: "การวิเคราะห์ผลการประเมิน ITA",
        PaperName.MEASURES: "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
        PaperName.FOLLOWUP: "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส",
        PaperName.OUTCOME: "ผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
        PaperName.COMPARISON: "การเปรียบเทียบผลการประเมิน ITA",
        PaperName.MEMO: "บันทึกข้อความ มาตรการส่งเสริมคุณธรรมและความโปร่งใส",
    }
)


def _analysis(material: Material, asked: Asked) -> Iterator[Part]:
    head = title(*material.titled("analysis_title"), f"{material.agency} {material.place}")
    yield Part((*head, *analysis(material)))


def _measures(material: Material, asked: Asked) -> Iterator[Part]:
    yield cover(material, *material.titled("measures_cover"))
    yield from _measures_inside(material)


def _measures_inside(material: Material) -> Iterator[Part]:
    if material.dossier.ranked:
        yield Part((*measures_title(material), *analysis(material)))
    yield Part(tuple(measures(material)), landscape=True)


def _followup(material: Material, asked: Asked) -> Iterator[Part]:
    yield cover(material, *material.titled("followup_cover"), *round_lines(material, asked.months))
    yield from _followup_inside(material, asked.months)


def _followup_inside(material: Material, months: int) -> Iterator[Part]:
    """What has come of it is text, and stands upright."""
    closing = tuple(result(material, months))
    upright = months == max(MONTHS) and material.dossier.after is not None
    yield Part((*followup(material, months), *(() if upright else closing)), landscape=True)
    if upright and closing:
        yield Part(closing)


def _outcome(material: Material, asked: Asked) -> Iterator[Part]:
    yield cover(material, *material.titled("outcome_cover"))
    yield Part(tuple(outcome(material)))


def _comparison(material: Material, asked: Asked) -> Iterator[Part]:
    yield Part(tuple(comparison(material)), landscape=_is_wide(material))


def _is_wide(material: Material) -> bool:
    return material.comparison is not None and len(material.comparison.years) > 3


def _memo(material: Material, asked: Asked) -> Iterator[Part]:
    """With the measures, and with the report once there is something in it."""
    yield memo(material, asked.made)
    yield from _measures_inside(material)
    if material.dossier.plan.is_reported_on:
        yield from _followup_inside(material, asked.months)


_PARTS: Final[Mapping[PaperName, Callable[[Material, Asked], Iterator[Part]]]] = MappingProxyType(
    {
        PaperName.ANALYSIS: _analysis,
        PaperName.MEASURES: _measures,
        PaperName.FOLLOWUP: _followup,
        PaperName.OUTCOME: _outcome,
        PaperName.COMPARISON: _comparison,
        PaperName.MEMO: _memo,
    }
)
