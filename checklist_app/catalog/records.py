"""The forms and the ITA editions: shipped files, an administrator's edited editions, and the rendered
forms that visits began with. The only place of this package that reads files or the Store."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from checklist_app.accounts import Audit
from checklist_app.catalog.checking import Fault, check_form
from checklist_app.catalog.edition_reading import read_edition
from checklist_app.catalog.editions import Edition
from checklist_app.catalog.model import Form
from checklist_app.catalog.reading import digest_of
from checklist_app.catalog.rendering import TwoYears, render
from checklist_app.errors import Problem, ProblemKind, invalid, not_found
from checklist_app.resources import DATA
from checklist_app.store import Body, Document, JsonValue, Kind, Store, canonical, telling

FORMS = DATA / "forms"
EDITIONS = DATA / "ita"
MOST_RENDERED = 50


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as a visit began with it, and what it was rendered from."""

    form: Form
    editions: TwoYears


class Editions:
    """What ITA measured in each fiscal year: the shipped file, or what an administrator made of it."""

    KIND = Kind("editions")

    def __init__(self, store: Store, audit: Audit, *, folder: Path = EDITIONS) -> None:
        self._store = store
        self._audit = audit
        self._shipped = _shipped_editions(folder)

    def years(self) -> list[int]:
        """Every year with an edition of its own, newest first."""
        edited = {int(document.id) for document in self._store.find(self.KIND.name)}
        return sorted(self._shipped.keys() | edited, reverse=True)

    @property
    def first(self) -> int:
        """The earliest year that has one; every later year has its own or an earlier one."""
        return min(self._shipped)

    def get(self, year: int) -> Edition:
        """For a year that has none, the nearest earlier edition, marked as not confirmed."""
        edition = self.find(year)
        if edition is None:
            raise not_found("catalog.no_edition", year=year, first=self.first)
        return edition

    def find(self, year: int) -> Edition | None:
        body, version, source = self._body(year)
        if body is None:
            return None
        carried = None if source == year else source
        return read_edition({**body, "year": year}, version=version, carried_from=carried)

    def body(self, year: int) -> Body:
        """The content of the year's edition as JSON, to be edited and given to `save`."""
        body, _, _ = self._body(year)
        if body is None:
            raise not_found("catalog.no_edition", year=year, first=self.first)
        return {**body, "year": year}

    def bodies(self, years: Iterable[int]) -> dict[int, Body]:
        """As `body`, by year, of those that there are."""
        edited = {int(document.id): document.body for document in self._store.find(self.KIND.name)}
        known = self._shipped | edited
        sources = {year: max((each for each in known if each <= year), default=None) for year in years}
        return {
            year: {**known[source], "year": year} for year, source in sources.items() if source is not None
        }

    def is_edited(self, year: int) -> bool:
        return self._edited(year) is not None

    def save(self, body: Body, *, year: int, version: int, actor: str) -> Edition:
        """Write an edition edited from `version` (0: as shipped). Raises a Problem naming what is wrong."""
        body = {**body, "year": year}
        edition = read_edition(body, version=version + 1)
        with self._store.transaction():
            self._store.put(self.KIND.name, str(year), body, version=version)
            self._record(actor, "edition.saved", year, version + 1, body)
        return edition

    def reset(self, year: int, *, version: int, actor: str) -> None:
        """Back to the shipped edition; what was edited stays in the audit trail."""
        edited = self._edited(year)
        gone = not_found("catalog.edition_not_edited", year=year)
        if edited is None:
            raise gone
        with (
            telling(lambda problem: gone if problem.code == "store.no_document" else problem),
            self._store.transaction(),
        ):
            self._store.delete(self.KIND.name, str(year), version=version)
            self._record(actor, "edition.reset", year, version, edited.body)

    def _body(self, year: int) -> tuple[Body | None, int, int]:
        """Content, version and the year that it is of: this year's own or the nearest earlier one."""
        edited = self._edited(year)
        if edited is not None:
            return edited.body, edited.version, year
        if year in self._shipped:
            return self._shipped[year], 0, year
        earlier = [known for known in self.years() if known < year]
        if not earlier:
            return None, 0, year
        body, _, source = self._body(max(earlier))
        return body, 0, source

    def _edited(self, year: int) -> Document | None:
        return self._store.get(self.KIND.name, str(year))

    def _record(self, actor: str, action: str, year: int, version: int, body: Body) -> None:
        details: Body = {"version": version, "digest": digest_of(body), "body": body}
        self._audit.record(actor=actor, action=action, subject=str(year), details=details)


