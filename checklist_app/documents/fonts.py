"""The fonts of our papers, made once from the Sarabun that is installed, and what they can draw.

`python -m checklist_app.documents.fonts` makes them, as the set-up does; otherwise the first paper does. They
lie beside the installed packages, or, where nobody may write there, in a private folder of this user."""

import hashlib
import os
import shutil
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import fontpkg_sarabun

FACES: Final = ("Regular", "Bold", "Italic", "BoldItalic")
UNKNOWN: Final = "\u25a1"

_BUILDER: Final = 1  # counted up when other files would be built from the same Sarabun
_TOOLS: Final = ("fonttools", "uharfbuzz")
_SOURCE: Final = fontpkg_sarabun.ROOT
_LICENCE: Final = "OFL.txt"
_CHARACTERS: Final = "characters.txt"

# What the symbol fonts that come with typst draw; a test sets all of it. First and last, or one alone.
_SYMBOLS: Final = (
    "\u0370\u04ff \u2010\u2027 \u2030\u2040 \u2042 \u2044\u2052 \u2054\u205e \u2070\u209c \u20a0\u20a4 "
    "\u20a6\u20c0 \u2100\u211e \u2120 \u2122 \u2124 \u2126\u2151 \u2153\u2184 \u2190\u23ff \u2460\u24ff "
    "\u2500\u2606 \u2609\u262f \u2638\u268b \u2690\u269c \u26a0\u26a7 \u26aa\u26af \u2701\u2704 \u2706\u2709 "
    "\u270c\u2714 \u2717\u2726 \u272a\u274b \u274d \u274f\u2752 \u2756 \u2758\u275e \u2761\u277f \u2794 "
    "\u2798\u27af \u27b1\u27bf"
)
_NO_BREAK: Final = "\u00a0\u2007\u202f"
_LINE_ENDS: Final = str.maketrans(dict.fromkeys("\r\u0085\u2028\u2029", "\n"))


# --- what can be drawn -----------------------------------------------------------------------------------


def fit(text: str) -> str:
    """The text as our fonts can draw it. What is not seen is left out, what cannot be drawn is a □; line
    ends and no-break spaces stay."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").translate(_LINE_ENDS)
    return "".join(map(_fitted, lines))


@cache
def drawable() -> frozenset[str]:
    """Letters and signs; spaces and line ends are not among them."""
    own = (font_folder() / _CHARACTERS).read_text("utf-8")
    symbols = (chr(code) for part in _SYMBOLS.split() for code in range(ord(part[0]), ord(part[-1]) + 1))
    return frozenset(
        character for character in (*own, *symbols) if unicodedata.category(character)[0] not in "CZ"
    )


@lru_cache(maxsize=4096)
def _fitted(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\n" or character in drawable():
        return character
    if character in _NO_BREAK:
        return "\u00a0"
    if category == "Zs" or character == "\t":
        return " "
    if category in ("Cc", "Cf") or _selects_a_variant(character):
        return ""
    return UNKNOWN


def _selects_a_variant(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


# --- where the fonts are ---------------------------------------------------------------------------------


@cache
def font_folder() -> Path:
    """Regular, bold, italic and both of the family "Sarabun PDF", with the licence beside them."""
    key = _key()
    shared = Path(sys.prefix) / "share" / "checklist" / "fonts"
    if (shared / key).is_dir():
        return shared / key
    try:
        shared.mkdir(parents=True, exist_ok=True)
        return _built(shared / key)
    except OSError:  # the packages were installed by somebody else
        return _built(_private() / key)


def _key() -> str:
    digest = hashlib.sha256(repr((_BUILDER, *map(version, _TOOLS))).encode())
    for source in _sources():
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    return (_SOURCE / "files" / f"Sarabun-{face}.ttf" for face in FACES)


def _private() -> Path:
    """Everybody may write beside it, so what somebody else has put there is not taken for ours."""
    folder = Path(tempfile.gettempdir()) / f"checklist-fonts-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} is not a private folder of this user; remove it")
    return folder


def _built(folder: Path) -> Path:
    """Complete as soon as it is there. Who comes second keeps what the first has made, which is the same."""
    if folder.is_dir():
        return folder
    unfinished = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        _fill(unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def _fill(folder: Path) -> None:
    from checklist_app.documents.cluster_font import build, characters  # costs memory, and is needed once

    drawn = None
    for face, source in zip(FACES, _sources(), strict=True):
        font = build(source)
        (folder / f"SarabunPDF-{face}.ttf").write_bytes(font)
        drawn = characters(font) if drawn is None else drawn & characters(font)
    (folder / _CHARACTERS).write_text("".join(sorted(drawn or ())), "utf-8")
    shutil.copyfile(_SOURCE / "LICENSE", folder / _LICENCE)


if __name__ == "__main__":
    sys.stdout.write(f"{font_folder()}\n")
