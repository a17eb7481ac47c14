"""Three real browsers behind one set of methods, each with a profile on the disk that outlives it.

`ENGINES` are their names; `missing` says what an engine lacks on this machine, or nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.browser.engines.chromium import Chromium
from tests.browser.engines.engine import Engine, ScriptError
from tests.browser.engines.firefox import Firefox
from tests.browser.engines.webkit import WebKit

__all__ = ["ENGINES", "FIREFOX_LATER", "Engine", "ScriptError", "missing", "start"]

_KINDS: Mapping[str, type[Chromium] | type[Firefox] | type[WebKit]] = {
    "chromium": Chromium,
    "firefox": Firefox,
    "webkit": WebKit,
}
ENGINES = tuple(_KINDS)
# It takes twice the time of the others: what is long already, it does where time is no matter.
FIREFOX_LATER = pytest.mark.parametrize(
    "engine",
    ["chromium", pytest.param("firefox", marks=pytest.mark.long), "webkit"],
    indirect=True,
    scope="module",
)


def start(name: str, profile: Path) -> Engine:
    make: Callable[[Path], Engine] = _KINDS[name]
    return make(profile)


def missing(name: str) -> str:
    return _KINDS[name].missing()
