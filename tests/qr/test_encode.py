"""Our QR symbols are read by a reader that is not ours, and are cell by cell those of another writer."""

from typing import Any, Final, Literal

import pytest
import qrcode
import zxingcpp
from PIL import Image
from qrcode import constants
from qrcode.util import QRData

from tests.node import Twin

LEVELS = {"L": constants.ERROR_CORRECT_L, "M": constants.ERROR_CORRECT_M, "Q": constants.ERROR_CORRECT_Q}
LETTERS: Final = 2  # modes, as the standard numbers them
BYTES: Final = 4
QUIET = 4
SCALE = 4


@pytest.mark.parametrize("level", LEVELS)
def test_every_version_is_read_by_an_independent_reader(javascript: Twin, level: str) -> None:
    asked = [(version, text_of(version)) for version in range(1, 41)]
    for (version, text), made in zip(asked, encoded(javascript, level, asked), strict=True):
        assert made["version"] == version
        assert read(made) == text, f"version {version}"


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_every_version_is_written_as_another_writer_does(javascript: Twin, level: str) -> None:
    asked = [(version, text_of(version)) for version in range(1, 41)]
    for (version, text), made in zip(asked, encoded(javascript, level, asked), strict=True):
        assert made["dark"] == elsewhere(text.encode(), BYTES, made), f"version {version}"


def test_capital_letters_and_digits_take_less_room(javascript: Twin) -> None:
    text = "HTTPS://NITHET.EXAMPLE/V/01H $%*+-./:"
    made = encoded(javascript, "M", [(1, text)])[0]
    assert made["version"] < encoded(javascript, "M", [(1, text.lower())])[0]["version"]
    assert read(made) == text
    assert made["dark"] == elsewhere(text.encode(), LETTERS, made)


@pytest.mark.parametrize("mask", range(8))
def test_every_mask_is_written_as_another_writer_does(javascript: Twin, mask: int) -> None:
    content = "องค์การบริหารส่วนตำบล".encode()
    made = javascript.answers("qr", [("encode_bytes", [list(content), {"level": "Q", "mask": mask}])])[0][
        "gives"
    ]
    assert made["mask"] == mask
    assert made["dark"] == elsewhere(content, BYTES, made)


def text_of(version: int) -> str:
    """Lower case, so that it needs bytes; version 1 at Q holds eleven of them."""
    return f"v{version} ไท"


def encoded(javascript: Twin, level: str, asked: list[tuple[int, str]]) -> list[dict[str, Any]]:
    calls = [("encode", [text, {"level": level, "least": version}]) for version, text in asked]
    return [answer["gives"] for answer in javascript.answers("qr", calls)]


def read(made: dict[str, Any]) -> str:
    found = zxingcpp.read_barcode(picture(made["dark"], made["size"]))
    assert found is not None
    return str(found.text)


def picture(dark: str, size: int) -> Image.Image:
    cells = Image.frombytes("L", (size, size), bytes(0 if cell == "1" else 255 for cell in dark))
    paper = Image.new("L", (size + 2 * QUIET, size + 2 * QUIET), 255)
    paper.paste(cells, (QUIET, QUIET))
    return paper.resize((paper.width * SCALE, paper.height * SCALE), Image.Resampling.NEAREST)


def elsewhere(content: bytes, mode: Literal[2, 4], made: dict[str, Any]) -> str:
    """The same content at the same version, level and mask, by the library the server uses."""
    symbol: qrcode.QRCode[Any] = qrcode.QRCode(
        version=made["version"], error_correction=LEVELS[made["level"]], border=0, mask_pattern=made["mask"]
    )
    symbol.add_data(QRData(content, mode=mode), optimize=0)
    symbol.make(fit=False)
    return "".join("1" if cell else "0" for row in symbol.get_matrix() for cell in row)
