"""The page of a round's results: what an office reads there, what it cannot, and its files."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from checklist_app.store import Entry, Store
from checklist_app.surveys.answering.answers import KioskAnswer, stream_of
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.counting import result_pages
from checklist_app.surveys.model import Channel, Given, Point, PointDraft
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.surveys.world import A_DAY, GOOD, NOON, Office, look_on, office_of

PERIOD = Period(2570, 1)
Moment = Callable[[datetime], None]


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


@pytest.fixture(autouse=True)
def on(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """The moment at which pages are asked for."""

    def ask_at(moment: datetime) -> None:
        monkeypatch.setattr(result_pages, "now", lambda: moment)

    ask_at(NOON)
    return ask_at


@pytest.fixture
def staff(client_of: ClientOf) -> StrictClient:
    return client_of("staff")


def answered(office: Office, point: Point, n: int, given: Mapping[str, Given] = GOOD) -> None:
    for _ in range(n):
        office.answer(point, given)


def address(office: Office, ending: str = "", *, period: Period = PERIOD, point: str = "") -> str:
    place = f"/surveys/{office.agency}/results/{period.year}/{period.number}{ending}"
    return f"{place}?point={point}" if point else place


def test_the_page_says_how_many_answered_what_they_gave_and_how_that_is_worked_out(
    office: Office, staff: StrictClient
) -> None:
    point = office.point()
    answered(office, point, 40)
    office.enter(point, {**GOOD, "comment": "ที่นั่งไม่พอ"})
    text = staff.get(address(office)).text
    assert "เทศบาลตำบลนาดี" in text
    assert '<dd class="large">41</dd>' in text
    assert "แบบกระดาษ 1 เจ้าหน้าที่ช่วยกรอก 0" in text
    assert '<dd class="large">4.25</dd>' in text  # (5 + 4 + 5 + 3) / 4
    assert '<dd class="large">85.00</dd>' in text
    assert "คะแนนรวม ÷ 5 × 100" in text
    assert "41 ÷ 41 × 100" in text
    assert "ระดับมาก" in text
    assert "3.51–4.50" in text
    assert "ไม่ได้มาจากการสุ่มตัวอย่าง" in text
    assert "มีผู้เขียนความเห็น 1 คน" in text
    assert "ข้อมูลน้อย" not in text.split("<h2>")[0]


def test_answers_with_a_flag_are_told_with_their_rule_and_both_figures(
    office: Office, staff: StrictClient
) -> None:
    point = office.point()
    answered(office, point, 12)
    for minute in range(8):
        moment = NOON + timedelta(minutes=minute)
        office.answer(point, {**GOOD, "overall": 1}, connection="one phone", at=moment)
    text = staff.get(address(office)).text
    assert "จากทั้งหมด 20 คำตอบ ไม่นับ 5 คำตอบ" in text
    assert "ในวันเดียวเกิน 3 ครั้งจากเครื่องเดียวกัน เกิน 50 ครั้งจากเครือข่ายเดียวกัน" in text
    assert "ความพึงพอใจโดยรวม 4.20 หากนับทุกคำตอบจะเป็น 3.40" in text


def test_what_few_flagged_answers_said_is_not_told(office: Office, staff: StrictClient) -> None:
    point = office.point()
    answered(office, point, 12)
    for minute in range(5):
        office.answer(point, connection="one phone", at=NOON + timedelta(minutes=minute))
    text = staff.get(address(office)).text
    assert "ไม่นับ 2 คำตอบ" in text
    assert "หากนับทุกคำตอบ" not in text


def test_fewer_than_ten_answers_are_only_counted_and_the_page_says_what_to_do(
    office: Office, staff: StrictClient
) -> None:
    answered(office, office.point(), 9)
    text = staff.get(address(office)).text
    assert '<dd class="large">9</dd>' in text
    assert "แสดงเพียงจำนวน" in text
    assert '<svg class="chart"' not in text
    assert "5.00" not in text.split("<details")[0]


def test_up_to_thirty_answers_are_called_few(office: Office, staff: StrictClient) -> None:
    answered(office, office.point(), 29)
    assert "ข้อมูลน้อย" in staff.get(address(office)).text.split("<h2>")[0]


def test_a_round_without_answers_and_one_that_never_was_teach_what_to_do(
    office: Office, staff: StrictClient
) -> None:
    assert "ยังไม่มีข้อมูลของรอบนี้" in staff.get(address(office)).text
    office.point()
    assert "ยังไม่มีผู้ตอบในรอบนี้" in staff.get(address(office)).text
    file = staff.get(address(office, ".csv", period=Period(2569, 1)))
    assert file.location == address(office, period=Period(2569, 1))


@pytest.mark.parametrize("place", ["2570/3", "2570/0", "1/1", "99999/1"])
def test_what_is_no_round_is_not_found(office: Office, staff: StrictClient, place: str) -> None:
    assert staff.get(f"/surveys/{office.agency}/results/{place}").status_code == 404


def test_results_of_one_point_are_its_own(office: Office, staff: StrictClient) -> None:
    counter, market = office.point("เคาน์เตอร์"), office.point("ตลาด")
    answered(office, counter, 12)
    answered(office, market, 15, {**GOOD, "overall": 1})
    text = staff.get(address(office, point=market.code.upper())).text
    assert "จุดบริการ: ตลาด" in text
    assert '<dd class="large">15</dd>' in text
    assert '<dd class="large">1.00</dd>' in text
    assert staff.get(address(office, point="zzzzzz")).status_code == 404


def test_a_point_of_another_agency_is_none_of_this_round(
    office: Office, staff: StrictClient, world: World
) -> None:
    answered(office, office.point(), 12)
    foreign = office.surveys.points.create(
        world["administrator"],
        world.agencies["เทศบาลเมืองสว่าง"].id,
        result_draft(),
        today=date(2026, 10, 1),
    )
    assert staff.get(address(office, point=foreign.code)).status_code == 404


def result_draft() -> PointDraft:
    return PointDraft(name="จุดของหน่วยงานอื่น")


def test_a_small_point_cannot_be_read_and_neither_can_the_one_that_would_give_it_away(
    office: Office, staff: StrictClient
) -> None:
    small, other, large = (office.point(name) for name in ("เล็ก", "กลาง", "ใหญ่"))
    for point, n in ((small, 2), (other, 12), (large, 20)):
        answered(office, point, n)
    assert staff.get(address(office)).text.count("ซ่อน เพราะมีคำตอบน้อย") >= 2
    for point in (small, other):
        text = staff.get(address(office, point=point.code)).text
        assert "ผลของจุดนี้ถูกซ่อน" in text
        assert "large" not in text
        rows = list(read_csv(staff, address(office, ".csv", point=point.code)))
        assert len(rows) == 1
    assert '<dd class="large">20</dd>' in staff.get(address(office, point=large.code)).text


def test_two_rounds_are_compared_by_their_intervals(
    office: Office, staff: StrictClient, on: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = office.point()
    permit = KioskPass(0, A_DAY, "tablet")
    later = NOON + timedelta(days=200)
    for n in range(40):
        office.answer(point, {**GOOD, "overall": 2})
        collected = KioskAnswer(f"k{n}", later.date(), "standard-1", GOOD)
        office.surveys.answers.deliver(point, permit, [collected], at=later)
    on(later)
    look_on(later.date() + timedelta(days=1), monkeypatch)
    text = staff.get(address(office, period=PERIOD.following)).text
    comparison = text.split("เทียบกับรอบก่อน")[-1]
    assert "+3.00" in comparison
    assert "สูงขึ้น" in comparison
    assert "ไม่ต่างกันชัดเจน" in comparison
    assert address(office) in text  # the way to the round before
    assert "ปิดรอบแล้ว" in staff.get(address(office)).text


def test_english_readers_get_english(office: Office, staff: StrictClient) -> None:
    first, second = office.point(), office.point("อาคารสอง")
    answered(office, first, 15)
    answered(office, second, 4)
    for n in range(5):
        office.answer(first, connection="one phone", at=NOON + timedelta(minutes=n))
    text = staff.get(f"{address(office)}?lang=en").text
    for said in ("Survey results", "October 2026", "few data", "On paper, copied by staff", "Level: high"):
        assert said in text


def read_csv(client: StrictClient, place: str) -> Sequence[Sequence[str]]:
    response = client.get(place)
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    return list(csv.reader(StringIO(response.data.decode("utf-8-sig"))))


def test_the_csv_holds_the_figures_of_the_page(office: Office, staff: StrictClient) -> None:
    answered(office, office.point(), 12)
    head, *rows = read_csv(staff, address(office, ".csv"))
    found = {(row[0], row[1]): dict(zip(head, row, strict=True)) for row in rows}
    aspect = found["รายด้าน", "facilities"]
    assert (aspect["ค่าเฉลี่ย"], aspect["ให้ 3"], aspect["ระดับ"]) == ("3.00", "12", "ปานกลาง")
    assert aspect["หมายเหตุ"] == "ข้อมูลน้อย"
    assert found["รายเดือน", "2026-11"]["จำนวนคำตอบ"] == "12"
    assert found["ได้รับบริการครบหรือไม่", "whole"]["จำนวนคำตอบ"] == "12"


def test_the_workbook_explains_itself_and_holds_no_single_answer(office: Office, staff: StrictClient) -> None:
    point = office.point()
    answered(office, point, 12, {**GOOD, "comment": "ความเห็นหนึ่งเดียว"})
    response = staff.get(address(office, ".xlsx"))
    assert "attachment" in response.headers["Content-Disposition"]
    book = load_workbook(BytesIO(response.data))
    assert book.sheetnames == ["ผลสำรวจ", "คำอธิบาย"]
    notes = {row[0]: row[1] for row in book["คำอธิบาย"].iter_rows(values_only=True)}
    assert "ไม่มีในไฟล์นี้" in str(notes["คำตอบรายคน"])
    assert notes["ระดับ"] == "มาก"
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "ความเห็นหนึ่งเดียว" not in cells


def test_files_of_few_answers_hold_their_number_alone(office: Office, staff: StrictClient) -> None:
    answered(office, office.point(), 9)
    assert len(read_csv(staff, address(office, ".csv"))) == 1
    book = load_workbook(BytesIO(staff.get(address(office, ".xlsx")).data))
    notes = {row[0]: row[1] for row in book["คำอธิบาย"].iter_rows(values_only=True)}
    assert notes["คำตอบที่นับ"] == "9"
    assert "น้อยกว่า 10" in str(notes["เหตุที่ไม่มีตัวเลข"])


def test_who_has_no_business_with_the_agency_finds_nothing(office: Office, client_of: ClientOf) -> None:
    answered(office, office.point(), 12)
    for ending in ("", ".csv", ".xlsx"):
        assert client_of("outsider").get(address(office, ending)).status_code == 404
        assert client_of(None).get(address(office, ending)).status_code == 302
        assert client_of("executive").get(address(office, ending)).status_code == 200


def test_however_many_answered_a_page_reads_no_answer_again(
    office: Office, staff: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tallies go on from where they stopped: what was counted once is not read for the next page."""
    point = office.point()
    for tablet in range(6):
        collected = [KioskAnswer(f"k{tablet}-{n}", A_DAY, "standard-1", GOOD) for n in range(200)]
        permit = KioskPass(0, A_DAY, f"tablet {tablet}")
        office.surveys.answers.deliver(point, permit, collected, at=NOON)
    assert '<dd class="large">1,200</dd>' in staff.get(address(office)).text
    read: list[Entry] = []
    stream, plain = stream_of(point.code, PERIOD), type(office.store).read

    def spy(store: Store, asked: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
        found = plain(store, asked, after=after, limit=limit)
        read.extend(found if asked == stream else ())
        return found

    monkeypatch.setattr(type(office.store), "read", spy)
    assert '<dd class="large">1,200</dd>' in staff.get(address(office)).text
    assert read == []
    office.answer(point)
    assert '<dd class="large">1,201</dd>' in staff.get(address(office)).text
    assert len(read) == 1


def test_paper_answers_are_a_line_of_their_own(office: Office, staff: StrictClient) -> None:
    point = office.point()
    answered(office, point, 12)
    for _ in range(11):
        office.enter(point, {**GOOD, "overall": 2})
    rows = read_csv(staff, address(office, ".csv"))
    by_channel = {row[1]: row for row in rows if row[0] == "ตามช่องทางที่ตอบ"}
    assert by_channel[Channel.PAPER][3] == "11"
    assert by_channel[Channel.PAPER][11] == "2.00"
    assert by_channel[Channel.OPEN][11] == "5.00"
