"""Without a browser these tests are skipped by name and counted; in CI they fail. Scenarios are played in
each engine on a stage that is kept for all of a module, as setting up a phone takes its time."""

import os
from collections.abc import Iterator

import pytest

from tests.browser.engines import ENGINES, missing
from tests.browser.serving import CHROMIUM, NAMES
from tests.browser.stage import Stage, staged


@pytest.fixture(scope="session", autouse=True)
def _has_browser() -> None:
    require_browser(CHROMIUM, os.environ.get("CI", ""))


def require_browser(found: str, ci: str) -> None:
    if not found:
        _do_without(f"no browser: none of {', '.join(NAMES)} is installed", ci)


def _do_without(said: str, ci: str) -> None:
    if ci in {"true", "1"}:
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if lacking := missing(name):
        _do_without(lacking, os.environ.get("CI", ""))
    return name


@pytest.fixture(scope="module")
def _kept_stage(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(engine, tmp_path_factory.mktemp(engine)) as made:
        yield made


@pytest.fixture
def stage(_kept_stage: Stage) -> Iterator[Stage]:
    yield _kept_stage
    _kept_stage.mend()
