"""Photos on the server: only real pictures, upright, bounded, without anything that came along with them."""

import hashlib
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms, TiffImagePlugin

from checklist_app.errors import Problem, ProblemKind
from checklist_app.pictures import (
    LONGEST_EDGE,
    MOST_PIXELS,
    PRINTED_EDGE,
    Picture,
    for_print,
    kept_and_printed,
    reencoded,
)
from checklist_app.store.files import FolderFiles
from checklist_app.visits import photos as module
from checklist_app.visits.photos import LARGEST_FILE, Photos
from checklist_app.wording import problem_wording
from tests.store.model import ModelStore

AT = datetime(2026, 11, 21, 6, 2, 11, tzinfo=UTC)
VISIT, OTHER = "0123456789abcdef-a", "0123456789abcdef-b"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)


@pytest.fixture
def photos(tmp_path: Path) -> Photos:
    return Photos(ModelStore([Photos.KIND]), FolderFiles(tmp_path))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Decodes here instead of aside, and says how often."""
    calls: list[object] = []

    def here(function: object, content: bytes, *, seconds: int) -> tuple[Picture, bytes]:
        calls.append(function)
        return kept_and_printed(content)

    monkeypatch.setattr(module, "aside", here)
    return calls


def corners() -> Image.Image:
    """Red, green / blue, white: 48 by 32, so that every turn and every mirror shows."""
    image = Image.new("RGB", (48, 32), WHITE)
    image.paste(RED, (0, 0, 24, 16))
    image.paste(GREEN, (24, 0, 48, 16))
    image.paste(BLUE, (0, 16, 24, 32))
    return image


def written(image: Image.Image, format: str = "JPEG", **settings: object) -> bytes:
    file = BytesIO()
    image.save(file, format, **({"quality": 95, "subsampling": 0} if format == "JPEG" else {}) | settings)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def seen(image: Image.Image) -> list[str]:
    """The colours of the four quarters, by name."""
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    places = [(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]
    found = []
    for x, y in places:
        pixel = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
        assert isinstance(pixel, tuple)
        found.append(min(names, key=lambda n: sum(abs(a - b) for a, b in zip(names[n], pixel, strict=True))))
    return found


def refusal(content: bytes) -> str:
    with pytest.raises(Problem) as refused:
        reencoded(content)
    assert refused.value.kind is ProblemKind.INVALID
    assert refused.value.code in problem_wording()
    return refused.value.code


def outcome(content: bytes) -> str | None:
    """The format of what became of it, or the code of the refusal."""
    try:
        return opened(reencoded(content).content).format
    except Problem as problem:
        return problem.code


def png_head(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data))
            + name
            + data
            + struct.pack(">I", zlib.crc32(name + data) & 0xFFFFFFFF)
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def wide_webp(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


STORED_TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_ends_upright(orientation: int, format: str) -> None:
    turn = STORED_TURNS[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = corners().transpose(turn) if turn is not None else corners()
    picture = reencoded(written(lying, format, exif=exif, **({"lossless": True} if format == "WEBP" else {})))
    assert (picture.width, picture.height) == (48, 32)
    assert seen(opened(picture.content)) == ["red", "green", "blue", "white"]


def test_place_time_comments_and_profiles_are_dropped() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:21 13:02:11"
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (TiffImagePlugin.IFDRational(16), 26, 10), 3: "E", 4: (102, 50, 0)}
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = written(corners(), exif=exif, comment=b"said by the phone", icc_profile=profile)
    assert b"Maker of cameras" in content
    picture = reencoded(content)
    image = opened(picture.content)
    assert dict(image.getexif()) == {}
    assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & image.info.keys()
    for kept in (b"Exif", b"Maker of cameras", b"said by the phone", b"2026:11:21", b"ICC_PROFILE"):
        assert kept not in picture.content


def test_a_large_photo_keeps_its_shape_within_the_longest_edge() -> None:
    picture = reencoded(written(Image.new("RGB", (4000, 3000), GREEN), quality=60))
    assert (picture.width, picture.height) == (LONGEST_EDGE, LONGEST_EDGE * 3 // 4)
    small = reencoded(written(corners()))
    assert (small.width, small.height) == (48, 32)


def test_a_broken_exif_makes_no_photo_unreadable() -> None:
    content = written(corners())
    damaged = content[:2] + b"\xff\xe1\x00\x20Exif\0\0MM\0\x2a\xff\xff\xff\xff" + b"\xee" * 16 + content[2:]
    assert seen(opened(reencoded(damaged).content)) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "1", "RGBA", "LA"])
def test_every_kind_of_pixel_becomes_plain_colour(mode: str) -> None:
    image = corners().convert(mode)
    picture = reencoded(written(image, "JPEG" if mode == "CMYK" else "PNG"))
    result = opened(picture.content)
    assert (result.mode, result.format) == ("RGB", "JPEG")
    if mode in {"CMYK", "P", "RGBA"}:
        assert seen(result) == ["red", "green", "blue", "white"]


def test_sixteen_bits_of_gray_keep_their_middle() -> None:
    deep = Image.new("I;16", (20, 20), 0x8000)
    pixel = opened(reencoded(written(deep, "PNG")).content).convert("L").getpixel((10, 10))
    assert isinstance(pixel, int)
    assert abs(pixel - 128) <= 2


def test_what_is_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert seen(opened(reencoded(written(image, "PNG")).content)) == ["white"] * 4


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames = [corners(), Image.new("RGB", (48, 32), BLUE)]
    for format in ("GIF", "WEBP"):
        content = written(frames[0], format, save_all=True, append_images=frames[1:])
        result = opened(reencoded(content).content)
        assert seen(result) == ["red", "green", "blue", "white"]
        assert getattr(result, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "content",
    [
        png_head(30_000, 30_000),
        png_head(8_001, 5_000),
        wide_webp(16_383, 16_383),
        b"GIF89a"
        + struct.pack("<HH", 65_535, 65_535)
        + b"\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x4c\x01\0;",
    ],
)
def test_a_bomb_is_refused_by_its_head(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def decoded(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", decoded)
    assert refusal(content) == "photos.too_many_pixels"


def test_as_many_pixels_as_allowed_are_taken() -> None:
    content = written(Image.new("L", (8_000, MOST_PIXELS // 8_000)), quality=20, subsampling=2)
    assert reencoded(content).width == LONGEST_EDGE


def test_a_photo_that_was_cut_off_is_refused() -> None:
    content = written(Image.effect_noise((400, 300), 80))
    assert refusal(content[: len(content) // 2]) == "photos.unreadable"
    assert refusal(written(corners(), "PNG")[:-40]) == "photos.unreadable"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        written(corners(), "TIFF"),
        written(corners(), "BMP"),
        written(corners(), "ICO"),
        written(corners(), "JPEG2000"),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    assert refusal(content) == "photos.not_an_image"


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_pictures_of_iphones_that_cannot_be_kept_are_named(brand: bytes) -> None:
    assert refusal(b"\0\0\0\x20ftyp" + brand + b"\0" * 40) == "photos.heic"


def test_a_file_hidden_behind_a_photo_is_left_behind() -> None:
    hidden = BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("run.html", "<script>alert(1)</script>")
    kept = reencoded(written(corners()) + hidden.getvalue()).content
    assert b"run.html" not in kept
    assert not zipfile.is_zipfile(BytesIO(kept))
    assert kept.endswith(b"\xff\xd9")


def test_a_page_that_pretends_to_be_a_photo_is_none() -> None:
    assert refusal(b"<html><script>alert(1)</script>" + written(corners())) == "photos.not_an_image"


def test_no_damaged_photo_does_more_than_be_refused() -> None:
    whole = {format: written(corners(), format) for format in ("JPEG", "PNG", "GIF", "WEBP")}
    for content in whole.values():
        for at in range(0, len(content), max(1, len(content) // 60)):
            damaged = bytearray(content)
            damaged[at] ^= 0xFF
            assert outcome(bytes(damaged)) in {"JPEG", *problem_wording()}


def test_a_photo_is_decoded_aside_and_kept_under_its_own_hash(photos: Photos) -> None:
    content = written(corners())
    assert photos.accept(digest(content), content, visit=VISIT, by="inspector", at=AT)
    photo = photos.find(digest(content), visit=VISIT)
    assert photo
    kept = photos.read(digest(content), visit=VISIT)
    assert photo.stored == digest(kept) != digest(content)
    assert (photo.width, photo.height, photo.size) == (48, 32, len(kept))
    assert (photo.by, photo.at, photo.type) == ("inspector", "2026-11-21T06:02:11.000Z", "image/jpeg")
    assert photos.of_visit(VISIT) == [photo]


def test_a_photo_sent_again_is_known_and_not_decoded_again(photos: Photos, counted: list[object]) -> None:
    content = written(corners())
    first, again = (
        photos.accept(digest(content), content, visit=VISIT, by=by, at=AT)
        for by in ("inspector", "colleague")
    )
    assert (first, again) == (True, False)
    assert len(counted) == 1
    found = photos.find(digest(content), visit=VISIT)
    assert found
    assert (found.by, found.visits) == ("inspector", (VISIT,))


def test_a_photo_belongs_only_to_the_visits_it_was_sent_to(photos: Photos, counted: list[object]) -> None:
    content = written(corners())
    photos.accept(digest(content), content, visit=VISIT, by="inspector", at=AT)
    assert not photos.has(digest(content), visit=OTHER)
    assert photos.missing([digest(content)], visit=OTHER) == [digest(content)]
    with pytest.raises(Problem, match=r"photos\.unknown"):
        photos.read(digest(content), visit=OTHER)
    assert photos.accept(digest(content), content, visit=OTHER, by="colleague", at=AT)
    assert photos.read(digest(content), visit=OTHER) == photos.read(digest(content), visit=VISIT)
    assert len(counted) == 1


def test_two_phones_that_send_one_photo_at_once_leave_one(
    photos: Photos, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = written(corners())

    def meanwhile(function: object, sent: bytes, *, seconds: int) -> tuple[Picture, bytes]:
        monkeypatch.setattr(module, "aside", lambda *_, **__: kept_and_printed(sent))
        photos.accept(digest(content), content, visit=OTHER, by="colleague", at=AT)
        return kept_and_printed(sent)

    monkeypatch.setattr(module, "aside", meanwhile)
    assert photos.accept(digest(content), content, visit=VISIT, by="inspector", at=AT)
    found = photos.find(digest(content), visit=VISIT)
    assert found
    assert found.visits == (OTHER, VISIT)


def test_what_is_missing_is_said_in_order_and_once(photos: Photos, counted: list[object]) -> None:
    content = written(corners())
    photos.accept(digest(content), content, visit=VISIT, by="inspector", at=AT)
    asked = ["b" * 64, digest(content), "a" * 64, "b" * 64]
    assert photos.missing(asked, visit=VISIT) == ["b" * 64, "a" * 64]


def test_bytes_that_disagree_with_their_name_are_refused_before_decoding(
    photos: Photos, counted: list[object], tmp_path: Path
) -> None:
    content = written(corners())
    for name, sent in ((digest(content), content[:-1]), ("a" * 64, content), ("../x", content)):
        with pytest.raises(Problem, match=r"photos\.differs"):
            photos.accept(name, sent, visit=VISIT, by="inspector", at=AT)
    assert counted == []


def test_a_file_over_the_limit_is_refused_before_anything_else(photos: Photos, counted: list[object]) -> None:
    with pytest.raises(Problem, match=r"photos\.too_large"):
        photos.accept("a" * 64, bytes(LARGEST_FILE + 1), visit=VISIT, by="inspector", at=AT)
    assert counted == []


def test_what_was_refused_leaves_nothing_behind(photos: Photos, tmp_path: Path) -> None:
    content = b"<svg/>"
    with pytest.raises(Problem, match=r"photos\.not_an_image"):
        photos.accept(digest(content), content, visit=VISIT, by="inspector", at=AT)
    assert not photos.has(digest(content), visit=VISIT)
    assert list(FolderFiles(tmp_path).names()) == []


def test_what_goes_on_paper_is_made_when_the_photo_comes(photos: Photos) -> None:
    content = written(Image.new("RGB", (4000, 3000), GREEN))
    photos.accept(digest(content), content, visit=VISIT, by="inspector", at=AT)
    printed = photos.read_printed(digest(content), visit=VISIT)
    assert max(opened(printed).size) <= PRINTED_EDGE
    assert max(opened(photos.read(digest(content), visit=VISIT)).size) > PRINTED_EDGE
    assert for_print(printed) == printed
    assert seen(opened(printed)) == seen(opened(content))


def test_only_a_bare_picture_of_the_right_size_goes_on_paper_as_it_is() -> None:
    large = reencoded(written(Image.new("RGB", (3000, 2000), GREEN))).content
    assert for_print(large) != large
    printed = for_print(large)
    for other in (printed + b"hidden", written(corners(), "PNG")):
        assert for_print(other) != other
