"""A first look that is never empty: the five agencies of the source documents with their published
scores, one invented person of each role, two visits to one of the agencies, and the surveys of another. Only
ever loaded by the demo command; safe to repeat."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from checklist_app.accounts import COMMAND_LINE, Draft, People, Role, Scope
from checklist_app.agencies import Agencies, Agency, AgencyDraft, ScoreSet, ScoreSets, settle
from checklist_app.catalog import Forms
from checklist_app.demo_ita import load_ita
from checklist_app.demo_surveys import load_surveys
from checklist_app.demo_visits import load_visits
from checklist_app.errors import conflict
from checklist_app.ids import ALPHABET
from checklist_app.ita import Ita
from checklist_app.resources import DATA
from checklist_app.store import Store
from checklist_app.surveys import Surveys
from checklist_app.visits import Visits


class DemoCollections(Protocol):
    @property
    def store(self) -> Store: ...
    @property
    def people(self) -> People: ...
    @property
    def agencies(self) -> Agencies: ...
    @property
    def forms(self) -> Forms: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def surveys(self) -> Surveys: ...
    @property
    def ita(self) -> Ita: ...


@dataclass(frozen=True, slots=True)
class DemoAccount:
    sign_in: str
    name: str
    role: Role
    password: str
    created: bool  # otherwise it stood already, and its password may have been changed


@dataclass(frozen=True, slots=True)
class DemoSummary:
    agencies: int
    agencies_added: int
    scores_added: int
    accounts: tuple[DemoAccount, ...]
    operations_added: int
    answers_added: int
    measures_added: int


def demo_password(secret: str) -> str:
    """The same at every start of one installation, and known nowhere else."""
    digest = hmac.new(secret.encode(), b"demonstration accounts", hashlib.sha256).digest()
    letters = [ALPHABET[byte % 32] for byte in digest[:12]]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def load_demo(collections: DemoCollections, *, password: str, beside_others: bool = False) -> DemoSummary:
    """Refused where a real register is kept, unless `beside_others` asks for it."""
    drafts = [settle(AgencyDraft(**entry)) for entry in _read("agencies")]
    known = {agency.name_key: agency for agency in collections.agencies.within(Scope(everything=True))}
    others = len(known.keys() - {draft.name_key for draft in drafts})
    if others and not beside_others:
        raise conflict("agencies.demo_beside_others", agencies=others)
    agencies = [
        known.get(draft.name_key) or collections.agencies.create(COMMAND_LINE, draft) for draft in drafts
    ]
    by_short_name = {agency.short_name: agency for agency in agencies}
    accounts = _load_people(collections, by_short_name, password)
    people = {person.sign_in: person for person in collections.people.visible_to(COMMAND_LINE)}
    return DemoSummary(
        agencies=len(agencies),
        agencies_added=sum(1 for draft in drafts if draft.name_key not in known),
        scores_added=_load_scores(collections.ita.scores, by_short_name),
        accounts=accounts,
        operations_added=load_visits(collections, _read("visits"), by_short_name, people),
        answers_added=load_surveys(collections, _read("surveys"), by_short_name, people),
        measures_added=load_ita(collections, _read("ita"), by_short_name, people),
    )


def _load_scores(score_sets: ScoreSets, agencies: dict[str, Agency]) -> int:
    """What stands already may have been edited since."""
    shipped = [(entry, agencies[entry["agency"]]) for entry in _read("scores")]
    return sum(
        score_sets.keep(_score_set(entry, agency))
        for entry, agency in shipped
        if score_sets.find(agency, entry["year"]) is None
    )


def _score_set(entry: dict[str, Any], agency: Agency) -> ScoreSet:
    return ScoreSet(
        agency=agency.id,
        province=agency.province,
        year=entry["year"],
        indicators={number: Decimal(score) for number, score in entry["indicators"].items()},
        published_total=Decimal(entry["published_total"]),
        published_level=entry["published_level"],
        source=entry["source"],
    )


def _load_people(
    collections: DemoCollections, agencies: dict[str, Agency], password: str
) -> tuple[DemoAccount, ...]:
    shipped = _read("people")
    standing = {person.sign_in for person in collections.people.visible_to(COMMAND_LINE)}
    accounts = []
    for entry in shipped["people"]:
        draft = _person_draft(entry, agencies)
        created = draft.sign_in not in standing
        if created:
            _create(collections, draft, password)
        accounts.append(DemoAccount(draft.sign_in, draft.name, draft.role, password, created))
    return tuple(accounts)


def _create(collections: DemoCollections, draft: Draft, password: str) -> None:
    person, one_time = collections.people.create(draft, by=COMMAND_LINE)
    collections.people.change_password(person.id, current=one_time, new=password)


def _person_draft(entry: dict[str, Any], agencies: dict[str, Agency]) -> Draft:
    agency = agencies[entry["agency"]] if "agency" in entry else None
    return Draft(
        name=entry["name"],
        position=entry["position"],
        sign_in=entry["sign_in"],
        role=Role(entry["role"]),
        province=entry.get("province"),
        agency=agency.id if agency else None,
    )


def _read(name: str) -> Any:
    return json.loads((DATA / "demo" / f"{name}.json").read_text("utf-8"))
