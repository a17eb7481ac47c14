"""The visits: begun, joined, and exchanged with phones. The only place that reads and writes them, but for
those that a file brings (adopting.py).
Whoever may not open a visit is told that there is none."""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from checklist_app.accounts import Audit, People, Person, Role, Scope, Throttles
from checklist_app.agencies import Agencies
from checklist_app.catalog import Form, Forms
from checklist_app.clock import stamp
from checklist_app.errors import Problem, ProblemKind, conflict, forbidden, invalid, not_found
from checklist_app.store import (
    Body,
    Document,
    Entry,
    JsonValue,
    Kind,
    NewEntry,
    Store,
    again_when_stale,
    together,
)
from checklist_app.visits.beginning import Facts, body_of_visit, code_hash, read_facts, visit_of
from checklist_app.visits.devices import Devices
from checklist_app.visits.exchange import DIGEST_IN_ID, Answer, Phone, Push, Refused
from checklist_app.visits.fold import State
from checklist_app.visits.judging import Judge, sound
from checklist_app.visits.model import FINISHED, Device, Operation, Overview, Status, Visit
from checklist_app.visits.operations import body_of
from checklist_app.visits.photos import Photos
from checklist_app.visits.rules import WRITING, may_join, may_open, shown_of, states_of
from checklist_app.visits.states import States, stream_of

MOST_ENTRIES: Final = 1_000
MOST_FILES: Final = 180  # uploads to one visit, those included that were taken out again


@dataclass(frozen=True, slots=True)
class Taken:
    """What a push came to: the ids stored by it just as they were sent, and what was refused."""

    stored: frozenset[str]
    refused: tuple[Refused, ...]


