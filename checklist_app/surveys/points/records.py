"""The service points of agencies: the only one that reads and writes them. A point is never deleted, because
its printed code must lead somewhere for ever."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies, Agency
from checklist_app.codes import bare_code, is_sound, with_check
from checklist_app.errors import Problem, ProblemKind, conflict, invalid, not_found
from checklist_app.ids import new_code
from checklist_app.store import Body, Document, Kind, Store, again_when_stale, stale_as
from checklist_app.surveys.model import Point, PointDraft
from checklist_app.surveys.rights import require_keeping
from checklist_app.thai import clean, sort_key

LENGTH: Final = 6
LONGEST_NAME: Final = 100
MOST_SERVICES: Final = 20
TRIES: Final = 5


def read_point_code(text: str) -> str:
    """What stood in an address or was typed, as codes are stored; raises a Problem where it was mistyped."""
    code = bare_code(text)
    if len(code) != LENGTH:
        raise invalid("surveys.code_length", field="code", length=LENGTH)
    if not is_sound(code):
        raise invalid("surveys.code_mistyped", field="code")
    return code


def free_code() -> str:
    """One that in all likelihood no point has."""
    return with_check(new_code(LENGTH - 1))


def _codes(offered: str) -> Iterator[str]:
    if offered:
        yield offered
    for _ in range(TRIES):
        yield free_code()


def point_address(base_url: str, code: str) -> str:
    """What the QR code of a point holds. Capital letters make a smaller code, which is read from farther
    away; schemes and hosts mean the same in capitals, and so does this path."""
    return f"{base_url}/S/{code}".upper()


def typed_address(base_url: str, code: str) -> str:
    """What is typed where nothing can be scanned."""
    return f"{base_url.partition('://')[2]}/s/{code.upper()}"


class Points:
    KIND = Kind("survey_points", indexes=("agency",))

    def __init__(self, store: Store, audit: Audit, agencies: Agencies) -> None:
        self._store = store
        self._audit = audit
        self._agencies = agencies

    def find(self, code: str) -> Point | None:
        """For the public, who has the code from a poster."""
        document = self._store.get(self.KIND.name, code)
        return _point(document) if document else None

    def at(self, code: str) -> Point:
        """By the code in an address, of which one that was mistyped is of no point."""
        try:
            read = read_point_code(code)
        except Problem as problem:
            raise not_found("surveys.no_point") from problem
        point = self.find(read)
        if point is None:
            raise not_found("surveys.no_point")
        return point

    def of(self, agency: str) -> list[Point]:
        found = self._store.find(self.KIND.name, {"agency": agency})
        return sorted(map(_point, found), key=lambda point: (sort_key(point.name), point.code))

    def all(self) -> list[Point]:
        return [_point(document) for document in self._store.find(self.KIND.name)]

    def open(self, person: Person, code: str) -> tuple[Point, Agency]:
        """The point and its agency, if this person may see it; to everybody else there is none."""
        point = self.at(code)
        try:
            return point, self._agencies.fetch(person.scope, point.agency)
        except Problem as problem:
            if problem.kind is ProblemKind.UNAVAILABLE:
                raise
            raise not_found("surveys.no_point") from problem

    def create(
        self, person: Person, agency: str, draft: PointDraft, *, today: date, offered: str = ""
    ) -> Point:
        """`offered` is a code that came with the form, so that a form that is sent twice makes one point."""
        self._agencies.fetch(person.scope, agency)
        require_keeping(person)
        checked = _checked(draft)

        def act() -> Point:
            made = self.find(offered) if offered else None
            if made and made.agency == agency:
                return made
            code = next((code for code in _codes(offered) if self.find(code) is None), None)
            if code is None:
                raise conflict("surveys.no_free_code")
            point = Point(
                **_fields(checked), code=code, version=0, agency=agency, created=today, checked=today
            )
            return self._write(person, point, "survey_point.created")

        return again_when_stale(act)

    def edit(self, person: Person, code: str, draft: PointDraft, *, version: int) -> Point:
        known = self._kept_by(person, code)
        edited = replace(known, **_fields(_checked(draft)), version=version)
        with stale_as(conflict("surveys.point_changed_meanwhile")):
            return self._write(person, edited, "survey_point.edited")

    def check_poster(self, person: Person, code: str, *, today: date) -> Point:
        """Somebody has compared the poster with its code."""

        def act() -> Point:
            known = self._kept_by(person, code)
            return self._write(person, replace(known, checked=today), "survey_point.poster_checked")

        return again_when_stale(act)

    def disconnect_kiosks(self, person: Person, code: str) -> Point:
        """The passes that tablets hold are no longer good."""

        def act() -> Point:
            known = self._kept_by(person, code)
            further = replace(known, kiosk=known.kiosk + 1)
            return self._write(person, further, "survey_point.kiosks_disconnected")

        return again_when_stale(act)

    def _kept_by(self, person: Person, code: str) -> Point:
        point, _ = self.open(person, code)
        require_keeping(person)
        return point

    def _write(self, person: Person, point: Point, action: str) -> Point:
        with self._store.transaction():
            document = self._store.put(self.KIND.name, point.code, _body(point), version=point.version)
            self._audit.record(
                actor=person.id,
                action=action,
                subject=point.code,
                details={"agency": point.agency, "name": point.name},
            )
        return _point(document)


def _checked(draft: PointDraft) -> PointDraft:
    if draft.opens and draft.ends and draft.ends < draft.opens:
        raise invalid("surveys.ends_before_it_opens", field="ends")
    return replace(
        draft,
        name=_line(draft.name, field="name", required=True),
        name_en=_line(draft.name_en, field="name_en"),
        place=_line(draft.place, field="place"),
        services=_services(draft.services),
    )


def _services(services: Iterable[str]) -> tuple[str, ...]:
    lines = tuple(dict.fromkeys(line for each in services if (line := _line(each, field="services"))))
    if len(lines) > MOST_SERVICES:
        raise invalid("surveys.too_many_services", field="services", most=MOST_SERVICES)
    return lines


def _line(text: str, *, field: str, required: bool = False) -> str:
    line = " ".join(clean(text).split())
    if required and not line:
        raise invalid("surveys.name_missing", field=field)
    if len(line) > LONGEST_NAME:
        raise invalid("surveys.too_long", field=field, most=LONGEST_NAME)
    return line


def _fields(draft: PointDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("name", "name_en", "place", "services", "opens", "ends")}


def _body(point: Point) -> Body:
    return {
        "agency": point.agency,
        "name": point.name,
        "name_en": point.name_en,
        "place": point.place,
        "services": list(point.services),
        "opens": point.opens.isoformat() if point.opens else None,
        "ends": point.ends.isoformat() if point.ends else None,
        "created": point.created.isoformat(),
        "checked": point.checked.isoformat() if point.checked else None,
        "kiosk": point.kiosk,
    }


def _point(document: Document) -> Point:
    body: Mapping[str, Any] = document.body
    return Point(
        code=document.id,
        version=document.version,
        agency=body["agency"],
        name=body["name"],
        name_en=body["name_en"],
        place=body["place"],
        services=tuple(body["services"]),
        opens=_day(body["opens"]),
        ends=_day(body["ends"]),
        created=date.fromisoformat(body["created"]),
        checked=_day(body["checked"]),
        kiosk=body["kiosk"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
