"""Without a browser these tests are skipped by name and counted; in CI they fail. One Chromium serves a
module. Scenarios are played in each engine on a stage that is kept for all of a module, as setting up a phone
takes its time."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Playwright, ViewportSize, expect, sync_playwright

from checklist_app.catalog import Form
from tests.browser.engines import ENGINES, missing
from tests.browser.engines.engine import PATIENCE
from tests.browser.phones import SABOTAGE, Phone
from tests.browser.serving import ARGUMENTS, CHROMIUM, NAMES, served
from tests.browser.stage import Stage, staged

expect.set_options(timeout=PATIENCE * 1000)


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


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield chromium
    chromium.close()


@pytest.fixture
def phone_in(app: Flask, browser: Browser) -> Iterator[Callable[..., Phone]]:
    with served(app) as address:
        contexts: list[BrowserContext] = []

        def phone(**look: Any) -> Phone:
            size = ViewportSize(width=look.pop("width", 390), height=780)
            context = browser.new_context(viewport=size, service_workers="block", **look)
            context.add_init_script(SABOTAGE)
            contexts.append(context)
            form: Form = app.extensions["checklist"].forms.keep("nacc-2563", 2570)
            return Phone(app, address, context, form)

        yield phone
        for context in contexts:
            context.close()


@pytest.fixture
def phone(phone_in: Callable[..., Phone]) -> Phone:
    return phone_in()
