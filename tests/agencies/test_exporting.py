"""What is exported opens in a spreadsheet without harm and comes back unchanged."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from checklist_app.agencies import Agency, AgencyDraft, settle
from checklist_app.agencies.columns import COLUMNS
from checklist_app.agencies.drafts import faults
from checklist_app.agencies.exporting import to_csv, to_xlsx
from checklist_app.agencies.guarding import guarded, unguarded
from checklist_app.agencies.importing import plan_import
from checklist_app.agencies.tables import read_table
from tests.agencies.register import ADMINISTRATOR, EVERYTHING, three_agencies

FORMULA_STARTS = tuple("=+-@\t\r")
ENCODERS = pytest.mark.parametrize("encode", [to_csv, to_xlsx])
Encoder = Callable[[list[Agency]], bytes]

letters = st.text("=+-@'\"ก ข;,\t|<0๑é\n", max_size=12)
drafts = st.builds(
    AgencyDraft,
    name=letters.map(lambda text: f"x{text}") | letters,
    type=st.sampled_from(["sao", "city", "university", "other", "province_office"]),
    province=st.sampled_from(["สกลนคร", "ลำปาง"]),
    district=letters,
    type_text=letters,
    itas_code=st.text("A1-./", max_size=6),
    short_names=st.lists(letters, max_size=3).map(tuple),
    active=st.booleans(),
)


def register_of(drafts: list[AgencyDraft]) -> list[Agency]:
    """Those of the drafts that may stand beside each other."""
    kept: dict[str, AgencyDraft] = {}
    codes: set[str] = set()
    for draft in map(settle, drafts):
        if not faults(draft) and draft.itas_code not in codes - {""}:
            kept.setdefault(draft.name_key, draft)
            codes.add(draft.itas_code)
    return [
        Agency(id=f"a{number}", version=1, **{name: getattr(draft, name) for name in AgencyDraft.__slots__})
        for number, draft in enumerate(kept.values())
    ]


@ENCODERS
@settings(max_examples=60, deadline=None)
@given(entries=st.lists(drafts, min_size=1, max_size=6))
def test_an_export_comes_back_as_unchanged(encode: Encoder, entries: list[AgencyDraft]) -> None:
    agencies = register_of(entries)
    plan = plan_import(read_table(encode(agencies)), agencies, EVERYTHING)
    assert (plan.errors, plan.added, plan.changed) == ((), (), ())
    assert len(plan.unchanged) == len(agencies)


@settings(max_examples=60, deadline=None)
@given(st.lists(drafts, min_size=1, max_size=6))
def test_no_cell_of_an_export_starts_a_formula(entries: list[AgencyDraft]) -> None:
    agencies = register_of(entries)
    rows = csv.reader(StringIO(to_csv(agencies).decode("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]
    sheet = load_workbook(BytesIO(to_xlsx(agencies))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"inlineStr", "s", "n"}
    shown = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert not [text for text in shown if text.startswith(FORMULA_STARTS)]


def test_no_other_separator_uncovers_a_formula() -> None:
    """Spreadsheets of other countries part fields at ; or tab, even inside our quotes."""
    names = ("ก;=1+1", "ก|-3,@x", 'ก;"=1+1"', "ก;''+1")
    drafts = [AgencyDraft(name=name, type="other", type_text="ข", province="สกลนคร") for name in names]
    text = to_csv(register_of(drafts)).decode("utf-8-sig")
    assert text.count("=1+1") == 2
    for line in text.splitlines():
        assert line.startswith('"')
        assert line.endswith('"')
        assert line.count('","') == len(COLUMNS) - 1
    for separator in ";\t|":
        fields = [field for row in csv.reader(StringIO(text), delimiter=separator) for field in row]
        assert not [field for field in fields if field.startswith(FORMULA_STARTS)]


@given(st.text("'\"=+-@\t\r\n;|ก1", max_size=10))
def test_the_guard_against_formulas_loses_nothing(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(FORMULA_STARTS)


def test_a_csv_export_carries_the_mark_that_spreadsheets_need() -> None:
    _, agencies = three_agencies()
    assert to_csv(agencies).startswith(b"\xef\xbb\xbf")


@ENCODERS
def test_an_edited_export_changes_only_what_was_edited(encode: Encoder) -> None:
    register, agencies = three_agencies()
    earlier = encode(agencies)
    register.agencies.set_active(ADMINISTRATOR, agencies[0].id, active=False, version=1)
    (change,) = register.agencies.plan(EVERYTHING, read_table(earlier)).changed
    assert [(field.field, field.before, field.after) for field in change.fields] == [
        ("active", "ปิดใช้งาน", "ใช้งาน")
    ]
