"""The report as a tree: the official wording in its order, every answer, and the layout of the paper."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.catalog import QUESTION_TYPES, Form, Question
from checklist_app.documents.document import (
    Align,
    Blank,
    Box,
    Break,
    Columns,
    Document,
    Face,
    Heading,
    Item,
    Paragraph,
    QrCode,
    SignatureBlock,
    Table,
    Text,
    Writing,
    in_digits,
    texts,
)
from checklist_app.errors import Problem
from checklist_app.reports.visit.answers import UNSETTLED, answer_text
from checklist_app.reports.visit.form_tables import MOODS
from checklist_app.reports.visit.material import Material
from checklist_app.reports.visit.report import blank_form, supervision
from checklist_app.thai import DigitStyle
from checklist_app.visits.fields import canonical_value
from tests.reports import world

OFFICIAL: list[str] = json.loads(
    (Path(__file__).parent.parent / "catalog" / "official_2563.json").read_text("utf-8")
)["strings"]
FACES = {mood: face for face, mood in MOODS.items()}
FORMS = [("nacc-2563", year) for year in (2560, 2563, 2567, 2570, 2590)] + [("follow-up-visit", 2570)]
Kind = TypeVar("Kind")


def blank(form: Form) -> Document:
    return blank_form(form, digits=DigitStyle.ARABIC, made=world.MADE)


def report(material: Material, *, issued: bool = True) -> Document:
    stamp = world.STAMP if issued else None
    return supervision(material, stamp=stamp, digits=DigitStyle.ARABIC, made=world.MADE)


def found(value: object, kind: type[Kind]) -> Iterator[Kind]:
    if isinstance(value, kind):
        yield value
    members = value if isinstance(value, tuple) else ()
    if is_dataclass(value):
        members = tuple(getattr(value, field.name) for field in fields(value))
    for member in members:
        yield from found(member, kind)


def printed(value: object) -> list[str]:
    """The texts and faces of a tree, in the order of the paper."""
    if isinstance(value, Face):
        return [FACES[value.mood]]
    if isinstance(value, Table):
        return printed((value.header, value.rows))
    if isinstance(value, tuple):
        return [text for member in value for text in printed(member)]
    if is_dataclass(value) and not isinstance(value, QrCode):
        left_out = {"name", "alt", "file"}
        return [
            text
            for field in fields(value)
            if field.name not in left_out
            for text in printed(getattr(value, field.name))
        ]
    is_text = isinstance(value, str) and not isinstance(value, Align)
    return [str(value)] if is_text and value else []


def in_order(wanted: list[str], there: list[str]) -> list[str]:
    """What of it is not there, whole within one text, in that order."""
    missing, place, within = [], 0, 0
    for text in wanted:
        at = next(
            (
                (number, known.index(text, within if number == place else 0) + len(text))
                for number, known in enumerate(there[place:], start=place)
                if text in known[within if number == place else 0 :]
            ),
            None,
        )
        if at is None:
            missing.append(text)
        else:
            place, within = at
    return missing


def on_paper(wanted: list[str]) -> list[str]:
    """Tables are read row by row: levels in two halves beside each other, columns within a column, and
    the remark of the score table at the end of its first row."""
    at = wanted.index("ที่")
    wanted = [*wanted[:at], *wanted[at + 2 : at + 4], *wanted[at : at + 2], *wanted[at + 4 :]]
    remark = wanted.index("สามารถตรวจสอบผลการประเมินจากระบบ ITAS")
    at = wanted.index("I1 - 6") + 2
    wanted = [*wanted[:at], wanted[remark], *wanted[at:remark], *wanted[remark + 1 :]]
    first, last = wanted.index("95.00 – 100"), wanted.index("--") + 1
    pairs = list(zip(wanted[first:last:2], wanted[first + 1 : last : 2], strict=True))
    half = len(pairs) // 2
    rows = [text for row in zip(pairs[:half], pairs[half:], strict=True) for pair in row for text in pair]
    return [*wanted[:first], *rows, *wanted[last:]]


def words(value: object) -> str:
    return " ".join(" ".join(printed(value)).split())


def test_a_blank_form_says_what_the_official_one_says_in_its_order() -> None:
    assert in_order(on_paper(OFFICIAL), printed(blank(world.official()).parts)) == []


def test_a_filled_one_says_it_too() -> None:
    filled = [text.replace("รอบ ..... เดือน", "รอบ 6 เดือน") for text in on_paper(OFFICIAL)]
    assert in_order(filled, printed(report(world.full()).parts[0])) == []


@pytest.mark.parametrize(("id", "year"), FORMS)
def test_every_form_of_the_catalogue_becomes_a_paper_in_any_year(id: str, year: int) -> None:
    form = world.kept(id, year).form
    said = words(blank(form).parts)
    asked = [question for question in form.questions() if question.on_paper]
    assert [question.label for question in asked if " ".join(question.label.split()) not in said] == []
    labels = [option.label for question in asked for option in question.options]
    assert [label for label in labels if label not in said] == []


def test_every_type_of_question_has_its_place_on_paper() -> None:
    asked = {q.type for id, year in FORMS for q in world.kept(id, year).form.questions()}
    assert asked == set(QUESTION_TYPES)


def test_a_blank_form_has_nothing_ticked_and_no_annex() -> None:
    document = blank(world.official())
    assert len(document.parts) == 1
    assert not any(box.ticked for box in found(document, Box))
    assert not any(writing.text for writing in found(document, Writing))
    assert document.watermark == ""


def test_what_was_ticked_is_ticked() -> None:
    material = world.full()
    ticked = {box.name for box in found(report(material), Box) if box.ticked}
    assert {"อบต.", "รายงานในระบบ", "กลาง", "กลาง (ร้อยละ 20 – 49)", "มีครบ"} <= ticked
    for question in material.form.questions():
        if question.type == "tick" and question.is_leaf and question.on_paper:
            done = material.state.value(f"answer:{question.id}") is True
            assert (question.label in ticked) == done, question.id


def test_a_parent_is_ticked_with_all_its_children() -> None:
    telling = world.Telling(world.official())
    telling.say_all({"answer:3.2.5/12.1": True, "answer:3.2.5/12.2": True, "answer:3.2.5/11.1": True})
    boxes = {box.name: box.ticked for box in found(report(world.of(telling)), Box)}
    assert boxes["มีรายงานการจัดทำระบบควบคุมภายใน ดังนี้"]
    assert not boxes["มีรายงานการจัดทำระบบตรวจสอบภายใน ดังนี้"]


def test_items_hang_behind_their_boxes_and_sub_items_within_them() -> None:
    items = [item for item in found(blank(world.official()), Item) if isinstance(item.marker, Box)]
    service = next(item for item in items if "1. มีการอำนวยความสะดวก" in printed(item.line)[0])
    nested = list(found(service.blocks, Item))
    assert [printed(item.line)[0].split()[0] for item in nested] == [f"1.{n}" for n in range(1, 12)]


def test_the_score_stands_in_the_row_of_its_band() -> None:
    table = next(t for t in found(report(world.full()), Table) if t.name == "ผลคะแนน ITA ของปีที่ผ่านมา")
    rows = [[" ".join(printed(cell)) for cell in row.cells] for row in table.rows]
    assert len(rows) == 4
    assert rows[1][3:] == ["50.00 – 54.99", "E", "51.27"]
    assert [row[2] for row in rows] == ["", "", "", ""]
    assert rows[3][3:] == ["ดำเนินการไม่ครบถ้วน", "--", ""]


def test_the_score_table_has_its_merged_cells() -> None:
    table = next(t for t in found(report(world.full()), Table) if t.name == "ผลคะแนน ITA รายตัวชี้วัด")
    assert len(table.rows) == 17
    first = table.rows[0].cells
    assert [cell.down for cell in first] == [5, 5, 1, 1, 1, 1, 1, 17]
    assert printed(first) == [
        "IIT", "30", "1", "การปฏิบัติหน้าที่", "I1 - 6", "6", "98.66", "สามารถตรวจสอบผลการประเมินจากระบบ ITAS",
    ]  # fmt: skip
    assert "- ข้อมูลพื้นฐาน" in printed(table.rows[9])
    assert len(table.header) == 2


@pytest.mark.parametrize(("id", "year"), FORMS)
def test_every_table_is_filled_to_its_last_column(id: str, year: int) -> None:
    for table in found(blank(world.kept(id, year).form), Table):
        assert table.name
        for rows in (table.header, table.rows):
            covered = sum(cell.across * cell.down for row in rows for cell in row.cells)
            assert covered == len(table.widths) * len(rows)


def test_the_round_stands_in_the_headings() -> None:
    headings = [heading.text for heading in found(report(world.full()), Heading)]
    assert sum("รอบ 6 เดือน" in text for text in headings) == 2
    assert not any("....." in text for text in headings)


def test_the_team_has_as_many_rows_as_people_and_at_least_those_of_the_paper() -> None:
    assert words(report(world.full()).parts).count("นางมะลิ ดวงสมมุติ") == 1
    numbers = [t for t in printed(blank(world.official()).parts) if t in {"1.", "2.", "3."}]
    assert numbers[:2] == ["1.", "2."]


def test_a_draft_says_so_on_every_page_and_has_nothing_to_be_verified() -> None:
    document = report(world.full(), issued=False)
    assert document.watermark == "ร่าง"
    assert document.footer.endswith(" · ร่าง")
    assert list(found(document, QrCode)) == []


def test_an_issued_paper_has_its_number_code_and_qr() -> None:
    document = report(world.full())
    assert document.watermark == ""
    assert document.footer.replace("\u00a0", " ").endswith(f" · {world.STAMP.number}")
    assert [code.text for code in found(document, QrCode)] == [world.STAMP.address] * 2
    assert {world.STAMP.number, world.STAMP.code, world.STAMP.address} <= set(texts(document))


def test_only_the_reporter_signs_on_paper_unless_others_did() -> None:
    assert [one.role for one in found(blank(world.official()), SignatureBlock)] == ["ผู้รายงาน"]
    signed = list(found(report(world.full()), SignatureBlock))
    assert [one.role for one in signed] == ["ผู้รายงาน", "คณะนิเทศ", "หัวหน้าหน่วยงาน"]
    assert signed[0].date == "23 เมษายน 2563"
    assert signed[0].strokes[1] == ((90, 400), (300, 360), (640, 330))
    assert not any(one.remark for one in signed)


def test_a_signature_that_no_longer_covers_all_says_what_changed_after_it() -> None:
    remarks = [one.remark for one in found(report(world.disputed()), SignatureBlock)]
    assert all("หลังจากลงลายมือชื่อนี้" in remark for remark in remarks)
    assert "วงเงินงบประมาณ" in remarks[0]


def test_both_answers_of_a_dispute_stand_in_the_form() -> None:
    form = words(report(world.disputed()).parts[0])
    for text in ("306,000 / 360,000", "39.22 / 93.22", "51.27 / 52.17", "ไม่พบแผนบนเว็บไซต์"):
        assert text in form
    assert form.count(UNSETTLED) >= 7


def test_a_long_reason_lets_its_row_go_over_to_the_next_page() -> None:
    telling = world.Telling(world.official())
    telling.say("answer:2.2", {"option": "no", "text": "ไม่พบแผน " * 200})
    table = next(t for t in found(report(world.of(telling)), Table) if len(t.rows) == 5 and t.header)
    assert [row.long for row in table.rows] == [False, True, False, False, False]


def test_thai_digits_leave_the_names_of_questions_and_addresses_as_they_are() -> None:
    telling = world.told()
    telling.say("answer:3.3.3", "ดู https://www.example.go.th/2563/o12 ภายใน 30 วัน")
    paper = supervision(world.of(telling), stamp=None, digits=DigitStyle.THAI, made=world.MADE)
    said = printed(in_digits(paper).parts)
    assert {"I1 - 6", "O34 - 43", "E11 - 15"} <= set(said)
    assert "ข้อมูลพื้นฐาน ตามข้อ O1 - O9" in said
    assert "ดู https://www.example.go.th/2563/o12 ภายใน ๓๐ วัน" in said


def test_nothing_is_a_table_that_only_frames() -> None:
    for table in found(report(world.full()), Table):
        assert table.header, table.name
        assert len(table.widths) > 1, table.name


def test_a_blank_form_has_room_to_write_what_else_an_agency_is() -> None:
    parts = found(blank(world.official()), Paragraph)
    line = next(part.line for part in parts if Text("มหาวิทยาลัย") in part.line)
    at = line.index(Text("อื่นๆ"))
    assert line[at - 3] == Break()
    assert line[-1] == Blank()


def test_what_is_advised_beside_the_obstacles_has_the_five_lines_of_the_paper() -> None:
    lines = [writing.lines for writing in found(blank(world.official()), Writing)]
    assert lines == [2, 2, 2, 5, 3]


def test_a_form_that_does_not_ask_for_the_agency_says_it_below_its_title() -> None:
    known = world.kept("follow-up-visit", 2570)
    agency = "องค์การบริหารส่วนตำบลหนองบัวทอง จังหวัดสกลนคร"
    assert agency in printed(report(world.of(world.Telling(known.form), known)).parts[0])
    assert agency in printed(report(world.blank()).parts[0])
    assert agency not in printed(report(world.full()).parts[0])


def test_a_single_signature_stands_on_the_right() -> None:
    columns = [c for c in found(blank(world.official()), Columns) if any(found(c, SignatureBlock))]
    assert [len(part) for part in columns[0].parts] == [0, 1]


# --- nothing is lost ---------------------------------------------------------------------------------

LETTERS = "กขคงจฉABC /()"
text = st.text(st.sampled_from(LETTERS), min_size=1, max_size=30).map("คำ".__add__)
long_text = st.text(st.sampled_from(LETTERS + "\n"), min_size=1, max_size=90).map("ยาว".__add__)
score = st.integers(0, 10_000).map(lambda number: f"{number // 100}.{number % 100:02}")


def values_of(question: Question) -> list[tuple[str, st.SearchStrategy[Any]]]:
    name = f"answer:{question.id}"
    if question.type == "multiple_choice":
        return [
            (f"{name}:{o.id}", text.map(lambda t: {"text": t}) if o.asks_text else st.booleans())
            for o in question.options
        ]
    if question.type == "score_table":
        return [(f"{name}:{row.id}", score) for row in question.score_rows]
    if question.type == "people":
        person = st.fixed_dictionaries({"name": text, "position": text})
        return [(f"row:{question.id}:{key * 26}", person) for key in "12345"]
    if question.options:
        return [(name, _choice(question))]
    plain: dict[str, st.SearchStrategy[Any]] = {
        "text": text,
        "long_text": long_text,
        "integer": st.integers(0, 10**9),
        "money": score,
        "score": score | st.just("incomplete"),
        "date": st.dates().map(str),
        "tick": st.booleans(),
    }
    return [(name, plain[question.type])] if question.type in plain else []


def _choice(question: Question) -> st.SearchStrategy[Any]:
    return st.sampled_from(question.options).flatmap(
        lambda option: st.fixed_dictionaries(
            {"option": st.just(option.id)}, optional={"text": text} if option.asks_text else {}
        )
    )


@st.composite
def visits(draw: st.DrawFn) -> Material:
    id, year = draw(st.sampled_from(FORMS))
    known = world.kept(id, year)
    telling = world.Telling(known.form)
    held = [pair for question in known.form.questions() for pair in values_of(question)]
    held += [(f"note:{question.id}", long_text) for question in known.form.questions()]
    held += [(f"advice:{'9' * 26}", text.map(lambda t: {"indicator": "", "text": t, "state": "kept"}))]
    held += [("visited_on", st.dates().map(str))]
    for name, strategy in draw(st.lists(st.sampled_from(held), min_size=1, max_size=25)):
        value = draw(strategy)
        try:
            canonical_value(known.form, name, value)
        except Problem:
            continue
        telling.say(name, value, draw(st.sampled_from([*world.PEOPLE])), beside=draw(st.booleans()))
    return world.of(telling, known)


def said_in(question: Question | None, value: Any) -> list[str]:
    """What of a value must be read on the paper, apart from ticks."""
    if isinstance(value, dict):
        return [part for name, part in value.items() if name in {"name", "position", "text"}]
    if question is None or isinstance(value, bool) or value is None or value == "incomplete":
        return []
    return [answer_text(question, value)]


@settings(max_examples=60)
@given(visits())
def test_no_answer_is_lost(material: Material) -> None:
    said = "".join(words(report(material).parts).split())
    for name, known in material.state.fields.items():
        question = material.form.question((name + "::").split(":")[1])
        for value in known.values:
            for part in said_in(question, value):
                assert "".join(part.split()) in said, (name, part)
