"""Posters, cards and slips: on one page whatever the names are, for eyes, for screen readers, for cameras."""

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Final

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from checklist_app.documents import PosterLayout, Rendering
from checklist_app.documents.pdf import compiled_poster, poster_pdf
from checklist_app.reports import Posters
from checklist_app.reports.survey.posters import NOTES, poster_of
from checklist_app.surveys import Point
from tests.documents.pdf_reading import close, of_pdfium, of_pypdf, structure
from tests.qr.reading import READERS, blurred, on_a_wall, page_of, turned

ADDRESS: Final = "https://nithet.example.go.th"
SCANNED: Final = "HTTPS://NITHET.EXAMPLE.GO.TH/S/7K3QX0"
OFFICE: Final = "เทศบาลตำบลนาดี"
LONG_THAI: Final = ("กองสาธารณสุขและสิ่งแวดล้อมฝ่ายอนุญาตกิจการที่เป็นอันตรายต่อสุขภาพและจัดการขยะมูลฝอยของชุมชน" * 2)[:100]
LONG_ENGLISH: Final = (
    "Public health and environment, licences for hazardous business and municipal waste " * 2
)[:100]
LONG_OFFICE: Final = ("องค์การบริหารส่วนตำบลหนองบัวศาลาพัฒนาประชาสามัคคีเฉลิมพระเกียรติและสิ่งแวดล้อมเมืองใหม่" * 2)[:100]
LONG_ADDRESS: Final = "https://prapokklao-tessaban-muangmai.khonkaen.example.go.th"
UNBROKEN: Final = "W" * 100
CODES: Final = {PosterLayout.POSTER: 1, PosterLayout.CARD: 1, PosterLayout.SLIPS: 8}
# Of the code itself in millimetres: at least, at most.
SIZES: Final = {
    PosterLayout.POSTER: (120, 141),
    PosterLayout.CARD: (55, 61),
    PosterLayout.SLIPS: (34.5, 35.5),
}
# At which a module is about 3.5 pixels wide.
COARSE: Final = {PosterLayout.POSTER: 22, PosterLayout.CARD: 47, PosterLayout.SLIPS: 74}

AS_IT_IS: Final = "as it is"
SEEN: Final[dict[str, Callable[[Image.Image], Image.Image]]] = {
    AS_IT_IS: lambda image: image,
    "on a wall": on_a_wall,
    "a little aslant": lambda image: turned(image, 7),
    "on its side": lambda image: turned(image, 90),
    "upside down": lambda image: turned(image, 180),
    "out of focus": lambda image: blurred(image, 0.8),
}
NAMES: Final = {
    "usual": ("เคาน์เตอร์บริการประชาชน", "Public service counter", OFFICE, ADDRESS),
    "long": (LONG_THAI, LONG_ENGLISH, LONG_OFFICE, LONG_ADDRESS),
    "unbroken": (UNBROKEN, UNBROKEN, UNBROKEN, LONG_ADDRESS),
    "short": ("ก", "", "ข", "http://a.th"),
}


def point(name: str, name_en: str = "") -> Point:
    return Point(name=name, name_en=name_en, code="7k3qx0", version=1, agency="a", created=date(2026, 10, 1))


@cache
def made(layout: PosterLayout, names: str = "usual") -> bytes:
    name, name_en, office, base_url = NAMES[names]
    return poster_pdf(poster_of(point(name, name_en), office, layout, base_url=base_url)).content


WAYS: Final = [
    pytest.param(seen, reader, marks=[pytest.mark.slow] if reader == "opencv" and seen != AS_IT_IS else [])
    for seen in SEEN
    for reader in READERS
]


@pytest.mark.parametrize(("seen", "reader"), WAYS)
@pytest.mark.parametrize("layout", PosterLayout)
def test_every_code_is_read_by_both_readers_however_it_is_seen(
    layout: PosterLayout, seen: str, reader: str
) -> None:
    page = page_of(made(layout), dots_per_inch=150)
    assert READERS[reader](SEEN[seen](page)) == [SCANNED] * CODES[layout]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("layout", PosterLayout)
def test_every_code_is_read_at_low_resolution(layout: PosterLayout, reader: str) -> None:
    page = page_of(made(layout), dots_per_inch=COARSE[layout])
    assert READERS[reader](page) == [SCANNED] * CODES[layout]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("layout", PosterLayout)
