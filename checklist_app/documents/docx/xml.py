"""The markup inside a DOCX file. It has a type of its own, so that no text of a person gets into it but
through `said` and the attributes, which escape it and leave out what XML cannot carry."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NewType
from xml.sax.saxutils import escape, quoteattr

Xml = NewType("Xml", str)
NOTHING: Final = Xml("")

_OFFICE: Final = "http://schemas.openxmlformats.org"
NAMESPACES: Final = {
    "w": f"{_OFFICE}/wordprocessingml/2006/main",
    "r": f"{_OFFICE}/officeDocument/2006/relationships",
    "wp": f"{_OFFICE}/drawingml/2006/wordprocessingDrawing",
    "a": f"{_OFFICE}/drawingml/2006/main",
    "pic": f"{_OFFICE}/drawingml/2006/picture",
    "mc": f"{_OFFICE}/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
}
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Without what XML cannot carry; the ends of lines in one way."""
    return _ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def short(text: str, most: int) -> str:
    """For places where Word takes only so many UTF-16 units of a text."""
    text = legal(text)
    if len(text.encode("utf-16-le")) <= most * 2:
        return text
    return text.encode("utf-16-le")[: most * 2 - 2].decode("utf-16-le", "ignore") + "…"


def said(text: str) -> Xml:
    return Xml(escape(legal(text)))


def joined(pieces: Iterable[Xml]) -> Xml:
    return Xml("".join(pieces))


def node(tag: str, attributes: Mapping[str, object], *children: Xml) -> Xml:
    given = "".join(f" {name}={quoteattr(legal(str(value)))}" for name, value in attributes.items())
    inside = "".join(children)
    return Xml(f"<{tag}{given}>{inside}</{tag}>" if inside else f"<{tag}{given}/>")


def word(tag: str, *children: Xml, **attributes: object) -> Xml:
    """An element of WordprocessingML, whose attributes have its prefix too."""
    return node(f"w:{tag}", {f"w:{name}": value for name, value in attributes.items()}, *children)


def root(tag: str, *children: Xml) -> Xml:
    """The outermost element of a part."""
    spaces = {f"xmlns:{prefix}": space for prefix, space in NAMESPACES.items()}
    return node(f"w:{tag}", {**spaces, "mc:Ignorable": "w14"}, *children)
