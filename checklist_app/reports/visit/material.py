"""Everything that a paper says about a visit, gathered once and frozen: builders of documents and of
sheets read nothing else. `gather` asks the collections; all the rest is pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from checklist_app.accounts import People
from checklist_app.catalog import Edition, Figures, Form, Forms, KeptForm
from checklist_app.store import Body, JsonValue
from checklist_app.visits import (
    Answers,
    Device,
    Photos,
    Signature,
    State,
    Status,
    Visit,
    Visits,
    advice,
    content_digest,
    definition,
    figures,
    shown_of,
    signatures,
    states_of,
)

NOBODY: Final = "ไม่ทราบชื่อ"


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo of the visit; `item` is the question that it proves, empty for one of the visit itself.
    `settled` is false while two people say different things of it: then it stands once for each."""

    number: int
    key: str
    file: str
    item: str
    caption: str
    taken: datetime | None
    by: str
    arrived: bool
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Material:
    """`members` are everybody who belongs to the visit or wrote in it, by id; `figures` what is computed
    while it is typed, `of_year` what follows from its score table; `content` is the digest that a
    signature covers."""

    visit: Visit
    form: Form
    edition: Edition | None
    definition: Body
    state: State
    status: Status
    members: Mapping[str, Member]
    devices: tuple[Device, ...]
    figures: Body
    of_year: Figures
    advice: tuple[Body, ...]
    signatures: tuple[Signature, ...]
    shots: tuple[Shot, ...]
    notes: Mapping[str, tuple[str, ...]]
    disputed: tuple[str, ...]
    content: str

    @property
    def visited_on(self) -> date | None:
        value = self.state.value("visited_on")
        return date.fromisoformat(value) if isinstance(value, str) else None

    @property
    def team(self) -> tuple[Member, ...]:
        """Who belongs to the visit, in the order in which they joined."""
        return tuple(self.members[id] for id in self.visit.members if id in self.members)

    @property
    def missing(self) -> int:
        """Photos that are still on a phone."""
        return sum(not shot.arrived for shot in self.shots)

    def name_of(self, id: str) -> str:
        known = self.members.get(id)
        return known.name if known and known.name else NOBODY


Find = Callable[[str], Member | None]


def gather(visits: Visits, photos: Photos, people: People, forms: Forms, visit: Visit) -> Material:
    """A Visit in hand is one that its reader may open."""

    def find(id: str) -> Member | None:
        person = people.find(id) or visit.guest(id)
        return Member(person.id, person.name, person.position) if person else None

    state = visits.state(visit)
    missing = photos.missing(_files(state), visit=visit.id)
    return material(
        visit,
        forms.kept_with_editions(visit.digest),
        state,
        find=find,
        devices=visits.devices(visit),
        missing=missing,
    )


def pictures(photos: Photos, material: Material) -> Mapping[str, bytes]:
    """The photos that have arrived, by the name that the document gives them."""
    files = {shot.file for shot in material.shots if shot.arrived}
    return {file: photos.read_printed(file, visit=material.visit.id) for file in sorted(files)}


def material(
    visit: Visit,
    kept: KeptForm,
    state: State,
    *,
    find: Find,
    devices: Iterable[Device] = (),
    missing: Iterable[str] = (),
) -> Material:
    body = definition(kept.form, kept.editions.year, kept.editions.previous_year)
    answers = Answers(state, body)
    table = answers.table()
    return Material(
        visit=visit,
        form=kept.form,
        edition=answers.edition(table) if table else None,
        definition=body,
        state=state,
        status=shown_of(states_of(state)),
        members=_members(visit, state, find),
        devices=tuple(devices),
        figures=figures(state, body),
        of_year=answers.year_figures(),
        advice=tuple(advice(state, body)),
        signatures=signatures(state),
        shots=_shots(kept.form, state, frozenset(missing)),
        notes=MappingProxyType(dict(_notes(kept.form, state))),
        disputed=state.disputed(),
        content=content_digest(state),
    )


def _members(visit: Visit, state: State, find: Find) -> Mapping[str, Member]:
    """What a phone said of its person when it was with the visit stands; the register fills the rest."""
    writers = sorted({operation.by for operation in state.operations()})
    found: dict[str, Member] = {}
    for id in dict.fromkeys((*visit.members, *writers)):
        known = find(id)
        said = state.value(f"member:{id}")
        told = said if isinstance(said, dict) else {}
        name = str(told.get("name") or (known.name if known else ""))
        position = str(told.get("position") or (known.position if known else ""))
        if name:
            found[id] = Member(id, name, position)
    return MappingProxyType(found)


def _files(state: State) -> list[str]:
    return sorted({str(value["file"]) for _, value, _ in _photos(state)})


def _photos(state: State) -> list[tuple[str, Mapping[str, JsonValue], str]]:
    """Field, value and writer of every photo, once for each thing that is said of it."""
    found: list[tuple[str, Mapping[str, JsonValue], str]] = []
    for name, known in state.fields.items():
        if not name.startswith("photo:"):
            continue
        for value in known.values:
            if isinstance(value, dict) and value.get("file"):
                writer = next(head.by for head in known.heads if head.value == value)
                found.append((name, value, writer))
    return found


def _shots(form: Form, state: State, missing: frozenset[str]) -> tuple[Shot, ...]:
    """In the order of the form's items, then as they were put in order; those of no item last."""
    places = {question.id: place for place, question in enumerate(form.questions())}

    def place(photo: tuple[str, Mapping[str, JsonValue], str]) -> tuple[int, int, str, str]:
        name, value, _ = photo
        order = value.get("order")
        item = places.get(str(value.get("item")), len(places))
        return item, order if isinstance(order, int) else 0, str(value.get("taken", "")), name

    ordered = sorted(_photos(state), key=place)
    return tuple(
        Shot(
            number=number,
            key=name,
            file=str(value["file"]),
            item=str(value.get("item", "")),
            caption=str(value.get("caption", "")),
            taken=_moment(value.get("taken")),
            by=writer,
            arrived=value["file"] not in missing,
            settled=not state.is_disputed(name),
        )
        for number, (name, value, writer) in enumerate(ordered, start=1)
    )


def _notes(form: Form, state: State) -> Iterable[tuple[str, tuple[str, ...]]]:
    for question in form.questions():
        said = tuple(value for value in state.values(f"note:{question.id}") if isinstance(value, str))
        if any(said):
            yield question.id, said


def _moment(value: JsonValue) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
