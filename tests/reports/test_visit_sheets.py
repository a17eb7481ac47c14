"""A visit as tables: nothing that was asked or said is missing, and nothing of it does anything."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from checklist_app.documents.csv_file import csv_bytes
from checklist_app.documents.sheets import MORE, CellValue, Sheet, SheetRow, Workbook, written
from checklist_app.documents.xlsx import xlsx
from checklist_app.reports.visit.material import Material
from checklist_app.reports.visit.sheets import ADVICE, ANSWERS, HISTORY, SCORES, answers_sheet, visit_workbook
from checklist_app.store import Body, Entry
from checklist_app.visits import Operation
from checklist_app.visits.operations import body_of
from tests.documents.test_sheets import HOSTILE
from tests.reports import world

MADE = datetime(2026, 11, 21, 6, 2, 11, tzinfo=UTC)
RECEIVED = "2020-04-23T09:30:00.000Z"


def history(operations: list[Operation]) -> list[Entry]:
    receipt: Body = {"received": RECEIVED, "sender": world.REPORTER}
    return [
        Entry(seq, operation.id, f"{seq:064x}", {**body_of(operation), **receipt})
        for seq, operation in enumerate(operations, start=1)
    ]


def workbook(telling: world.Telling) -> Workbook:
    return visit_workbook(world.of(telling), history(telling.operations), made=MADE)


def named(sheet: Sheet, title: str) -> list[CellValue]:
    at = [column.title for column in sheet.columns].index(title)
    return [row[at] for row in sheet.rows]


def row_of(material: Material, question: str) -> dict[str, CellValue]:
    form = material.form
    place = [known.id for known in form.questions()].index(question)
    sheet = answers_sheet(material)
    row = sheet.rows[len(sheet.rows) - len(list(form.questions())) + place]
    return dict(zip((column.title for column in ANSWERS), row, strict=True))


def test_every_question_has_its_row_in_the_order_of_the_form() -> None:
    for material in (world.blank(), world.full()):
        questions = named(answers_sheet(material), "คำถาม")
        assert questions[-len([*material.form.questions()]) :] == [q.title for q in material.form.questions()]


def test_a_question_says_where_the_paper_asks_it() -> None:
    done = row_of(world.full(), "1.2.done")
    assert str(done["ส่วน"]).startswith("1.2 ผลการดำเนินโครงการ")
    assert str(done["ส่วน"]).endswith("รอบ 6 เดือน")
    part_two = row_of(world.full(), "2.2")["ส่วน"]
    assert str(part_two).startswith("ส่วนที่ 2 การติดตาม")
    assert row_of(world.full(), "3.2.5/11.1")["ข้อ"] == "11. 1)"
    assert row_of(world.full(), "3.2.7/02.3")["ข้อ"] == "2."


def test_an_answer_stands_in_words_as_a_value_and_with_its_writer() -> None:
    row = row_of(world.full(), "1.1.budget")
    assert (row["ค่า"], row["ผู้บันทึก"]) == (Decimal("306000.00"), world.PEOPLE[world.REPORTER].name)
    assert "306,000" in str(row["คำตอบ"])
    assert isinstance(row["บันทึกเมื่อ"], datetime)
    assert "เมษายน 2563" in str(row["บันทึกเมื่อ (พ.ศ.)"])
    done = row_of(world.full(), "1.2.done")
    assert (done["ค่า"], done["หมายเหตุ"]) == (34, "หน่วยงานแจ้งว่าโครงการที่เหลือจะรายงานในรอบ 12 เดือน")
    assert row_of(world.full(), "3.2.8/01.10")["จำนวนภาพ"] == 1


def test_answers_in_several_fields_are_one_cell() -> None:
    material = world.full()
    assert "บุคลากรเปลี่ยนบ่อย" in str(row_of(material, "2.5")["คำตอบ"])
    scores = str(row_of(material, "3.1.scores")["คำตอบ"]).splitlines()
    assert len(scores) == len(world.SCORES)
    assert any("98.66" in line for line in scores)
    team = str(row_of(material, "header.team")["คำตอบ"])
    assert [person.name in team for person in world.PEOPLE.values()] == [True, True]
    assert world.PEOPLE[world.REPORTER].name in str(row_of(material, "signatures.reporter")["คำตอบ"])


def test_a_blank_form_has_no_answers_and_no_faults() -> None:
    sheet = answers_sheet(world.blank())
    asked = len([*world.blank().form.questions()])
    for title in ("คำตอบ", "ค่า", "หมายเหตุ", "จำนวนภาพ", "ผู้บันทึก", "เห็นต่างกัน"):
        assert [cell for cell in named(sheet, title)[-asked:] if cell] == [], title


def test_what_two_people_say_differently_is_all_there_and_marked() -> None:
    row = row_of(world.disputed(), "1.1.budget")
    assert row["เห็นต่างกัน"] == "มี 2 คำตอบ"
    assert all(text in str(row["คำตอบ"]) for text in ("306,000", "360,000"))
    assert row["ค่า"] is None
    assert all(person.name in str(row["ผู้บันทึก"]) for person in world.PEOPLE.values())
    assert row_of(world.disputed(), "1.1.projects")["เห็นต่างกัน"] == ""


def test_the_scores_are_those_of_the_visit_with_all_that_follows() -> None:
    material = world.full()
    sheet = workbook(world.told()).sheets[1]
    assert material.edition is not None
    rows = {(row[0], row[1]): row for row in sheet.rows}
    for indicator in material.edition.indicators:
        row = rows["ตัวชี้วัด", indicator.id]
        assert row[5] == Decimal(world.SCORES[indicator.id])
        assert row[7] == ("ผ่านเกณฑ์" if Decimal(world.SCORES[indicator.id]) >= 85 else "ไม่ผ่านเกณฑ์")
        for part in indicator.parts:
            assert rows["ตัวชี้วัดย่อย", part.id][5] == Decimal(world.SCORES[part.id])
    assert rows["ตัวชี้วัดย่อย", "9.4"][2] == "ทรัพยากรบุคคล"
    means = [row[5] for row in sheet.rows if row[0] == "ค่าเฉลี่ยแบบวัด"]
    assert means == [*material.of_year.means.values()]
    total = rows["คะแนนรวม", ""]
    assert total[5] == material.of_year.total
    assert material.of_year.level is not None
    assert material.of_year.level.name in str(total[7])
    assert sorted(int(str(rank)) for rank in named(sheet, "อันดับ") if rank) == [*range(1, 11)]


def test_the_recommendations_are_those_of_the_report() -> None:
    sheet = workbook(world.told()).sheets[2]
    assert named(sheet, "ข้อแนะนำ") == [entry["text"] for entry in world.full().advice]
    assert "ควรจัดบริการอินเทอร์เน็ตหรือ WIFI ที่จุดรอรับบริการ" in named(sheet, "ข้อแนะนำ")
    assert {"คณะนิเทศเขียนเอง", "จากข้อที่ยังไม่ดำเนินการ"} == set(named(sheet, "ที่มา"))


def test_the_history_has_every_operation_with_its_receipt() -> None:
    telling = world.told()
    sheet = workbook(telling).sheets[3]
    assert named(sheet, "ช่อง") == [operation.field for operation in telling.operations]
    assert named(sheet, "รหัสรายการ") == [operation.id for operation in telling.operations]
    assert set(named(sheet, "ถึงเครื่องแม่ข่าย")) == {datetime.fromisoformat(RECEIVED)}
    assert set(named(sheet, "ส่งโดย")) == {world.PEOPLE[world.REPORTER].name}
    assert all("Android" in str(device) or "iPhone" in str(device) for device in named(sheet, "เครื่อง"))
    signed = [value for value in map(str, named(sheet, "ค่า")) if "signed_on" in value]
    assert len(signed) == 3
    assert all('"strokes":"2 เส้น"' in value for value in signed)
    replaced = [cell for cell in named(sheet, "แทนรายการ") if cell]
    assert replaced == [", ".join(one.replaces) for one in telling.operations if one.replaces]


def hostile(text: str) -> world.Telling:
    """Somebody who writes this wherever a person can write."""
    telling = world.Telling(world.official())
    texts: dict[str, Any] = {
        "answer:header.district": text,
        "answer:2.5.advice": text,
        "answer:2.3": {"option": "no", "text": text},
        "answer:2.5:2.5/04": {"text": text},
        "note:1.2.done": text,
        f"advice:{'6' * 26}": {"indicator": "9", "text": text, "state": "kept"},
        f"member:{world.REPORTER}": {"name": text, "position": text},
        f"row:header.team:{'3' * 26}": {"name": text, "position": text},
    }
    for name, value in texts.items():
        telling.say(name, value)
    return telling


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\ud800" not in text], ids=ascii)
def test_hostile_text_is_text_in_every_sheet(text: str) -> None:
    made = workbook(hostile(text))
    file = openpyxl.load_workbook(BytesIO(xlsx(made)))
    assert file.sheetnames == ["คำตอบ", "คะแนน", "ข้อแนะนำ", "ประวัติ"]
    for sheet, known in zip(file.worksheets, made.sheets, strict=True):
        cells = [cell for row in sheet for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type in "fe" or cell.hyperlink] == []
        assert len([*sheet]) == 1 + len(known.rows)
    for known in made.sheets:
        lines = csv_bytes(known).decode("utf-8-sig").split("\r\n")
        assert not any(
            field.startswith(("=", "+", "-", "@")) for line in lines for field in line[1:].split('","')
        )


def test_forty_thousand_characters_are_all_there() -> None:
    text = "ข้อความ " * 5_000
    telling = world.Telling(world.official())
    made = workbook(telling)
    rows: tuple[SheetRow, ...] = (("ส่วน", "1", "คำถาม", text, None, "", None, "", None, "", ""),)
    long = Workbook(made.title, (Sheet("คำตอบ", ANSWERS, rows),), MADE)
    sheet = openpyxl.load_workbook(BytesIO(xlsx(long))).worksheets[0]
    pieces = [str(row[3].value) for row in sheet][1:]
    assert sum(piece.count("ข้อความ") for piece in pieces) == 5_000
    assert pieces[0].endswith(MORE)
    assert text in csv_bytes(Sheet("คำตอบ", ANSWERS, rows)).decode("utf-8-sig")


def test_every_row_has_a_cell_for_each_column() -> None:
    for telling in (world.told(), world.Telling(world.official())):
        made = workbook(telling)
        assert [sheet.columns for sheet in made.sheets] == [ANSWERS, SCORES, ADVICE, HISTORY]
        for sheet in made.sheets:
            assert {len(row) for row in sheet.rows} <= {len(sheet.columns)}


def test_days_are_typed_and_readable() -> None:
    sheet = answers_sheet(world.full())
    day = next(row for row in sheet.rows if row[2] == "วันที่นิเทศ")
    assert (day[3], day[4]) == ("23 เมษายน 2563", date(2020, 4, 23))


def test_two_files_of_one_visit_are_the_same() -> None:
    assert xlsx(workbook(world.told())) == xlsx(workbook(world.told()))
    assert csv_bytes(answers_sheet(world.full())) == csv_bytes(answers_sheet(world.full()))
    assert written("ก\r\nข\x00") == "ก\nข"
