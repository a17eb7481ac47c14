"""The register of agencies: the only one that reads and writes the kind "agencies".

What a person may not see is answered as not found; every write is in the audit stream."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import lru_cache
from typing import Final

from checklist_app.accounts import Audit, Person, Scope
from checklist_app.agencies.drafts import faults, settle
from checklist_app.agencies.importing import plan_import
from checklist_app.agencies.model import Agency, AgencyDraft, AgencyPage
from checklist_app.agencies.plan import ImportPlan, field_changes
from checklist_app.agencies.rights import require_edit
from checklist_app.agencies.tables import Table
from checklist_app.errors import Problem, conflict, not_found
from checklist_app.ids import new_id
from checklist_app.store import Body, Document, Kind, Store, telling
from checklist_app.thai import clean, search_key, sort_key

PAGE_SIZE: Final = 50
LARGEST_PAGE: Final = 1000

_REMEMBERED: Final = 20_000  # folded texts: the names of the whole country and its districts


class Agencies:
    KIND = Kind(
        "agencies",
        indexes=("province", "type", "itas_code", "name_key"),
        unique=("itas_code", "name_key"),
    )

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store = store
        self._audit = audit

    def fetch(self, scope: Scope, id: str) -> Agency:
        document = self._store.get(self.KIND.name, id)
        if document is None:
            raise not_found("agencies.unknown", id=id[:40])
        agency = _agency(document)
        if not scope.covers(province=agency.province, agency=agency.id):
            raise not_found("agencies.unknown", id=id[:40])
        return agency

    def within(self, scope: Scope) -> list[Agency]:
        """All agencies that a person may see, in Thai alphabetical order of place and name."""
        return sorted(map(_agency, self._documents(scope)), key=_place_order)

    def search(
        self,
        scope: Scope,
        *,
        text: str = "",
        province: str = "",
        district: str = "",
        type: str = "",
        after: str = "",
        limit: int = PAGE_SIZE,
    ) -> AgencyPage:
        sought = _sought(text)
        fitting = [
            agency
            for agency in self.within(scope)
            if (not province or agency.province == province)
            and (not district or agency.district == district)
            and (not type or agency.type == type)
            and all(word in search_text(agency) for word in sought)
        ]
        return _page(fitting, after=after, limit=max(1, min(limit, LARGEST_PAGE)))

    def provinces_of(self, ids: Iterable[str]) -> dict[str, str]:
        """For rules about places, which do not show the agencies to anybody."""
        found = self._store.get_all(self.KIND.name, ids)
        return {id: _agency(document).province for id, document in found.items()}

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Of those that there are, for the trail and whoever may read it."""
        found = self._store.get_all(self.KIND.name, ids)
        return {id: _agency(document).name for id, document in found.items()}

    def create(self, actor: Person, draft: AgencyDraft) -> Agency:
        settled = _sound(draft)
        require_edit(actor, settled.province)
        with _telling(settled), self._store.transaction():
            agency = self._put(new_id(), settled, version=0)
            self._audit.record(
                actor=actor.id, action="agency.created", subject=agency.id, details=_body(settled)
            )
        return agency

    def edit(self, actor: Person, id: str, draft: AgencyDraft, *, version: int) -> Agency:
        known = self.fetch(actor.scope, id)
        require_edit(actor, known.province)
        settled = _sound(draft)
        require_edit(actor, settled.province)
        return self._rewrite(actor, known, settled, version=version, action="agency.edited")

    def set_active(self, actor: Person, id: str, *, active: bool, version: int) -> Agency:
        """An agency is never deleted: visits and surveys of past years refer to it."""
        known = self.fetch(actor.scope, id)
        require_edit(actor, known.province)
        draft = replace(known.draft, active=active)
        action = "agency.reactivated" if active else "agency.deactivated"
        return self._rewrite(actor, known, draft, version=version, action=action)

    def plan(self, scope: Scope, table: Table) -> ImportPlan:
        return plan_import(table, self.within(Scope(everything=True)), scope)

    def carry_out(self, actor: Person, table: Table, *, previewed: str) -> ImportPlan:
        """Everything the file says or nothing. `previewed` is the fingerprint of the plan that the
        person agreed to: when the register has changed since, a conflict, and nothing is written.
        Writes of others during the work itself are caught by versions and unique fields."""
        plan = self.plan(actor.scope, table)
        if plan.fingerprint != previewed:
            raise conflict("agencies.import_outdated")
        if plan.errors:
            raise conflict("agencies.import_has_errors", errors=len(plan.errors))
        for province in {draft.province for draft in plan.results}:
            require_edit(actor, province)
        with telling(_told_of_import):
            self._write(actor, plan)
        return plan

    def _write(self, actor: Person, plan: ImportPlan) -> None:
        with self._store.transaction():
            for change in plan.changed:
                self._put(change.agency.id, change.draft, version=change.agency.version)
            for addition in plan.added:
                self._put(new_id(), addition.draft, version=0)
            self._audit.record(
                actor=actor.id, action="agencies.imported", subject=self.KIND.name, details=plan.summary
            )

    def _documents(self, scope: Scope) -> list[Document]:
        if scope.everything:
            return self._store.find(self.KIND.name)
        if scope.province:
            return self._store.find(self.KIND.name, {"province": scope.province})
        own = self._store.get(self.KIND.name, scope.agency) if scope.agency else None
        return [own] if own else []

    def _rewrite(
        self, actor: Person, known: Agency, draft: AgencyDraft, *, version: int, action: str
    ) -> Agency:
        with _telling(draft), self._store.transaction():
            agency = self._put(known.id, draft, version=version)
            self._audit.record(
                actor=actor.id, action=action, subject=known.id, details=_difference(known, draft)
            )
        return agency

    def _put(self, id: str, draft: AgencyDraft, *, version: int) -> Agency:
        with _telling(draft):
            return _agency(self._store.put(self.KIND.name, id, _body(draft), version=version))


