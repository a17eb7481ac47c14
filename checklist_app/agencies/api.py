"""The register for the phone: pages of what its person may see, and the provinces; both with an ETag,
so that asking again costs a few bytes."""

from flask import Blueprint, Response, jsonify, request

from checklist_app.agencies.model import Agency
from checklist_app.agencies.provinces import provinces
from checklist_app.errors import Problem, invalid
from checklist_app.store import Body
from checklist_app.thai import parse_whole
from checklist_app.web.access import SIGNED_IN, access
from checklist_app.web.context import collections, current_person
from checklist_app.web.validators import with_etag

api = Blueprint("agencies_api", __name__, url_prefix="/api")

PAGE_SIZE = 500


@api.get("/agencies")
@access(SIGNED_IN)
def register() -> Response:
    """In Thai order; continue with `after` = `next` of the answer until it is null."""
    page = collections().agencies.search(
        current_person().scope, after=request.args.get("after", ""), limit=_limit(request.args.get("limit"))
    )
    return with_etag(
        jsonify(agencies=[_shown(agency) for agency in page.agencies], total=page.total, next=page.next)
    )


@api.get("/provinces")
@access(SIGNED_IN)
def all_provinces() -> Response:
    return with_etag(
        jsonify(provinces=[{"code": p.code, "name": p.name, "english": p.english} for p in provinces()])
    )


def _shown(agency: Agency) -> Body:
    return {
        "id": agency.id,
        "version": agency.version,
        "name": agency.name,
        "short_name": agency.short_name,
        "short_names": list(agency.short_names),
        "type": agency.type,
        "type_text": agency.type_text,
        "district": agency.district,
        "province": agency.province,
        "itas_code": agency.itas_code or None,
        "active": agency.active,
    }


def _limit(text: str | None) -> int:
    if not text:
        return PAGE_SIZE
    try:
        return min(max(parse_whole(text, field="limit"), 1), PAGE_SIZE)
    except Problem as problem:
        raise invalid("agencies.bad_limit", field="limit", most=PAGE_SIZE) from problem
