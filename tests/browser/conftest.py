"""Without a browser these tests are skipped by name and counted; in CI they fail."""

import os

import pytest

from tests.browser.serving import CHROMIUM, NAMES


@pytest.fixture(scope="session", autouse=True)
def _has_browser() -> None:
    require_browser(CHROMIUM, os.environ.get("CI", ""))


def require_browser(found: str, ci: str) -> None:
    if found:
        return
    said = f"no browser: none of {', '.join(NAMES)} is installed"
    if ci in {"true", "1"}:
        pytest.fail(said)
    pytest.skip(said)