def _sound(draft: AgencyDraft) -> AgencyDraft:
    settled = settle(draft)
    for fault in faults(settled):
        raise fault
    return settled


def _telling(draft: AgencyDraft) -> AbstractContextManager[None]:
    return telling(lambda problem: _told(problem, draft))


def _told(problem: Problem, draft: AgencyDraft) -> Problem:
    """The store's refusal in the words of the register."""
    if problem.code == "store.stale":
        return conflict("agencies.changed_meanwhile", value=draft.name)
    if problem.code == "store.taken" and problem.field == "itas_code":
        return conflict("agencies.itas_code_taken", field="itas_code", value=draft.itas_code)
    if problem.code == "store.taken":
        return conflict("agencies.name_taken", field="name", value=draft.name)
    return problem


def _told_of_import(problem: Problem) -> Problem:
    """Refused as a whole, when all was written already: nobody can say which line it was."""
    if problem.code in {"store.stale", "store.taken"}:
        return conflict("agencies.import_outdated")
    return problem


def _difference(known: Agency, draft: AgencyDraft) -> Body:
    return {change.field: [change.before, change.after] for change in field_changes(known, draft)}


def _page(agencies: list[Agency], *, after: str, limit: int) -> AgencyPage:
    """`after` that is no longer among the found begins at the beginning."""
    ids = [agency.id for agency in agencies]
    start = ids.index(after) + 1 if after in ids else 0
    shown = tuple(agencies[start : start + limit])
    more = shown and start + limit < len(agencies)
    return AgencyPage(shown, len(agencies), shown[-1].id if more else None)


def _sought(text: str) -> list[str]:
    return [folded for word in clean(text).split() if (folded := search_key(word))]


def search_text(agency: Agency) -> str:
    """Folded as a search folds what it looks for."""
    texts = (agency.name, *agency.short_names, agency.district, agency.province, agency.itas_code)
    return "|".join(map(_folded, texts))


def _place_order(agency: Agency) -> tuple[str, str, str, str]:
    return _ordered(agency.province), _ordered(agency.district), _ordered(agency.name), agency.id


@lru_cache(maxsize=_REMEMBERED)
def _folded(text: str) -> str:
    return search_key(text)


@lru_cache(maxsize=_REMEMBERED)
def _ordered(text: str) -> str:
    return sort_key(text)


def _body(draft: AgencyDraft) -> Body:
    return {
        "name": draft.name,
        "type": draft.type,
        "type_text": draft.type_text,
        "district": draft.district,
        "province": draft.province,
        "itas_code": draft.itas_code or None,
        "short_names": list(draft.short_names),
        "active": draft.active,
        "name_key": draft.name_key,
    }


def _agency(document: Document) -> Agency:
    body = document.body
    short_names = body.get("short_names")
    return Agency(
        id=document.id,
        version=document.version,
        name=str(body["name"]),
        type=str(body["type"]),
        type_text=str(body.get("type_text") or ""),
        district=str(body.get("district") or ""),
        province=str(body["province"]),
        itas_code=str(body.get("itas_code") or ""),
        short_names=tuple(map(str, short_names)) if isinstance(short_names, list) else (),
        active=body.get("active") is not False,
    )
