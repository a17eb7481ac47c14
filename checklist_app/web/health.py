"""For whoever watches the server: /healthz says that it answers, /readyz that it can do its work."""

import os
import shutil
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify

from checklist_app.accounts import People
from checklist_app.errors import Problem
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections

SMALLEST_FREE_BYTES = 200 * 1024 * 1024

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@access(PUBLIC)
def alive() -> Response:
    return jsonify(status="ok")


@pages.get("/readyz")
@access(PUBLIC)
def ready() -> tuple[Response, int]:
    checks = {
        "store": _store_answers(),
        "writing": collections().store.fault() is None,
        "disk": _has_room(),
        "files": can_hold_files(current_app.config["FILES_FOLDER"]),
    }
    fine = all(checks.values())
    named = {name: "ok" if well else "failed" for name, well in checks.items()}
    return jsonify(status="ok" if fine else "failed", checks=named), 200 if fine else 503


def can_hold_files(folder: Path) -> bool:
    """Whether files can be put there; the folder itself is made with the first of them."""
    try:
        standing = next(place for place in (folder, *folder.parents) if place.exists())
    except OSError:  # such as a name that is too long
        return False
    return standing.is_dir() and os.access(standing, os.R_OK | os.W_OK | os.X_OK)


def _store_answers() -> bool:
    try:
        collections().store.get(People.KIND.name, "nobody")
    except Problem:
        return False
    return True


def _has_room() -> bool:
    folder = current_app.config["DATA_FOLDER"]
    try:
        return shutil.disk_usage(folder).free >= SMALLEST_FREE_BYTES
    except OSError:
        return False
