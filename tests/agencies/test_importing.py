"""An import says first what it would change, then does all of it or nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from checklist_app.accounts import Person, Scope
from checklist_app.agencies import Agencies, Agency, ImportPlan, Imports
from checklist_app.agencies.plan import FieldChange
from checklist_app.agencies.tables import read_table
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Body, Document
from checklist_app.wording import problem_wording
from tests.agencies.register import (
    ADMINISTRATOR,
    BAN_LAENG,
    DONG_MO_THONG,
    EVERYTHING,
    INSPECTOR,
    SUPERVISOR,
    THUNG_KAE,
    Register,
    csv_file,
    three_agencies,
    xlsx_file,
)
from tests.store.model import ModelStore

HEADINGS = "ชื่อหน่วยงาน,ประเภท,อำเภอ,จังหวัด,รหัส ITAS"


def plan(register: Register, *lines: str, scope: Scope = EVERYTHING) -> ImportPlan:
    return register.agencies.plan(scope, read_table(csv_file(*lines)))


def told(plan: ImportPlan) -> list[tuple[int, str, str]]:
    assert all(error.problem.code in problem_wording() for error in plan.errors)
    return [(error.row, error.column, error.problem.code) for error in plan.errors]


def carry_out(register: Register, person: Person, *lines: str) -> ImportPlan:
    table = read_table(csv_file(*lines))
    previewed = register.agencies.plan(person.scope, table).fingerprint
    return register.agencies.carry_out(person, table, previewed=previewed)


def refused(write: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as refusal:
        write()
    return refusal.value


def test_new_rows_are_added_changed_ones_compared_and_the_rest_left_alone() -> None:
    register, (thung_kae, _, _) = three_agencies()
    planned = plan(
        register,
        HEADINGS,
        "อบต.ทุ่งแก,อบต.,เจริญศิลป์,สกลนคร,S๐๐๒",
        "อบต.ดงหม้อทอง,อบต.,บ้านม่วง,สกลนคร,",
        "ทต.โคกม้า,ทต.,ประโคนชัย,บุรีรัมย์,B001",
    )
    assert told(planned) == []
    assert [addition.draft.name for addition in planned.added] == ["เทศบาลตำบลโคกม้า"]
    assert [(change.agency.id, change.fields) for change in planned.changed] == [
        (thung_kae.id, (FieldChange("itas_code", "S001", "S002"),))
    ]
    assert planned.unchanged == (3,)


def test_a_row_means_the_agency_of_its_itas_code_even_under_a_new_name() -> None:
    register, (thung_kae, _, _) = three_agencies()
    planned = plan(register, HEADINGS, "ทต.ทุ่งแก,ทต.,เจริญศิลป์,สกลนคร,S001")
    (change,) = planned.changed
    assert change.agency.id == thung_kae.id
    assert [field.field for field in change.fields] == ["name", "type"]


def test_a_missing_column_leaves_its_field_and_an_empty_cell_empties_it() -> None:
    register, _ = three_agencies()
    assert plan(register, "ชื่อ,อำเภอ,จังหวัด", "อบต.ทุ่งแก,เจริญศิลป์,สกลนคร").unchanged == (2,)
    (change,) = plan(register, HEADINGS, "อบต.ทุ่งแก,,เจริญศิลป์,สกลนคร,").changed
    assert change.fields == (FieldChange("itas_code", "S001", ""),)


def test_a_supervisors_file_needs_no_province() -> None:
    register = Register()
    (addition,) = plan(register, "ชื่อ,อำเภอ", "อบต.ทุ่งแก,เจริญศิลป์", scope=SUPERVISOR.scope).added
    assert addition.draft == replace(THUNG_KAE, itas_code="")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",อบต.,เจริญศิลป์,สกลนคร,", "name", "agencies.name_missing"),
        ("วัง,ปราสาท,เจริญศิลป์,สกลนคร,", "type", "agencies.unknown_type"),
        ("วัง,,เจริญศิลป์,สกลนคร,", "type", "agencies.type_missing"),
        ("อบต.ก,อบต.,,สกลนคร,", "district", "agencies.district_missing"),
        ("อบต.ก,อบต.,เมือง,โตเกียว,", "province", "agencies.unknown_province"),
        ("อบต.ก,อบต.,เมือง,,", "province", "agencies.province_missing"),
        ("อบต.ก,อบต.,บ้านม่วง,สกลนคร,รหัส", "itas_code", "agencies.itas_code_form"),
        ("อบต.ก,อบต.,บ้านม่วง,สกลนคร", None, None),
        ("อบต.ก", "district", "agencies.district_missing"),
    ],
)
def test_each_fault_names_its_row_and_column(row: str, column: str | None, code: str | None) -> None:
    errors = told(plan(Register(), HEADINGS, "", "อบต.ดี,อบต.,บ้านม่วง,สกลนคร,", row))
    if column is None:
        assert errors == []
    else:
        assert (4, column, code) in errors


def test_repeated_rows_and_repeated_itas_codes_are_told_with_the_first_row() -> None:
    planned = plan(
        Register(),
        HEADINGS,
        "อบต.ก,อบต.,บ้านม่วง,สกลนคร,X1",
        "อบต. ก,อบต.,อ.บ้านม่วง,จ.สกลนคร,X2",
        "อบต.ข,อบต.,บ้านม่วง,สกลนคร,X1",
    )
    assert told(planned) == [
        (3, "name", "agencies.import_repeated"),
        (4, "itas_code", "agencies.import_repeated"),
    ]
    assert [error.problem.parameters["first"] for error in planned.errors] == [2, 2]


def test_an_itas_code_of_another_agency_is_refused() -> None:
    register, _ = three_agencies()
    by_name = "อบต.ดงหม้อทอง,อบต.,บ้านม่วง,สกลนคร,S001"
    assert [code for _, _, code in told(plan(register, HEADINGS, by_name))] == ["agencies.name_taken"]
    exported = f"{register.agencies.search(EVERYTHING, text='ดงหม้อทอง').agencies[0].id},อบต.ดงหม้อทอง,S001"
    assert told(plan(register, "id,ชื่อ,รหัส ITAS", exported)) == [(2, "itas_code", "agencies.itas_code_taken")]


def test_an_unknown_register_id_or_status_is_refused() -> None:
    register, (thung_kae, _, _) = three_agencies()
    assert told(plan(register, "id,ชื่อ", "nobody,อบต.ทุ่งแก")) == [(2, "id", "agencies.import_unknown_id")]
    row = f"{thung_kae.id},อบต.ทุ่งแก,กำลังย้าย"
    assert told(plan(register, "id,ชื่อ,สถานะ", row)) == [(2, "active", "agencies.import_unknown_status")]


def test_a_supervisor_can_neither_see_nor_reach_other_provinces_through_a_file() -> None:
    register, (_, _, ban_laeng) = three_agencies()
    scope = SUPERVISOR.scope
    elsewhere = plan(register, HEADINGS, "อบต.ใหม่,อบต.,เมืองลำปาง,ลำปาง,", scope=scope)
    assert told(elsewhere) == [(2, "province", "agencies.import_other_province")]
    stolen_code = plan(register, HEADINGS, "อบต.ใหม่,อบต.,บ้านม่วง,สกลนคร,L001", scope=scope)
    assert told(stolen_code) == [(2, "itas_code", "agencies.itas_code_taken")]
    assert "บ้านแลง" not in str(stolen_code)
    by_id = plan(register, "id,ชื่อ", f"{ban_laeng.id},อบต.บ้านแลง", scope=scope)
    assert told(by_id) == [(2, "id", "agencies.import_unknown_id")]


def test_a_formula_is_never_evaluated_but_told() -> None:
    table = read_table(xlsx_file(["ชื่อ", "อำเภอ", "จังหวัด"], ["=1+1", "บ้านม่วง", "สกลนคร"]))
    planned = Register().agencies.plan(EVERYTHING, table)
    assert told(planned) == [(2, "name", "agencies.import_formula")]


def test_columns_nobody_knows_are_named_and_ignored() -> None:
    planned = plan(Register(), "ลำดับ,ชื่อ,อำเภอ,จังหวัด,โทรศัพท์", "๑,อบต.ก,บ้านม่วง,สกลนคร,042")
    assert (told(planned), planned.ignored_columns) == ([], ("ลำดับ", "โทรศัพท์"))


def test_a_confirmed_plan_is_carried_out_and_stands_in_the_audit_stream() -> None:
    register, (thung_kae, _, _) = three_agencies()
    done = carry_out(register, SUPERVISOR, HEADINGS, "อบต.ทุ่งแก,,เจริญศิลป์,สกลนคร,S9", "อบต.ใหม่,,บ้านม่วง,สกลนคร,")
    assert (len(done.added), len(done.changed)) == (1, 1)
    assert register.agencies.fetch(EVERYTHING, thung_kae.id).itas_code == "S9"
    assert len(register.agencies.within(EVERYTHING)) == 4
    entry = register.audit.before()[0]
    assert (entry.action, entry.details["added"], entry.details["changed"]) == ("agencies.imported", 1, 1)


def test_one_faulty_row_and_nothing_is_written() -> None:
    register, agencies = three_agencies()
    refusal = refused(
        lambda: carry_out(register, ADMINISTRATOR, HEADINGS, "อบต.ใหม่,,บ้านม่วง,สกลนคร,", "อบต.ก,,,สกลนคร,")
    )
    assert (refusal.kind, refusal.code) == (ProblemKind.CONFLICT, "agencies.import_has_errors")
    assert _same(register, agencies)


def test_a_plan_of_yesterdays_register_is_a_conflict_and_nothing_is_written() -> None:
    register, (thung_kae, _, _) = three_agencies()
    table = read_table(csv_file(HEADINGS, "อบต.ใหม่,,บ้านม่วง,สกลนคร,"))
    previewed = register.agencies.plan(EVERYTHING, table).fingerprint
    register.agencies.set_active(SUPERVISOR, thung_kae.id, active=False, version=1)
    refusal = refused(lambda: register.agencies.carry_out(ADMINISTRATOR, table, previewed=previewed))
    assert (refusal.kind, refusal.code) == (ProblemKind.CONFLICT, "agencies.import_outdated")
    assert len(register.agencies.within(EVERYTHING)) == 3


def test_who_may_not_edit_cannot_import() -> None:
    register, agencies = three_agencies()
    refusal = refused(lambda: carry_out(register, INSPECTOR, HEADINGS, "อบต.ใหม่,,บ้านม่วง,สกลนคร,"))
    assert refusal.kind is ProblemKind.FORBIDDEN
    assert _same(register, agencies)


class BreakingStore(ModelStore):
    """Refuses the nth put from now on, as a full disk would."""

    puts_left = 1_000

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        self.puts_left -= 1
        if self.puts_left < 0:
            raise Problem(ProblemKind.UNAVAILABLE, "store.not_writable")
        return super().put(kind, id, body, version=version)


@pytest.mark.parametrize("puts", range(4))
def test_when_the_store_fails_at_any_row_nothing_of_the_import_stays(puts: int) -> None:
    store = BreakingStore((Agencies.KIND, Imports.KIND))
    register = Register(store)
    agencies = register.with_agencies(THUNG_KAE, DONG_MO_THONG, BAN_LAENG)
    store.puts_left = puts
    rows = ["อบต.ทุ่งแก,,เจริญศิลป์,สกลนคร,S9", *(f"อบต.ที่{n},,บ้านม่วง,สกลนคร," for n in range(4))]
    assert (
        refused(lambda: carry_out(register, ADMINISTRATOR, HEADINGS, *rows)).kind is ProblemKind.UNAVAILABLE
    )
    assert _same(register, agencies)
    assert "agencies.imported" not in register.actions()


def test_an_agency_changed_during_the_work_itself_is_a_conflict_and_nothing_stays() -> None:
    register, (thung_kae, _, _) = three_agencies()
    table = read_table(csv_file(HEADINGS, "อบต.ใหม่,,บ้านม่วง,สกลนคร,", "อบต.ทุ่งแก,,เจริญศิลป์,สกลนคร,S9"))
    planned = register.agencies.plan(EVERYTHING, table)
    register.agencies.edit(SUPERVISOR, thung_kae.id, replace(THUNG_KAE, itas_code="S5"), version=1)
    refusal = refused(lambda: register.agencies._write(ADMINISTRATOR, planned))
    assert (refusal.kind, refusal.code) == (ProblemKind.CONFLICT, "agencies.changed_meanwhile")
    assert len(register.agencies.within(EVERYTHING)) == 3


def _same(register: Register, agencies: list[Agency]) -> bool:
    return {a.id: a for a in register.agencies.within(EVERYTHING)} == {a.id: a for a in agencies}
