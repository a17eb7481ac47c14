"""The people who may sign in: the only reader and writer of their records and password hashes.
Every change of rights is written to the audit trail in the same transaction and ends their sessions."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from checklist_app.accounts.audit import Audit
from checklist_app.accounts.model import AGENCY_ROLES, COMMAND_LINE, Draft, Person, Role
from checklist_app.accounts.passwords import Passwords, as_heard, check_new_password, one_time_password
from checklist_app.accounts.rules import ProvinceOf, checked, cleaned, folded, may_administer, may_see
from checklist_app.accounts.sessions import Sessions
from checklist_app.accounts.throttles import Throttles
from checklist_app.clock import now, stamp
from checklist_app.errors import Problem, ProblemKind, conflict, invalid, not_found
from checklist_app.ids import new_id
from checklist_app.store import Body, Document, Key, Kind, Store, stale_as, telling, together
from checklist_app.thai import search_key, sort_key

FIRST_SIGN_IN = "admin"
FIRST_NAME = "ผู้ดูแลระบบ"
ONE_TIME_DAYS = 7
LONGEST_SEARCH = 200
_RIGHTS: Final = ("role", "province", "agency", "sign_in")

Done = TypeVar("Done")
ProvincesOf = Callable[[Iterable[str]], Mapping[str, str]]
"""By id of the agency, of those that there are."""


class People:
    KIND = Kind("people", indexes=("role", "province", "agency", "active", "sign_in"), unique=("sign_in",))

    def __init__(
        self,
        store: Store,
        audit: Audit,
        sessions: Sessions,
        passwords: Passwords,
        *,
        throttles: Throttles,
        provinces_of: ProvincesOf,
    ) -> None:
        self._store = store
        self._audit = audit
        self._sessions = sessions
        self._passwords = passwords
        self._throttles = throttles
        self._provinces_of = provinces_of

    def find(self, id: str) -> Person | None:
        """Whoever has this id, without asking who wants to know: for sessions and signatures."""
        document = self._store.get(self.KIND.name, id)
        return self._person(document) if document else None

    def find_all(self, ids: Iterable[str]) -> dict[str, Person]:
        """Of those that there are, as `find` for each."""
        found = self._store.get_all(self.KIND.name, ids)
        return {person.id: person for person in self._people(found.values())}

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Of those that there are, as in `find`."""
        found = self._store.get_all(self.KIND.name, ids)
        return {id: str(document.body["name"]) for id, document in found.items()}

    def open(self, id: str, *, by: Person) -> Person:
        """The person, if `by` may see them; to everybody else they do not exist."""
        person = self.find(id)
        if person is None or not may_see(by, person):
            raise not_found("accounts.no_person")
        return person

    def visible_to(self, actor: Person, *, search: str = "", active: bool | None = None) -> list[Person]:
        """In order of name; `search` finds parts of the name, the position or the sign-in name."""
        where: dict[str, Key] = {} if active is None else {"active": active}
        documents = self._store.find(self.KIND.name, where)
        people = self._people(documents)
        words = [search_key(word) for word in search[:LONGEST_SEARCH].split()]
        fitting = [person for person in people if may_see(actor, person) and _matches(person, words)]
        return sorted(fitting, key=lambda person: (sort_key(person.name), person.id))

    def create(self, draft: Draft, *, by: Person) -> tuple[Person, str]:
        """The new person and the one-time password, which nobody can ask for again."""
        return self._add(checked(draft, by=by, province_of=self._province_of), actor=by.id)

    def edit(self, id: str, draft: Draft, *, version: int, by: Person) -> Person:
        """`version` is what the editor saw; when somebody else was faster this is a conflict."""
        after = checked(draft, by=by, province_of=self._province_of)

        def act() -> Person:
            before = self._administered(id, by=by)
            if before.role is Role.ADMINISTRATOR and after.role is not Role.ADMINISTRATOR:
                self._refuse_to_lose_last_administrator(before)
            person = self._change(before, version=version, **asdict(after))
            changed: Body = {name: _plain(getattr(person, name)) for name in _differing(before, person)}
            if changed:
                self._audit.record(actor=by.id, action="person.changed", subject=id, details=changed)
            if any(name in changed for name in _RIGHTS):
                self._sessions.revoke_all(id)
            return person

        with telling(_told):
            return together(self._store, act)

    def deactivate(self, id: str, *, version: int, by: Person) -> Person:
        def act() -> Person:
            person = self._administered(id, by=by)
            if person.id == by.id:
                raise conflict("accounts.not_yourself")
            self._refuse_to_lose_last_administrator(person)
            person = self._change(person, version=version, active=False)
            self._sessions.revoke_all(id)
            self._audit.record(actor=by.id, action="person.deactivated", subject=id)
            return person

        return self._ending_sessions(id, act)

    def activate(self, id: str, *, version: int, by: Person) -> Person:
        def act() -> Person:
            person = self._change(self._administered(id, by=by), version=version, active=True)
            self._audit.record(actor=by.id, action="person.activated", subject=id)
            return person

        return together(self._store, act)

    def reset_password(self, id: str, *, version: int, by: Person) -> str:
        """A one-time password in place of the present one, shown once."""
        return self._reset_password(self._administered(id, by=by), version=version, actor=by.id)

    def change_password(self, id: str, *, current: str, new: str) -> None:
        """The person's own doing. All their sessions end; the caller begins a new one."""
        document = self._document(id)
        person, hashed = self._person(document), str(document.body["password"])
        if not self._fits(person, current, hashed):
            raise invalid("accounts.wrong_password", field="current")
        if self._fits(person, new, hashed):
            raise invalid("accounts.password_same", field="new")
        check_new_password(new, sign_in=person.sign_in)
        renewed = self._passwords.hash(new)

        def act() -> None:
            self._change(
                person, version=document.version, password=renewed, must_change_password=False, issued=None
            )
            self._sessions.revoke_all(id)
            self._audit.record(actor=id, action="person.password_changed", subject=id)

        self._ending_sessions(id, act)

    def authenticate(self, sign_in: str, password: str) -> Person | None:
        """The active person with this name and password. Unknown names take as long as known ones."""
        document = self._named(sign_in)
        if document is None:
            self._passwords.fits(password, None)
            return None
        person, hashed = self._person(document), str(document.body["password"])
        if not self._fits(person, password, hashed) or not person.active:
            return None
        return self._renewed(person, password) if self._passwords.outdated(hashed) else person

    def known_as(self, sign_in: str) -> Person | None:
        document = self._named(sign_in)
        return self._person(document) if document else None

    def has_expired(self, person: Person, *, at: datetime) -> bool:
        """Whether the person was to set an own password, and waited too long."""
        issued = self._document(person.id).body.get("issued")
        if not person.must_change_password or not isinstance(issued, str):
            return False
        return at - datetime.fromisoformat(issued) >= timedelta(days=ONE_TIME_DAYS)

    def has_active_administrator(self) -> bool:
        return bool(self._administrators())

    def add_administrator(self, *, sign_in: str, name: str) -> tuple[Person, str]:
        """Without anybody's leave: for the first start and for whoever holds the server."""
        draft = Draft(name=name, position="", sign_in=sign_in, role=Role.ADMINISTRATOR)
        return self._add(cleaned(draft), actor=COMMAND_LINE.id)

    def reset_password_of(self, sign_in: str) -> str:
        """For whoever holds the server, when nobody can sign in any more."""
        person = self.known_as(sign_in)
        if person is None:
            raise not_found("accounts.no_person")
        return self._reset_password(person, version=person.version, actor=COMMAND_LINE.id)

    def all(self) -> list[Person]:
        return self._people(self._store.find(self.KIND.name))

    def _add(self, draft: Draft, *, actor: str) -> tuple[Person, str]:
        id, password = new_id(), one_time_password()
        body: Body = {
            **_fields(draft),
            "active": True,
            "must_change_password": True,
            "issued": stamp(now()),
            "password": self._passwords.hash(password),
        }
        with telling(_told), self._store.transaction():
            person = self._person(self._put(id, body, version=0))
            details: Body = {name: _plain(getattr(person, name)) for name in ("name", *_RIGHTS)}
            self._audit.record(actor=actor, action="person.created", subject=id, details=details)
        return person, password

    def _reset_password(self, person: Person, *, version: int, actor: str) -> str:
        password = one_time_password()
        hashed = self._passwords.hash(password)

        def act() -> None:
            self._change(
                person, version=version, password=hashed, must_change_password=True, issued=stamp(now())
            )
            self._sessions.revoke_all(person.id)
            self._throttles.lift(person.sign_in)
            self._audit.record(actor=actor, action="person.password_reset", subject=person.id)

        self._ending_sessions(person.id, act)
        return password

    def require_unchanged(self, person: Person) -> None:
        """Within the transaction that lets them in: whoever was changed since the password was found right
        signs in again."""
        found = self.find(person.id)
        if found is None or found.version != person.version:
            raise invalid("accounts.sign_in_refused")

    def _ending_sessions(self, id: str, act: Callable[[], Done]) -> Done:
        """Also those that began while this was written; whoever is let in later is looked at as they are by
        then (require_unchanged)."""
        done = together(self._store, act)
        self._sessions.revoke_all(id)
        return done

    def _renewed(self, person: Person, password: str) -> Person:
        """With the password hashed as new ones are. When somebody else changes the person meanwhile, the next
        time they sign in is soon enough."""
        hashed = self._passwords.hash(_as_meant(person, password))
        try:
            return self._change(person, version=person.version, password=hashed)
        except Problem as problem:
            if problem.kind is not ProblemKind.CONFLICT:
                raise
            return person

    def _change(self, person: Person, *, version: int, **fields: str | bool | None) -> Person:
        body = {**self._document(person.id).body, **{name: _plain(value) for name, value in fields.items()}}
        return self._person(self._put(person.id, body, version=version))

    def _province_of(self, agency: str) -> str | None:
        return self._provinces_of([agency]).get(agency)

    def _person(self, document: Document) -> Person:
        return _person(document, self._province_of)

    def _people(self, documents: Collection[Document]) -> list[Person]:
        """As `_person` for each, with one question about where their agencies lie."""
        agencies = {str(each.body["agency"]) for each in documents if each.body["agency"]}
        provinces = self._provinces_of(agencies) if agencies else {}
        return [_person(document, provinces.get) for document in documents]

    def _put(self, id: str, body: Body, *, version: int) -> Document:
        with stale_as(conflict("accounts.changed_meanwhile")), telling(_told):
            return self._store.put(self.KIND.name, id, body, version=version)

    def _named(self, sign_in: str) -> Document | None:
        return next(iter(self._store.find(self.KIND.name, {"sign_in": folded(sign_in)}, limit=1)), None)

    def _fits(self, person: Person, password: str, hashed: str) -> bool:
        return self._passwords.fits(_as_meant(person, password), hashed)

    def _administered(self, id: str, *, by: Person) -> Person:
        person = self.find(id)
        if person is None or not may_administer(by, person):
            raise not_found("accounts.no_person")
        return person

    def _refuse_to_lose_last_administrator(self, person: Person) -> None:
        """Within the transaction, which holds on to the one who remains: no two take each other's rights away
        at the same moment."""
        if person.role is Role.ADMINISTRATOR and not any(map(self._remains, self._administrators(person.id))):
            raise conflict("accounts.last_administrator")

    def _remains(self, id: str) -> bool:
        person = self.find(id)
        return person is not None and person.active and person.role is Role.ADMINISTRATOR

    def _administrators(self, besides: str = "") -> list[str]:
        found = self._store.find(self.KIND.name, {"role": Role.ADMINISTRATOR.value, "active": True})
        return [document.id for document in found if document.id != besides]

    def _document(self, id: str) -> Document:
        document = self._store.get(self.KIND.name, id)
        if document is None:
            raise not_found("accounts.no_person")
        return document