class Forms:
    """The forms of the catalogue, and every rendered form that a visit began with."""

    KIND = Kind("form_versions")

    def __init__(self, store: Store, editions: Editions, *, folder: Path = FORMS) -> None:
        self._store = store
        self._editions = editions
        self._bodies = _shipped_forms(folder)
        self._rendered: dict[str, KeptForm] = {}

    def all(self) -> list[Form]:
        """Each form as printed for its own year, by id."""
        wanted = [(id, self._content(id)["printed_for"]) for id in sorted(self._bodies)]
        return [_kept(version).form for version in self._versions_of(wanted)]

    def get(self, form_id: str) -> Form:
        """The form for the year that it was printed for."""
        return self.rendered(form_id, self._content(form_id)["printed_for"])

    def rendered(self, form_id: str, year: int) -> Form:
        """The form for a fiscal year, as it is now."""
        return _kept(*self._versions_of([(form_id, year)])).form

    def keep(self, form_id: str, year: int) -> Form:
        """The form for a fiscal year, kept so that `kept(digest)` answers the same when the form or the
        edition has long changed. A visit begins with this."""
        return self.keep_all([(form_id, year)])[0]

    def keep_all(self, wanted: Iterable[tuple[str, int]]) -> list[Form]:
        """As `keep` for each form and year."""
        versions = {digest_of(version): version for version in self._versions_of(wanted)}
        there = self._store.get_all(self.KIND.name, versions)
        for digest in versions.keys() - there.keys():
            try:
                self._store.put(self.KIND.name, digest, versions[digest], version=0)
            except Problem as problem:
                if problem.kind is not ProblemKind.CONFLICT:  # another visit kept the same just now
                    raise
        return [self.kept(digest) for digest in versions]

    def kept(self, digest: str) -> Form:
        return self.kept_with_editions(digest).form

    def kept_with_editions(self, digest: str) -> KeptForm:
        """A kept form never changes, so each is rendered once."""
        known = self._rendered.get(digest)
        if known is None:
            document = self._store.get(self.KIND.name, digest)
            if document is None:
                raise not_found("catalog.no_form_version", digest=digest[:12])
            known = _kept(document.body)
            if len(self._rendered) >= MOST_RENDERED:
                self._rendered.clear()
            self._rendered[digest] = known
        return known

    def version(self, digest: str) -> Body:
        """All that a kept form is rendered from, so that another installation can keep it too."""
        document = self._store.get(self.KIND.name, digest)
        if document is None:
            raise not_found("catalog.no_form_version", digest=digest[:12])
        return document.body

    def readable(self, digest: str, version: Body) -> Form:
        """The form that another installation kept. Raises a Problem when the version is not the one with
        this digest, or not one that this program would have kept."""
        if digest_of(version) != digest:
            raise invalid("catalog.version_differs")
        if self._store.get(self.KIND.name, digest) is not None:
            return self.kept(digest)
        if _faults_in(canonical(_object(version.get("form")))):
            raise invalid("catalog.version_faulty")
        try:
            return _kept(version).form
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            raise invalid("catalog.version_faulty") from error

    def adopt(self, digest: str, version: Body) -> None:
        """Keep a version that was found readable; within the transaction of the caller."""
        if self._store.get(self.KIND.name, digest) is None:
            self._store.put(self.KIND.name, digest, version, version=0)

    def kept_as(self, beginning: str) -> str:
        """The digest of the kept form whose digest begins so (an address names only the beginning)."""
        documents = self._store.find(self.KIND.name, after=beginning, limit=1)
        if not documents or not documents[0].id.startswith(beginning):
            raise not_found("catalog.no_form_version", digest=beginning[:12])
        return documents[0].id

    def _versions_of(self, wanted: Iterable[tuple[str, int]]) -> list[Body]:
        """All that each rendered form depends on: its own content and the editions of two years, but for
        the advice, which is of no use to a visit and long."""
        asked = [*wanted]
        bodies = self._editions.bodies({each for _, year in asked for each in (year, year - 1)})
        editions: Mapping[int, Body] = {
            year: {key: value for key, value in body.items() if key != "advice"}
            for year, body in bodies.items()
        }
        return [
            {
                "form": self._content(form_id),
                "year": year,
                "editions": {
                    name: editions[of]
                    for name, of in (("year", year), ("previous_year", year - 1))
                    if of in editions
                },
            }
            for form_id, year in asked
        ]

    def _content(self, form_id: str) -> dict[str, Any]:
        if form_id not in self._bodies:
            raise not_found("catalog.no_form", form=form_id[:60])
        return self._bodies[form_id]


def _kept(version: Mapping[str, Any]) -> KeptForm:
    editions = {name: read_edition(body) for name, body in version["editions"].items()}
    two_years = TwoYears(editions.get("year"), editions.get("previous_year"))
    form = render(version["form"], digest=digest_of(dict(version)), year=version["year"], editions=two_years)
    return KeptForm(form, two_years)


def _object(value: JsonValue) -> Body:
    if not isinstance(value, dict):
        raise invalid("catalog.version_faulty")
    return value


def _shipped_forms(folder: Path) -> dict[str, dict[str, Any]]:
    bodies = {}
    for file in sorted(folder.glob("*.json")):
        content = file.read_bytes()
        faults = _faults_in(content)
        if faults:
            line, code = faults[0].line, faults[0].code
            raise Problem(
                ProblemKind.INTERNAL, "catalog.form_faulty", {"file": file.name, "line": line, "fault": code}
            )
        body = json.loads(content)
        bodies[body["id"]] = body
    return bodies


@lru_cache(maxsize=8)  # whoever makes many apps of the same forms checks them once
def _faults_in(content: bytes) -> tuple[Fault, ...]:
    return tuple(check_form(content))


def _shipped_editions(folder: Path) -> dict[int, Body]:
    """A file holds what differs from the year that it follows; the others are filled from there."""
    files = {int(file.stem): json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))}

    def whole(year: int) -> Body:
        own = dict(files[year])
        followed = own.pop("follows", None)
        return {**whole(followed), **own} if followed else own

    return {year: whole(year) for year in files}
