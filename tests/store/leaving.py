"""A store that goes away in the middle of a request, and stays away until it has been answered."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from werkzeug.test import TestResponse

from checklist_app.errors import unavailable
from tests.store.model import ModelStore

VERBS = (
    *("get", "get_all", "find", "find_each", "count", "put", "delete"),
    *("append", "read", "entry", "head", "heads", "streams"),
)


def told_while_away(store: ModelStore, ask: Callable[[], TestResponse]) -> Iterator[TestResponse]:
    """What is answered when the store is away from the first verb of the request on, from the second on, and
    so forth, as far as the request comes."""
    for number in count():
        with pytest.MonkeyPatch.context() as patch:
            gone = _leaves(store, patch, after=number)
            answer = ask()
        if not gone:
            return
        yield answer


def _leaves(store: ModelStore, patch: pytest.MonkeyPatch, *, after: int) -> list[str]:
    """The verbs that were not answered, as they are asked for."""
    gone: list[str] = []
    numbers = count()

    def leaving(verb: str) -> Callable[..., Any]:
        answered = getattr(store, verb)

        def asked(*given: object, **named: object) -> Any:
            if gone or next(numbers) >= after:
                gone.append(verb)
                raise unavailable("store.unreachable")
            return answered(*given, **named)

        return asked

    for verb in VERBS:
        patch.setattr(store, verb, leaving(verb))
    return gone
