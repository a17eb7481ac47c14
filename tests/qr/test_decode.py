"""Our reader for cameras reads what other software writes, photographed by other software."""

import base64
from typing import Any, Final

import pytest
import qrcode
import zxingcpp
from PIL import Image, ImageFilter
from qrcode import constants
from qrcode.util import QRData

from tests.node import Twin

LEVELS = [
    constants.ERROR_CORRECT_L,
    constants.ERROR_CORRECT_M,
    constants.ERROR_CORRECT_Q,
    constants.ERROR_CORRECT_H,
]
ROOM = (800, 600)
DIGITS: Final = 1  # modes, as the standard numbers them
LETTERS: Final = 2
BYTES: Final = 4


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_every_version_of_another_writer_is_read(javascript: Twin, level: int) -> None:
    texts = {version: f"รุ่น {version}" if version > 2 else f"v{version}" for version in range(1, 41)}
    pictures = [picture([QRData(text.encode())], level, version) for version, text in texts.items()]
    assert read(javascript, [straight(one) for one in pictures]) == list(texts.values())


@pytest.mark.parametrize("version", [1, 4, 7, 18])
def test_symbols_photographed_aslant_and_blurred_are_read(javascript: Twin, version: int) -> None:
    text = f"V{version}"
    seen = [aslant(picture([QRData(text)], LEVELS[1], version), turn) for turn in range(5, 360, 50)]
    assert read(javascript, seen) == [text] * len(seen)


def test_digits_letters_and_thai_in_one_symbol_are_read(javascript: Twin) -> None:
    parts = [
        QRData("0123456", mode=DIGITS),
        QRData("ABC $%*+-./:", mode=LETTERS),
        QRData("อบต.ทุ่งแก".encode(), mode=BYTES),
        QRData("00", mode=DIGITS),
        QRData("7", mode=DIGITS),
    ]
    assert read(javascript, [straight(picture(parts, LEVELS[1], 6))]) == ["0123456ABC $%*+-./:อบต.ทุ่งแก007"]


def test_a_symbol_that_names_its_encoding_is_read(javascript: Twin) -> None:
    made = zxingcpp.create_barcode("ทดสอบ é", zxingcpp.BarcodeFormat.QRCode)
    image = Image.fromarray(made.to_image(scale=6, add_quiet_zones=True))
    assert read(javascript, [straight(image)]) == ["ทดสอบ é"]


def picture(parts: list[QRData], level: int, version: int) -> Image.Image:
    symbol: qrcode.QRCode[Any] = qrcode.QRCode(version=version, error_correction=level, box_size=4)
    for part in parts:
        symbol.add_data(part, optimize=0)
    symbol.make(fit=False)
    drawn: Image.Image = symbol.make_image().get_image()
    return drawn.convert("L")


def straight(image: Image.Image) -> Image.Image:
    room = Image.new("L", (max(ROOM[0], image.width), max(ROOM[1], image.height)), 150)
    room.paste(image, ((room.width - image.width) // 2, (room.height - image.height) // 2))
    return room


def aslant(image: Image.Image, turn: int) -> Image.Image:
    """Turned, with its upper edge farther away than its lower one."""
    flat = Image.new("L", (600, 600), 150)
    flat.paste(image.resize((400, 400), Image.Resampling.BICUBIC), (100, 100))
    turned = flat.rotate(turn, Image.Resampling.BICUBIC, fillcolor=150)
    near, lean, middle = 1.12, 0.0004, 300
    shift = middle * (1 - near)
    view = (near, middle * lean, shift, 0, near + middle * lean, shift, 0, lean)
    seen = turned.transform(turned.size, Image.Transform.PERSPECTIVE, view, Image.Resampling.BICUBIC)
    return seen.filter(ImageFilter.GaussianBlur(0.8))


def read(javascript: Twin, pictures: list[Image.Image]) -> list[str | None]:
    calls = [
        ("decode", [one.width, one.height, base64.b64encode(one.tobytes()).decode()]) for one in pictures
    ]
    return [answer["gives"] for answer in javascript.answers("qr", calls)]
