"""Answers that hold nothing personal: the same for everybody, so that browsers may keep them and only
ask whether they are still good."""

import hashlib

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from checklist_app.web.static import smallest_kept


def kept(body: str, type: str = "text/html; charset=utf-8") -> AnyResponse:
    content = body.encode()
    encoding, packed = smallest_kept(content)
    response = Response(packed, content_type=type)
    if encoding != "identity":
        response.content_encoding = encoding
    response.vary.add("Accept-Encoding")
    # Weak, because it is of the content and not of the bytes.
    response.set_etag(hashlib.sha256(content).hexdigest()[:20], weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)
