"""Visits begin with the official form of the fiscal year 2567, kept by the app under test."""

from collections.abc import Callable

import pytest
from flask import Flask

from checklist_app.catalog import Form
from checklist_app.visits import Visits
from tests.cast import World
from tests.conftest import ClientOf
from tests.visits.phones import Phone, begin

PhoneOf = Callable[[str], Phone]
AGENCY = "เทศบาลตำบลนาดี"


@pytest.fixture
def form(app: Flask) -> Form:
    kept: Form = app.extensions["checklist"].forms.keep("nacc-2563", 2567)
    return kept


@pytest.fixture
def visits(app: Flask) -> Visits:
    held: Visits = app.extensions["checklist"].visits
    return held


@pytest.fixture
def phone_of(world: World, client_of: ClientOf, form: Form) -> PhoneOf:
    """`phone_of("inspector")` has begun a visit of its own, without signal."""

    def phone(who: str) -> Phone:
        return begin(world[who], client_of(who), form, world.agencies[AGENCY].id)

    return phone


@pytest.fixture
def phone(phone_of: PhoneOf) -> Phone:
    return phone_of("inspector")


@pytest.fixture
def joined(world: World, client_of: ClientOf) -> Callable[[str, Phone], Phone]:
    """A colleague's phone that has scanned the code of the first."""

    def join(who: str, first: Phone) -> Phone:
        from tests.visits.phones import CODE

        return Phone(world[who], client_of(who), first.visit, letter="B", join=CODE)

    return join
