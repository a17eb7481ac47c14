"""What a round says is what its answers say: no more answers, no fewer, and every group for itself."""

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.store import Head
from checklist_app.surveys.asking.questions import Questions, read_questions, standard
from checklist_app.surveys.counting.result_changes import Verdict, compared
from checklist_app.surveys.counting.result_charts import charts_of
from checklist_app.surveys.counting.results import Line, Results, age_of_version, results_of, versions_of
from checklist_app.surveys.counting.statistics import Measure, measure
from checklist_app.surveys.counting.tally import Tally
from checklist_app.surveys.model import Channel, Flag, Given
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import PointTally
from checklist_app.wording import Language

PERIOD = Period(2570, 1)
GOOD: Mapping[str, Given] = {"process": 5, "channels": 4, "staff": 5, "facilities": 2, "overall": 4}
NOBODY = (0, 0, 0, 0, 0)


def answer(
    given: Mapping[str, Given] = GOOD,
    *,
    day: str = "2026-11-20",
    channel: Channel = Channel.OPEN,
    flags: tuple[Flag, ...] = (),
    questions: str = "standard-1",
) -> dict[str, Any]:
    return {
        "day": day,
        "channel": channel.value,
        "questions": questions,
        "given": dict(given),
        "flags": [flag.value for flag in flags],
    }


def point(*answers: dict[str, Any], code: str = "p1", late: int = 0) -> PointTally:
    tally = Tally()
    for each in answers:
        tally.add(each)
    return PointTally(code, f"จุด {code}", Head(), tally, late)


def results(
    *points: PointTally, bands: str = "a", language: Language = "th", questions: Questions | None = None
) -> Results:
    return results_of(PERIOD, points, questions or standard(), bands, language)


def by_id(lines: tuple[Line, ...]) -> dict[str, Measure]:
    return {line.id: line.measure for line in lines}


def test_the_score_gives_each_aspect_the_same_weight_and_leaves_the_verdict_out() -> None:
    skipped = {**GOOD, "facilities": 0, "overall": 1}
    found = results(point(answer(), answer(skipped)))
    assert [line.measure.mean for line in found.aspects] == [5, 4, 5, 2]
    assert (found.score, found.score_of_100) == (Decimal("4.00"), Decimal("80.00"))
    assert found.overall.mean == Decimal("2.50")
    assert found.band is not None
    assert found.band.word == "มาก"
    assert found.score_low is not None
    assert found.score_high is not None
    assert found.score_low < 4 < found.score_high


def test_without_rated_aspects_the_word_is_that_of_the_verdict() -> None:
    found = results(point(answer({"overall": 5})))
    assert found.score is None
    assert found.band is not None
    assert found.band.word == "มากที่สุด"


def test_who_used_nothing_is_counted_and_outside_of_means() -> None:
    found = results(point(answer({**GOOD, "channels": 0}), answer()))
    channels = by_id(found.questions)["channels"]
    assert (channels.n, channels.unused, channels.mean) == (1, 1, Decimal("4.00"))
    assert next(line.answers for line in found.questions if line.id == "channels") == 2


def test_flagged_answers_are_counted_by_reason_and_change_no_figure() -> None:
    stuffing = answer({"overall": 1, "outcome": "none"}, flags=(Flag.REPEAT, Flag.BURST))
    found = results(point(answer(), stuffing, stuffing))
    assert (found.answers, found.flagged, found.all_answers) == (1, 2, 3)
    assert found.flags == {Flag.REPEAT: 2, Flag.BURST: 2}
    assert (found.overall.mean, found.overall_with_flagged.mean) == (Decimal("4.00"), Decimal("2.00"))
    assert sum(line.answers for line in found.months) == 1
    assert sum(outcome.count for outcome in found.outcomes) == 0


def test_paper_and_assisted_answers_count_and_stand_apart() -> None:
    found = results(
        point(
            answer({"overall": 5}, channel=Channel.PAPER),
            answer({"overall": 4}, channel=Channel.ASSISTED),
            answer({"overall": 1}),
        )
    )
    assert (found.answers, found.paper, found.assisted) == (3, 1, 1)
    means = {id: each.mean for id, each in by_id(found.channels).items()}
    assert means == {
        "open": Decimal("1.00"),
        "kiosk": None,
        "paper": Decimal("5.00"),
        "assisted": Decimal("4.00"),
    }


