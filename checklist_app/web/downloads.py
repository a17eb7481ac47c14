"""A file as the answer to a request, with a name that Thai people can read."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from flask import Response

TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jpg": "image/jpeg",
    "png": "image/png",
}
_SHOWN_BY_BROWSERS: Final = frozenset({"pdf"})
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))
LONGEST_NAME: Final = 120


def download(
    content: bytes | Iterator[bytes], ending: str, name: str, fallback: str, *, saved: bool = False
) -> Response:
    """PDF is shown by browsers, which save it by its name; everything else is saved at once, and all
    that is `saved`. `fallback` is the name for what cannot read Thai."""
    response = Response(content, content_type=TYPES[ending])
    how = "inline" if ending in _SHOWN_BY_BROWSERS and not saved else "attachment"
    whole = f"{name.translate(_NOT_IN_NAMES)[:LONGEST_NAME]}.{ending}"
    response.headers["Content-Disposition"] = (
        f"{how}; filename=\"{fallback}.{ending}\"; filename*=UTF-8''{quote(whole, safe='')}"
    )
    return response
