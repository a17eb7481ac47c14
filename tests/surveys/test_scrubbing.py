"""Numbers and names that lead to a person are taken out of what citizens write; what a service is told with
stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.surveys.listening.scrubbing import EMAIL, ID_NUMBER, LINE, PHONE, scrub
from checklist_app.thai import to_thai

AN_ID = "1101700203450"


def id_number(twelve: list[int]) -> str:
    weighed = sum(digit * (13 - place) for place, digit in enumerate(twelve))
    return "".join(map(str, [*twelve, (11 - weighed % 11) % 10]))


def written(id: str, gaps: list[str], thai: bool) -> str:
    """With these between the digits."""
    text = "".join(digit + gap for digit, gap in zip(id, [*gaps, ""], strict=True))
    return to_thai(text) if thai else text


@pytest.mark.parametrize(
    "text",
    [
        AN_ID,
        "1-1017-00203-45-0",
        "1 1017 00203 45 0",
        "๑๑๐๑๗๐๐๒๐๓๔๕๐",
        "1–1017–00203–45–0",
        "๑-๑๐๑๗-๐๐๒๐๓-๔๕-๐",
    ],
)
def test_an_id_number_is_taken_out_however_it_is_written(text: str) -> None:
    assert scrub(f"เลขบัตร{text}ค่ะ") == f"เลขบัตร{ID_NUMBER}ค่ะ"


def test_thirteen_digits_of_something_else_stay() -> None:
    assert scrub("ใบเสร็จ 1101700203452") == "ใบเสร็จ 1101700203452"


def test_an_id_number_is_found_behind_another_number() -> None:
    assert scrub(f"5 {AN_ID}") == f"5 {ID_NUMBER}"
    assert scrub("5 110170020345-0") == f"5 {ID_NUMBER}"


@pytest.mark.parametrize(
    "text",
    [
        "0812345678",
        "081-234-5678",
        "081 234 5678",
        "08-1234-5678",
        "081.234.5678",
        "(081) 234-5678",
        "๐๘๑-๒๓๔-๕๖๗๘",
        "0 8 1 2 3 4 5 6 7 8",
        "02-123-4567",
        "021234567",
        "043 123 456",
        "+66812345678",
        "+66 81 234 5678",
        "+66 (0)81 234 5678",
        "66812345678",
    ],
)
def test_a_telephone_number_is_taken_out_however_it_is_written(text: str) -> None:
    said = scrub(f"โทร {text} นะคะ")
    assert PHONE in said
    assert not any(letter.isdecimal() for letter in said)


@pytest.mark.parametrize(
    "text",
    [
        "บ้านเลขที่ 123/45 หมู่ 6",
        "เปิด 08.30-16.30 น.",
        "08.30-12.00 13.00-16.30",
        "08:30 - 16:30",
        "ปี 2566 2567 2568 และ 2569",
        "วันที่ 08-06-2569 10 คน",
        "ค่าธรรมเนียม 1,200.50 บาท",
        "ราคา 500 1000 2000 บาท",
        "คิวที่ 0812 รอ 45 นาที",
        "สายด่วน 1205 และ 1669",
        "LINE application ใช้ยาก",
        "ไลน์ของเทศบาลตอบช้า",
        "ไลน์ OA ตอบช้า",
        "online id card ทำไม่ได้",
        "ติดต่อทางไลน์ไม่ได้ 3 วัน",
        "ไอดีไลน์ของสำนักงานหาไม่เจอ",
        "ให้ 5@1 คะแนน",
    ],
)
def test_what_a_service_is_told_with_stays(text: str) -> None:
    assert scrub(text) == text


def test_addresses_are_taken_out_without_the_words_around_them() -> None:
    assert scrub("อีเมลsomebody.else+1@mail.example.co.thครับ") == f"อีเมล{EMAIL}ครับ"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("line id somebody99", f"line id {LINE}"),
        ("LINE ID: somebody.99", f"LINE ID: {LINE}"),
        ("ไลน์ไอดี somebody", f"ไลน์ไอดี {LINE}"),
        ("ไอดีไลน์คือ somebody", f"ไอดีไลน์คือ {LINE}"),
        ("id line somebody", f"id line {LINE}"),
        ("ไลน์: xyz", f"ไลน์: {LINE}"),
        ("แอดมาที่ @somebody", f"แอดมาที่ {LINE}"),
        ("ไลน์@somebody", f"ไลน์{LINE}"),
    ],
)
def test_a_line_name_is_taken_out_where_it_is_announced_as_one(text: str, left: str) -> None:
    assert scrub(text) == left


PIECES = st.sampled_from(
    [*"0123456789๐๑๒๘ -.()@:+a]", "line", "id", "ไลน์", "ไอดี", "081", "66", AN_ID, "x@y.co", "คือ", "ก", "\n"]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=400)
@given(TEXTS)
def test_scrubbing_never_fails_and_a_second_time_changes_nothing(text: str) -> None:
    once = scrub(text)
    assert scrub(once) == once


@settings(max_examples=200)
@given(
    st.lists(st.integers(0, 9), min_size=12, max_size=12),
    st.lists(st.sampled_from(["", "", "", "-", " ", "–"]), min_size=12, max_size=12),
    st.booleans(),
    st.text(alphabet="กขค abc,/", max_size=10),
)
def test_no_id_number_survives(twelve: list[int], gaps: list[str], thai: bool, around: str) -> None:
    text = written(id_number(twelve), gaps, thai)
    said = scrub(f"{around}{text}{around}")
    assert not any(letter.isdecimal() for letter in said)
