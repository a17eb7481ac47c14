"""Lines on paper end where Thai words end: officials' texts and the form itself, set in columns of a table by
the real encoder, and read back as Chromium reads the file."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest

from checklist_app.documents.document import Cell, Document, Paragraph, Part, Row, Table, Text
from checklist_app.documents.fonts import fit
from checklist_app.documents.pdf import pdf
from checklist_app.thai import lines, segmenting
from tests.thai.borders import NEVER_FIRST, RUN, TEXTS, impossible
from tests.thai.test_lines import FORM

pytestmark = pytest.mark.slow

WITHIN_MARGINS = 467  # points
PADDING = 8
HALF_A_LINE = 7
PAGE_NUMBER = re.compile(r"หน้า\d+จาก\d+")
LEAST_ENDS = {110: 1000, 200: 400, 330: 200}


@pytest.fixture(params=["both", "list"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    segment: segmenting.Segmenter = segmenting.by_list
    if request.param == "both":
        other = segmenting.libthai() or pytest.skip("libthai is not installed")
        segment = segmenting.agreed(segment, other)
    monkeypatch.setattr(lines, "segmenter", lambda: segment)
    lines._cached_pieces.cache_clear()
    yield
    lines._cached_pieces.cache_clear()


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("width", [110, 200, 330])
def test_no_line_ends_within_a_word_or_before_a_closing_sign(width: int) -> None:
    texts = [fit(text) for text in (*TEXTS, *FORM)]
    lines = lines_of(texts, width)
    assert sum(len(broken) - 1 for broken in lines) > LEAST_ENDS[width]
    parted = [part for text, broken in zip(texts, lines, strict=True) for part in parted_words(text, broken)]
    assert parted == []
    begun = [line for broken in lines for line in broken[1:] if line[0] in NEVER_FIRST]
    assert [line for line in begun if not line.startswith("..")] == []


def lines_of(texts: list[str], width: int) -> list[list[str]]:
    """Each text as the lines in which it stands, without white space."""
    column = tuple(Row((Cell((Paragraph((Text(text, exact=True),)),)), Cell()), long=True) for text in texts)
    table = Table("คอลัมน์", (width + PADDING, WITHIN_MARGINS - width - PADDING), column)
    paper = pdf(Document("การตัดคำ", (Part((table,)),), datetime(2026, 1, 1, tzinfo=UTC)), {})
    lines = read_lines(paper.content)
    return [list(lines_until(close(text), lines)) for text in texts]


def read_lines(content: bytes) -> Iterator[str]:
    """What stands at one height, without white space; the reader alone joins lines of different rows."""
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            yield from (line for line in page_lines(page.get_textpage()) if not PAGE_NUMBER.fullmatch(line))


def page_lines(page: Any) -> Iterator[str]:
    line, height = "", 0.0
    for at in range(page.count_chars()):
        letter = page.get_text_range(at, 1).replace("\x02", "-").replace("\ufffe", "-").strip()
        bottom = page.get_charbox(at, loose=True)[1]
        if letter and line and abs(bottom - height) > HALF_A_LINE:
            yield line
            line = ""
        if letter:
            height = height if line else bottom
            line += letter
    yield line


def lines_until(text: str, lines: Iterator[str]) -> Iterator[str]:
    while text:
        line = next(lines)
        assert text.startswith(line)
        yield line
        text = text.removeprefix(line)


def parted_words(text: str, lines: list[str]) -> list[str]:
    at = [place for place, character in enumerate(text) if not character.isspace()]
    ends: set[int] = set()
    set_so_far = 0
    for line in lines[:-1]:
        set_so_far += len(line)
        ends.add(at[set_so_far])
    return impossible(text, ends)


def close(text: str) -> str:
    return "".join(text.split())


def test_the_texts_are_thai() -> None:
    assert sum(len(run) for text in TEXTS for run in RUN.findall(text)) > 8000
