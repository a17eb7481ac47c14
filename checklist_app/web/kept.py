"""Answers that hold nothing personal: the same for everybody, so that browsers may keep them and only
ask whether they are still good."""

import hashlib

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse


def kept(body: str, type: str = "text/html; charset=utf-8") -> AnyResponse:
    response = Response(body, content_type=type)
    # Weak, because web/compression.py may still change the bytes.
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:20], weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)
