"""What every request must pass before access is asked: a sane address, and for what changes
something, proof that it comes from our own pages."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import current_app, request
from flask_wtf.csrf import CSRFProtect

from checklist_app.errors import forbidden, invalid
from checklist_app.web.access import is_api

P = ParamSpec("P")
R = TypeVar("R")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_UNDECODABLE = "\ufffd"  # what broken UTF-8 has become


def own_proof(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that this view asks itself for what only our pages can have, such as a sealed nonce, and acts
    for nobody who is signed in: whoever has no cookie has no token either. Forms on pages of others are
    refused all the same where the browser tells of them, lest their readers send answers unawares."""
    view.own_proof = True  # type: ignore[attr-defined]  # a function carries its declaration
    return view


def refuse_bad_address() -> None:
    """NUL and broken UTF-8 are never meant; refusing them here keeps them out of every view."""
    address = request.full_path
    if "\0" in address or _UNDECODABLE in address or any(_is_bad(value) for value in request.args.values()):
        raise invalid("web.bad_address")


def refuse_huge_forms() -> None:
    """Flask bounds the text of multipart forms only; plain forms are read whole."""
    if request.mimetype == "application/x-www-form-urlencoded":
        limit: int = current_app.config["MAX_FORM_MEMORY_SIZE"]
        if (request.content_length or 0) > limit:
            raise invalid("web.too_large")


def refuse_foreign_writes() -> None:
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    if getattr(current_app.view_functions[request.endpoint], "own_proof", False):
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise forbidden("web.foreign_origin")
    elif not is_api():
        protection: CSRFProtect = current_app.extensions["csrf"]
        protection.protect()
    elif not _is_same_origin():
        raise forbidden("web.foreign_origin")


def _is_same_origin() -> bool:
    """Browsers send Sec-Fetch-Site; older ones at least Origin. Neither: no browser of ours."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return origin == f"{current_app.config['PREFERRED_URL_SCHEME']}://{request.host}"
    return site == "same-origin"


def _is_bad(value: str) -> bool:
    return "\0" in value or _UNDECODABLE in value
