"""Compressed pages, where that gives nothing away. A page that holds a form's token and repeats what
an address says would betray the token by its length, so pages with a token stay as they are."""

from flask import Response, g, request

from checklist_app.web.access import is_api
from checklist_app.web.static import smallest_now

SMALLEST_COMPRESSED = 1024
COMPRESSED_TYPES = frozenset({"text/html", "text/javascript", "application/json"})


def compress(response: Response) -> Response:
    if not _may_be_compressed(response):
        return response
    response.vary.add("Accept-Encoding")
    encoding, body = smallest_now(response.get_data())
    if encoding != "identity":
        response.set_data(body)
        response.content_encoding = encoding
    return response


def _may_be_compressed(response: Response) -> bool:
    return (
        (request.method == "GET" or is_api())  # no other site can send to the interface
        and response.mimetype in COMPRESSED_TYPES
        and not response.is_streamed
        and response.content_encoding is None
        and "csrf_token" not in g
        and (response.content_length or 0) > SMALLEST_COMPRESSED
    )
