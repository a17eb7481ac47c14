"""Sarabun with one glyph for every Thai letter together with its marks.

A PDF names the text of each glyph. Where a letter and its marks are glyphs of their own that move to their
places, programs that search, copy or read aloud find the marks twice, displaced or not at all. Here every
such group is drawn by one glyph, so that all of them find the text that was written. What is seen is what
Sarabun itself draws.
"""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import uharfbuzz
from fontTools.otlLib.builder import buildLigatureSubstSubtable, buildLookup
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

FAMILY: Final = "Sarabun PDF"

_CONSONANTS: Final = [chr(code) for code in range(0x0E01, 0x0E2F)]
_VOWELS: Final = "ัิีึืฺุู็ํ"
_TONES: Final = "่้๊๋"
_SILENCER: Final = "์"
_SARA_AM, _NIKHAHIT, _SARA_AA = "\u0e33", "\u0e4d", "\u0e32"

_PLACED: Final = 0x1006  # the offsets are units of the font, counted from the group's own origin
_LETTER: Final = 1  # among the classes of glyphs; marks would be moved again
_UNUSED: Final = ("DSIG", "cvt ", "fpgm", "gasp", "prep")  # the signature and the hints for small screens
_NAMES: Final = {1: FAMILY, 3: FAMILY, 4: FAMILY, 6: FAMILY.replace(" ", ""), 16: FAMILY}


def clusters() -> Iterator[str]:
    """Every consonant with a vowel above or below, with a mark on it, or with both; and with ำ."""
    for consonant in _CONSONANTS:
        for marks in ("", *_VOWELS):
            yield from (consonant + marks + mark for mark in ("", *_TONES, _SILENCER) if marks + mark)
        yield from (consonant + tone + _SARA_AM for tone in ("", *_TONES))


def build(source: Path) -> bytes:
    """The same source makes the same bytes."""
    font: Any = TTFont(source, recalcTimestamp=False)
    pen = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source))))
    drawn = {cluster: _drawn(font, pen, cluster) for cluster in clusters()}
    _add_glyphs(font, drawn)
    _add_ligatures(font, {_presented(font, cluster): _name(cluster) for cluster in drawn})
    _tidy(font)
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def characters(font: bytes) -> frozenset[str]:
    """What the font can draw."""
    return frozenset(map(chr, TTFont(io.BytesIO(font)).getBestCmap()))


# --- one glyph of several --------------------------------------------------------------------------------


def _drawn(font: Any, pen: uharfbuzz.Font, cluster: str) -> tuple[int, Glyph]:
    """The width of the group and its glyph, with each part where Sarabun puts it."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(cluster)
    buffer.guess_segment_properties()
    uharfbuzz.shape(pen, buffer)
    group, across = Glyph(), 0
    group.numberOfContours, group.components = -1, []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        part = font.getGlyphName(info.codepoint)
        if font["glyf"][part].numberOfContours:
            group.components.append(_component(part, across + place.x_offset, place.y_offset))
        across += place.x_advance
    return across, group


def _component(name: str, x: int, y: int) -> GlyphComponent:
    component = GlyphComponent()
    component.glyphName, component.x, component.y, component.flags = name, x, y, _PLACED
    return component


def _name(cluster: str) -> str:
    return "thai" + "".join(f"{ord(character) & 0xFF:02X}" for character in cluster)


def _add_glyphs(font: Any, drawn: dict[str, tuple[int, Glyph]]) -> None:
    glyphs, classes = font["glyf"], font["GDEF"].table.GlyphClassDef.classDefs
    font.setGlyphOrder([*font.getGlyphOrder(), *map(_name, drawn)])
    glyphs.setGlyphOrder(font.getGlyphOrder())
    for cluster, (width, group) in drawn.items():
        name = _name(cluster)
        glyphs.glyphs[name] = group
        group.recalcBounds(glyphs)
        font["hmtx"].metrics[name] = (width, group.xMin)
        classes[name] = _LETTER


# --- put in place of the several -------------------------------------------------------------------------


def _presented(font: Any, cluster: str) -> tuple[str, ...]:
    """The glyphs that a shaper looks at: it takes ำ apart and moves the circle below the tone mark."""
    if cluster.endswith(_SARA_AM):
        cluster = cluster[0] + _NIKHAHIT + cluster[1:-1] + _SARA_AA
    names = font.getBestCmap()
    return tuple(names[ord(character)] for character in cluster)


def _add_ligatures(font: Any, ligatures: dict[tuple[str, ...], str]) -> None:
    """As the first of all substitutions. The one that was the first, which only `aalt` uses, becomes the
    last, so that nothing else has to be counted anew."""
    substitutions = font["GSUB"].table
    lookups: Sequence[Any] = substitutions.LookupList.Lookup
    substitutions.LookupList.Lookup = [
        buildLookup([buildLigatureSubstSubtable(ligatures)]),
        *lookups[1:],
        lookups[0],
    ]
    substitutions.LookupList.LookupCount = len(lookups) + 1
    for record in substitutions.FeatureList.FeatureRecord:
        uses = [len(lookups) if index == 0 else index for index in record.Feature.LookupListIndex]
        if record.FeatureTag == "ccmp":
            uses.insert(0, 0)
        record.Feature.LookupListIndex = sorted(uses)
        record.Feature.LookupCount = len(uses)


def _tidy(font: Any) -> None:
    for table in _UNUSED:
        if table in font:
            del font[table]
    for glyph in font["glyf"].glyphs.values():
        glyph.expand(font["glyf"])
        glyph.removeHinting()
    font["post"].formatType = 3.0
    for record in font["name"].names:
        if record.nameID in _NAMES:
            record.string = str(record).replace("Sarabun", _NAMES[record.nameID])
