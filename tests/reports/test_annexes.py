"""The annexes of the report: each only where it has something to say, and then all of it."""

from checklist_app.documents.document import Chart, Heading, Picture, Table
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.visit.annexes import annexes
from checklist_app.reports.visit.answers import field_label, number_of, shortened
from checklist_app.reports.visit.material import Material, pictures
from tests.reports import world
from tests.reports.test_supervision import found, printed


def titles(material: Material, stamp: Stamp | None = None) -> list[str]:
    blocks = tuple(annexes(material, stamp))
    return [heading.text for heading in found(blocks, Heading) if heading.level == 1]


def under(material: Material, title: str) -> list[str]:
    blocks = tuple(annexes(material, world.STAMP))
    starts = [place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    ends = [*starts[1:], len(blocks)]
    for start, end in zip(starts, ends, strict=True):
        block = blocks[start]
        if isinstance(block, Heading) and title in block.text:
            return printed(blocks[start:end])
    raise LookupError(title)


def test_only_what_has_something_to_say_stands_there_and_letters_have_no_gap() -> None:
    assert titles(world.full(), world.STAMP) == [
        "ภาคผนวก ก ข้อเสนอแนะจากการนิเทศ",
        "ภาคผนวก ข ค่าที่คำนวณจากคำตอบ",
        "ภาคผนวก ค ข้อมูลเพิ่มเติม",
        "ภาคผนวก ง บันทึกประกอบรายข้อ",
        "ภาคผนวก จ ภาพถ่าย",
        "ภาคผนวก ฉ คณะผู้ลงพื้นที่และเครื่องที่ใช้",
        "ภาคผนวก ช การตรวจสอบเอกสาร",
    ]
    assert "คำตอบที่ยังไม่ตัดสิน" in titles(world.disputed())[-1]
    assert titles(world.blank()) == ["ภาคผนวก ก คณะผู้ลงพื้นที่และเครื่องที่ใช้"]


def test_advice_stands_with_the_indicator_that_it_is_for() -> None:
    said = under(world.full(), "ข้อเสนอแนะจากการนิเทศ")
    place = said.index("ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล (36.00 คะแนน)")
    assert said.index("ควรจัดทำปฏิทินการเปิดเผยข้อมูลรายเดือน และให้ปลัดตรวจรับทุกสิ้นเดือน") > place
    assert said[-2:] == ["1.", "ขอชื่นชมการต้อนรับประชาชนที่จุดบริการ"]
    assert not any("ตัวชี้วัดที่ 2 " in text for text in said)


def test_dropped_advice_is_not_on_the_paper() -> None:
    telling = world.told()
    before = f"advice:{'7' * 26}"
    telling.say(before, {"indicator": "", "text": "ขอชื่นชมการต้อนรับ", "state": "dropped"})
    assert "ข้อแนะนำทั่วไป" not in under(world.of(telling), "ข้อเสนอแนะ")


def test_the_figures_are_those_that_follow_from_the_scores() -> None:
    said = " ".join(under(world.full(), "ค่าที่คำนวณ"))
    for text in (
        "ร้อยละ 42.50",
        "กลาง (ร้อยละ 20 – 49)",
        "93.01",
        "77.89",
        "30.50",
        "63.47",
        "D",
        "ตัวชี้วัดที่ 7 ประสิทธิภาพการสื่อสาร",
    ):
        assert text in said, text


def test_the_chart_has_every_indicator_and_the_pass_mark() -> None:
    (chart,) = found(tuple(annexes(world.full(), None)), Chart)
    assert [bar.label.split(" ")[0] for bar in chart.bars] == [str(number) for number in range(1, 11)]
    assert chart.mark == 85
    assert {bar.note for bar in chart.bars} == {"", "ต่ำกว่าเกณฑ์"}
    (half,) = found(tuple(annexes(world.half(), None)), Chart)
    assert half.bars[9].value is None


def test_photos_are_numbered_in_the_order_of_the_form_and_say_what_they_prove() -> None:
    shown = list(found(tuple(annexes(world.full(), None)), Picture))
    captions = [" ".join(printed(picture.caption)) for picture in shown]
    assert [caption.split(" ")[1] for caption in captions] == ["1", "2", "3", "4"]
    assert "แผนผังขั้นตอนการให้บริการ" in captions[0]
    assert "2. มีแผนผังแสดงขั้นตอน" in captions[0]
    assert "23 เมษายน 2563 เวลา 09.45 น." in captions[0]
    assert "ภาพของการลงพื้นที่" in captions[3]
    assert all(picture.alt.startswith("ภาพที่ ") and not picture.missing for picture in shown)


def test_a_photo_of_an_item_without_a_number_says_the_number_of_what_it_is_part_of() -> None:
    shown = list(found(tuple(annexes(world.full(), None)), Picture))
    assert "ตัวชี้วัดที่ 7 ข้อ 2. จัดให้มีช่องทางสื่อสาร" in " ".join(printed(shown[1].caption))


def test_a_long_name_without_spaces_is_cut_at_its_end_and_no_letter_loses_its_marks() -> None:
    label = field_label(world.official(), "note:3.2.8/01.2", longest=60)
    assert label.startswith("บันทึก · ตัวชี้วัดที่ 8 ข้อ 1.2 มีป้าย/สัญลักษณ์บอกทิศทาง")
    assert shortened("ก" * 9 + "เก้าอี้", 10) == "ก" * 9 + "…"
    assert shortened("ข้อ เก้าอี้รับรอง", 10) == "ข้อ เก้า…"
    assert shortened("กข คง จฉ", 6) == "กข คง…"
    assert shortened("กข", 2) == "กข"


def test_six_photos_fit_a_page() -> None:
    assert {picture.width for picture in found(tuple(annexes(world.full(), None)), Picture)} == {88}


def test_advice_on_a_part_says_the_item_that_it_is_part_of() -> None:
    """1) of item 11 is not item 1."""
    said = under(world.full(), "ข้อเสนอแนะจากการนิเทศ")
    assert " (ข้อ\u00a01.1)" in said
    form = world.official()
    assert number_of(form, "3.2.5/11.1") == "11. 1)"
    assert number_of(form, "3.2.8/01.10") == "1.10"
    assert number_of(form, "3.2.7/02.3") == "2."
    assert number_of(form, "3.2.9/01") == ""


def test_team_and_phones_have_headings_of_their_own() -> None:
    said = under(world.full(), "คณะผู้ลงพื้นที่")
    assert said.index("ผู้ร่วมลงพื้นที่") < said.index("เครื่องที่ใช้บันทึก")


def test_a_photo_that_is_still_on_a_phone_is_said_to_be() -> None:
    (picture,) = found(tuple(annexes(world.half(), None)), Picture)
    assert "ยังส่งมาไม่ถึงสำนักงาน" in picture.missing
    assert world.half().missing == 1


def test_a_dispute_tells_who_said_what_and_when() -> None:
    said = under(world.disputed(), "คำตอบที่ยังไม่ตัดสิน")
    for text in ("306,000", "360,000", "นางสาวปรียาดา ศรีนวลงาม (เครื่อง A)", "นายธนกฤต วงศ์ตัวอย่าง (เครื่อง B)"):
        assert text in said
    assert any("เวลา" in text for text in said)


def test_what_waits_on_a_phone_is_told() -> None:
    said = under(world.full(), "คณะผู้ลงพื้นที่")
    assert "ส่งครบแล้ว" in said
    assert "คำตอบ 2 รายการ ภาพ 1 ภาพ" in said


def test_answers_that_the_paper_does_not_ask_are_not_lost() -> None:
    said = under(world.full(), "ข้อมูลเพิ่มเติม")
    assert said[-4:] == ["วันที่ลงพื้นที่", "23 เมษายน 2563", "1.2 รอบ", "6 เดือน"]


def test_every_table_has_a_name_and_the_columns_that_it_says() -> None:
    for table in found(tuple(annexes(world.disputed(), world.STAMP)), Table):
        assert table.name
        down = sum(cell.across * cell.down for row in table.rows for cell in row.cells)
        assert down == len(table.widths) * len(table.rows)


def test_pictures_are_those_that_have_arrived() -> None:
    class Kept:
        def read_printed(self, sha256: str, *, visit: str) -> bytes:
            assert visit == world.full().visit.id
            return sha256.encode()

    held = pictures(Kept(), world.full())  # type: ignore[arg-type]  # as much of Photos as is asked
    assert sorted(held) == sorted(world.FILES[:4])
    assert pictures(Kept(), world.half()) == {}  # type: ignore[arg-type]
