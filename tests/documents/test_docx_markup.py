"""The markup of a DOCX file is what Word takes without repairing it, and Thai has its font and language
everywhere; whatever people typed."""

import io
from typing import Any

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.documents.document import (
    Blank,
    Box,
    Cell,
    Document,
    Heading,
    Paragraph,
    Part,
    Picture,
    Row,
    SignatureBlock,
    Table,
    Text,
    Writing,
    cell,
    in_digits,
    plain,
    texts,
)
from checklist_app.documents.docx import docx
from checklist_app.documents.docx.tables import Spot, laid
from checklist_app.documents.docx.xml import NAMESPACES, legal
from checklist_app.thai import DigitStyle
from tests.documents.docx_reading import Read, misplaced, name, text_of, value
from tests.documents.test_docx import MADE, everything, paper, photo

PROPERTIES = ("w:pPr", "w:rPr")
HOSTILE = {
    "markup": '</w:t></w:r><w:p/>&amp;<![CDATA[x]]><!DOCTYPE a [<!ENTITY b "c">]>&b;',
    "controls": "ก\x00ข\x08ค\x0bง\x0cจ\x1fฉ\ufffeช\uffff",
    "lone surrogates": "ก\ud83dข\ude00ค",
    "emoji": "👩‍👩‍👧 😐 𝒜 中文 العربية",
    "directions": "ก\u202eข\u2066ค\u200bง\u00adจ",
    "ends of lines": "ก\r\nข\rค\nง\u2028จ\u0085ฉ",
    "tabs": "ก\tข\t\tค",
    "very long": "ข้อความที่ยาวมาก" * 6300,
    "one long word": "x" * 100_000,
}
text = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(list(HOSTILE.values()))


def said_everywhere(typed: str) -> Document:
    blocks = (
        Heading(typed),
        Paragraph((Text(typed, exact=True), Blank(typed), Blank(typed, fixed=5), Box(True, typed))),
        Writing(typed),
        Table(typed, (1, 1), (Row((cell(typed), cell("ก"))),)),
        Picture("a", typed, plain(typed)),
        Picture("b", typed, missing=typed),
        SignatureBlock(typed, typed, typed, typed, typed, typed, typed, remark=typed),
    )
    return Document(typed, (Part(blocks),), MADE, typed, typed, typed)


def elements(root: Any, tag: str) -> list[Any]:
    return list(root.iter(name(tag)))


@pytest.fixture(scope="module")
def whole() -> Read:
    return Read(docx(everything(DigitStyle.THAI), {"photo": photo()}))


def test_elements_stand_in_the_order_of_the_schema(whole: Read) -> None:
    assert [f"{part}: {wrong}" for part, root in whole.roots() for wrong in misplaced(root)] == []


def test_an_order_that_word_repairs_would_be_seen(whole: Read) -> None:
    body = whole.body
    properties = next(found for found in elements(body, "w:pPr") if len(found) > 1)
    properties.append(properties[0])
    assert len(misplaced(body)) == 1


def test_every_style_says_the_font_size_and_language_of_thai(whole: Read) -> None:
    styles = dict(whole.roots())["word/styles.xml"]
    looks = elements(styles, "w:rPr")
    assert len(looks) > 10
    for look in looks:
        fonts = look.find("w:rFonts", NAMESPACES)
        assert {fonts.get(name(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {
            "TH Sarabun New"
        }
        assert value(look, "w:lang", "w:bidi") == "th-TH"
        assert value(look, "w:sz") == value(look, "w:szCs") is not None


def test_no_look_forgets_its_twin_for_thai(whole: Read) -> None:
    for _, root in whole.roots():
        for look in elements(root, "w:rPr"):
            children = {child.tag for child in look}
            for one, twin in (("w:b", "w:bCs"), ("w:i", "w:iCs"), ("w:sz", "w:szCs")):
                assert (name(one) in children) == (name(twin) in children)
        assert "Theme" not in "".join(attribute for one in root.iter() for attribute in one.attrib)


def test_every_paragraph_has_a_style_of_the_file_and_every_run_of_thai_is_complex_script(whole: Read) -> None:
    roots = dict(whole.roots())
    known = {style.get(name("w:styleId")) for style in elements(roots["word/styles.xml"], "w:style")}
    runs = 0
    for root in roots.values():
        assert {value(paragraph, "w:pStyle") for paragraph in elements(root, "w:p")} <= known
        for run in elements(root, "w:r"):
            is_thai = any("\u0e00" <= letter <= "\u0e7f" for letter in text_of(run))
            assert is_thai == (run.find("w:rPr/w:cs", NAMESPACES) is not None)
            runs += is_thai
    assert runs > 50


def test_the_font_names_what_may_stand_in_for_it(whole: Read) -> None:
    fonts = dict(whole.roots())["word/fontTable.xml"]
    assert value(fonts, "w:altName") == "Sarabun,Laksaman"


def test_relations_lead_to_parts_and_numbers_are_given_once(whole: Read) -> None:
    opened = python_docx.Document(io.BytesIO(docx(everything(), {"photo": photo()})))
    called = {
        reference
        for one in whole.body.iter()
        for attribute, reference in one.attrib.items()
        if attribute.startswith("{" + NAMESPACES["r"])
    }
    assert called <= set(opened.part.rels)
    numbers = [one.get("id") for one in elements(whole.body, "wp:docPr")]
    numbers += [one.get(name("w:val")) for one in elements(whole.body, "w:id")]
    assert len(numbers) == len(set(numbers)) > 3


cells = st.builds(Cell, across=st.integers(0, 4), down=st.integers(0, 4))


@given(st.lists(st.lists(cells, max_size=2), min_size=1, max_size=6), st.integers(26, 30))
def test_however_cells_span_each_row_fills_the_grid_and_is_under_what_covers_it(
    rows: list[list[Cell]], columns: int
) -> None:
    above: dict[int, Spot] = {}
    for spots in laid([tuple(row) for row in rows], columns):
        assert sum(spot.across for spot in spots) == columns
        for spot in spots:
            begun = above.get(spot.column)
            assert (spot.cell is None) == (begun is not None and begun.down > 1)
            assert begun is None or begun.down < 2 or begun.across == spot.across
        above = {spot.column: spot for spot in spots}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_only_text(typed: str) -> None:
    content = docx(said_everywhere(typed), {"a": photo()})
    assert [wrong for _, root in Read(content).roots() for wrong in misplaced(root)] == []
    assert legal(typed) in Read(content).text()
    opened = python_docx.Document(io.BytesIO(content))
    assert opened.core_properties.title == legal(typed) or len(opened.core_properties.title) == 255


@settings(max_examples=60, deadline=None)
@given(text, st.sampled_from(DigitStyle))
def test_any_text_comes_back_without_what_xml_cannot_carry(typed: str, digits: DigitStyle) -> None:
    document = paper(Paragraph((Text(typed),)), digits=digits)
    opened = python_docx.Document(io.BytesIO(docx(document, {})))
    assert opened.paragraphs[0].text == legal(next(texts(in_digits(document).parts)))