class Visits:
    KIND = Kind("visits", indexes=("agency", "province", "members"))

    def __init__(
        self,
        store: Store,
        audit: Audit,
        people: People,
        agencies: Agencies,
        forms: Forms,
        photos: Photos,
        throttles: Throttles,
    ) -> None:
        self._store = store
        self._audit = audit
        self._people = people
        self._agencies = agencies
        self._forms = forms
        self._photos = photos
        self._throttles = throttles
        self._states = States(store)
        self._devices = Devices(store)

    def open(self, person: Person, id: str) -> Visit:
        visit = self._find(id)
        if visit is None or not may_open(person, visit):
            raise not_found("visits.unknown")
        return visit

    def writable(self, person: Person, id: str) -> Visit:
        visit = self.open(person, id)
        if person.role not in WRITING:
            raise forbidden("visits.not_your_role")
        return visit

    def form_at(self, person: Person, id: str) -> Form:
        """The form of the visit at this address; also of one that only its phone knows yet."""
        if self._find(id) is not None:
            return self.form(self.open(person, id))
        return self._forms.kept(self._forms.kept_as(id[:DIGEST_IN_ID]))

    def state(self, visit: Visit) -> State:
        """A Visit in hand is one that its reader may open."""
        return self._states.now(visit.id).state

    def form(self, visit: Visit) -> Form:
        return self._forms.kept(visit.digest)

    def devices(self, visit: Visit) -> list[Device]:
        return self._devices.of(visit)

    def of(self, person: Person) -> list[tuple[Visit, Body]]:
        """Every visit that the person may open with its summary, the newest first."""
        found = [(visit_of(document), document.body) for document in self._documents_for(person)]
        visible = [(visit, summary) for visit, summary in found if may_open(person, visit)]
        return sorted(visible, key=lambda pair: (pair[0].begun, pair[0].id), reverse=True)

    def finished_in(self, province: str) -> list[Visit]:
        """For what a whole province may learn of its visits (pack.py), not for opening them."""
        documents = self._store.find(self.KIND.name, {"province": province})
        return [visit_of(document) for document in documents if document.body["status"] in FINISHED]

    def finished_of(self, agency: str) -> list[Visit]:
        """As `finished_in`, of one agency."""
        documents = self._store.find(self.KIND.name, {"agency": agency})
        return [visit_of(document) for document in documents if document.body["status"] in FINISHED]

    def overview(self, person: Person, *, first: int = 0, most: int = 50) -> list[Overview]:
        """What the office wants to know of each visit: how far it is, and what still waits on phones."""
        found = self.of(person)[first : first + most]
        visits = [visit for visit, _ in found]
        files = {visit.id: _files(summary) for visit, summary in found}
        lengths, devices = self.lengths(visits), self._devices.of_each(visits)
        missing = self._photos.missing_of_each(files)
        people = self._people.find_all({id for visit in visits for id in visit.members})
        return [
            Overview(
                visit=visit,
                status=Status(str(summary["status"])),
                visited_on=_day(summary["visited_on"]),
                operations=lengths[visit.id],
                photos=len(files[visit.id]),
                photos_missing=len(missing[visit.id]),
                members=tuple(str(member["name"]) for member in _members(visit, people)),
                devices=tuple(devices[visit.id]),
            )
            for visit, summary in found
        ]

    def history(self, visit: Visit) -> list[Entry]:
        """All that was ever said, in the order in which it came in."""
        return self._store.read(stream_of(visit.id))

    def lengths(self, visits: Iterable[Visit]) -> dict[str, int]:
        """How many operations there are, by visit."""
        streams = {visit.id: stream_of(visit.id) for visit in visits}
        heads = self._store.heads(streams.values())
        return {id: heads[stream].seq for id, stream in streams.items()}

    def accept_photo(self, person: Person, id: str, sha256: str, content: bytes, *, at: datetime) -> bool:
        """True when the visit did not have it yet."""
        visit = self.writable(person, id)
        if len(self._photos.of_visit(id)) >= MOST_FILES and not self._photos.has(sha256, visit=id):
            raise invalid("visits.too_many_files", field="file", most=MOST_FILES)
        return self._photos.accept(sha256, content, visit=visit.id, by=person.id, at=at)

    def exchange(self, person: Person, phone: Phone, push: Push, *, at: datetime) -> Answer:
        """Take what the phone sends and answer what it lacks. Every operation is judged singly; the
        same push may come any number of times."""
        visit = self._entered(person, push, at=at)
        taken = self._take(person, visit, push, at=at)
        document = self._document(push.id)
        self._devices.note(visit, phone, push, person=person, at=at)
        return self._answer(person, document, push.since, taken, at=at)

    def join(self, person: Person, code: str, *, at: datetime) -> Visit:
        """The visit that invites with this code; whoever typed it belongs to the team from now on."""
        with self._braked("typed", person, at=at):
            for visit in map(visit_of, self._documents_within(person.scope)):
                if _fits(visit, code):
                    return visit if may_open(person, visit) else self._join(person, visit)
            raise not_found("visits.no_such_code")

    # --- entering a visit -------------------------------------------------------------------------

    def _entered(self, person: Person, push: Push, *, at: datetime) -> Visit:
        """The visit that is there, joined if a code says so, or the one that this push begins."""
        visit = self._find(push.id)
        if visit is None:
            return self._beginning(person, push)
        if may_open(person, visit):
            return visit
        if push.join and may_join(person, visit):
            with self._braked(visit.id, person, at=at):
                if _fits(visit, push.join):
                    return self._join(person, visit)
                raise not_found("visits.unknown")
        raise not_found("visits.unknown")

    def _beginning(self, person: Person, push: Push) -> Visit:
        facts = next(read_facts(push.operations), None)
        if facts is None:
            raise not_found("visits.unknown")
        agency = self._agencies.fetch(person.scope, facts.agency)
        form = self._kept(facts)
        if push.id[:DIGEST_IN_ID] != form.digest[:DIGEST_IN_ID] or (form.id, form.year) != (
            facts.form,
            facts.year,
        ):
            raise invalid("visits.form_differs")
        return Visit(
            id=push.id,
            version=0,
            agency=agency.id,
            agency_name=agency.name,
            province=agency.province,
            form=form.id,
            year=form.year,
            digest=form.digest,
            begun=facts.begun,
            join=facts.join,
            members=(person.id,),
        )

    def _kept(self, facts: Facts) -> Form:
        try:
            return self._forms.kept(facts.digest)
        except Problem as problem:
            if problem.kind is ProblemKind.UNAVAILABLE:
                raise
            raise invalid("visits.form_unknown") from problem

    def _join(self, person: Person, visit: Visit) -> Visit:
        def act() -> Visit:
            document = self._document(visit.id)
            members = visit_of(document).members
            if person.id in members:
                return visit_of(document)
            body: Body = {**document.body, "members": [*members, person.id]}
            self._audit.record(actor=person.id, action="visit.joined", subject=visit.id)
            return visit_of(self._store.put(self.KIND.name, visit.id, body, version=document.version))

        return together(self._store, act)

    @contextmanager
    def _braked(self, door: str, person: Person, *, at: datetime) -> Iterator[None]:
        """Nobody goes through all codes: each one that does not open this door makes the person wait.
        A phone that keeps trying an old code at one door shuts no other."""
        name = f"join/{door}"
        try:
            self._throttles.attempt(name, person.id, at=at)
        except Problem as problem:
            if problem.code != "accounts.throttled":
                raise
            raise forbidden("visits.join_later", **problem.parameters) from problem
        yield
        self._throttles.succeeded(name, person.id)

    # --- taking operations ------------------------------------------------------------------------

    def _take(self, person: Person, visit: Visit, push: Push, *, at: datetime) -> Taken:
        if not push.operations:  # whoever only asks keeps nobody waiting
            return Taken(frozenset(), ())
        readable = sound(self._forms.kept(visit.digest), push.operations)

        def act() -> Taken:
            begun, begins = self._begun(person, visit, push)
            judge = Judge(begun, person, self._people, self._states.within(begun.id), begins)
            new = [operation for operation in readable.operations if judge.takes(operation)]
            refused = (*readable.refused, *judge.refused)
            _check_beginning(begins, refused)
            entries = self._append(person, begun, new, at=at)
            if new:
                self._summarise(person, begun, judge.snapshot.state.with_operations(new))
            return Taken(frozenset(entry.id for entry in entries) - readable.mended, refused)

        def with_all_that_is_known() -> Taken:
            self._states.now(visit.id)  # read outside the transaction, where it holds up nobody
            with self._store.transaction():
                return act()

        return again_when_stale(with_all_that_is_known)

    def _begun(self, person: Person, visit: Visit, push: Push) -> tuple[Visit, str]:
        """The visit as it stands, and the id of the operation that begins it if this push does: another
        phone may have been faster."""
        if visit.version:
            return visit, ""
        begun = self._find(visit.id)
        if begun is not None:
            if not may_open(person, begun) or begun.digest != visit.digest:
                raise conflict("visits.try_again")
            return begun, ""
        document = self._store.put(self.KIND.name, visit.id, body_of_visit(visit), version=0)
        self._audit.record(
            actor=person.id, action="visit.begun", subject=visit.id, details={"agency": visit.agency}
        )
        return visit_of(document), next(read_facts(push.operations)).operation

    def _append(
        self, person: Person, visit: Visit, new: list[Operation], *, at: datetime
    ) -> tuple[Entry, ...]:
        receipt: Body = {"received": stamp(at), "sender": person.id}
        entries = [NewEntry(operation.id, {**body_of(operation), **receipt}) for operation in new]
        return tuple(self._store.append(stream_of(visit.id), entries)) if entries else ()

    def _summarise(self, person: Person, visit: Visit, state: State) -> None:
        """What lists show of a visit stands in its document, so that no list folds every stream."""
        document = self._document(visit.id)
        before = document.body["status"]
        summary = summary_of(state)
        if summary.items() <= document.body.items():
            return
        if summary["status"] != before:
            details: Body = {"before": before, "status": summary["status"]}
            self._audit.record(actor=person.id, action="visit.status", subject=visit.id, details=details)
        self._store.put(self.KIND.name, visit.id, {**document.body, **summary}, version=document.version)

    # --- answering --------------------------------------------------------------------------------

    def _answer(
        self, person: Person, document: Document, since: int, taken: Taken, *, at: datetime
    ) -> Answer:
        visit, stream = visit_of(document), stream_of(document.id)
        last = self._store.head(stream)
        since = since if since <= last.seq else 0  # the phone holds more than a restored server does
        read = self._store.read(stream, after=since, limit=MOST_ENTRIES + 1)
        shown, more = read[:MOST_ENTRIES], len(read) > MOST_ENTRIES
        reached = shown[-1] if shown else None
        return Answer(
            visit=visit,
            since=since,
            seq=reached.seq if reached else last.seq,
            head=reached.hash if reached else last.hash,
            more=more,
            received=stamp(at),
            sender=person.id,
            acked=tuple((entry.id, entry.seq) for entry in shown if entry.id in taken.stored),
            entries=tuple(entry for entry in shown if entry.id not in taken.stored),
            refused=taken.refused,
            files_missing=tuple(self._photos.missing(_files(document.body), visit=visit.id)),
            members=tuple(_members(visit, self._people.find_all(visit.members))),
            devices=tuple(self._devices.of(visit)),
        )

    def _find(self, id: str) -> Visit | None:
        document = self._store.get(self.KIND.name, id)
        return visit_of(document) if document else None

    def _document(self, id: str) -> Document:
        document = self._store.get(self.KIND.name, id)
        if document is None:
            raise not_found("visits.unknown")
        return document

    def _documents_for(self, person: Person) -> list[Document]:
        if person.role is Role.INSPECTOR:
            return self._store.find(self.KIND.name, {"members": person.id})
        return self._documents_within(person.scope)

    def _documents_within(self, scope: Scope) -> list[Document]:
        if scope.everything:
            return self._store.find(self.KIND.name)
        return self._store.find(self.KIND.name, {"province": scope.province}) if scope.province else []


