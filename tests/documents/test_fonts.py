"""The fonts of papers: each Thai letter with its marks is one glyph, drawn as Sarabun draws it; and what no
font can draw never reaches the paper."""

import json
import multiprocessing
import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_sarabun
import pytest
import typst
import uharfbuzz
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.documents import fonts
from checklist_app.documents.cluster_font import FAMILY, build
from checklist_app.documents.fonts import FACES, UNKNOWN, drawable, fit, font_folder
from tests.thai.borders import TEXTS
from tests.thai.strategies import any_character, thai_text

CONSONANTS = [chr(code) for code in range(ord("ก"), ord("ฮ") + 1)]
FILES = ["OFL.txt", "SarabunPDF-Regular.ttf", "characters.txt"]
MARKS = ["", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ฺ", "็", "ํ"]
TONES = ["", "่", "้", "๊", "๋", "์"]
CLUSTERS = [
    *(consonant + mark + tone for consonant in CONSONANTS for mark in MARKS for tone in TONES if mark + tone),
    *(consonant + tone + "ำ" for consonant in CONSONANTS for tone in TONES[:5]),
]


@pytest.mark.parametrize("face", FACES)
def test_every_letter_with_its_marks_is_one_glyph(face: str) -> None:
    several = [cluster for cluster in CLUSTERS if len(shaped(ours(face), cluster)) != 1]
    assert len(CLUSTERS) > 3000
    assert several == []


@pytest.mark.parametrize("face", FACES)
def test_it_is_drawn_as_sarabun_draws_it(face: str) -> None:
    for text in (*CLUSTERS[:: len(FACES) * 5], "ปี่ ป้ำ ฟื้น ญุ ฐู ฎู ฏุ", "ที่กรุงเทพฯ (ITA) 1,234.50 ๑๒๓"):
        assert drawing(ours(face), text) == drawing(sarabun(face), text), text


@pytest.mark.parametrize("face", FACES)
def test_whole_sentences_are_as_wide_as_in_sarabun(face: str) -> None:
    assert [text for text in TEXTS if width(ours(face), text) != width(sarabun(face), text)] == []


@pytest.mark.parametrize("face", FACES)
def test_typst_finds_each_face_under_its_own_name(face: str) -> None:
    names = {record.nameID: str(record) for record in TTFont(ours(face))["name"].names}
    assert names[1] == FAMILY
    assert names[2] == face.replace("BoldItalic", "Bold Italic")
    assert names[13].startswith("This Font Software is licensed under the SIL Open Font License")


def test_the_licence_lies_beside_them() -> None:
    licence = (font_folder() / "OFL.txt").read_text("utf-8")
    assert "Copyright 2018 The Sarabun Project Authors" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@pytest.mark.slow
def test_the_same_source_makes_the_same_bytes() -> None:
    """When this builder makes other ones than the kept, its number has to be counted up."""
    assert build(sarabun("Italic")) == build(sarabun("Italic")) == ours("Italic").read_bytes()


# --- where they are kept ---------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation and a temporary folder of this test's own, for one face."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(fonts, "FACES", ("Regular",))
    font_folder.cache_clear()
    yield tmp_path
    font_folder.cache_clear()


def test_the_second_process_only_reads(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = font_folder()
    assert first.is_relative_to(elsewhere / "venv" / "share")
    monkeypatch.setattr(fonts, "_fill", lambda folder: pytest.fail("built again"))
    font_folder.cache_clear()
    assert font_folder() == first


def test_another_sarabun_gets_another_folder(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_fill", lambda folder: None)
    first = font_folder()
    font_folder.cache_clear()
    monkeypatch.setattr(fonts, "FACES", FACES)
    assert font_folder() != first


@pytest.mark.slow
@pytest.mark.usefixtures("elsewhere")
def test_several_processes_may_make_them_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = multiprocessing.get_context("fork").Barrier(3)
    fill = fonts._fill

    def fill_together(folder: Path) -> None:
        fill(folder)
        ready.wait(60)

    monkeypatch.setattr(fonts, "_fill", fill_together)
    with multiprocessing.get_context("fork").Pool(3) as processes:
        folders = processes.starmap(_made, [()] * 3, chunksize=1)
    assert len(set(folders)) == 1
    assert [path.name for path in Path(folders[0]).parent.iterdir()] == [Path(folders[0]).name]
    assert sorted(path.name for path in Path(folders[0]).iterdir()) == FILES


def _made() -> str:
    return str(font_folder())


def test_a_failure_leaves_nothing_behind(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("no space left")

    monkeypatch.setattr(fonts, "_fill", full)
    with pytest.raises(OSError, match="no space left"):
        font_folder()
    assert [path for path in elsewhere.rglob("*") if not path.is_dir()] == []


def test_they_are_private_where_the_installation_belongs_to_somebody_else(elsewhere: Path) -> None:
    (elsewhere / "venv").touch()  # nothing can be put below it
    folder = font_folder()
    assert folder.parent == elsewhere / "tmp" / f"checklist-fonts-{os.getuid()}"
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in folder.iterdir()) == FILES


@pytest.mark.parametrize("trap", ["open to others", "a link"])
def test_a_folder_that_others_can_change_is_refused(elsewhere: Path, trap: str) -> None:
    (elsewhere / "venv").touch()
    private = elsewhere / "tmp" / f"checklist-fonts-{os.getuid()}"
    if trap == "a link":
        private.symlink_to(elsewhere / "tmp")
    else:
        private.mkdir()
        private.chmod(0o777)
    with pytest.raises(PermissionError, match="remove it"):
        font_folder()


# --- what can be drawn -----------------------------------------------------------------------------------


def test_typst_draws_all_that_is_said_to_be_drawable() -> None:
    assert refused(sorted(drawable())) == []


@given(st.lists(st.one_of(thai_text, any_character, st.characters()), max_size=40).map("".join))
@settings(max_examples=50, deadline=None)
def test_typst_draws_whatever_has_been_fitted(text: str) -> None:
    assert refused([fit(text)]) == []


def test_what_officials_write_stays_as_it_is() -> None:
    for text in (
        *TEXTS,
        "๐๑๒๓๔๕๖๗๘๙ 0123456789",
        "☐ ☑ ☒ ✓ ✗ ● ○ ■ □ ★ → ≥ ≤ ± × ÷ ½ ² ° ฿ € № ① Ⅳ α Ω µ",
        "a\nข้อ\u00a0๑",
    ):
        assert fit(text) == text


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("\ufeffคำ\u200b\u200d\u2060\u00ad\u202e", "คำ"),
        ("ก\x00\x07\x1b\x7f\x9dข", "กข"),
        ("☑\ufe0f", "☑"),
        ("👍 漢 한 Ａ", f"{UNKNOWN} {UNKNOWN} {UNKNOWN} {UNKNOWN}"),
        ("\ue000\uf8ff\ufffe\U000f0000", UNKNOWN * 4),
        ("\ud83d", UNKNOWN),
        ("ก\r\nข\rค\u2028ง\u2029จ\x85ฉ", "ก\nข\nค\nง\nจ\nฉ"),
        ("a\tb\u3000c\u2009d", "a b c d"),
        ("1\u202f000\u2007000", "1\u00a0000\u00a0000"),
        ("e\u0301", "é"),
    ],
)
def test_what_cannot_be_drawn_is_left_out_or_marked(written: str, printed: str) -> None:
    assert fit(written) == printed


@given(st.text(st.characters()))
@settings(deadline=None)
def test_fitting_twice_changes_nothing_and_keeps_the_normal_form(text: str) -> None:
    assert fit(fit(text)) == fit(text)
    assert unicodedata.is_normalized("NFC", fit(text))


# --- reading fonts ---------------------------------------------------------------------------------------


@cache
def ours(face: str) -> Path:
    return font_folder() / f"SarabunPDF-{face}.ttf"


def sarabun(face: str) -> Path:
    return Path(fontpkg_sarabun.ROOT) / "files" / f"Sarabun-{face}.ttf"


@cache
def pen_of(path: Path) -> Any:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))


