"""Two processes of one installation: two apps on one store, whose transactions are as between machines."""

from dataclasses import dataclass

import pytest
from flask import Flask

from checklist_app.app import KINDS, create_app
from checklist_app.config import Config
from checklist_app.web.context import EXTENSION, Collections
from tests.cast import World, make_world, quick_passwords
from tests.client import StrictClient
from tests.conftest import COMPILED
from tests.store.contended import ContendedStore


@dataclass(frozen=True)
class Process:
    app: Flask
    world: World

    @property
    def of(self) -> Collections:
        held: Collections = self.app.extensions[EXTENSION]
        return held

    def client(self, who: str) -> StrictClient:
        made = self.app.test_client()
        assert isinstance(made, StrictClient)
        made.sign_in(self.world[who])
        return made


@pytest.fixture
def contended() -> ContendedStore:
    return ContendedStore(KINDS)


@pytest.fixture
def world(contended: ContendedStore) -> World:
    made = make_world()
    contended.documents, contended.entries = made.store.documents, made.store.entries
    return World(contended, made.people, made.agencies)


def process(world: World, config: Config) -> Process:
    app = create_app(config, world.store, passwords=quick_passwords())
    app.test_client_class = StrictClient
    app.jinja_env.bytecode_cache = COMPILED
    return Process(app, world)


@pytest.fixture
def one(world: World, config: Config) -> Process:
    return process(world, config)


@pytest.fixture
def other(world: World, config: Config) -> Process:
    return process(world, config)