def _fits(visit: Visit, code: str) -> bool:
    return hmac.compare_digest(code_hash(visit.id, code), visit.join)


def _members(visit: Visit, people: Mapping[str, Person]) -> Iterator[Body]:
    for id in visit.members:
        person = people.get(id) or visit.guest(id)
        if person is not None:
            yield {"id": person.id, "name": person.name, "position": person.position}


def _check_beginning(begins: str, refused: Iterable[Refused]) -> None:
    """A visit without the operation that begins it would be one that no phone can read."""
    problems = [one.problem for one in refused if begins and one.id == begins]
    if problems:
        raise problems[0]


def _files(summary: Body) -> list[str]:
    files = summary["files"]
    return [str(file) for file in files] if isinstance(files, list) else []


def _day(value: JsonValue) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def summary_of(state: State) -> Body:
    """What the document of a visit says of its stream."""
    return {
        "status": shown_of(states_of(state)).value,
        "visited_on": state.value("visited_on"),
        "files": [*files_of(state)],
    }


def files_of(state: State) -> list[str]:
    """The files that the photos of a visit name now, disputed ones included."""
    photos = [field for name, field in state.fields.items() if name.startswith("photo:")]
    values = [value for field in photos for value in field.values]
    return sorted({str(value["file"]) for value in values if isinstance(value, dict)})
