"""For whoever watches the server: /healthz says that it answers, /readyz that it can do its work."""

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextvars import copy_context
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

from flask import Blueprint, Response, current_app, jsonify
from flask.blueprints import BlueprintSetupState

from checklist_app.accounts import People
from checklist_app.errors import Problem
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections

LEAVING: Final = "leaving"
"""The extension of the application that says, by an Event, that its process is about to end."""
SMALLEST_FREE_BYTES = 200 * 1024 * 1024
PATIENCE: Final = 1.0
"""Seconds. Whoever watches asks every second or two, and wants to hear it before it gives up itself."""
_PROBES: Final = "probes"

pages = Blueprint("health", __name__)


class Probe:
    """Looks at one thing, by one thread at a time, however many ask: what has fallen silent may hold that
    thread for long, and none of those that serve people."""

    def __init__(self, look: Callable[[], bool]) -> None:
        self._look = look
        self._guard = Lock()
        self._under_way: Future[bool] | None = None

    def begin(self) -> Future[bool]:
        with self._guard:
            if self._under_way is None or self._under_way.done():
                self._under_way = Future()
                run = partial(copy_context().run, self._tell, self._under_way)
                Thread(target=run, name="readiness", daemon=True).start()
            return self._under_way

    def _tell(self, told: Future[bool]) -> None:
        try:
            told.set_result(self._look())
        except Exception as error:  # noqa: BLE001 - told to who waits
            told.set_exception(error)


@pages.record
def _prepare(state: BlueprintSetupState) -> None:
    looks = {"store": _store_answers, "disk": _has_room, "files": _files_answer}
    state.app.extensions[_PROBES] = {name: Probe(look) for name, look in looks.items()}


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
    looked = _looked()
    checks = {**looked, "writing": collections().store.fault() is None}
    fine = all(well for name, well in checks.items() if name not in _told_only())
    named = {name: "ok" if well else "failed" for name, well in checks.items()}
    return jsonify(status="ok" if fine else "failed", checks=named), 200 if fine else 503


def _looked() -> dict[str, bool]:
    probes: Mapping[str, Probe] = current_app.extensions[_PROBES]
    asked = {name: probe.begin() for name, probe in probes.items()}
    done = wait(asked.values(), timeout=PATIENCE).done
    return {name: told in done and told.result() for name, told in asked.items()}


def _told_only() -> set[str]:
    """A storage that all processes share: with none of them ready, nobody could answer a survey either."""
    return set() if current_app.config["FILES_HERE"] else {"files"}


def _store_answers() -> bool:
    try:
        collections().store.get(People.KIND.name, "nobody")
    except Problem:
        return False
    return True


def _files_answer() -> bool:
    return collections().files.answers()


def _has_room() -> bool:
    folder = current_app.config["DATA_FOLDER"]
    if not isinstance(folder, Path):
        return True  # the database has its own watch
    try:
        return shutil.disk_usage(folder).free >= SMALLEST_FREE_BYTES
    except OSError:
        return False
