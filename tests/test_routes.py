"""Addresses are promises: they stand in bookmarks and on printed posters. A removed one fails here.

After adding routes: `python -m tests.test_routes` writes the new snapshot."""

import json
from pathlib import Path

from flask import Flask

SNAPSHOT = Path(__file__).parent / "routes.json"


def test_no_address_has_disappeared(app: Flask) -> None:
    gone = {a: m for a, m in known().items() if not set(m) <= set(addresses(app).get(a, ()))}
    assert gone == {}, "bring it back, or redirect it; only then take it out of routes.json"


def test_every_address_is_in_the_snapshot(app: Flask) -> None:
    assert addresses(app) == known(), "run: python -m tests.test_routes"


def addresses(app: Flask) -> dict[str, list[str]]:
    held: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        held.setdefault(rule.rule, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return {address: sorted(methods) for address, methods in sorted(held.items())}


def known() -> dict[str, list[str]]:
    snapshot: dict[str, list[str]] = json.loads(SNAPSHOT.read_text("utf-8"))
    return snapshot


def write_snapshot() -> None:
    from tempfile import TemporaryDirectory

    from checklist_app.app import KINDS, create_app
    from checklist_app.config import Config
    from tests.store.model import ModelStore

    with TemporaryDirectory() as folder:
        app = create_app(Config.from_environment({"CHECKLIST_STORE": folder}), ModelStore(KINDS))
    SNAPSHOT.write_text(json.dumps(addresses(app), indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write_snapshot()
