"""No page leads where nothing is: everybody of the demonstration follows what their pages offer, also from
the corners, which are the first and the last year and agencies where nothing has begun."""

from collections import Counter, deque
from html.parser import HTMLParser
from itertools import product
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, url_for
from werkzeug.exceptions import HTTPException

from checklist_app.accounts import Scope
from checklist_app.app import create_app
from checklist_app.clock import today
from checklist_app.ita import Cycle
from checklist_app.thai import LAST_YEAR
from checklist_app.web.context import EXTENSION, Collections
from tests.cast import NOBODY, quick_passwords
from tests.client import StrictClient
from tests.conftest import COMPILED, LoadedDemo

EXAMPLES = 2
"""So many links are followed from pages of one kind to pages of another; from a corner all of them."""
PEOPLE = (
    *("demo-admin", "demo-supervisor", "demo-inspector", "demo-executive", "demo-auditor", "demo-staff"),
    NOBODY,
)


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_leads_where_nothing_is_or_nobody_may_go(loaded_demo: LoadedDemo, who: str) -> None:
    app = create_app(loaded_demo.config, loaded_demo.store.copy(), passwords=quick_passwords())
    app.jinja_env.bytecode_cache = COMPILED
    walk = Walk(app, StrictClient(app), ["/", *corners(app)])
    people = {person.sign_in: person for person in collections_of(app).people.all()}
    if who != NOBODY:
        walk.client.sign_in(people[who])
    walk.go()
    assert len(walk.status) > len(walk.corners)
    assert walk.dead_ends == []


class _Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.found.update((value, None) for name, value in given if name == "href" and value)


class Walk:
    """Opens each address once. `led` is from where each was first led to."""

    def __init__(self, app: Flask, client: StrictClient, corners: list[str]) -> None:
        self.client = client
        self.corners = frozenset(corners)
        self.status: dict[str, int] = {}
        self._led: dict[str, str] = {}
        self._ahead = deque(corners)
        self._addresses = app.url_map.bind("localhost")
        self._followed: Counter[tuple[str, str]] = Counter()

    @property
    def dead_ends(self) -> list[str]:
        return [
            f"{page} leads to {link}: {self.status[link]}"
            for link, page in self._led.items()
            if self.status[link] >= 400
        ]

    def go(self) -> None:
        while self._ahead:
            page = self._ahead.popleft()
            if page in self.status:
                continue
            for link in self._open(page):
                if link not in self._led and self._is_worth(page, link):
                    self._led[link] = page
                    self._ahead.append(link)

    def _open(self, page: str) -> list[str]:
        """What it leads to within the app. In the other language it leads to the same."""
        answer = self.client.get(page, follow_redirects=True, sound=False)
        self.status[page] = answer.status_code
        if answer.mimetype != "text/html":
            return []
        links = [link for link in _Links(answer.text).found if not link.startswith("#")]
        parts = [urlsplit(urljoin(answer.request.url, link)) for link in links]
        inside = [part for part in parts if part.netloc == "localhost" and "lang=" not in part.query]
        return [part._replace(scheme="", netloc="", fragment="").geturl() for part in inside]

    def _is_worth(self, page: str, link: str) -> bool:
        """Files take long to make: one of each kind is."""
        is_file = bool(PurePosixPath(urlsplit(link).path).suffix)
        pair = "" if is_file else self._kind(page), self._kind(link)
        self._followed[pair] += 1
        if is_file:
            return self._followed[pair] == 1
        return page in self.corners or self._followed[pair] <= EXAMPLES

    def _kind(self, address: str) -> str:
        try:
            endpoint, _ = self._addresses.match(urlsplit(address).path, method="GET")
        except HTTPException:
            return "nowhere"
        return str(endpoint)


def corners(app: Flask) -> list[str]:
    """Of every page of an agency or a year. Some of them are not there; nobody is led to those."""
    of = collections_of(app)
    first, running = of.editions.first + 1, Cycle.of(today()).year
    every = of.agencies.within(Scope(everything=True))
    begun = next(each.id for each in every if of.surveys.points.of(each.id))
    not_begun = next(each.id for each in every if not of.surveys.points.of(each.id))
    known: dict[str, list[Any]] = {
        "agency": [begun, not_begun],
        "year": [first, running, LAST_YEAR],
        "number": [1],
        "months": [6],
    }
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = [rule for rule in rules if rule.arguments and rule.arguments <= known.keys()]
    with app.test_request_context():
        return [
            url_for(rule.endpoint, _external=False, **dict(zip(rule.arguments, values, strict=True)))
            for rule in pages
            if not PurePosixPath(rule.rule).suffix
            for values in product(*(known[name] for name in rule.arguments))
        ]


def collections_of(app: Flask) -> Collections:
    held: Collections = app.extensions[EXTENSION]
    return held