def ensure_administrator(people: People) -> tuple[str, str] | None:
    """On the first start: the name and one-time password of an administrator made just now."""
    if people.has_active_administrator():
        return None
    name = FIRST_SIGN_IN
    for number in range(2, 1000):
        try:
            person, password = people.add_administrator(sign_in=name, name=FIRST_NAME)
        except Problem as problem:
            if problem.code != "accounts.sign_in_taken":
                raise
            if people.has_active_administrator():  # another process was starting, too
                return None
            name = f"{FIRST_SIGN_IN}{number}"
        else:
            return person.sign_in, password
    raise conflict("accounts.sign_in_taken", field="sign_in")


def _person(document: Document, province_of: ProvinceOf) -> Person:
    """People of an agency belong to the province where it lies now, wherever it lay when they were saved."""
    body = document.body
    role, agency = Role(str(body["role"])), _text_or_none(body, "agency")
    stored = _text_or_none(body, "province")
    return Person(
        id=document.id,
        version=document.version,
        name=str(body["name"]),
        position=str(body["position"]),
        sign_in=str(body["sign_in"]),
        role=role,
        province=province_of(agency) if agency and role in AGENCY_ROLES else stored,
        agency=agency,
        active=body["active"] is True,
        must_change_password=body["must_change_password"] is True,
    )


def _told(problem: Problem) -> Problem:
    if problem.code == "store.taken":
        return conflict("accounts.sign_in_taken", field="sign_in")
    return problem


def _as_meant(person: Person, password: str) -> str:
    """One-time passwords are read aloud, so their spelling is forgiven; own ones are taken exactly."""
    return as_heard(password) if person.must_change_password else password


def _text_or_none(body: Body, name: str) -> str | None:
    value = body.get(name)
    return str(value) if value else None


def _fields(draft: Draft) -> Body:
    return {name: _plain(value) for name, value in asdict(draft).items()}


def _plain(value: str | bool | None) -> str | bool | None:
    return value.value if isinstance(value, Role) else value


def _matches(person: Person, words: list[str]) -> bool:
    if not words:
        return True
    text = search_key(f"{person.name} {person.position} {person.sign_in}")
    return all(word in text for word in words)


def _differing(before: Person, after: Person) -> list[str]:
    names: Mapping[str, object] = asdict(replace(after, version=before.version))
    return [name for name, value in names.items() if getattr(before, name) != value]
