"""The visits of the demonstration: one that is being filled in and the one of the year before."""

import json
import re
from typing import Any, cast

from checklist_app.accounts import Draft, Person
from checklist_app.clock import today
from checklist_app.demo import DemoSummary, load_demo
from checklist_app.resources import DATA
from checklist_app.visits import State, Status, Visit, content_digest, definition
from checklist_app.visits.figures import figures
from checklist_app.web.context import Collections
from tests.cast import OTHER_PROVINCE
from tests.conftest import DEMO_PASSWORD

SHIPPED = (DATA / "demo" / "visits.json").read_text("utf-8")


def load(collections: Collections) -> DemoSummary:
    return load_demo(collections, password=DEMO_PASSWORD)


def somebody(demo: Collections, sign_in: str) -> Person:
    return next(person for person in demo.people.all() if person.sign_in == sign_in)


def visits_of(demo: Collections, sign_in: str = "demo-inspector") -> tuple[Visit, Visit]:
    now, before = (visit for visit, _ in demo.visits.of(somebody(demo, sign_in)))
    return now, before


def state_of(demo: Collections, visit: Visit) -> State:
    return demo.visits.state(visit)


def test_the_inspector_finds_a_visit_to_go_on_with_and_one_that_was_accepted(demo: Collections) -> None:
    overviews = demo.visits.overview(somebody(demo, "demo-inspector"), most=10)
    assert [(row.visit.agency_name, row.visit.year, row.status) for row in overviews] == [
        ("องค์การบริหารส่วนตำบลทุ่งแก", 2563, Status.DRAFT),
        ("องค์การบริหารส่วนตำบลทุ่งแก", 2562, Status.ACCEPTED),
    ]


def test_every_answer_is_one_that_the_form_accepts(demo: Collections) -> None:
    for visit, shipped in zip(visits_of(demo), reversed(json.loads(SHIPPED)), strict=True):
        for phone in shipped["phones"]:
            for field, value in phone["says"].items():
                said = [operation.value for operation in state_of(demo, visit).fields[field].history]
                assert any(agrees(value, one) for one in said)


def agrees(shipped: Any, said: Any) -> bool:
    """The picture of a photo and what a signature covers are added as a phone adds them."""
    if not isinstance(shipped, dict) or not isinstance(said, dict):
        return bool(shipped == said)
    return (
        {**said, "file": shipped["file"]}.items() >= shipped.items()
        if "file" in shipped
        else (said.items() >= shipped.items())
    )


def test_every_photo_is_there_and_every_signature_covers_what_it_was_given_for(demo: Collections) -> None:
    now, before = visits_of(demo)
    for visit, photos in ((now, 2), (before, 3)):
        files = [value["file"] for name, value in told(demo, visit) if name.startswith("photo:")]
        assert len(files) == photos
        assert demo.photos.missing(files, visit=visit.id) == []
    digest = content_digest(state_of(demo, before))
    signed = [value for name, value in told(demo, before) if name.startswith("sign:")]
    assert [value["content"] for value in signed] == [digest, digest]


def told(demo: Collections, visit: Visit) -> list[tuple[str, Any]]:
    fields = state_of(demo, visit).fields
    return [(name, value) for name, known in fields.items() for value in known.values]


def test_two_phones_disagree_about_one_answer_and_merge_in_all_others(demo: Collections) -> None:
    now, before = visits_of(demo)
    assert state_of(demo, now).disputed() == ("answer:2.4",)
    assert state_of(demo, before).disputed() == ()
    assert {device.letter for device in demo.visits.devices(now)} == {"A", "B"}


def test_the_figures_are_those_of_the_source_document(demo: Collections) -> None:
    now, _ = visits_of(demo)
    kept = demo.forms.kept_with_editions(now.digest)
    body = definition(kept.form, kept.editions.year, kept.editions.previous_year)
    computed: dict[str, Any] = figures(state_of(demo, now), body)
    assert (computed["percent_done"], computed["level"]) == ("42.50", "mid")
    assert (computed["total"], computed["previous_level"]) == ("51.27", "E")
    assert computed["failing"] == ["6", "8", "7", "9", "10"]
    assert [warning["code"] for warning in computed["warnings"]] == ["caution_sum", "caution_disputed"]


def test_it_has_notes_advice_and_a_question_of_the_supervisor(demo: Collections) -> None:
    now, _ = visits_of(demo)
    kinds = [name.partition(":")[0] for name in state_of(demo, now).fields]
    assert {kind: kinds.count(kind) for kind in ("note", "advice", "comment")} == {
        "note": 3,
        "advice": 2,
        "comment": 1,
    }


def test_what_a_finished_visit_advised_goes_along_on_the_trip(demo: Collections) -> None:
    pack = demo.packing.for_person(somebody(demo, "demo-inspector"), today=today())
    assert [phrase["indicator"] for phrase in cast(list[dict[str, Any]], pack["phrases"])] == ["9"]


def test_loading_again_changes_nothing(demo: Collections) -> None:
    heads = [demo.store.head(f"visits/{visit.id}") for visit in visits_of(demo)]
    assert load(demo).operations_added == 0
    assert [demo.store.head(f"visits/{visit.id}") for visit in visits_of(demo)] == heads


def test_people_of_the_demo_who_were_moved_to_another_province_are_left_alone(demo: Collections) -> None:
    inspector = somebody(demo, "demo-inspector")
    draft = Draft(inspector.name, inspector.position, inspector.sign_in, inspector.role, OTHER_PROVINCE)
    demo.people.edit(inspector.id, draft, version=inspector.version, by=somebody(demo, "demo-admin"))
    assert load(demo).operations_added == 0


def test_no_natural_person_is_named() -> None:
    assert re.findall(r"(?:นาย|นาง|นางสาว|น\.ส\.)\s?[ก-๙]", SHIPPED.replace("นายก", "")) == []
