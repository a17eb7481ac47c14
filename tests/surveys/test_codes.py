"""What is scanned leads to the form, and what is mistyped is noticed before anything is looked up."""

import io
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import pytest
import typst
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from checklist_app.codes import with_check
from checklist_app.errors import Problem
from checklist_app.ids import ALPHABET
from checklist_app.surveys.points.records import read_point_code
from tests.cast import World
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.qr.reading import READERS, page_of
from tests.surveys.world import office_of

CHANCE: Final = st.text(ALPHABET, min_size=5, max_size=5)


def of_svg(content: bytes) -> Image.Image:
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("c.svg", width: 60mm)'
    made = typst.compile({"main.typ": page, "c.svg": content}, format="png", ppi=96)  # type: ignore[call-overload]
    return Image.open(io.BytesIO(made))


FILES: Final[dict[str, Callable[[bytes], Image.Image]]] = {
    "qr.svg": of_svg,
    "qr.png": lambda content: Image.open(io.BytesIO(content)),
    "poster.pdf": lambda content: page_of(content, dots_per_inch=60),
    "card.pdf": lambda content: page_of(content, dots_per_inch=100),
    "slips.pdf": lambda content: page_of(content, dots_per_inch=150),
}


@pytest.fixture
def staff(client_of: ClientOf) -> StrictClient:
    return client_of("staff")


@pytest.mark.parametrize("file", FILES)
def test_every_file_that_is_downloaded_leads_to_the_form_of_its_point(
    app: Flask, world: World, staff: StrictClient, file: str
) -> None:
    point = office_of(world).point()
    image = FILES[file](staff.get(f"/s/{point.code}/{file}").data)
    first, second = (set(read(image)) for read in READERS.values())
    assert first == second
    (scanned,) = first
    address = urlsplit(scanned)
    assert (address.scheme, address.hostname) == ("http", "localhost")
    endpoint, arguments = app.url_map.bind("localhost").match(address.path, "GET")
    assert endpoint == "survey_form.form"
    assert read_point_code(arguments["code"]) == point.code


@given(CHANCE, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(chance: str, place: int, wrong: str) -> None:
    code = with_check(chance)
    if code[place] != wrong:
        with pytest.raises(Problem, match=r"surveys\.code_mistyped"):
            read_point_code(code[:place] + wrong + code[place + 1 :])


@given(CHANCE, st.integers(0, 4))
def test_any_two_neighbours_that_changed_places_are_noticed(chance: str, place: int) -> None:
    code = with_check(chance)
    one, other = code[place], code[place + 1]
    if one != other:
        with pytest.raises(Problem, match=r"surveys\.code_mistyped"):
            read_point_code(code[:place] + other + one + code[place + 2 :])


@given(CHANCE)
def test_letters_that_look_like_digits_and_thai_digits_are_understood(chance: str) -> None:
    code = with_check(chance)
    misread = code.translate(str.maketrans("01", "ol"))
    thai = code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    for typed in (code.upper(), f" {code[:3]}-{code[3:]} ", misread, misread.upper(), thai):
        assert read_point_code(typed) == code


@pytest.mark.parametrize("typed", ["", "7k3qx", "7k3qx00", "รหัส", "\x00" * 6, "x" * 100_000])
def test_what_is_no_code_is_a_problem_and_nothing_worse(typed: str) -> None:
    with pytest.raises(Problem, match=r"surveys\.code_(length|mistyped)") as caught:
        read_point_code(typed)
    assert caught.value.field == "code"