@cache
def glyphs_of(path: Path) -> tuple[Any, list[str]]:
    font = TTFont(path)
    return font.getGlyphSet(), font.getGlyphOrder()


def shaped(path: Path, text: str) -> list[tuple[int, Any]]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(pen_of(path), buffer)
    return [(i.codepoint, p) for i, p in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)]


def width(path: Path, text: str) -> int:
    return sum(place.x_advance for _, place in shaped(path, text))


def drawing(path: Path, text: str) -> tuple[int, list[Any]]:
    """The width, and every stroke where it lies."""
    glyphs, names = glyphs_of(path)
    drawn = DecomposingRecordingPen(glyphs)
    across = 0
    for glyph, place in shaped(path, text):
        moved = TransformPen(drawn, (1, 0, 0, 1, across + place.x_offset, place.y_offset))
        glyphs[names[glyph]].draw(moved)
        across += place.x_advance
    return across, drawn.value


@cache
def typst_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])


def refused(texts: list[str]) -> list[str]:
    """Which of them no paper could be made of, in any of the four faces."""
    source = (
        '#set document(title: "ก")\n#set text(font: "Sarabun PDF")\n#for it in json("texts.json") '
        '[#it#text(weight: "bold", it)#emph(it)#text(weight: "bold", emph(it))\n\n]'
    )
    files: Any = {"main.typ": source.encode(), "texts.json": json.dumps(texts).encode()}
    try:
        typst.compile(files, font_paths=typst_fonts(), format="pdf", pdf_standards=["a-2a", "ua-1"])
    except typst.TypstError:
        if len(texts) == 1:
            return texts
        half = len(texts) // 2
        return refused(texts[:half]) + refused(texts[half:])
    return []
