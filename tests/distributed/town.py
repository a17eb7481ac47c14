"""The small world that the load comes from: a service point that citizens answer at, and two inspectors whose
phones are signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from checklist_app.accounts import Person
from checklist_app.app import build_collections
from checklist_app.catalog import Form
from checklist_app.clock import now, today
from checklist_app.config import Config
from checklist_app.store import Store
from checklist_app.surveys import Period, PointDraft
from tests.cast import make_world, quick_passwords
from tests.visits.conftest import AGENCY

INSPECTORS: Final = ("inspector", "colleague")


@dataclass(frozen=True, slots=True)
class Town:
    """`sessions` by the name that somebody signs in with."""

    point: str
    agency: str
    form: Form
    people: Mapping[str, Person]
    sessions: Mapping[str, str]

    @property
    def answers(self) -> str:
        """The stream that answers go to today."""
        return f"survey/{self.point}/{Period.of(today()).key}"


def settle(store: Store, config: Config) -> Town:
    world = make_world()
    for kind, documents in world.store.documents.items():
        for document in documents.values():
            store.put(kind, document.id, document.body, version=0)
    held = build_collections(store, config, quick_passwords())
    agency, staff = world.agencies[AGENCY], world["staff"]
    draft = PointDraft(name="เคาน์เตอร์บริการประชาชน")
    point = held.surveys.points.create(staff, agency.id, draft, today=today())
    people = {name: world[name] for name in INSPECTORS}
    sessions = {
        name: held.sessions.begin(person.id, device="phone", at=now()) for name, person in people.items()
    }
    form = held.forms.keep("nacc-2563", 2567)
    return Town(point.code, agency.id, form, people, sessions)
