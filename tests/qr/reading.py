"""Two readers of QR codes that know nothing of each other, and what cameras do to a picture before."""

from collections.abc import Callable
from typing import Any, Final

import cv2
import numpy
import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

GREY: Final = 190  # of a wall, or of the page that a code is put on


def of_zxing(image: Image.Image) -> list[str]:
    return sorted(found.text for found in zxingcpp.read_barcodes(image.convert("L")))


def of_opencv(image: Image.Image) -> list[str]:
    pixels = numpy.asarray(image.convert("RGB"))
    _, texts, *_ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(pixels)
    return sorted(text for text in texts if text)


READERS: Final[dict[str, Callable[[Image.Image], list[str]]]] = {"zxing": of_zxing, "opencv": of_opencv}


def on_a_wall(image: Image.Image) -> Image.Image:
    wall = Image.new("L", (image.width * 3 // 2, image.height * 3 // 2), GREY)
    wall.paste(image.convert("L"), (image.width // 4, image.height // 4))
    return wall


def turned(image: Image.Image, degrees: int) -> Image.Image:
    return on_a_wall(image).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=GREY)


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return on_a_wall(image).filter(ImageFilter.GaussianBlur(radius))


def page_of(pdf: bytes, *, dots_per_inch: float) -> Image.Image:
    """The only page of it, as it is printed."""
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        drawn: Any = document[0].render(scale=dots_per_inch / 72)
        image: Image.Image = drawn.to_pil()
        return image.convert("L")
