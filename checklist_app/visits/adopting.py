"""Taking in a visit that a file brings from another installation: all of it in one transaction, or nothing.
The stream keeps its name, its ids and so its hashes; phones go on with it as if it had begun here."""

from dataclasses import dataclass, replace

from checklist_app.accounts import Audit, People, Person, Scope
from checklist_app.agencies import Agencies, Agency
from checklist_app.catalog import Forms
from checklist_app.errors import Problem, ProblemKind, conflict, forbidden, invalid
from checklist_app.store import Body, Document, Entry, NewEntry, Store, together
from checklist_app.visits.beginning import body_of_guests, body_of_visit, visit_of
from checklist_app.visits.carrying import Carried, check
from checklist_app.visits.devices import Devices
from checklist_app.visits.model import Guest, Visit
from checklist_app.visits.photos import Photo, Photos
from checklist_app.visits.records import Visits, summary_of
from checklist_app.visits.rules import SUPERVISING, supervises
from checklist_app.visits.states import stream_of


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a file brought that was not there yet. `known`: the visit itself was there before."""

    visit: Visit
    known: bool
    entries: int
    photos: int


@dataclass(frozen=True, slots=True)
class Adopting:
    store: Store
    audit: Audit
    people: People
    agencies: Agencies
    forms: Forms
    photos: Photos

    def plan(self, actor: Person, arrived: Carried) -> Adopted:
        """What taking it in would bring; nothing is written. Raises a Problem where it would be refused."""
        check(arrived, self.forms.readable(arrived.visit.digest, arrived.version))
        document = self.store.get(Visits.KIND.name, arrived.visit.id)
        visit = visit_of(document) if document else self._placed(arrived)
        if actor.role not in SUPERVISING or not supervises(actor, visit):
            raise forbidden("visits.not_your_role")
        tail, photos = self._tail(arrived), self._new_photos(arrived)
        return Adopted(visit, document is not None, len(tail), len(photos))

    def take_in(self, actor: Person, arrived: Carried) -> Adopted:
        planned = self.plan(actor, arrived)
        photos = self._new_photos(arrived)
        self.photos.keep(photos)  # like all that takes long, before the transaction
        summary = summary_of(arrived.state)

        def act() -> None:
            tail = self._tail(arrived)
            self.forms.adopt(arrived.visit.digest, arrived.version)
            self._append(arrived, tail)
            self._write(planned.visit, arrived, summary if tail else {})
            for photo, _ in photos:
                self.photos.adopt(photo, visit=arrived.visit.id)
            if tail or photos:
                self._record(actor, planned)

        together(self.store, act)
        return planned

    # --- what is there ----------------------------------------------------------------------------

    def _tail(self, arrived: Carried) -> tuple[Entry, ...]:
        """The entries that this installation lacks. Two that went on differently are never mixed: whoever
        holds one of the heads could prove neither."""
        known = self.store.read(stream_of(arrived.visit.id), after=self._last_shared(arrived) - 1, limit=1)
        if known and known[0].hash != arrived.entries[known[0].seq - 1].hash:
            raise conflict("carried.went_on_differently")
        return arrived.entries[self.store.head(stream_of(arrived.visit.id)).seq :]

    def _last_shared(self, arrived: Carried) -> int:
        return min(self.store.head(stream_of(arrived.visit.id)).seq, len(arrived.entries))

    def _new_photos(self, arrived: Carried) -> list[tuple[Photo, bytes]]:
        visit = arrived.visit.id
        return [
            (photo, content)
            for photo, content in arrived.photos
            if not self.photos.has(photo.id, visit=visit)
        ]

    def _placed(self, arrived: Carried) -> Visit:
        """The visit at the agency as the register here has it."""
        agency = self._agency(arrived.visit)
        return replace(
            arrived.visit,
            version=0,
            agency=agency.id,
            agency_name=agency.name,
            province=agency.province,
            guests=tuple(self._guests(arrived)),
        )

    def _agency(self, visit: Visit) -> Agency:
        """By its id, else by name and province: two registers were seldom filled from one file."""
        try:
            return self.agencies.fetch(Scope(everything=True), visit.agency)
        except Problem as problem:
            if problem.kind is not ProblemKind.NOT_FOUND:
                raise
        register = self.agencies.within(Scope(province=visit.province))
        named = [agency for agency in register if agency.name == visit.agency_name]
        if len(named) != 1:
            raise invalid("carried.no_agency", agency=visit.agency_name, province=visit.province)
        return named[0]

    def _guests(self, arrived: Carried) -> list[Guest]:
        return [guest for guest in arrived.people if self.people.find(guest.id) is None]

    # --- writing, within the transaction ----------------------------------------------------------

    def _append(self, arrived: Carried, tail: tuple[Entry, ...]) -> None:
        stream = stream_of(arrived.visit.id)
        self.store.append(stream, [NewEntry(entry.id, entry.body) for entry in tail])
        if tail and self.store.head(stream).hash != arrived.head:
            raise Problem(ProblemKind.INTERNAL, "carried.head_differs")

    def _write(self, visit: Visit, arrived: Carried, summary: Body) -> None:
        document = self.store.get(Visits.KIND.name, visit.id)
        before = self._merged(document, arrived) if document else body_of_visit(visit)
        body = {**before, **summary}
        if document is None or body != document.body:
            self.store.put(Visits.KIND.name, visit.id, body, version=document.version if document else 0)
        for device in arrived.devices:
            Devices(self.store).adopt(visit, device)

    def _merged(self, document: Document, arrived: Carried) -> Body:
        """With the people that have joined elsewhere since."""
        known = visit_of(document)
        members = dict.fromkeys((*known.members, *arrived.visit.members))
        guests = {guest.id: guest for guest in (*self._guests(arrived), *known.guests)}
        return {**document.body, "members": [*members], "guests": body_of_guests(guests.values())}

    def _record(self, actor: Person, planned: Adopted) -> None:
        details: Body = {
            "agency": planned.visit.agency,
            "entries": planned.entries,
            "photos": planned.photos,
            "known": planned.known,
        }
        self.audit.record(actor=actor.id, action="visit.imported", subject=planned.visit.id, details=details)
