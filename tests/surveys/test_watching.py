"""What a province sees of patterns: judged by stated limits, a reason to ask, and never shown to who is
watched."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from checklist_app.store import Head
from checklist_app.surveys.answering.answers import KioskAnswer
from checklist_app.surveys.answering.patterns import Pattern
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.counting.tally import Tally
from checklist_app.surveys.model import Channel, Flag
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import PointTally
from checklist_app.surveys.watching.signs import Mood, Rule, Sight, gravest_first, sight_of, sums_of
from tests.cast import OTHER_PROVINCE, PROVINCE, World
from tests.conftest import ClientOf
from tests.store.model import ModelStore
from tests.surveys.world import A_DAY, GOOD, NOON, Office, office_of

PERIOD = Period(2570, 1)
MIXED = {**GOOD, "overall": 4}
STRAIGHT = dict.fromkeys(("process", "channels", "staff", "facilities", "overall"), 5)
EVENING = datetime(2026, 11, 20, 13, tzinfo=UTC)  # eight o'clock in Thailand, a Friday


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def tally_with(usual: int, odd: int = 0, **differing: Any) -> PointTally:
    """So many usual answers, and so many that differ."""
    body = {"day": "2026-11-20", "channel": "open", "questions": "standard-1", "given": MIXED, "flags": []}
    tally = Tally()
    for _ in range(usual):
        tally.add(body)
    for _ in range(odd):
        tally.add({**body, **differing})
    return PointTally("aaaaaa", "เคาน์เตอร์", Head(usual + odd, "x"), tally)


def seen(point: PointTally, pattern: Pattern | None = None) -> Sight:
    return sight_of([sums_of(point)], [pattern or Pattern()], opens=8, closes=17)


def mood(sight: Sight, rule: Rule) -> Mood:
    return next(sign.mood for sign in sight.signs if sign.rule is rule)


def at_hours(**counts: int) -> Pattern:
    """`h20=5`: five answers on working days from eight in the evening."""
    by_hour = Counter({int(hour[1:]): count for hour, count in counts.items()})
    return Pattern(tuple(by_hour[hour] for hour in range(24)))


@pytest.mark.parametrize(
    ("rule", "differing", "limits"),
    [
        (Rule.FLAGGED, {"flags": ["fast"]}, (10, 25)),
        (Rule.STRAIGHT, {"given": STRAIGHT}, (70, 90)),
        (Rule.STAFF, {"channel": "paper"}, (50, 80)),
        (Rule.STAFF, {"channel": "assisted"}, (50, 80)),
        (Rule.KIOSK, {"channel": "kiosk"}, (80, None)),
    ],
)
def test_a_share_is_judged_from_its_limits_on(
    rule: Rule, differing: dict[str, Any], limits: tuple[int, int | None]
) -> None:
    look, odd = limits

    def judged(part: int) -> Mood:
        return mood(seen(tally_with(100 - part, part, **differing)), rule)

    assert (judged(look - 1), judged(look)) == (Mood.USUAL, Mood.LOOK)
    if odd is None:
        assert judged(100) is Mood.LOOK
    else:
        assert (judged(odd - 1), judged(odd)) == (Mood.LOOK, Mood.ODD)


def test_hours_are_those_that_the_office_has_set() -> None:
    pattern = at_hours(h7=10, h8=30, h16=30, h17=30)
    assert seen(tally_with(100), pattern).hours.outside == 40
    assert mood(seen(tally_with(100), pattern), Rule.HOURS) is Mood.LOOK
    longer = sight_of([sums_of(tally_with(100))], [pattern], opens=7, closes=18)
    assert (longer.hours.outside, longer.mood) == (0, Mood.USUAL)


def test_a_weekend_is_outside_of_the_hours_whatever_the_clock_says() -> None:
    weekend = replace(Pattern(), weekends=at_hours(h10=70).workdays, workdays=at_hours(h10=30).workdays)
    sight = seen(tally_with(100), weekend)
    assert (sight.hours.outside, mood(sight, Rule.HOURS)) == (70, Mood.ODD)


def test_few_answers_are_not_judged_but_a_burst_is() -> None:
    few = seen(tally_with(0, 29, flags=["fast"], channel="paper", given=STRAIGHT))
    assert {sign.mood for sign in few.signs} == {Mood.FEW}
    assert (few.mood, few.standing_out) == (Mood.FEW, ())
    burst = seen(tally_with(12), Pattern(bursts={"2026-11-20": 12}))
    assert (burst.mood, [sign.rule for sign in burst.standing_out]) == (Mood.LOOK, [Rule.BURSTS])


def test_answers_of_unknown_hour_do_not_make_everything_too_few() -> None:
    sight = seen(tally_with(60))
    assert (mood(sight, Rule.HOURS), sight.mood) == (Mood.FEW, Mood.USUAL)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, Mood.USUAL), (1, Mood.LOOK), (2, Mood.LOOK), (3, Mood.ODD)]
)
def test_bursts_are_counted_in_days(days: int, expected: Mood) -> None:
    bursts = {f"2026-11-{10 + day}": 10 for day in range(days)}
    assert mood(seen(tally_with(100), Pattern(bursts=bursts)), Rule.BURSTS) is expected


def test_bursts_of_two_points_on_one_day_are_one_day() -> None:
    patterns = [Pattern(bursts={"2026-11-20": 12}), Pattern(bursts={"2026-11-20": 15})]
    sight = sight_of([sums_of(tally_with(100))], patterns, opens=8, closes=17)
    assert dict(sight.bursts) == {A_DAY: 15}


def test_late_answers_are_a_share_of_all_that_came() -> None:
    late = replace(tally_with(95), late=5)
    assert mood(seen(late), Rule.LATE) is Mood.LOOK
    assert mood(seen(replace(tally_with(96), late=4)), Rule.LATE) is Mood.USUAL


def test_the_headline_is_told_with_and_without_what_was_left_out() -> None:
    sight = seen(tally_with(30, 10, flags=["fast", "repeat"], given={"overall": 1}))
    assert (str(sight.headline.mean), sight.headline.n) == ("4.00", 30)
    assert (str(sight.with_flagged.mean), sight.with_flagged.n) == ("3.25", 40)
    assert dict(sight.flags) == {Flag.FAST: 10, Flag.REPEAT: 10}
    assert (sight.answers, sight.flagged) == (40, 10)


def test_channels_are_told_apart() -> None:
    sight = seen(tally_with(3, 2, channel="assisted"))
    assert {channel: count for channel, count in sight.channels.items() if count} == {
        Channel.OPEN: 3,
        Channel.ASSISTED: 2,
    }


def test_those_to_look_at_come_first() -> None:
    usual, few = seen(tally_with(40)), seen(tally_with(4))
    look = seen(tally_with(60, 40, flags=["fast"], channel="kiosk"))
    one = seen(tally_with(90, 10, flags=["fast"]))
    very = seen(tally_with(10, 90, flags=["fast"], channel="paper"))
    assert sorted([few, usual, one, look, very], key=gravest_first) == [very, look, one, usual, few]


# --- pages ------------------------------------------------------------------------------------------------


def many_answers(office: Office, name: str = "เคาน์เตอร์บริการประชาชน", n: int = 40) -> None:
    point = office.point(name)
    for number in range(n):
        office.answer(point, STRAIGHT, at=EVENING + timedelta(minutes=7 * number), connection=str(number))
    office.surveys.rounds.settle(office.agency, at=NOON)


def test_a_supervisor_sees_what_stands_out_and_why(office: Office, client_of: ClientOf) -> None:
    many_answers(office)
    client = client_of("supervisor")
    # What is not yet written is known to the process that took the answers: here it is another one.
    office.surveys.answers.patterns.flush()
    page = client.get("/surveys/watch").text
    assert "เทศบาลตำบลนาดี" in page
    assert "ผิดสังเกต" in page
    assert "ให้คะแนนเท่ากันทุกข้อ" in page
    assert "ไม่ใช่ข้อพิสูจน์" in page
    detail = client.get(f"/surveys/watch/{office.agency}/2570/1").text
    assert "100.00%" in detail
    assert "20.00–20.59" in detail  # the table of hours


def test_flagged_answers_are_told_with_their_reasons(office: Office, client_of: ClientOf) -> None:
    point = office.point()
    for minute in range(4):
        office.answer(
            point,
            {"overall": 1 if minute == 3 else 5},
            at=NOON + timedelta(minutes=20 * minute),
            connection="one phone",
        )
    office.surveys.rounds.settle(office.agency, at=NOON)
    detail = client_of("supervisor").get(f"/surveys/watch/{office.agency}/2570/1").text
    assert "หลายคำตอบในวันเดียวจากเครื่องเดียวกัน" in detail
    assert "ค่าเฉลี่ยความพึงพอใจโดยรวม 5.00 จาก 3 คำตอบ" in detail
    assert "ถ้านับคำตอบที่ทำเครื่องหมายด้วย 4.00 จาก 4 คำตอบ" in detail


@pytest.mark.parametrize("who", ["staff", "executive", "inspector"])
def test_who_is_watched_does_not_see_it(office: Office, client_of: ClientOf, who: str) -> None:
    many_answers(office, n=1)
    for address in ("/surveys/watch", f"/surveys/watch/{office.agency}/2570/1"):
        assert client_of(who).get(address).status_code == 403


def test_an_agency_of_another_province_does_not_exist(world: World, client_of: ClientOf) -> None:
    elsewhere = world.agencies["เทศบาลตำบลดอยสูง"].id
    assert client_of("supervisor").get(f"/surveys/watch/{elsewhere}/2570/1").status_code == 404
    assert client_of("auditor").get(f"/surveys/watch/{elsewhere}/2570/1").status_code == 200


@pytest.mark.parametrize("period", ["2570/3", "2570/0", "1/1", "99999/1"])
def test_a_round_that_cannot_be_is_not_there(office: Office, client_of: ClientOf, period: str) -> None:
    answer = client_of("supervisor").get(f"/surveys/watch/{office.agency}/{period}")
    assert answer.status_code == 404


@pytest.mark.parametrize("asked", ["province=ไม่มี", "year=2570", "year=x&number=y", "year=2570&number=1"])
def test_whatever_is_asked_for_there_is_a_page(office: Office, client_of: ClientOf, asked: str) -> None:
    many_answers(office, n=1)
    assert "เทศบาลตำบลนาดี" in client_of("auditor").get(f"/surveys/watch?{asked}").text
    assert client_of("auditor").get("/surveys/watch?year=2570&number=7").status_code == 404


def test_who_sees_all_provinces_chooses_one(office: Office, world: World, client_of: ClientOf) -> None:
    many_answers(office, n=1)
    elsewhere = world.agencies["เทศบาลตำบลดอยสูง"]
    point = replace(office.point("อื่น"), code="zzzzzz", version=0, agency=elsewhere.id)
    office.surveys.points._write(world["administrator"], point, "survey_point.created")
    office.surveys.rounds.settle(elsewhere.id, at=NOON)
    client = client_of("auditor")
    assert elsewhere.name not in client.get(f"/surveys/watch?province={PROVINCE}").text
    other = client.get(f"/surveys/watch?province={OTHER_PROVINCE}").text
    assert elsewhere.name in other
    assert "เทศบาลตำบลนาดี" not in other


def test_a_province_without_surveys_is_told_what_will_be_here(client_of: ClientOf) -> None:
    assert "ยังไม่มีรอบสำรวจในจังหวัดนี้" in client_of("supervisor").get("/surveys/watch").text


def test_the_pages_speak_english(office: Office, client_of: ClientOf) -> None:
    many_answers(office)
    client = client_of("supervisor")
    client.set_cookie("language", "en")
    assert "The same rating for everything" in client.get("/surveys/watch").text
    assert "Given outside working hours" in client.get(f"/surveys/watch/{office.agency}/2570/1").text


class CountingStore(ModelStore):
    """Counts what is asked of it, and entries of streams that it hands out."""

    def __init__(self, kinds: Any) -> None:
        super().__init__(kinds)
        self.asked: Counter[str] = Counter()

    def get(self, kind: str, id: str) -> Any:
        self.asked[f"get {kind}"] += 1
        return super().get(kind, id)

    def find(self, kind: str, *args: Any, **kwargs: Any) -> Any:
        self.asked[f"find {kind}"] += 1
        return super().find(kind, *args, **kwargs)

    def read(self, stream: str, **kwargs: Any) -> Any:
        entries = super().read(stream, **kwargs)
        self.asked["entries"] += len(entries)
        return entries


@pytest.fixture
def counting(world: World) -> tuple[Office, CountingStore]:
    store = CountingStore(world.store.kinds.values())
    store.documents, store.entries = world.store.documents, world.store.entries
    return office_of(world, store), store


def test_a_province_is_read_in_few_questions_and_no_answer_twice(
    counting: tuple[Office, CountingStore], world: World
) -> None:
    office, store = counting
    agencies = [agency for agency in world.agencies.values() if agency.province == PROVINCE]
    for agency in agencies:
        for number in range(3):
            draft = replace(office.point(f"จุด {number}"), version=0, agency=agency.id)
            point = replace(draft, code=f"x{agency.id[-4:]}{number}")
            office.surveys.points._write(world["administrator"], point, "survey_point.created")
            office.answer(point)
        office.surveys.rounds.settle(agency.id, at=NOON)

    def asked(some: int) -> Counter[str]:
        store.asked.clear()
        found = office.surveys.watch.overview(agencies[:some], None, today=A_DAY)
        assert len(found.seen) == some
        return store.asked.copy()

    first = asked(len(agencies))
    assert first["entries"] > 0
    again = asked(len(agencies))
    assert again["entries"] == 0
    assert {name for name in again if again[name]} == {
        "find survey_points",
        "find survey_rounds",
        "find survey_settings",
        "find survey_patterns",
    }
    assert again == asked(1)  # however many agencies


def test_a_round_that_is_over_is_added_up_once_and_late_answers_still_show(
    counting: tuple[Office, CountingStore],
) -> None:
    office, store = counting
    point, permit = office.point(), KioskPass(0, A_DAY, "tablet")
    for number in range(40):
        office.answer(point, MIXED, connection=str(number))
    over = NOON + timedelta(days=200)
    office.surveys.rounds.settle(office.agency, at=over)

    def late() -> tuple[int, int, Mood]:
        whole = office.surveys.watch.detail(office.agency, PERIOD)
        assert whole
        sign = next(sign for sign in whole.whole.signs if sign.rule is Rule.LATE)
        return whole.whole.answers, sign.count, sign.mood

    assert late() == (40, 0, Mood.USUAL)
    kept = [KioskAnswer(f"k{number}", A_DAY, "standard-1", MIXED) for number in range(10)]
    office.surveys.answers.deliver(point, permit, kept, at=over)
    store.asked.clear()
    assert late() == (40, 10, Mood.ODD)
    assert store.asked["find survey_frozen"] == 0
    assert store.asked["entries"] == 0
