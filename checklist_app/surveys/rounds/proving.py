"""Whether the numbers of rounds that are over are still those of the answers that they were counted from:
the entry at the frozen head has its published hash, and everything up to it adds up to the frozen tally. The
chains alone do not prove that, because whoever can write to the disk can chain anew."""

from collections.abc import Mapping
from typing import Any

from checklist_app.errors import unavailable
from checklist_app.store import Head, Store
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.counting.tallies import recounted
from checklist_app.surveys.periods import period_of_key
from checklist_app.surveys.rounds.records import Rounds


def prove_rounds(store: Store) -> int:
    """How many points of rounds were recounted; a Problem names the first that differs."""
    frozen = list(store.find(Rounds.FROZEN.name))
    for document in frozen:
        _prove(store, document.body)
    return len(frozen)


def _prove(store: Store, frozen: Mapping[str, Any]) -> None:
    period = period_of_key(frozen["round"].rpartition("/")[2])
    counted = recounted(store, stream_of(frozen["point"], period), upto=frozen["seq"])
    if counted.head != Head(frozen["seq"], frozen["hash"]) or counted.tally.body != frozen["tally"]:
        raise unavailable("surveys.round_differs", point=frozen["point"], round=period.key)