def test_the_code_keeps_its_size_on_one_page_whatever_the_names_are(layout: PosterLayout, names: str) -> None:
    dots = 100
    page = page_of(made(layout, names), dots_per_inch=dots)
    found = zxingcpp.read_barcodes(page)
    expected = f"{NAMES[names][3]}/S/7K3QX0".upper()
    assert [code.text for code in found] == [expected] * CODES[layout]
    least, most = SIZES[layout]
    for code in found:
        wide = (code.position.top_right.x - code.position.top_left.x) / dots * 25.4
        assert least - 1 <= wide <= most + 1  # corners are found to a pixel or two


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("layout", PosterLayout)
def test_nothing_is_pushed_off_the_page(layout: PosterLayout, names: str) -> None:
    """All texts are there, and the edges that printers leave out are white."""
    content = made(layout, names)
    name, name_en, office, base_url = NAMES[names]
    text = close(of_pdfium(content))
    for said in (name, name_en, office, f"{base_url.partition('//')[2]}/s/7K3QX0", "รหัส 7K3QX0"):
        assert text.count(close(said)) >= CODES[layout]
    page = page_of(content, dots_per_inch=72)
    edge = 72 * 4 // 25  # about four millimetres
    if layout is PosterLayout.SLIPS:
        return  # cut lines go to the edge
    inside = Image.new("L", page.size, 255)
    inside.paste(page, (0, 0))
    inside.paste(255, (edge, edge, page.width - edge, page.height - edge))
    assert inside.getextrema() == (255, 255)


@pytest.mark.parametrize("layout", PosterLayout)
def test_it_says_all_that_a_citizen_wants_to_know_in_both_languages(layout: PosterLayout) -> None:
    text = close(of_pypdf(made(layout)))
    said = ["บริการวันนี้เป็นอย่างไร?", "How was our service today?", "สแกนประเมิน ไม่ถึง 1 นาที", "หรือพิมพ์"]
    said += ["จุดบริการ เคาน์เตอร์บริการประชาชน", "Service point: Public service counter", OFFICE]
    said += [each for note in NOTES for each in (note.thai, note.english)]
    assert [each for each in said if text.count(close(each)) < CODES[layout]] == []


@pytest.mark.parametrize("layout", PosterLayout)
def test_the_paper_has_its_size(layout: PosterLayout) -> None:
    with pikepdf.open(io.BytesIO(made(layout))) as opened:
        (page,) = opened.pages
        wide, high = (round(float(length) / 72 * 25.4) for length in page.mediabox[2:])
    assert (wide, high) == ((105, 148) if layout is PosterLayout.CARD else (210, 297))


@pytest.mark.parametrize("layout", PosterLayout)
def test_who_does_not_see_it_is_told_what_the_code_is(layout: PosterLayout) -> None:
    content = made(layout)
    tags = structure(content)
    assert len(tags.find("/H1")) == CODES[layout]
    assert {tag.alt for tag in tags.find("/Figure")} == {
        "คิวอาร์โค้ดไปยังแบบประเมินความพึงพอใจ จุดบริการ เคาน์เตอร์บริการประชาชน รหัส 7K3QX0"
    }
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert opened.open_metadata()["pdfuaid:part"] == "1"
        assert opened.Root.Lang == "th-TH"
        assert opened.docinfo["/Title"].__str__().endswith(f"เคาน์เตอร์บริการประชาชน {OFFICE}")
        assert opened.check_pdf_syntax() == []


@pytest.mark.parametrize("layout", PosterLayout)
def test_typst_has_nothing_to_warn_of(layout: PosterLayout, tmp_path: object) -> None:
    poster = poster_of(point("เคาน์เตอร์"), OFFICE, layout, base_url=ADDRESS)
    _, warnings = compiled_poster(poster, str(tmp_path))
    assert warnings == []


def test_text_is_never_markup_and_signs_without_a_glyph_stop_nothing() -> None:
    hostile = '#import "x": y $a$ *b* _c_ <tag> \\ ` ' + "\U0001f600\u200b\x00\u202e"
    poster = poster_of(point(hostile, hostile), hostile, PosterLayout.CARD, base_url=ADDRESS)
    assert close('#import "x": y $a$ *b* _c_ <tag> \\ `') in close(of_pdfium(poster_pdf(poster).content))


@pytest.mark.slow
def test_the_crew_makes_the_same_bytes_again() -> None:
    rendering = Rendering()
    try:
        posters, counter = Posters(rendering, ADDRESS), point(*NAMES["usual"][:2])
        files = [posters.pdf(counter, OFFICE, kind) for kind in ("card", "card")]
        assert files == [made(PosterLayout.CARD)] * 2
    finally:
        rendering.close()
