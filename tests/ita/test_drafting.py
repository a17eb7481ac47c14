"""Drafts say what is known and no more: what is missing they leave out, and never show a gap."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.catalog import Edition
from checklist_app.ita import Cycle, Dossier
from checklist_app.ita.analysing.model import Finding, Mark
from checklist_app.ita.drafting import drafts, passages
from checklist_app.ita.letters.model import Letters
from checklist_app.ita.passages.model import Written
from tests.ita.dossiers import agency_of, bare, of_source, scored_year, shipped, with_findings
from tests.ita.world import scores_of

WITHOUT_SCORES = (
    "measures.lead", "followup.lead", "outcome.lead", "comparison.purpose",
    "memo.subject", "memo.background", "memo.report", "memo.closing",
)  # fmt: skip
HUNDRED = {str(number): Decimal(100) for number in range(1, 11)}


def scored(year: int = 2569, **by_number: str) -> Dossier:
    """Of a year with the scores i1=…, i9=… alone."""
    known = bare(agency_of("000"), Cycle(year + 1))
    indicators = {key[1:]: Decimal(score) for key, score in by_number.items()}
    return replace(known, before=scored_year(known.agency, year, indicators))


def test_without_scores_there_is_only_what_needs_none() -> None:
    assert tuple(drafts(bare(agency_of("000"), Cycle(2570)))) == WITHOUT_SCORES


def test_drafts_stand_in_the_order_of_the_papers() -> None:
    keys = list(drafts(of_source("002", 2566, "002")))
    assert keys[:3] == ["result", "strengths.lead", "strengths"]
    assert keys.index("weaknesses") == 8
    assert keys[14:] == [
        "instrument.iit", "instrument.eit", "instrument.oit",
        "measures.lead", "followup.lead", "outcome.lead",
        "comparison.result", "comparison.purpose",
        "memo.subject", "memo.background", "memo.report", "memo.closing",
    ]  # fmt: skip


def test_a_missing_indicator_leaves_out_the_total_and_nothing_else() -> None:
    known = drafts(scored(i1="90", i2="70", i3="99"))
    assert {"result", "comparison.result"}.isdisjoint(known)
    assert {"strengths", "weaknesses", "indicator.1", "indicator.2", "instrument.iit"} <= known.keys()
    assert {"indicator.4", "instrument.eit", "instrument.oit"}.isdisjoint(known)


def test_what_was_published_counts_where_it_differs() -> None:
    dossier = of_source("000", 2566, "000")
    assert dossier.before
    scores = replace(dossier.before.scores, published_total=Decimal("95.1"), published_level="พิเศษ")
    dossier = replace(dossier, before=replace(dossier.before, scores=scores))
    assert "มีผลคะแนน 95.10 อยู่ในระดับ พิเศษ ดังนี้" in drafts(dossier)["result"]


@pytest.mark.parametrize(
    ("mark", "strong", "weak"),
    [
        (Mark(Decimal(80)), "ตั้งแต่ร้อยละ 80 ขึ้นไป) ของ", "ต่ำกว่าร้อยละ 80) ของ"),
        (Mark(Decimal(80), inclusive=False), "มากกว่าร้อยละ 80) ของ", "ต่ำกว่าร้อยละ 80) ของ"),
        (Mark(Decimal("82.5")), "ตั้งแต่ร้อยละ 82.50 ขึ้นไป) ของ", "ต่ำกว่าร้อยละ 82.50) ของ"),
        (Mark(Decimal("83.40"), inclusive=False), "มากกว่าร้อยละ 83.40) ของ", "ไม่เกินร้อยละ 83.40) ของ"),
    ],
)
def test_the_mark_is_said_as_it_counts(mark: Mark, strong: str, weak: str) -> None:
    dossier = of_source("002", 2566, "002")
    known = drafts(replace(dossier, analysis=replace(dossier.analysis, mark=mark)))
    assert strong in known["strengths"]
    assert weak in known["weaknesses"]


def test_no_weakness_is_said_to_be_none() -> None:
    assert drafts(of_source("000", 2566, "000"))["weaknesses"].endswith("ไม่มี")


def test_an_indicator_without_an_objective_is_told_by_its_score() -> None:
    dossier = replace(of_source("002", 2566, "002"), edition=replace(shipped(2565), objectives=None))
    assert drafts(dossier)["indicator.1"] == "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ โดยรวมได้คะแนนเท่ากับ ร้อยละ 86.92"


def test_points_are_numbered_below_the_place_of_their_indicator() -> None:
    first, *points = drafts(of_source("000", 2566, "000"))["indicator.9"].splitlines()
    assert first.endswith("ใน 5 ประเด็น")
    assert [point.split()[0] for point in points] == ["(5.1)", "(5.2)", "(5.3)", "(5.4)", "(5.5)"]


def test_an_instrument_keeps_its_best_and_improves_its_lowest_with_the_general_advice() -> None:
    dossier = of_source("000", 2566, "000")
    kept, improved, advice = drafts(dossier)["instrument.iit"].splitlines()
    assert kept.startswith("1. องค์การบริหารส่วนตำบลหนองไผ่ล้อม ได้มีการดำเนินการตามตัวชี้วัดที่ 1 ")
    assert improved.startswith("2. ควรพัฒนาและปรับปรุงการดำเนินการตามตัวชี้วัดที่ 2 ")
    assert advice == dossier.edition.advice["2"]


def test_whatever_fails_is_to_be_improved_and_nothing_that_fails_is_praised() -> None:
    known = drafts(of_source("002", 2566, "002"))
    eit = [line for line in known["instrument.eit"].splitlines() if "ตัวชี้วัดที่" in line]
    assert [line.split()[1] + line.split()[2] for line in eit] == [
        "ควรพัฒนาและปรับปรุงการดำเนินการตามตัวชี้วัดที่7",
        "ควรพัฒนาและปรับปรุงการดำเนินการตามตัวชี้วัดที่8",
        "ควรพัฒนาและปรับปรุงการดำเนินการตามตัวชี้วัดที่6",
    ]
    assert "ดีเยี่ยม" not in known["instrument.eit"]
    assert "ดีเยี่ยม" in known["instrument.iit"]


def test_those_that_share_the_best_score_are_praised_together() -> None:
    known = drafts(scored(i1="99", i2="99", i3="97", i4="98", i5="99"))
    assert "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ ตัวชี้วัดที่ 2 การใช้งบประมาณ และตัวชี้วัดที่ 5 " in known["instrument.iit"]


def test_equal_scores_leave_nothing_to_improve() -> None:
    assert "ควรพัฒนาและปรับปรุง" not in drafts(scored(i6="99", i7="99", i8="99"))["instrument.eit"]


def test_full_marks_are_to_be_kept() -> None:
    known = drafts(replace(of_source("000", 2566), before=scored_year(agency_of("000"), 2565, HUNDRED)))
    for instrument in ("IIT", "EIT", "OIT"):
        said = known[f"instrument.{instrument.lower()}"]
        assert said.startswith(f"ผลคะแนน {instrument} หน่วยงานได้คะแนนผลการประเมินตามแบบวัด")


def test_a_finding_speaks_with_its_own_advice_and_under_its_own_indicator() -> None:
    dossier = with_findings(of_source("000", 2566, "000"), Finding("I20", advice="ควรลดขั้นตอน"), Finding("I7"))
    lines = drafts(dossier)["instrument.iit"].splitlines()
    assert lines[2].startswith("I7 ควรมีการพัฒนาวิธีการเผยแพร่")
    assert lines[3].startswith("3. ควรพัฒนาและปรับปรุงการดำเนินการตามตัวชี้วัดที่ 4 ")
    assert lines[4] == "I20 ควรลดขั้นตอน"


def test_findings_without_scores_are_told_too() -> None:
    known = drafts(with_findings(of_source("000", 2566), Finding("O24", missed=True), Finding("E9")))
    assert known["instrument.eit"].splitlines()[1].startswith("E9 ควรมอบหมายเจ้าหน้าที่")
    assert "- O24 ไม่มีข้อมูล หน่วยงานต้องแสดง" in known["instrument.oit"]
    assert "instrument.iit" not in known


def test_a_finding_of_which_nobody_knows_what_it_asks_is_told_by_its_score() -> None:
    """The questions of 2569 are not known."""
    findings = Finding("I7", score=Decimal("78.2")), Finding("E8", advice="ควรประชาสัมพันธ์"), Finding("O30")
    known = drafts(with_findings(bare(agency_of("000"), Cycle(2570)), *findings))
    begin = "ควรพัฒนาและปรับปรุงการดำเนินการตามประเด็นที่มีผลการประเมินต่ำ ดังนี้"
    assert known["instrument.iit"] == f"{begin}\nI7 78.20 คะแนน"
    assert known["instrument.eit"] == f"{begin}\nE8 ควรประชาสัมพันธ์"
    assert known["instrument.oit"].splitlines()[1:] == ["- O30 ข้อมูลยังไม่ครบถ้วน"]


def test_missed_documents_stand_below_their_indicator_and_part_in_order() -> None:
    findings = (
        Finding("O39", score=Decimal(50)),
        Finding("O24", missed=True),
        Finding("O2", score=Decimal(0)),
    )
    said = drafts(with_findings(of_source("000", 2566, "000"), *findings))["instrument.oit"]
    assert [" ".join(line.split()[:3]) for line in said.splitlines()[1:]] == [
        "ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล",
        "ตัวชี้วัดย่อยที่ 9.1 ข้อมูลพื้นฐาน",
        "- O2 ไม่มีข้อมูล",
        "ตัวชี้วัดย่อยที่ 9.3 การบริหารเงินงบประมาณ",
        "- O24 ไม่มีข้อมูล",
        "ตัวชี้วัดที่ 10 การป้องกันการทุจริต",
        "ตัวชี้วัดย่อยที่ 10.1 การดำเนินการเพื่อป้องกันการทุจริต",
        "- O39 ข้อมูลยังไม่ครบถ้วน",
    ]
    assert "(50.00 คะแนน)" in said


def test_where_no_document_is_named_the_parts_that_lack_points_are() -> None:
    dossier = of_source("000", 2566)
    parts = {"9.1": Decimal(100), "9.3": Decimal("85.71")}
    before = scored_year(dossier.agency, 2565, scores_of("000"), parts=parts)
    lines = drafts(replace(dossier, before=before))["instrument.oit"].splitlines()
    assert lines[1] == "ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล 97.14 คะแนน"
    assert lines[2].startswith("- ตัวชี้วัดย่อยที่ 9.3 การบริหารเงินงบประมาณ 85.71 คะแนน หน่วยงานต้องแสดง")
    assert len(lines) == 3


def test_a_result_with_nothing_under_the_pass_mark_says_so() -> None:
    said = drafts(of_source("001", 2569, "001-2568"))["comparison.result"]
    assert said.endswith("อยู่ในระดับ “ผ่านดีเยี่ยม” และมีคะแนนผ่านเกณฑ์ (85 คะแนน) ทั้ง 10 ตัวชี้วัด")


def test_a_result_that_fails_names_what_fails_without_a_but() -> None:
    said = drafts(of_source("000", 2563, "004"))["comparison.result"]
    assert "อยู่ในระดับ “E” โดยมีตัวชี้วัดที่มีคะแนนไม่ผ่านเกณฑ์ (85 คะแนน) อยู่ 5 ตัวชี้วัด จาก 10 ตัวชี้วัด " in said
    assert said.endswith("ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล และตัวชี้วัดที่ 10 การป้องกันการทุจริต")


def test_nothing_is_compared_before_the_next_result() -> None:
    assert "เปรียบเทียบ" not in drafts(of_source("001", 2568, "001-2567"))["comparison.purpose"]


def test_a_note_speaks_for_the_office_that_it_is_headed_with() -> None:
    letters = Letters("000", office="กองยุทธศาสตร์และงบประมาณ โทร. 0 4321 0000")
    known = drafts(replace(of_source("000", 2566), letters=letters))
    assert known["memo.report"].startswith("กองยุทธศาสตร์และงบประมาณ จึงขอรายงานผล")
    assert " เรื่อง ผลการประเมิน" in known["memo.background"]
    assert "ลงวันที่" not in known["memo.background"]


def test_what_somebody_wrote_stays_also_where_nothing_can_be_drafted() -> None:
    written = {"result": Written("เขียนเอง", "x", "who", 1)}
    held = passages(replace(bare(agency_of("000"), Cycle(2570)), written=written))
    assert (held["result"].text, held["result"].draft, held["result"].has_drifted) == ("เขียนเอง", "", True)
    assert held["memo.subject"].text == held["memo.subject"].draft


SCORES = st.integers(0, 10_000).map(lambda whole: Decimal(whole) / 100)
SOME = st.dictionaries(st.sampled_from([str(number) for number in range(1, 11)]), SCORES)
QUESTIONS = st.from_regex(r"[IEO][1-9][0-9]?", fullmatch=True)
FINDINGS = st.builds(
    Finding, QUESTIONS, st.none() | SCORES, st.booleans(), st.sampled_from(["", "ควรแก้ไข {} {year}"])
)


def edition_without(year: int, lacking: bool) -> Edition:
    return replace(shipped(year), objectives=None, advice={}, questions=()) if lacking else shipped(year)


@settings(deadline=None)
@given(
    year=st.integers(2562, 2570),
    before=st.none() | SOME,
    after=st.none() | SOME,
    findings=st.lists(FINDINGS, max_size=5),
    mark=st.none() | st.builds(Mark, SCORES, st.booleans()),
    meeting=st.none() | st.just(date(2026, 1, 31)),
    lacking=st.booleans(),
)
def test_whatever_is_known_drafts_are_whole_sentences(
    year: int,
    before: dict[str, Decimal] | None,
    after: dict[str, Decimal] | None,
    findings: list[Finding],
    mark: Mark | None,
    meeting: date | None,
    lacking: bool,
) -> None:
    known = with_findings(bare(agency_of("002"), Cycle(year + 1)), *findings)
    dossier = replace(
        known,
        edition=edition_without(year, lacking),
        before=None if before is None else scored_year(known.agency, year, before),
        after=None if after is None else scored_year(known.agency, min(year + 1, 2570), after),
        analysis=replace(known.analysis, mark=mark),
        plan=replace(known.plan, meeting=meeting),
    )
    for key, draft in drafts(dossier).items():
        text = draft.replace("ควรแก้ไข {} {year}", "")
        assert text, key
        assert "None" not in text
        assert "{" not in text
        assert "  " not in text
        assert all(line == line.strip() for line in draft.splitlines())