def test_every_group_is_measured_by_the_verdict() -> None:
    found = results(
        point(answer({"overall": 5, "visitor": "resident"}, day="2026-10-01"), code="a"),
        point(
            answer({"overall": 3, "visitor": "business"}, day="2027-03-31"), answer({"overall": 1}), code="b"
        ),
    )
    assert {id: each.mean for id, each in by_id(found.points).items()} == {"a": Decimal(5), "b": Decimal(2)}
    assert {line.id: line.answers for line in found.months if line.answers} == {
        "2026-10": 1,
        "2026-11": 1,
        "2027-03": 1,
    }
    assert [line.label for line in found.months][::5] == ["ตุลาคม 2569", "มีนาคม 2570"]
    assert [(line.label, line.answers) for line in found.visitors if line.answers] == [
        ("ประชาชนในพื้นที่", 1),
        ("ผู้ประกอบการ/ห้างร้าน", 1),
        ("ไม่ระบุ", 1),
    ]


def test_outcomes_tell_who_did_not_say() -> None:
    found = results(point(answer({"outcome": "whole", "overall": 5}), answer({"overall": 5})))
    assert [(outcome.id, outcome.count) for outcome in found.outcomes] == [
        ("whole", 1),
        ("again", 0),
        ("none", 0),
        ("", 1),
    ]


def test_comments_and_late_answers_are_told() -> None:
    found = results(point(answer({"overall": 3, "comment": "ช้า"}), late=2))
    assert (found.comments, found.late) == (1, 2)


def test_a_point_without_answers_is_there_with_nothing() -> None:
    found = results(point(code="quiet"), point(answer(), code="busy"))
    assert by_id(found.points)["quiet"].counts == NOBODY
    assert found.answers == 1


def test_labels_are_of_the_language_asked_for() -> None:
    found = results(point(answer()), language="en")
    assert found.aspects[0].label == "Process"
    assert found.months[0].label == "October 2026"
    assert found.channels[2].label == "On paper, copied by staff"


def changed_standard(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(standard().body))
    return {**body, **changes}


def test_versions_of_one_round_are_measured_by_question_in_the_words_of_the_newest() -> None:
    body = changed_standard()
    body["questions"] = [each for each in body["questions"] if each["id"] != "facilities"]
    body["questions"][2]["text"] = {"th": "ขั้นตอนชัดเจน"}
    newest = read_questions("1", body)
    answers = [answer(), answer({"process": 1, "overall": 4}, questions="1")]
    found = results_of(PERIOD, [point(*answers)], newest, "a", earlier=[standard()])
    assert found.versions == ("standard-1", "1")
    lines = {line.id: line for line in found.questions}
    assert (lines["process"].label, lines["process"].measure.mean) == ("ขั้นตอนชัดเจน", Decimal("3.00"))
    assert lines["facilities"].measure.n == 1
    assert by_id(found.aspects)["facilities"].n == 1


def test_an_aspect_of_several_questions_pools_their_ratings() -> None:
    body = changed_standard()
    second = {"id": "waiting", "kind": "rating", "aspect": "process", "text": {"th": "เวลารอ"}}
    body["questions"].insert(3, second)
    questions = read_questions("1", body)
    answers = [answer({"process": 5, "waiting": 2, "overall": 4}, questions="1")] * 3
    found = results(point(*answers), questions=questions)
    process = by_id(found.aspects)["process"]
    assert (process.n, process.mean) == (6, Decimal("3.50"))
    assert process == measure((0, 0, 3, 0, 0, 3), each=2)


def test_own_versions_are_newer_than_the_standard_and_sort_by_number() -> None:
    assert sorted(["10", "standard-1", "9"], key=age_of_version) == ["standard-1", "9", "10"]
    tallies = [point(answer(questions="9")), point(answer(questions="10"), answer())]
    assert versions_of(tallies) == ["10", "9", "standard-1"]


BODIES = st.builds(
    lambda given, channel, month, flagged: answer(
        given, channel=channel, day=f"{month}-15", flags=(Flag.FAST,) if flagged else ()
    ),
    st.fixed_dictionaries(
        {"overall": st.integers(0, 5)},
        optional={
            **{each: st.integers(0, 5) for each in ("process", "channels", "staff", "facilities")},
            "visitor": st.sampled_from(["resident", "business"]),
            "outcome": st.sampled_from(["whole", "again", "none"]),
        },
    ),
    st.sampled_from(Channel),
    st.sampled_from(PERIOD.months),
    st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(BODIES, max_size=12), min_size=1, max_size=3))
