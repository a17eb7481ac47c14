"""What the store holds in the end, against what the clients were told: nothing acknowledged is missing,
nothing is there twice, every chain is whole, and the tallies are those of the answers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from checklist_app.store import Entry, Head, Store, canonical
from checklist_app.store.chain import chain_hash
from checklist_app.surveys.answering.seals import Seals
from checklist_app.surveys.counting.tallies import Tallies
from tests.distributed.load import RATED, Load

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many were acknowledged of answers and of phones' operations, and what became of them. `faults` are
    sentences; none is what every scenario must end with."""

    answers: int
    operations: int
    lost: int
    twice: int
    faults: list[str]


@dataclass
class Judge:
    store: Store
    lost: int = 0
    twice: int = 0
    faults: list[str] = field(default_factory=list)

    def compare(self, stream: str, acknowledged: Iterable[str]) -> list[Entry]:
        """What is acknowledged is there, once, in a whole chain."""
        entries = self.store.read(stream)
        kept = Counter(entry.id for entry in entries)
        lost = set(acknowledged) - kept.keys()
        twice = [id for id, times in kept.items() if times > 1]
        self.lost, self.twice = self.lost + len(lost), self.twice + len(twice)
        self.faults += [f"{id} was acknowledged and is not in {stream}" for id in sorted(lost)]
        self.faults += [f"{id} stands twice in {stream}" for id in twice]
        self.faults += chain_faults(self.store.head(stream), stream, entries)
        return entries


def judge(store: Store, load: Load, secret: str) -> Verdict:
    judging, seals, town = Judge(store), Seals(secret), load.town
    nonces = {text: seals.read_nonce(text, town.point) for text in load.record.answers}
    said = {nonce.id: load.record.answers[text] for text, nonce in nonces.items() if nonce}
    kept = judging.compare(town.answers, said)
    judging.faults += [*answer_faults(said, kept), *tally_faults(store, town.answers, kept)]
    operations = 0
    for phone in load.phones:
        acknowledged = phone.operations.keys() - phone.waiting
        operations += sum(phone.operations[id].get("device") == phone.device for id in acknowledged)
        entries = judging.compare(f"visits/{phone.visit}", acknowledged)
        if phone.since > len(entries) or (phone.since and entries[phone.since - 1].hash != phone.head):
            judging.faults.append(f"the phone {phone.letter} knows another history of {phone.visit}")
    return Verdict(len(said), operations, judging.lost, judging.twice, judging.faults)


def chain_faults(head: Head, stream: str, entries: list[Entry]) -> list[str]:
    previous = ""
    for number, entry in enumerate(entries, start=1):
        previous = chain_hash(previous, stream=stream, seq=number, id=entry.id, body=canonical(entry.body))
        if (entry.seq, entry.hash) != (number, previous):
            return [f"the chain of {stream} breaks at {number}"]
    whole = (head.seq, head.hash) == (len(entries), previous)
    return [] if whole else [f"the head of {stream} is not its last entry"]


def answer_faults(said: Mapping[str, Given], kept: list[Entry]) -> list[str]:
    given = {entry.id: given_of(entry) for entry in kept}
    other = [id for id in said.keys() & given.keys() if any(str(given[id][q]) != said[id][q] for q in RATED)]
    return [f"the answer {id} is kept with other words" for id in other]


def tally_faults(store: Store, stream: str, kept: list[Entry]) -> list[str]:
    """The copy of the tally that the servers kept goes on to what is counted here by hand."""
    counted = Tallies(store).of(stream).tally.all
    ratings = Counter[str]()
    for counts in counted.ratings.values():
        ratings.update({str(rating): times for rating, times in enumerate(counts) if times})
    by_hand = Counter(str(given_of(entry)[question]) for entry in kept for question in RATED)
    if counted.answers != len(kept) or ratings != by_hand:
        return [f"the tally has {counted.answers} answers of {len(kept)}: {ratings} and not {by_hand}"]
    return []


def given_of(entry: Entry) -> Given:
    given = entry.body["given"]
    assert isinstance(given, dict)
    return given
