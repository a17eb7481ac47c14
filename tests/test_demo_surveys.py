"""The demonstration shows a year of surveys: one round published, one that waits, one that runs."""

import re

from checklist_app.demo import DemoSummary, load_demo
from checklist_app.resources import DATA
from checklist_app.surveys import CommentState, RoundState
from checklist_app.web.context import Collections
from tests.conftest import DEMO_PASSWORD, LoadedDemo

SHIPPED = (DATA / "demo" / "surveys.json").read_text("utf-8")


def load(collections: Collections) -> DemoSummary:
    return load_demo(collections, password=DEMO_PASSWORD)


def test_a_year_of_answers_is_loaded(loaded_demo: LoadedDemo) -> None:
    assert loaded_demo.summary.answers_added > 300


def agency_of(demo: Collections) -> str:
    return next(str(person.agency) for person in demo.people.all() if person.sign_in == "demo-staff")


def test_the_newest_round_runs_the_one_before_waits_and_the_oldest_is_published(demo: Collections) -> None:
    rounds = demo.surveys.rounds.of(agency_of(demo))
    assert [each.state for each in rounds] == [RoundState.OPEN, RoundState.CLOSED, RoundState.DECIDED]


def test_every_point_has_answers_in_every_round_and_none_came_late(demo: Collections) -> None:
    for each in demo.surveys.rounds.of(agency_of(demo)):
        tallies = demo.surveys.rounds.tallies(each)
        assert len(tallies) == 3
        assert all(tally.head.seq and not tally.late for tally in tallies)


def test_the_comments_of_the_published_round_were_read_and_the_others_wait(demo: Collections) -> None:
    running, waiting, published = demo.surveys.rounds.of(agency_of(demo))
    read = demo.surveys.comments.of(agency_of(demo), published.period)
    assert len(read) > 8
    assert {comment.state for comment in read} == {CommentState.APPROVED}
    assert len({comment.text for comment in read}) == len(read)
    unread = demo.surveys.comments.of(agency_of(demo), waiting.period)
    assert {comment.state for comment in unread} == {CommentState.WAITING}
    assert running.period == waiting.period.following


def test_citizens_come_one_after_another_and_look_like_no_burst(demo: Collections) -> None:
    points = demo.surveys.points.of(agency_of(demo))
    for held in demo.surveys.rounds.of(agency_of(demo)):
        patterns = demo.surveys.answers.patterns
        assert [patterns.of(point.code, held.period).bursts for point in points] == [{}, {}, {}]


def test_loading_again_changes_nothing(demo: Collections) -> None:
    assert load(demo).answers_added == 0


def test_no_natural_person_is_named() -> None:
    assert re.findall(r"(?:นาย|นาง|นางสาว|น\.ส\.)\s?[ก-๙]", SHIPPED.replace("นายก", "")) == []
