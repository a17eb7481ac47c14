"""Answers that need not be sent again while nothing has changed."""

from flask import Response, request


def with_etag(response: Response) -> Response:
    """Private: another person's answer at the same address is another one."""
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    response.make_conditional(request)
    return response
