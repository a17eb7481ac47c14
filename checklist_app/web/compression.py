"""Compressed pages, where that gives nothing away. A page that holds a form's token and repeats what
an address says would betray the token by its length, so pages with a token stay as they are."""

import gzip

from flask import Response, g, request

SMALLEST_COMPRESSED = 1024
LEVEL = 5


def compress(response: Response) -> Response:
    if not _may_be_compressed(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response


def _may_be_compressed(response: Response) -> bool:
    return (
        request.method == "GET"
        and response.mimetype == "text/html"
        and not response.is_streamed
        and response.content_encoding is None
        and "csrf_token" not in g
        and (response.content_length or 0) > SMALLEST_COMPRESSED
    )
