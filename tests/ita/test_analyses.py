"""An analysis keeps what people noted about a result, by whom it may be noted, and nobody's note is lost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from checklist_app.accounts import Audit
from checklist_app.errors import Problem
from checklist_app.ita.analysing.advice import number_of
from checklist_app.ita.analysing.groups import groups_of
from checklist_app.ita.analysing.model import Analysis, Finding, Mark
from checklist_app.ita.analysing.records import LONGEST_ADVICE, MOST_FINDINGS
from checklist_app.ita.analysing.typed import MOST_TYPED, read_typed
from checklist_app.ita.cycle import Cycle
from tests.cast import World
from tests.ita.world import CYCLE, Bureau, bureau_of, scores_of

BUDGET = Finding("I7", Decimal("72.50"), advice="เผยแพร่แผนการใช้จ่ายงบประมาณ")
MISSED = Finding("O24", missed=True)


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


def change(bureau: Bureau, *findings: Finding, who: str = "staff", **chosen: object) -> Analysis:
    known = bureau.ita.analyses.of(bureau.agency, CYCLE)
    noted = {finding.question: finding for finding in findings}
    analysis = replace(known, findings=noted, **chosen)  # type: ignore[arg-type]
    return bureau.ita.analyses.change(bureau[who], bureau.agency, analysis)


def test_what_was_noted_is_read_back_whole(bureau: Bureau) -> None:
    mark = Mark(Decimal(85), inclusive=False)
    written = change(bureau, BUDGET, MISSED, mark=mark)
    assert written == bureau.ita.analyses.of(bureau.agency, CYCLE)
    assert [*written.findings.values()] == [BUDGET, MISSED]
    assert (written.mark, written.version) == (mark, 1)


def test_who_comes_second_is_told_and_overwrites_nothing(bureau: Bureau) -> None:
    seen = bureau.ita.analyses.of(bureau.agency, CYCLE)
    change(bureau, BUDGET)
    with pytest.raises(Problem, match="analysis_changed_meanwhile"):
        bureau.ita.analyses.change(
            bureau["supervisor"], bureau.agency, replace(seen, findings={"O24": MISSED})
        )
    assert [*bureau.ita.analyses.of(bureau.agency, CYCLE).findings] == ["I7"]


@pytest.mark.parametrize("who", ["executive", "inspector", "auditor"])
def test_who_only_reads_writes_nothing(bureau: Bureau, who: str) -> None:
    with pytest.raises(Problem, match="not_yours_to_keep"):
        change(bureau, BUDGET, who=who)
    assert bureau.ita.analyses.of(bureau.agency, CYCLE).version == 0


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (Finding("X7"), "no_such_question"),
        (Finding("I"), "no_such_question"),
        (Finding("I1234"), "no_such_question"),
        (replace(BUDGET, score=Decimal("100.01")), "finding_out_of_range"),
        (replace(BUDGET, score=Decimal("-0.01")), "finding_out_of_range"),
        (replace(BUDGET, advice="ก" * (LONGEST_ADVICE + 1)), "advice_too_long"),
    ],
)
def test_what_cannot_be_is_refused(bureau: Bureau, finding: Finding, code: str) -> None:
    with pytest.raises(Problem, match=code):
        change(bureau, finding)
    assert bureau.ita.analyses.of(bureau.agency, CYCLE).version == 0


def test_the_ends_of_a_scale_and_the_longest_advice_are_kept(bureau: Bureau) -> None:
    ends = [Finding("I1", Decimal(0)), Finding("E15", Decimal(100), advice="ก" * LONGEST_ADVICE)]
    assert [*change(bureau, *ends).findings.values()] == ends


def test_there_is_an_end_to_findings(bureau: Bureau) -> None:
    most = [Finding(f"O{number}") for number in range(1, MOST_FINDINGS + 1)]
    assert len(change(bureau, *most).findings) == MOST_FINDINGS
    with pytest.raises(Problem, match="too_many_findings"):
        change(bureau, *most, BUDGET)


@pytest.mark.parametrize("value", ["-1", "100.01"])
def test_a_mark_lies_on_the_scale(bureau: Bureau, value: str) -> None:
    with pytest.raises(Problem, match="mark_out_of_range"):
        change(bureau, mark=Mark(Decimal(value)))


def test_every_change_leaves_the_whole_of_it_in_the_audit_trail(bureau: Bureau) -> None:
    change(bureau, BUDGET)
    change(bureau, MISSED)
    second, first = Audit(bureau.store).before(limit=2)
    assert {first.action, second.action} == {"ita_analysis.changed"}
    assert first.details["findings"][0]["advice"] == BUDGET.advice  # type: ignore[index, call-overload]
    assert second.actor == bureau["staff"].id


def test_analyses_of_a_year_are_those_of_the_agencies(bureau: Bureau) -> None:
    change(bureau, BUDGET)
    assert [*bureau.ita.analyses.of_year(CYCLE, [bureau.agency])] == [bureau.agency.id]
    assert bureau.ita.analyses.of_year(Cycle(CYCLE.year - 1), [bureau.agency]) == {}


def test_a_score_of_exactly_the_mark_counts_as_it_was_chosen(bureau: Bureau) -> None:
    bureau.score({**scores_of("002"), "1": Decimal("80.00")})
    change(bureau, mark=Mark(Decimal(80)))
    assert "1" in {row.indicator.id for row in bureau.dossier().strengths}
    change(bureau, mark=Mark(Decimal(80), inclusive=False))
    assert "1" in {row.indicator.id for row in bureau.dossier().weaknesses}


def test_many_findings_are_typed_in_one_go(bureau: Bureau) -> None:
    edition = bureau.dossier().edition
    typed = "I7 ๗๒.๕๐, e2\nข้อ o24 ไม่มีข้อมูล; O 5 = 0 และ I.9 (66,67) O24"
    assert [*read_typed(typed, edition).values()] == [
        Finding("I7", Decimal("72.50")),
        Finding("E2"),
        Finding("O24", missed=True),
        Finding("O5", Decimal(0)),
        Finding("I9", Decimal("66.67")),
    ]
    assert read_typed(" \n ", edition) == {}


@pytest.mark.parametrize("typed", ["72.50", "ไม่มีข้อมูล", "I7 ดี", "E1 50 X3", "I7.2", "I1234", "O2 <script>"])
def test_what_cannot_be_read_is_named(bureau: Bureau, typed: str) -> None:
    with pytest.raises(Problem, match="typed_unreadable") as refused:
        read_typed(typed, bureau.dossier().edition)
    assert refused.value.field == "typed"


def test_too_much_to_be_typed_is_refused(bureau: Bureau) -> None:
    with pytest.raises(Problem, match="typed_too_long"):
        read_typed("I1 " * MOST_TYPED, bureau.dossier().edition)


def test_where_all_questions_are_known_there_is_no_other(bureau: Bureau) -> None:
    known, unknown = bureau.ita.editions.get(2566), bureau.ita.editions.get(2569)
    assert [*read_typed("O43", known)] == ["O43"]
    with pytest.raises(Problem, match="question_not_of_year"):
        read_typed("O44", known)
    assert [*read_typed("O44", unknown)] == ["O44"]


def test_questions_stand_with_their_indicator_in_their_order(bureau: Bureau) -> None:
    edition = bureau.ita.editions.get(2566)
    groups = groups_of(edition, ["I7", "O99"])
    assert [group.indicator.id if group.indicator else None for group in groups][-2:] == ["10", None]
    first = next(group for group in groups if group.indicator and group.indicator.id == "9")
    ids = [choice.id for choice in first.choices]
    assert ids == sorted(ids, key=number_of)
    assert ids[0] == "O1"
    everything = {choice.id for group in groups for choice in group.choices}
    assert everything == {"I7", "O99", *(question.id for question in edition.questions)}
