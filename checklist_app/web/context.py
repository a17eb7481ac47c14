"""What a view may ask of its request: the collections, the person, their session.
The person is looked up on first use and once a request, so that static files cost no look-up."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, g, request

from checklist_app.accounts import Audit, People, Person, Session, Sessions, Throttles
from checklist_app.agencies import Agencies
from checklist_app.catalog import Editions, Forms
from checklist_app.clock import now
from checklist_app.documents import Rendering
from checklist_app.errors import Problem, ProblemKind
from checklist_app.ita import Ita
from checklist_app.reports import (
    Batches,
    BatchWorker,
    IssuedPapers,
    ItaPapers,
    Papers,
    SurveyPapers,
    VisitPapers,
)
from checklist_app.store import Files, Store
from checklist_app.surveys import Clockwork, Surveys
from checklist_app.visits import Packing, Photos, Visits

EXTENSION = "checklist"


@dataclass(frozen=True, slots=True)
class Collections:
    """Everything that reads and writes the store, built once by app.py."""

    store: Store
    files: Files
    people: People
    sessions: Sessions
    throttles: Throttles
    audit: Audit
    agencies: Agencies
    forms: Forms
    editions: Editions
    photos: Photos
    visits: Visits
    papers: Papers
    visit_papers: VisitPapers
    survey_papers: SurveyPapers
    ita_papers: ItaPapers
    issued: IssuedPapers
    rendering: Rendering
    surveys: Surveys
    ita: Ita
    clockwork: Clockwork
    batches: Batches
    batch_worker: BatchWorker
    packing: Packing


def collections() -> Collections:
    return cast(Collections, current_app.extensions[EXTENSION])


def current_person() -> Person:
    """The signed-in person of a view that is not PUBLIC."""
    person = person_or_none()
    if person is None:
        raise Problem(ProblemKind.INTERNAL, "web.nobody_signed_in")
    return person


def person_or_none() -> Person | None:
    session = current_session()
    if session is None:
        return None
    if "person" not in g:
        g.person = collections().people.find(session.person)
    person = cast(Person | None, g.person)
    return person if person and person.active else None


def current_session() -> Session | None:
    if "session" not in g:
        token = request.cookies.get(session_cookie())
        g.session = collections().sessions.resume(token, at=now()) if token else None
    return cast(Session | None, g.session)


def session_cookie() -> str:
    """Over HTTPS browsers themselves refuse to let another host or path set a `__Host-` cookie."""
    return "__Host-checklist" if current_app.config["SESSION_COOKIE_SECURE"] else "checklist"