def test_results_are_those_of_a_slow_recount_of_single_answers(streams: list[list[dict[str, Any]]]) -> None:
    found = results(*(point(*bodies, code=f"p{n}") for n, bodies in enumerate(streams)))
    everything = [body for bodies in streams for body in bodies]
    counted = [body for body in everything if not body["flags"]]
    assert (found.answers, found.all_answers) == (len(counted), len(everything))
    assert found.overall == recounted(counted, "overall")
    assert found.overall_with_flagged == recounted(everything, "overall")
    assert all(line.measure == recounted(counted, line.id) for line in found.questions)
    for line in found.channels:
        assert line.measure == recounted([b for b in counted if b["channel"] == line.id], "overall")
    for line in found.months:
        assert line.measure == recounted([b for b in counted if b["day"].startswith(line.id)], "overall")
    for n, line in enumerate(found.points):
        assert line.measure == recounted([b for b in streams[n] if not b["flags"]], "overall")
    for lines in (found.points, found.channels, found.visitors, found.months):
        assert sum(line.answers for line in lines) == found.answers


def recounted(bodies: list[dict[str, Any]], question: str) -> Measure:
    given = Counter(body["given"].get(question) for body in bodies)
    return measure([given[rating] for rating in range(6)])


# --- rounds beside each other ----------------------------------------------------------------------------


def round_of(n: int, rating: int) -> Results:
    return results(point(*[answer({"overall": rating, "process": 3 + n % 2})] * n))


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        (round_of(50, 5), round_of(50, 3), Verdict.HIGHER),
        (round_of(50, 2), round_of(50, 3), Verdict.LOWER),
        (round_of(10, 5), round_of(10, 4), Verdict.UNCLEAR),
        (round_of(9, 5), round_of(50, 1), Verdict.TOO_FEW),
        (round_of(50, 5), round_of(9, 1), Verdict.TOO_FEW),
    ],
)
def test_a_difference_is_one_only_where_the_intervals_lie_apart(
    now: Results, before: Results, verdict: Verdict
) -> None:
    change = compared(now, before)[0]
    assert (change.id, change.verdict) == ("overall", verdict)
    assert (change.change is None) is (verdict is Verdict.TOO_FEW)


def test_a_difference_is_that_of_the_means_as_they_are_shown() -> None:
    now, before = round_of(50, 5), round_of(50, 3)
    changes = {change.id: change for change in compared(now, before)}
    assert (changes["overall"].change, changes["overall"].word) == (Decimal("2.00"), "สูงขึ้น")
    assert changes["process"].word == "ไม่ต่างกันชัดเจน"


def test_an_aspect_that_asks_something_else_now_is_not_compared() -> None:
    body: dict[str, Any] = standard().body
    questions = [*body["questions"], {**body["questions"][4], "id": "staff2", "aspect": "staff"}]
    wider = read_questions("9", {**body, "questions": questions})
    more = {**GOOD, "staff2": 1}
    now = results(point(*[answer(more, questions="9")] * 50), questions=wider)
    changes = {change.id: change for change in compared(now, results(point(*[answer()] * 50)))}
    assert (changes["staff"].change, changes["staff"].verdict) == (None, Verdict.DIFFERENT)
    assert changes["process"].verdict is Verdict.UNCLEAR


# --- charts -----------------------------------------------------------------------------------------------


def test_charts_say_what_the_tables_say() -> None:
    found = results(point(*[answer()] * 12, *[answer({"overall": 1}, channel=Channel.PAPER)] * 3))
    charts = charts_of(found)
    first = charts.aspects.bars[0]
    assert (first.value, first.note) == (Decimal("5.00"), "มากที่สุด")
    assert charts.aspects.most == 5
    assert [(bar.label, bar.value, bar.note) for bar in charts.distribution.bars][1] == (
        "4 มาก",
        Decimal("80.00"),
        "(12)",
    )
    assert [(bar.value, bar.note) for bar in charts.channels.bars] == [
        (Decimal("4.00"), "(n = 12)"),
        (None, "(n = 3)"),
    ]


def test_charts_of_nothing_have_no_figures() -> None:
    assert {bar.value for chart in charts_of(results(point())) for bar in chart.bars} == {None}
