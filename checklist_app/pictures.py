"""A picture made safe: decoded within bounds and written anew, so that nothing of what came along with it
(place, time, serial numbers, hidden files) is kept. It runs aside, in a process that may fail. Pure."""

import math
import struct
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from checklist_app.errors import Problem, invalid

LONGEST_EDGE: Final = 2560
MOST_PIXELS: Final = 40_000_000
QUALITY: Final = 85
PRINTED_EDGE: Final = 1100
PRINTED_QUALITY: Final = 82
_PRINTED_AT_LEAST: Final = 960  # for 75 mm; half of what phones send, decoded in a quarter of the time
TYPE: Final = "image/jpeg"

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_END: Final = b"\xff\xd9"
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_HEIF: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
_DEEP_GRAY: Final = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    EOFError,
    ArithmeticError,
    NotImplementedError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    width: int
    height: int


def reencoded(content: bytes) -> Picture:
    """The first frame, upright, on white, at most LONGEST_EDGE, as a JPEG without metadata."""
    return _written(content, LONGEST_EDGE, LONGEST_EDGE, QUALITY)


def kept_and_printed(content: bytes) -> tuple[Picture, bytes]:
    """As it is kept, and as it goes on paper."""
    picture = reencoded(content)
    return picture, for_print(picture.content)


def for_print(content: bytes) -> bytes:
    """As `reencoded`, as large as a page needs it; what is such a picture already stays as it is."""
    if _is_printed(content):
        return content
    return _written(content, PRINTED_EDGE, _PRINTED_AT_LEAST, PRINTED_QUALITY).content


def _written(content: bytes, longest: int, drafted: int, quality: int) -> Picture:
    try:
        with closing(_opened(content)) as image:
            return _encoded(_shrunk(image, longest, drafted), quality)
    except Problem:
        raise
    except (MemoryError, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except _BROKEN as error:
        raise invalid("photos.unreadable", field="file") from error


def require_own(contents: list[bytes], sizes: list[tuple[int, int]]) -> None:
    """Raise a Problem unless each is such a JPEG as `reencoded` writes, whole and of this size."""
    for content, size in zip(contents, sizes, strict=True):
        try:
            with closing(_opened(content)) as image:
                image.load()
                own = image.size == size and max(size) <= LONGEST_EDGE and _is_bare(image, content)
        except _BROKEN as error:
            raise invalid("carried.photo_wrong") from error
        if not own:
            raise invalid("carried.photo_wrong")


def _is_printed(content: bytes) -> bool:
    """By its head and its end, without decoding it: whoever keeps it knows by its hash that it is whole."""
    try:
        with closing(_opened(content)) as image:
            return max(image.size) <= PRINTED_EDGE and _is_bare(image, content)
    except (Problem, *_BROKEN):
        return False


def _is_bare(image: Image.Image, content: bytes) -> bool:
    """A JPEG with its own head and nothing else, neither before the picture nor behind it."""
    if not isinstance(image, JpegImageFile) or content.find(_END) != len(content) - len(_END):
        return False
    return image.mode == "RGB" and [name for name, _ in image.applist] == ["APP0"]


def _opened(content: bytes) -> Image.Image:
    """Only the head is read here: what claims too many pixels is never decoded."""
    _refuse_wide_webp(content)
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError as error:
        heif = content[4:8] == b"ftyp" and content[8:12] in _HEIF
        raise invalid("photos.heic" if heif else "photos.not_an_image", field="file") from error
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    return image


def _refuse_wide_webp(content: bytes) -> None:
    """The library makes room for the whole canvas of this format as soon as it opens it."""
    if content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8X" and len(content) >= 30:
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
        if width * height > MOST_PIXELS:
            raise _too_many_pixels()


def _shrunk(image: Image.Image, longest: int, drafted: int) -> Image.Image:
    turn = _turn(image)
    image.draft("RGB", _proportional(image, drafted))  # a large JPEG is decoded at a half, a quarter …
    image.load()
    plain = _on_white(image)
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return plain if turn is None else plain.transpose(turn)


def _proportional(image: Image.Image, longest: int) -> tuple[int, int]:
    scale = longest / max(image.size)
    return math.floor(image.width * scale), math.floor(image.height * scale)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What is wrong in the metadata makes a picture lie on its side, not unreadable."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return None


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in _DEEP_GRAY:
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _encoded(image: Image.Image, quality: int) -> Picture:
    bare = Image.new("RGB", image.size)  # a new picture: profiles, comments and Exif stay behind
    bare.paste(image)
    written = BytesIO()
    bare.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return Picture(written.getvalue(), bare.width, bare.height)


def _too_many_pixels() -> Problem:
    return invalid("photos.too_many_pixels", field="file", most=MOST_PIXELS // 1_000_000)
