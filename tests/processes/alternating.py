"""Whatever the app of a test is asked, two processes answer in turn: what one remembers of a request, the
other has never heard of. As a plugin of pytest (`-p tests.processes.alternating`) it does so with the app of
tests/conftest.py, whose tests then prove what they say for two processes."""

from collections.abc import Iterable
from itertools import cycle
from typing import Any

import pytest
from flask import Flask

from checklist_app.app import create_app


def in_turn(one: Flask, other: Flask) -> Flask:
    """The one, which begins; every second request goes to the other."""
    turns = cycle((one.wsgi_app, other.wsgi_app))

    def ask(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return next(turns)(environ, start_response)

    one.wsgi_app = ask  # type: ignore[method-assign]  # Flask's documented way
    return one


def pytest_configure(config: pytest.Config) -> None:
    from tests import conftest

    def two(*given: Any, **named: Any) -> Flask:
        one, other = create_app(*given, **named), create_app(*given, **named)
        other.jinja_env.bytecode_cache = conftest.COMPILED
        return in_turn(one, other)

    pytest.MonkeyPatch().setattr(conftest, "create_app", two)
