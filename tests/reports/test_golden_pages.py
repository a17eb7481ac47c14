"""The papers look as they did when somebody last looked at every page of them."""

import hashlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.reports import golden

ROOT = Path(__file__).parent.parent.parent
NAMES = sorted(path.stem for path in golden.FOLDER.glob("*.png"))
# A letter is four by five dots: a square of this size shows one that is missing, and not that the edges of
# all of them are drawn a little softer.
SQUARE = 4
MOST_DIFFERENCE = 28
LARGEST_FOLDER = 1_200_000


@cache
def pages() -> dict[str, Image.Image]:
    return dict(golden.pages())


def difference(one: Image.Image, other: Image.Image) -> int:
    """How much the squares differ that differ most, from 0 to 255."""
    return max(ImageChops.difference(one, other).reduce(SQUARE).tobytes())


def test_there_are_as_many_pages_as_were_looked_at() -> None:
    assert sorted(pages()) == NAMES, f"look at the pages, then renew them: {golden.RENEW}"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_looks_as_it_did(name: str) -> None:
    kept = Image.open(golden.FOLDER / f"{name}.png").convert("L")
    page = pages()[name]
    assert page.size == kept.size
    assert difference(page, kept) <= MOST_DIFFERENCE, (
        f"{name} looks different. If that is meant, look at every page, then renew them: {golden.RENEW}"
    )


def test_a_letter_that_is_missing_is_seen() -> None:
    kept = Image.open(golden.FOLDER / "filled-01.png").convert("L")
    box = (120, 96, 125, 102)  # in the title
    assert min(kept.crop(box).tobytes()) < 200
    damaged = kept.copy()
    damaged.paste(255, box)
    assert difference(kept, damaged) > MOST_DIFFERENCE


@pytest.mark.slow
def test_the_same_visit_makes_the_same_bytes_in_every_process() -> None:
    here = hashlib.sha256(golden.content(golden.filled())).hexdigest()
    code = (
        "import hashlib; from tests.reports import golden;"
        "print(hashlib.sha256(golden.content(golden.filled())).hexdigest())"
    )
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == here


def test_the_kept_pages_are_small() -> None:
    assert sum(path.stat().st_size for path in golden.FOLDER.glob("*.png")) < LARGEST_FOLDER
