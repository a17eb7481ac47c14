"""Lines of Thai end between words: by the word list alone, and where libthai is installed by both."""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.thai import lines, segmenting
from checklist_app.thai.lines import LONGEST, THAI_RUN, pieces
from tests.thai import borders
from tests.thai.strategies import thai_text

FORM = json.loads((Path(__file__).parents[1] / "catalog" / "official_2563.json").read_text("utf-8"))[
    "strings"
]
# Two texts behind each other, so that broken marks meet everything.
any_text = st.lists(st.one_of(thai_text, st.sampled_from([*borders.TEXTS, *FORM])), max_size=4).map("".join)


@pytest.fixture(params=["both", "list"], scope="module")
def segment(request: pytest.FixtureRequest) -> segmenting.Segmenter:
    if request.param == "list":
        return segmenting.by_list
    other = segmenting.libthai() or pytest.skip("libthai is not installed")
    return segmenting.agreed(segmenting.by_list, other)


def test_neither_parts_what_the_other_knows_as_one_word() -> None:
    known = {"ข้อเสนอแนะ": [3, 7], "เสนอแนะ": [4], "แนะนำ": [3, 5]}
    segment = segmenting.agreed(lambda run: known[run], lambda run: [3, 4])
    assert [segment(run) for run in known] == [[3], [4], [3]]


@pytest.fixture(autouse=True, scope="module")
def engine(segment: segmenting.Segmenter) -> Iterator[None]:
    """Both engines do everything of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "segmenter", lambda: segment)
        lines._cached_pieces.cache_clear()
        yield
    lines._cached_pieces.cache_clear()


@pytest.mark.parametrize("texts", [FORM, borders.TEXTS], ids=["the form", "officials' texts"])
def test_no_line_can_end_within_a_word(texts: list[str]) -> None:
    ends = [set(accumulate(map(len, pieces(text)))) for text in texts]
    assert sum(map(len, ends)) > 2 * len(texts)
    assert [part for text, at in zip(texts, ends, strict=True) for part in borders.impossible(text, at)] == []


@pytest.mark.parametrize(
    "parted", ["ตำบ|ล", "สะดว|ก", "พัส|ดุ", "เฟซ|บุ๊ก", "หน่ว|ยงาน", "ประชาช|น", "คณะก|รรมการ"]
)
def test_the_judge_knows_a_parted_word(parted: str) -> None:
    assert borders.impossible(parted.replace("|", ""), {parted.index("|")}) == [parted]


@pytest.mark.parametrize("texts", [FORM, borders.TEXTS], ids=["the form", "officials' texts"])
def test_lines_end_often_enough_for_narrow_columns(texts: list[str]) -> None:
    assert [piece for text in texts for piece in pieces(text) if len(piece) > 20 and ".." not in piece] == []


@given(any_text)
@settings(deadline=None)
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))


@given(any_text)
@settings(deadline=None)
def test_words_joined_are_the_run(text: str) -> None:
    assert ["".join(lines.words(run)) for run in THAI_RUN.findall(text)] == THAI_RUN.findall(text)


@given(any_text)
@settings(deadline=None)
def test_no_letter_loses_its_vowel_or_mark(text: str) -> None:
    for before, after in pairwise(pieces(text)):
        if not before.endswith("\n"):
            assert not unicodedata.category(after[0]).startswith("M")
            assert after[0] not in "ะาำๅ"
        assert not (before[-1] in "เแโใไ" and "ก" <= after[0] <= "ฮ")


@given(any_text)
@settings(deadline=None)
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(text: str) -> None:
    for before, after in pairwise(pieces(text)):
        if not before.endswith("\n") and len(before) < LONGEST // 2:
            assert after[0] not in borders.NEVER_FIRST or after.startswith("..")
        if not after.startswith("\n") and len(before) < LONGEST // 2:
            assert before[-1] not in "(“"


@pytest.mark.parametrize(
    "together",
    [
        "ป.ป.ช.", "พ.ศ.", "ม.ค.", "มี.ค.", "เม.ย.", "อบต.", "อบจ.", "ผอ.", "รพ.สต.", "พ.ร.บ.", "น.",
        "ต่างๆ", "อื่น ๆ", "อื่นๆ ฯลฯ", "(คำ)", "( / )", "“คำ”", "“คำ” ๆ", "(คำ),", "กรุงเทพฯ", "คำ?", "จ.ตาก",
        "๑,๒๓๔.๕๐", "10,000-20,000", "12/2570", "ปี2563", "๓คน", "e-PlanNACC", "๐๘๐๘.๒/ว", "09.30น.",
        "ข้อ\u00a0๑", '"คำ"', "ร้อยละ %",
    ],
)  # fmt: skip
def test_what_belongs_together_stays_together(together: str) -> None:
    assert together in pieces(together)
    assert pieces(f"ตาม {together} และ")[2:-2] == (together,)


@pytest.mark.parametrize(
    "expected",
    [
        "ปลัด|อบต.", "นายก| |อบต.|บ้าน", "โครงการ/|กิจกรรม", "และ/|หรือ", "จำนวน| |.....| |บาท", "รายงาน| |(ITA)",
        "ก่อน\n|ๆ", "http://|www.|example.|go.|th/|a-|b_|c?|x=|1",
    ],
)  # fmt: skip
def test_a_line_may_end_between(expected: str) -> None:
    expected = expected.replace("\n|", "|\n|")
    assert pieces(expected.replace("|", "")) == tuple(expected.split("|"))


def test_a_long_row_of_letters_without_any_border_is_cut() -> None:
    assert [len(piece) for piece in pieces("a" * 64)] == [30, 30, 4]


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["ก", "ตากลม", "การบริหาร", "่", "เ", ")", "(", "( ", " ๆ", "ก.", "a.", " ", "\n"]
)
def test_a_very_long_text_is_segmented_in_stages(
    unit: str, segment: segmenting.Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the time grows with the length alone; with its square this test would take minutes."""
    asked: list[int] = []

    def counting(run: str) -> list[int]:
        asked.append(len(run))
        return segment(run)

    monkeypatch.setattr(lines, "segmenter", lambda: counting)
    text = unit * (100_000 // len(unit))
    assert "".join(pieces(text)) == text
    assert max(asked, default=0) <= segmenting.MOST_AT_ONCE
    assert sum(asked) < 1.2 * len(text)


@pytest.mark.slow
def test_a_run_of_a_hundred_thousand_letters_is_cut_into_words() -> None:
    text = "องค์กรปกครองส่วนท้องถิ่น" * 4200
    assert len(text) > 100_000
    assert "".join(pieces(text)) == text
    assert borders.impossible(text[:3000], set(accumulate(map(len, pieces(text))))) == []


def test_threads_get_the_same_words() -> None:
    with ThreadPoolExecutor(8) as threads:
        alone = [pieces(text) for text in borders.TEXTS]
        lines._cached_pieces.cache_clear()
        together = list(threads.map(pieces, borders.TEXTS * 4))
    assert together == alone * 4


def test_the_list_of_words_is_not_read_before_somebody_asks() -> None:
    asked = "import checklist_app.thai.lines, sys; print('newmm_tokenizer' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == "False"


def test_who_sets_no_lines_does_not_pay_for_them() -> None:
    asked = "import checklist_app.thai, sys; print('checklist_app.thai.lines' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == "False"
