"""An import of score sets does all that was previewed, or nothing; what is exported comes back unchanged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.accounts import Audit
from checklist_app.agencies import ScoreSet, Table, read_table
from checklist_app.agencies.tables import MOST_TEXT
from checklist_app.errors import Problem, ProblemKind
from checklist_app.ita.scoring.exporting import scores_csv, scores_xlsx
from checklist_app.ita.scoring.import_storing import ScoreImports
from checklist_app.ita.scoring.importing import Known, plan_scores, settled
from checklist_app.ita.scoring.plan import ScorePlan
from checklist_app.thai import clean
from tests.agencies.register import csv_file
from tests.cast import OTHER_PROVINCE, World, make_world
from tests.ita.test_import_plans import NADI, SAWANG, TODAY, agency, imports_of
from tests.ita.world import Bureau, bureau_of

LINES = ("หน่วยงาน,1,2", "ทต.นาดี,90,91", "ทม.สว่าง,80,81")


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


def table_of(imports: ScoreImports, *lines: str) -> Table:
    return settled(read_table(csv_file(*lines), imports.columns()), imports.columns(), 2569)


def carry_out(bureau: Bureau, *lines: str, who: str = "supervisor") -> ScorePlan:
    imports = imports_of(bureau)
    table = table_of(imports, *lines)
    previewed = imports.plan(bureau[who], table, TODAY).fingerprint
    return imports.carry_out(bureau[who], table, TODAY, previewed=previewed)


def kept(bureau: Bureau) -> Mapping[str, ScoreSet]:
    return bureau.ita.scores.of_year(2569, bureau.world.agencies.values())


def test_what_was_agreed_to_is_kept_and_stands_in_the_audit_stream(bureau: Bureau) -> None:
    bureau.score({"1": Decimal(70)})
    done = carry_out(bureau, *LINES)
    assert (len(done.added), len(done.changed)) == (1, 1)
    assert {each.agency: dict(each.indicators) for each in kept(bureau).values()} == {
        agency(bureau, NADI).id: {"1": Decimal(90), "2": Decimal(91)},
        agency(bureau, SAWANG).id: {"1": Decimal(80), "2": Decimal(81)},
    }
    entries = [(each.action, each.actor) for each in Audit(bureau.store).before()][:3]
    who = bureau["supervisor"].id
    assert entries == [("score_sets.imported", who), ("score_set.changed", who), ("score_set.changed", who)]


def test_the_same_file_again_changes_nothing(bureau: Bureau) -> None:
    carry_out(bureau, *LINES)
    before = kept(bureau)
    assert carry_out(bureau, *LINES).unchanged == (2, 3)
    assert kept(bureau) == before


def test_one_faulty_row_and_nothing_is_kept(bureau: Bureau) -> None:
    with pytest.raises(Problem) as refusal:
        carry_out(bureau, *LINES, "ทต.ไม่มี,1,2")
    assert (refusal.value.kind, refusal.value.code) == (ProblemKind.CONFLICT, "ita.import_has_errors")
    assert kept(bureau) == {}


def test_scores_that_changed_since_the_preview_are_a_conflict_and_nothing_is_kept(bureau: Bureau) -> None:
    imports = imports_of(bureau)
    table = table_of(imports, *LINES)
    previewed = imports.plan(bureau["supervisor"], table, TODAY).fingerprint
    bureau.score({"1": Decimal(70)})
    with pytest.raises(Problem) as refusal:
        imports.carry_out(bureau["supervisor"], table, TODAY, previewed=previewed)
    assert (refusal.value.kind, refusal.value.code) == (ProblemKind.CONFLICT, "ita.import_outdated")
    assert [dict(each.indicators) for each in kept(bureau).values()] == [{"1": Decimal(70)}]


def test_a_set_written_during_the_work_itself_is_a_conflict_and_nothing_stays(bureau: Bureau) -> None:
    plan = imports_of(bureau).plan(bureau["supervisor"], table_of(imports_of(bureau), *LINES), TODAY)
    bureau.score({"1": Decimal(70)})
    edited = [(step.agency, step.scores) for step in reversed(plan.steps)]  # the written one comes last
    with pytest.raises(Problem) as refusal:
        bureau.ita.scores.change_all(bureau["supervisor"], edited, summary={})
    assert refusal.value.code == "ita.scores_changed_meanwhile"
    assert [dict(each.indicators) for each in kept(bureau).values()] == [{"1": Decimal(70)}]


def test_what_was_kept_in_another_province_is_imported_over_where_the_agency_lies_now(bureau: Bureau) -> None:
    nadi = agency(bureau, NADI)
    bureau.score({"1": Decimal(70)})
    moved = replace(nadi.draft, province=OTHER_PROVINCE, district="แม่ริม")
    bureau.ita.agencies.edit(bureau["administrator"], nadi.id, moved, version=nadi.version)
    there = replace(bureau["supervisor"], province=OTHER_PROVINCE)
    imports = imports_of(bureau)
    table = table_of(imports, "หน่วยงาน,1", "ทต.นาดี,90")
    plan = imports.plan(there, table, TODAY)
    assert [(step.fields[0].before, step.fields[0].after) for step in plan.changed] == [("70.00", "90.00")]
    imports.carry_out(there, table, TODAY, previewed=plan.fingerprint)
    (scores,) = kept(bureau).values()
    assert (scores.province, dict(scores.indicators)) == (OTHER_PROVINCE, {"1": Decimal(90)})


def test_who_may_enter_the_scores_of_one_agency_cannot_import(bureau: Bureau) -> None:
    with pytest.raises(Problem) as refusal:
        carry_out(bureau, *LINES, who="staff")
    assert refusal.value.kind is ProblemKind.FORBIDDEN


SCORES = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)
TEXTS = st.one_of(
    st.sampled_from(["", "ผ่านดี", "=1+1", "-5", "+66", "@ก", "'=x", "a;b", 'ก "ข", ค', "A"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30),
).map(clean)
LEVELS = st.sampled_from([None, "ผ่านดี", "AA", "=1+1", "-5", "@ก", "+a;=b"])  # as read_level leaves them
DAYS = st.none() | st.dates(date(2019, 1, 1), date(2027, 12, 31))


@st.composite
def score_sets(draw: st.DrawFn) -> ScoreSet:
    indicators = draw(st.dictionaries(st.sampled_from([str(n) for n in range(1, 11)]), SCORES, min_size=1))
    parts = draw(st.dictionaries(st.sampled_from(["9.1", "9.5", "10.2"]), SCORES))
    return ScoreSet(
        "",
        "",
        2569,
        indicators,
        draw(st.none() | SCORES),
        draw(LEVELS),
        draw(TEXTS),
        parts,
        draw(DAYS),
        version=1,
    )


@pytest.mark.parametrize("encode", [scores_csv, scores_xlsx])
@settings(max_examples=25, deadline=None)
@given(sets=st.lists(score_sets(), min_size=4, max_size=4))
def test_what_is_exported_comes_back_unchanged(
    exported: tuple[Bureau, ScoreImports], encode: object, sets: list[ScoreSet]
) -> None:
    bureau, imports = exported
    agencies = tuple(bureau.ita.agencies.within(bureau["supervisor"].scope))
    edition = bureau.ita.editions.get(2569)
    known = {
        each.id: replace(scores, agency=each.id, province=each.province)
        for each, scores in zip(agencies, sets, strict=True)
    }
    assert callable(encode)
    columns = imports.columns()
    table = settled(read_table(encode(edition, agencies, known), columns), columns, None)
    held = {(id, 2569): scores for id, scores in known.items()}
    plan = plan_scores(table, columns, Known(agencies, held, {2569: edition}, 2570))
    assert (plan.errors, plan.steps, plan.unchanged) == ((), (), (2, 3, 4, 5))


@pytest.fixture(scope="module")
def exported() -> tuple[Bureau, ScoreImports]:
    bureau = bureau_of(make_world())
    return bureau, imports_of(bureau)


def test_agencies_without_scores_are_exported_to_be_filled_in_and_skipped_while_they_are_not(
    bureau: Bureau,
) -> None:
    agencies = bureau.ita.agencies.within(bureau["supervisor"].scope)
    edition, columns = bureau.ita.editions.get(2569), imports_of(bureau).columns()
    table = settled(read_table(scores_xlsx(edition, agencies, {}), columns), columns, None)
    plan = imports_of(bureau).plan(bureau["supervisor"], table, TODAY)
    assert (plan.skipped, plan.errors, plan.steps) == ((2, 3, 4, 5), (), ())


def test_the_full_sets_of_the_whole_country_are_no_file_too_large(bureau: Bureau) -> None:
    edition, columns = bureau.ita.editions.get(2565), imports_of(bureau).columns()
    long = replace(
        agency(bureau, NADI),
        name=f"องค์การบริหารส่วนตำบล{'ก' * 20}",
        district="เมืองนครราชสีมา",
        itas_code="0" * 10,
    )
    scores = ScoreSet(
        long.id, long.province, 2565,
        {known.id: Decimal("93.85") for known in edition.indicators},
        Decimal("96.62"), "AA", "ประกาศสำนักงาน ป.ป.ช. เรื่อง ผลการประเมินคุณธรรมและความโปร่งใส",
        {part.id: Decimal("85.71") for known in edition.indicators for part in known.parts},
        date(2022, 8, 1),
    )  # fmt: skip
    (row,) = read_table(scores_csv(edition, [long], {long.id: scores}), columns).rows
    assert 8_300 * sum(map(len, row.cells)) < MOST_TEXT
