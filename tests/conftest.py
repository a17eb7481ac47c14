"""The fixtures that every part uses: the world, the app on it, and clients that are somebody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from checklist_app.accounts import Person
from checklist_app.app import KINDS, build_collections, create_app
from checklist_app.config import Config
from checklist_app.demo import DemoSummary, demo_password, load_demo
from checklist_app.web.context import Collections
from tests.cast import World, make_world, quick_passwords
from tests.client import StrictClient
from tests.node import Twin, find_node
from tests.store.model import ModelStore

pytest_plugins = ("tests.servers.postgres", "tests.servers.objects")

DEMO_PASSWORD = demo_password("the secret of this installation")
ClientOf = Callable[[Person | str | None], StrictClient]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config.from_environment(
        {"CHECKLIST_STORE": str(tmp_path / "store"), "CHECKLIST_FILES": str(tmp_path / "files")}
    )


class CompiledTemplates(BytecodeCache):
    """Thousands of tests make an app of their own, all of the same templates."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


class CompiledRule(Rule):
    """And all of the same addresses, whose code is most of what an app costs to make."""

    _compiled: ClassVar[dict[tuple[str, str, bool], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = self.rule, repr(self.defaults), append_unknown
        if key not in self._compiled:
            self._compiled[key] = super()._compile_builder(append_unknown)
        return self._compiled[key]


Flask.url_rule_class = CompiledRule


@pytest.fixture
def app(world: World, config: Config) -> Flask:
    app = create_app(config, world.store, passwords=quick_passwords())
    app.test_client_class = StrictClient
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture
def client_of(app: Flask, world: World) -> ClientOf:
    """`client_of("inspector")`, `client_of(person)`, or `client_of(None)` for nobody."""

    def client(who: Person | str | None) -> StrictClient:
        made = app.test_client()
        assert isinstance(made, StrictClient)
        person = world[who] if isinstance(who, str) else who
        if person is not None:
            made.sign_in(person)
        return made

    return client


@dataclass(frozen=True)
class LoadedDemo:
    store: ModelStore
    config: Config
    summary: DemoSummary

    def collections(self) -> Collections:
        """Of a copy: whatever is done to it, the next one finds the demonstration as it was loaded."""
        return build_collections(self.store.copy(), self.config, quick_passwords())


@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> LoadedDemo:
    folder = tmp_path_factory.mktemp("demo")
    config = Config.from_environment(
        {"CHECKLIST_STORE": str(folder / "store"), "CHECKLIST_FILES": str(folder / "files")}
    )
    store = ModelStore(KINDS)
    summary = load_demo(build_collections(store, config, quick_passwords()), password=DEMO_PASSWORD)
    return LoadedDemo(store, config, summary)


@pytest.fixture
def demo(loaded_demo: LoadedDemo) -> Collections:
    return loaded_demo.collections()


@pytest.fixture
def client(client_of: ClientOf) -> StrictClient:
    return client_of(None)


@pytest.fixture(scope="session")
def javascript() -> Iterator[Twin]:
    """The twins in JavaScript, to be asked the same as Python."""
    node = find_node()
    if node is None:
        pytest.skip("node is not installed")
    twin = Twin(node)
    yield twin
    twin.close()
