"""A file that is uploaded at one process and agreed to at another, or at two at the same moment."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from tests.agencies.test_pages import ADDED
from tests.agencies.test_pages import uploaded as register_uploaded
from tests.client import Page, StrictClient
from tests.ita.test_import_pages import kept
from tests.ita.test_import_pages import uploaded as scores_uploaded
from tests.processes.conftest import Process
from tests.store.contended import ContendedStore


@dataclass(frozen=True)
class File:
    """How it is uploaded, how many agencies or sets of scores there are by now, and how many it adds."""

    upload: Callable[[StrictClient], str]
    count: Callable[[Process], int]
    adds: int


FILES = {
    "register": File(
        lambda client: register_uploaded(client, ADDED),
        lambda process: len(process.of.agencies.within(process.world["administrator"].scope)),
        adds=1,
    ),
    "scores": File(scores_uploaded, lambda process: len(kept(process.world)), adds=2),
}


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest) -> File:
    return FILES[request.param]


def agree(client: StrictClient, address: str, shown: str) -> TestResponse:
    return client.post(address, data=Page(shown).hidden)


def test_what_one_previews_another_brings_in(one: Process, other: Process, file: File) -> None:
    here, before = one.client("supervisor"), file.count(one)
    address = file.upload(here)
    there = other.app.test_client()
    assert isinstance(there, StrictClient)
    for name in ("checklist", "form"):  # it is the same browser
        cookie = here.get_cookie(name)
        assert cookie
        there.set_cookie(name, cookie.value)
    assert agree(there, address, here.get(address).text).status_code == 302
    assert file.count(one) == before + file.adds
    assert here.get(address).status_code == 404


def test_what_is_agreed_to_at_both_at_the_same_moment_is_brought_in_once(
    one: Process, other: Process, file: File, contended: ContendedStore
) -> None:
    here, there, before = one.client("supervisor"), other.client("supervisor"), file.count(one)
    address = file.upload(here)
    shown, also_shown = here.get(address).text, there.get(address).text
    answers: list[TestResponse] = []
    contended.before_end(lambda: answers.append(agree(there, address, also_shown)))
    answers.append(agree(here, address, shown))
    assert [answer.status_code for answer in answers] == [302, 409]
    assert file.count(one) == before + file.adds
