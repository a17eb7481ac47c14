"""For whoever watches the server: /healthz says that it answers, /readyz that it can do its work."""

import shutil
from pathlib import Path
from threading import Event
from typing import Final

from flask import Blueprint, Response, current_app, jsonify

from checklist_app.accounts import People
from checklist_app.errors import Problem
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections

LEAVING: Final = "leaving"
"""The extension of the application that says, by an Event, that its process is about to end."""
SMALLEST_FREE_BYTES = 200 * 1024 * 1024

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@access(PUBLIC)
def alive() -> Response:
    return jsonify(status="ok")


@pages.get("/readyz")
@access(PUBLIC)
def ready() -> tuple[Response, int]:
    leaving: Event = current_app.extensions[LEAVING]
    if leaving.is_set():
        return jsonify(status="leaving"), 503
    checks = {
        "store": _store_answers(),
        "writing": collections().store.fault() is None,
        "disk": _has_room(),
        "files": collections().files.answers(),
    }
    fine = all(well for name, well in checks.items() if name not in _told_only())
    named = {name: "ok" if well else "failed" for name, well in checks.items()}
    return jsonify(status="ok" if fine else "failed", checks=named), 200 if fine else 503


def _told_only() -> set[str]:
    """A storage that all processes share: with none of them ready, nobody could answer a survey either."""
    return set() if current_app.config["FILES_HERE"] else {"files"}


def _store_answers() -> bool:
    try:
        collections().store.get(People.KIND.name, "nobody")
    except Problem:
        return False
    return True


def _has_room() -> bool:
    folder = current_app.config["DATA_FOLDER"]
    if not isinstance(folder, Path):
        return True  # the database has its own watch
    try:
        return shutil.disk_usage(folder).free >= SMALLEST_FREE_BYTES
    except OSError:
        return False
