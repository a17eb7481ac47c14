"""The code as a drawing: small, white around it, and read by everybody's reader."""

import io
import re
from collections.abc import Callable
from typing import Final
from xml.etree import ElementTree

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from checklist_app.qr import QUIET, modules, png, svg
from tests.qr.reading import READERS, blurred, on_a_wall, turned

ADDRESS: Final = "HTTPS://NITHET.EXAMPLE.GO.TH/S/7K3QX0"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./:"
SPACE: Final = "{http://www.w3.org/2000/svg}"

SEEN: Final[dict[str, Callable[[Image.Image, int], Image.Image]]] = {
    "as it is": lambda image, pixels: image,
    "on a wall": lambda image, pixels: on_a_wall(image),
    "a little aslant": lambda image, pixels: turned(image, 7),
    "on its side": lambda image, pixels: turned(image, 90),
    "upside down": lambda image, pixels: turned(image, 180),
    "out of focus": lambda image, pixels: blurred(image, pixels / 4),
}


def drawn(text: str, pixels: int) -> Image.Image:
    """The drawing as another program draws it, `pixels` for each module."""
    page = (
        f'#set page(width: auto, height: auto, margin: 0pt)\n#image("c.svg", width: {len(modules(text))}pt)'
    )
    sources = {"main.typ": page.encode(), "c.svg": svg(text).encode()}
    made = typst.compile(sources, format="png", ppi=72 * pixels)  # type: ignore[call-overload]
    return Image.open(io.BytesIO(made)).convert("L")


def as_picture(text: str, pixels: int) -> Image.Image:
    return Image.open(io.BytesIO(png(text, pixels=pixels))).convert("L")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("pixels", [3, 8])
@pytest.mark.parametrize("make", [drawn, as_picture])
def test_both_files_are_read_by_both_readers_however_they_are_seen(
    make: Callable[[str, int], Image.Image], pixels: int, seen: str, reader: str
) -> None:
    assert READERS[reader](SEEN[seen](make(ADDRESS, pixels), pixels)) == [ADDRESS]


@settings(max_examples=50)
@given(st.text(LETTERS, min_size=30, max_size=45))
def test_an_address_of_up_to_45_letters_takes_at_most_2_kib(text: str) -> None:
    assert len(svg(text).encode()) <= 2048


def test_it_draws_exactly_the_modules_of_the_code() -> None:
    image = drawn(ADDRESS, 4)
    size = len(modules(ADDRESS))
    seen = tuple(tuple(image.getpixel((4 * x + 2, 4 * y + 2)) == 0 for x in range(size)) for y in range(size))
    assert seen == modules(ADDRESS)


def test_it_is_one_path_on_white_with_its_edge_inside_and_its_size_in_millimetres() -> None:
    root = ElementTree.fromstring(svg(ADDRESS, millimetres=140))
    size = len(modules(ADDRESS))
    assert (root.get("width"), root.get("height")) == ("140mm", "140mm")
    assert root.get("viewBox") == f"0 0 {size} {size}"
    assert root.get("shape-rendering") == "crispEdges"
    ground, path = root
    assert (ground.tag, ground.get("width"), ground.get("fill")) == (f"{SPACE}rect", str(size), "#fff")
    assert (path.tag, path.get("stroke")) == (f"{SPACE}path", "#000")
    begun = [tuple(map(float, found)) for found in re.findall(r"M(\d+) ([\d.]+)", path.get("d", ""))]
    assert min(x for x, _ in begun) == QUIET
    assert min(y for _, y in begun) == QUIET + 0.5


def test_it_has_nothing_in_it_that_a_page_would_refuse() -> None:
    assert not re.search(r"style=|<style|<script|\bid=|xlink|<svg:", svg(ADDRESS))


def test_a_code_is_drawn_once_however_often_it_is_asked_for() -> None:
    assert svg("HTTPS://A.EXAMPLE/S/ABCDEF") is svg("HTTPS://A.EXAMPLE/S/ABCDEF")
    assert png("HTTPS://A.EXAMPLE/S/ABCDEF") is png("HTTPS://A.EXAMPLE/S/ABCDEF")
