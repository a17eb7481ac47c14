"""An answer that was thanked for is kept, once, and nobody can be recognised in it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.errors import Problem, ProblemKind
from checklist_app.surveys.answering.answers import KioskAnswer, stream_of
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.counting.tallies import recounted
from checklist_app.surveys.counting.tally import Tally, merged, tally_of
from checklist_app.surveys.model import RULES, Answer, Channel, Flag
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.surveys.world import A_DAY, GOOD, NOON, Office, answer_of, office_of

PERIOD = Period(2570, 1)


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def kept(office: Office, code: str, period: Period = PERIOD) -> list[Answer]:
    return [answer_of(entry.id, entry.body) for entry in office.store.read(stream_of(code, period))]


def test_an_answer_holds_the_answers_the_version_the_channel_and_the_day(office: Office) -> None:
    point = office.point()
    assert office.answer(point)
    (entry,) = office.store.read(stream_of(point.code, PERIOD))
    assert entry.body == {
        "day": "2026-11-20",
        "channel": "open",
        "questions": "standard-1",
        "given": dict(GOOD),
        "flags": [],
    }


def test_the_same_form_sent_again_counts_once_even_after_a_restart(office: Office, world: World) -> None:
    point = office.point()
    assert office.answer(point, number=1)
    assert not office.answer(point, number=1)
    restarted = office_of(world)
    restarted.answer(point, number=1, connection="another line")
    assert len(kept(office, point.code)) == 1


def test_a_form_opened_before_the_round_ends_counts_there_however_late_it_arrives(office: Office) -> None:
    point = office.point()
    last_minute = datetime(2027, 3, 31, 17, 0, 30, tzinfo=UTC)  # half a minute after midnight in Thailand
    assert office.answer(point, at=last_minute, number=1)
    assert not office.answer(point, at=last_minute, number=1)
    assert [answer.day.isoformat() for answer in kept(office, point.code)] == ["2027-03-31"]
    assert kept(office, point.code, PERIOD.following) == []


def test_many_answers_from_one_connection_are_flagged_and_kept(office: Office) -> None:
    point = office.point()
    for minute in range(7):
        office.answer(point, at=NOON + timedelta(minutes=minute), connection="one phone")
    flags = [answer.flags for answer in kept(office, point.code)]
    assert flags[:3] == [frozenset()] * 3
    assert flags[3:5] == [{Flag.REPEAT}] * 2
    assert flags[5:] == [{Flag.REPEAT, Flag.BURST}] * 2
    counted = office.surveys.answers.counted(point.code, PERIOD).tally
    assert (counted.counted.answers, counted.all.answers) == (3, 7)


def test_a_repeated_delivery_is_no_further_visitor(office: Office) -> None:
    point = office.point()
    for _ in range(10):
        office.answer(point, connection="bad line", number=1)
    office.answer(point, connection="bad line")
    assert [answer.flags for answer in kept(office, point.code)] == [frozenset(), frozenset()]


def test_a_flood_is_refused_before_anything_is_thanked_for_and_ends(office: Office) -> None:
    point = office.point()
    for _ in range(30):
        assert office.answer(point, connection="flood")
    with pytest.raises(Problem, match=r"surveys\.flood"):
        office.answer(point, connection="flood")
    assert office.answer(point, connection="a neighbour")
    assert office.answer(point, connection="flood", at=NOON + timedelta(minutes=11))
    assert len(kept(office, point.code)) == 32


def test_yesterdays_counts_are_gone_with_the_night(office: Office) -> None:
    point = office.point()
    for _ in range(4):
        office.answer(point, connection="a family")
    office.answer(point, connection="a family", at=NOON + timedelta(days=1))
    assert [bool(answer.flags) for answer in kept(office, point.code)] == [False, False, False, True, False]


def test_what_a_tablet_collected_counts_once_and_on_its_own_day(office: Office) -> None:
    point = office.point()
    permit = KioskPass(0, A_DAY - timedelta(days=30), "tablet")
    collected = [
        KioskAnswer("k1", A_DAY - timedelta(days=2), "standard-1", GOOD),
        KioskAnswer("k2", A_DAY, "standard-1", GOOD, fast=True),
        KioskAnswer("k3", A_DAY + timedelta(days=400), "standard-1", GOOD),
    ]
    for _ in range(2):
        office.surveys.answers.deliver(point, permit, collected, at=NOON)
    answers = {answer.id: answer for answer in kept(office, point.code)}
    assert {id: set(answer.flags) for id, answer in answers.items()} == {
        "k1": set(),
        "k2": {Flag.FAST},
        "k3": {Flag.CLOCK},
    }
    assert answers["k1"].day == A_DAY - timedelta(days=2)
    assert answers["k3"].day == permit.begun
    assert {answer.channel for answer in answers.values()} == {Channel.KIOSK}


def test_a_disconnected_tablet_loses_nothing(office: Office) -> None:
    point = office.point()
    disconnected = office.surveys.points.disconnect_kiosks(office.world["staff"], point.code)
    permit = KioskPass(0, A_DAY, "tablet")
    office.surveys.answers.deliver(
        disconnected, permit, [KioskAnswer("k1", A_DAY, "standard-1", GOOD)], at=NOON
    )
    assert [answer.flags for answer in kept(office, point.code)] == [{Flag.ENDED}]


def test_a_comment_waits_to_be_read_and_belongs_to_its_answer(office: Office) -> None:
    point = office.point()
    office.answer(point, {**GOOD, "comment": "ที่นั่งรอไม่พอ"})
    (comment,) = office.surveys.comments.of(office.agency, PERIOD)
    assert (comment.text, comment.month, comment.shown) == ("ที่นั่งรอไม่พอ", "2026-11", "")


BODIES = st.builds(
    lambda overall, process, visitor, channel, day, flagged: (
        Answer(
            "x",
            A_DAY + timedelta(days=day),
            channel,
            "standard-1",
            {"overall": overall, **process, **({"visitor": visitor} if visitor else {})},
            frozenset({Flag.FAST}) if flagged else frozenset(),
        ).body
    ),
    st.integers(0, 5),
    st.dictionaries(st.sampled_from(["process", "staff", "channels"]), st.integers(0, 5)),
    st.sampled_from(["", "resident", "business"]),
    st.sampled_from(Channel),
    st.integers(0, 100),
    st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(BODIES, max_size=40), st.lists(BODIES, max_size=40))
def test_counting_on_gives_the_same_as_counting_all_and_so_does_adding(
    first: list[dict[str, object]], second: list[dict[str, object]]
) -> None:
    def counted(bodies: list[dict[str, object]], onto: Tally | None = None) -> Tally:
        tally = onto.copy() if onto else Tally()
        for body in bodies:
            tally.add(body)
        return tally

    whole = counted(first + second)
    assert counted(second, onto=counted(first)) == whole
    assert merged([counted(first), counted(second)]) == whole
    assert tally_of(whole.body) == whole


def test_the_tally_kept_up_to_date_is_the_one_of_a_recount(office: Office, world: World) -> None:
    point = office.point()
    for n in range(1_200):
        office.answer(point, {"overall": 1 + n % 5}, connection=str(n))
        if n % 400 == 0:
            office.surveys.answers.counted(point.code, PERIOD)
    live = office.surveys.answers.counted(point.code, PERIOD)
    assert live == recounted(office.store, stream_of(point.code, PERIOD))
    assert office_of(world).surveys.answers.counted(point.code, PERIOD) == live


def test_who_names_another_browser_each_time_is_known_by_the_network(office: Office) -> None:
    """An office shares one address, so many more pass than of one phone; and nobody else is in the way."""
    point, rules = office.point(), RULES
    for n in range(rules.network_a_day + 1):
        later = NOON + timedelta(minutes=n)
        office.answer(point, at=later, connection=f"browser {n}", network="203.0.113.7")
    office.answer(point, at=later, connection="a neighbour", network="203.0.113.8")
    flags = [answer.flags for answer in kept(office, point.code)]
    assert flags == [frozenset()] * rules.network_a_day + [{Flag.REPEAT}, frozenset()]


def test_a_network_bursts_and_floods_however_many_browsers_it_names(office: Office) -> None:
    point, rules = office.point(), RULES
    for n in range(rules.network_flood):
        assert office.answer(point, connection=f"browser {n}", network="203.0.113.7")
    with pytest.raises(Problem, match=r"surveys\.flood"):
        office.answer(point, connection="yet another", network="203.0.113.7")
    burst = [Flag.BURST in answer.flags for answer in kept(office, point.code)]
    assert burst == [n >= rules.network_in_ten_minutes for n in range(rules.network_flood)]


def test_many_at_the_same_instant_do_not_slip_by_the_rules_together(office: Office) -> None:
    point = office.point()
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda n: office.answer(point, connection="a script", number=n), range(16)))
    assert sum(not answer.flags for answer in kept(office, point.code)) == RULES.a_day


def test_one_form_sent_many_times_at_the_same_instant_is_one_visitor(office: Office) -> None:
    point = office.point()
    with ThreadPoolExecutor(16) as threads:
        sent = [threads.submit(office.answer, point, connection="a phone", number=1) for _ in range(16)]
    assert sum(each.result() for each in sent) == 1
    assert [answer.flags for answer in kept(office, point.code)] == [frozenset()]
    assert office.surveys.answers.visitors.seen(point.code, "a phone", at=NOON).today == 1


def test_what_could_not_be_kept_is_no_visit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    point = office.point()

    def full(*_: object) -> None:
        raise Problem(ProblemKind.UNAVAILABLE, "store.full")

    with monkeypatch.context() as broken:
        broken.setattr(office.store, "append", full)
        for _ in range(RULES.a_day):
            with pytest.raises(Problem, match=r"store\.full"):
                office.answer(point, connection="a phone")
    office.answer(point, connection="a phone")
    assert [answer.flags for answer in kept(office, point.code)] == [frozenset()]


def test_a_pass_that_was_stolen_fills_no_day_without_end(office: Office) -> None:
    """Delivered twice they count once, and tomorrow is another day."""
    point, permit = office.point(), KioskPass(0, A_DAY - timedelta(days=3), "tablet")
    stuffed = [KioskAnswer(f"k{n}", A_DAY, "standard-1", GOOD) for n in range(RULES.kiosk_a_day + 2)]
    for _ in range(2):
        office.surveys.answers.deliver(point, permit, stuffed[:150], at=NOON)
    office.surveys.answers.deliver(point, permit, stuffed, at=NOON)
    other = KioskAnswer("other", A_DAY - timedelta(days=1), "standard-1", GOOD)
    office.surveys.answers.deliver(point, permit, [other], at=NOON)
    flags = [answer.flags for answer in kept(office, point.code)]
    assert flags == [frozenset()] * RULES.kiosk_a_day + [{Flag.REPEAT}] * 2 + [frozenset()]
