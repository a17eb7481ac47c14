"""What is drafted from the figures of the source documents is what their offices wrote, sentence by sentence.
Each sentence stands here as it was printed; what we say otherwise on purpose is listed with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from checklist_app.ita import Dossier
from checklist_app.ita.analysing.model import Finding, Mark
from checklist_app.ita.drafting import drafts
from checklist_app.ita.letters.model import Letters
from checklist_app.thai import DigitStyle, in_style
from tests.ita.dossiers import of_source, scored_year, with_findings
from tests.ita.printed import (
    COMPARISON_001,
    FOLLOWUP_001,
    FOLLOWUP_002,
    INDICATORS_002,
    INSTRUMENTS_000,
    LEAD_TO_STRENGTHS_002,
    MEASURES_000,
    MEASURES_002,
    MEMO_002,
    OIT_002,
    OUTCOME_003,
    PURPOSE_001,
    RESULT_000,
    RESULT_002,
    STRENGTHS_002,
    WEAKNESSES_002,
)
from tests.ita.world import scores_of

ARABIC, THAI = DigitStyle.ARABIC, DigitStyle.THAI
OF_000 = ("I7", "I8", "I12", "E1", "E2", "E5")


def hongphai() -> Dossier:
    """Source 000, an analysis with findings."""
    findings = [*map(Finding, OF_000), Finding("O24", missed=True)]
    return with_findings(of_source("000", 2566, "000"), *findings)


def khokma() -> Dossier:
    """Source 001, a comparison."""
    return of_source("001", 2568, "001-2567", "001-2568")


def banlaeng() -> Dossier:
    """Source 002, strengths by a mark of its own, measures agreed on in a meeting, a note."""
    known = of_source("002", 2566)
    announced = date(2022, 8, 1)
    return replace(
        known,
        before=scored_year(known.agency, 2565, scores_of("002"), published_on=announced),
        analysis=replace(known.analysis, mark=Mark(Decimal(80), inclusive=False)),
        plan=replace(known.plan, meeting=date(2023, 1, 31)),
        letters=Letters("002", office="สำนักงานปลัดองค์การบริหารส่วนตำบลบ้านแลง"),
    )


def same(text: str) -> str:
    """What is compared: the characters, as scans part words with spaces and lines."""
    return "".join(text.split())


def mended(printed: str, mends: Mapping[str, str]) -> str:
    """Every mend is of something that is printed, else it is none."""
    said = same(printed)
    for wrong, right in mends.items():
        assert same(wrong) in said, wrong
        said = said.replace(same(wrong), same(right))
    return said


NONE: Mapping[str, str] = {}
HEADING_000 = "การวิเคราะห์ผลการประเมิน ITA ขององค์การบริหารส่วนตำบลหนองไผ่ล้อม ปีงบประมาณ พ.ศ. 2565"
RESULTS: list[tuple[str, Dossier, str, DigitStyle, Mapping[str, str]]] = [
    # It begins with what is its heading in the other source.
    ("result", hongphai(), RESULT_000, ARABIC, {HEADING_000: ""}),
    (
        "instrument.iit",
        hongphai(),
        INSTRUMENTS_000["IIT"],
        ARABIC,
        # A capital I was read as 1.
        {"17 ควรมีการ": "I7 ควรมีการ", "18 ควรจัดให้": "I8 ควรจัดให้", "112 หน่วยงาน": "I12 หน่วยงาน"},
    ),
    (
        "instrument.eit",
        hongphai(),
        INSTRUMENTS_000["EIT"],
        ARABIC,
        {"ได้รับทราบใน และถือปฏิบัติ": "ได้รับทราบและถือปฏิบัติ"},
    ),
    ("instrument.oit", hongphai(), INSTRUMENTS_000["OIT"], ARABIC, NONE),
    ("measures.lead", hongphai(), MEASURES_000, ARABIC, NONE),
    # It began with "As …" and never came to what was reported.
    ("followup.lead", khokma(), FOLLOWUP_001 + "มีผลการดำเนินการ ดังนี้", THAI, NONE),
    ("comparison.result", khokma(), COMPARISON_001, THAI, NONE),
    ("comparison.purpose", khokma(), PURPOSE_001, THAI, NONE),
    ("result", banlaeng(), RESULT_002, THAI, NONE),
    ("strengths.lead", banlaeng(), LEAD_TO_STRENGTHS_002, THAI, NONE),
    ("strengths", banlaeng(), STRENGTHS_002, THAI, NONE),
    ("weaknesses", banlaeng(), WEAKNESSES_002, THAI, NONE),
    ("instrument.oit", banlaeng(), OIT_002, THAI, NONE),
    (
        "measures.lead",
        banlaeng(),
        MEASURES_002,
        THAI,
        {"องค์การปกครองส่วนท้องถิ่น": "องค์กรปกครองส่วนท้องถิ่น"},
    ),
    ("followup.lead", banlaeng(), FOLLOWUP_002, THAI, NONE),
    ("memo.subject", banlaeng(), MEMO_002["subject"], THAI, NONE),
    ("memo.background", banlaeng(), MEMO_002["background"], THAI, NONE),
    ("memo.report", banlaeng(), MEMO_002["report"], THAI, NONE),
    # The measures of a year follow from the result of the year before.
    ("outcome.lead", of_source("003", 2566), OUTCOME_003, THAI, {"พ.ศ. ๒๕๖๖ นำมา": "พ.ศ. ๒๕๖๕ นำมา"}),
]


@pytest.mark.parametrize(
    ("key", "dossier", "printed", "style", "mends"),
    RESULTS,
    ids=[f"{row[1].agency.id} {row[0]}" for row in RESULTS],
)
def test_a_passage_is_drafted_as_it_was_printed(
    key: str, dossier: Dossier, printed: str, style: DigitStyle, mends: Mapping[str, str]
) -> None:
    assert same(in_style(drafts(dossier)[key], style)) == mended(printed, mends)


MENDS_OF_INDICATORS: Mapping[str, Mapping[str, str]] = {
    # The points of the first indicator were numbered as those of a fourth.
    "9": {f"(๔.{number})": f"(๑.{number})" for number in "๑๒๓๔๕"},
    "10": {"ในสาธารณชนได้รับทราบ": "ให้สาธารณชนได้รับทราบ"},
    "3": {"เท่ากับ ๘๓.๔๐": "เท่ากับ ร้อยละ ๘๓.๔๐"},
}


@pytest.mark.parametrize("indicator", INDICATORS_002)
def test_an_indicator_is_described_as_it_was_printed(indicator: str) -> None:
    drafted = in_style(drafts(banlaeng())[f"indicator.{indicator}"], THAI)
    assert same(drafted) == mended(INDICATORS_002[indicator], MENDS_OF_INDICATORS.get(indicator, NONE))


def test_strengths_and_weaknesses_stand_in_the_order_of_the_source() -> None:
    keys = [key for key in drafts(banlaeng()) if key.startswith("indicator.")]
    assert keys == [f"indicator.{indicator}" for indicator in INDICATORS_002]
