"""Three real browsers behind one set of methods, each with a profile on the disk that outlives it.

`ENGINES` are their names; `missing` says what an engine lacks on this machine, or nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.browser.engines.chromium import Chromium
from tests.browser.engines.engine import Engine, ScriptError
from tests.browser.engines.firefox import Firefox
from tests.browser.engines.webkit import WebKit

__all__ = ["ENGINES", "FIREFOX_LATER", "WEBKIT_LATER", "Engine", "ScriptError", "missing", "start"]

_KINDS: Mapping[str, type[Chromium] | type[Firefox] | type[WebKit]] = {
    "chromium": Chromium,
    "firefox": Firefox,
    "webkit": WebKit,
}
ENGINES = tuple(_KINDS)


def _later(engine: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "engine",
        [pytest.param(each, marks=pytest.mark.long) if each == engine else each for each in ENGINES],
        indirect=True,
        scope="module",
    )


# It takes twice the time of the others: what is long already, it does where time is no matter.
FIREFOX_LATER = _later("firefox")
# When all processors are busy, about one cold start of WebKitGTK in ten leaves a page that answers no script,
# or takes a tap at the place of the one before. Why is not known, so that this is no proof of ours there.
WEBKIT_LATER = _later("webkit")


def start(name: str, profile: Path) -> Engine:
    make: Callable[[Path], Engine] = _KINDS[name]
    return make(profile)


def missing(name: str) -> str:
    return _KINDS[name].missing()
