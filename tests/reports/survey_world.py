"""The rounds of surveys that tests of papers share: a full one after two others, one that is still open, one
with three answers, and one with none. Everybody in it is invented."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from checklist_app.reports.stamps import Stamp
from checklist_app.reports.survey.material import Earlier, Material
from checklist_app.store import Head
from checklist_app.surveys import (
    Comment,
    CommentState,
    Decision,
    Improvement,
    ImprovementState,
    Period,
    PointTally,
    Results,
    Round,
    RoundState,
    results_of,
)
from checklist_app.surveys.asking.questions import standard
from checklist_app.surveys.counting.tally import Tally
from checklist_app.surveys.model import Answer, Channel, Flag

MADE: Final = datetime(2027, 4, 5, 3, 20, tzinfo=UTC)
STAMP: Final = Stamp("สพ ขก 3/2570", "7KD3P-94VXM", "https://nithet.example.go.th/verify/7KD3P94VXM")
PERIOD: Final = Period(2570, 1)
AGENCY, NAME, PROVINCE = "nadi", "เทศบาลตำบลนาดี", "ขอนแก่น"
VISITORS: Final = ("resident", "resident", "resident", "visitor", "business", "resident", "agency")
OUTCOMES: Final = ("whole", "whole", "again", "whole", "whole")
CHANNELS: Final = (Channel.OPEN, Channel.OPEN, Channel.KIOSK, Channel.OPEN, Channel.PAPER, Channel.OPEN)
COUNTER, TAX = "เคาน์เตอร์บริการประชาชน", "กองคลัง งานจัดเก็บรายได้"
SMALL: Final = "ศูนย์บริการนอกสถานที่"


def answers(period: Period, number: int, *, better: int = 0, shift: int = 0) -> Iterator[Answer]:
    """So many over the whole round; the higher `better`, the better they are."""
    span = period.span
    days = (span.end - span.start).days
    for n in range(number):
        k = n + shift
        high = 5 if k % 4 < 2 + better else 4
        given: dict[str, Any] = {
            "visitor": VISITORS[k % 7],
            "outcome": OUTCOMES[k % 5],
            "process": high,
            "channels": 4 if k % 5 else 5,
            "staff": 5 if k % 9 else 2,
            "facilities": 3 + (k + better) % 3 if k % 11 else 0,
            "overall": high if k % 13 else 2,
        }
        yield Answer(
            f"a{k}",
            span.start + timedelta(days=n * days // max(number, 1)),
            CHANNELS[k % 6],
            "standard-1",
            given,
        )


def flagged(period: Period, number: int) -> Iterator[Answer]:
    for n, answer in enumerate(answers(period, number)):
        flags = {Flag.REPEAT, Flag.BURST} if n % 2 else {Flag.FAST}
        given = dict.fromkeys(("process", "channels", "staff", "facilities", "overall"), 5)
        yield replace(answer, given=given, channel=Channel.OPEN, flags=frozenset(flags))


def point(code: str, name: str, given: Iterable[Answer], late: int = 0) -> PointTally:
    tally, entries = Tally(), [answer.body for answer in given]
    for entry in entries:
        tally.add(entry)
    return PointTally(code, name, Head(len(entries), sha256(code.encode()).hexdigest()), tally, late)


def counted(period: Period, tallies: tuple[PointTally, ...], bands: str = "a") -> Results:
    return results_of(period, tallies, standard(), bands)


def round_of(period: Period, state: RoundState = RoundState.CLOSED, **more: Any) -> Round:
    opened = datetime(2026, 10, 1, tzinfo=UTC)
    closed = None if state is RoundState.OPEN else period.closes
    return Round(AGENCY, period, 3, state, opened, closed=closed, questions=("standard-1",), **more)


def earlier(period: Period, number: int, *, better: int = 0) -> Earlier:
    tallies = (point("aaaaaa", COUNTER, answers(period, number, better=better)),)
    return Earlier(round_of(period, RoundState.DECIDED), counted(period, tallies))


def material(tallies: tuple[PointTally, ...], round: Round, **more: Any) -> Material:
    results = counted(round.period, tallies, round.bands)
    return Material(AGENCY, NAME, PROVINCE, round, results, tallies, **more)


def full(state: RoundState = RoundState.CLOSED, **more: Any) -> Material:
    """Three points, one of them with few answers; two rounds before."""
    tallies = (
        point("k7m2xa", COUNTER, [*answers(PERIOD, 148, better=1), *flagged(PERIOD, 9)], late=2),
        point("p3t9wd", TAX, answers(PERIOD, 71, shift=3)),
        point("w8q4zc", SMALL, answers(PERIOD, 3)),
    )
    round = round_of(PERIOD, state, **more)
    return material(
        tallies,
        round,
        earlier=(earlier(Period(2569, 1), 96), earlier(Period(2569, 2), 160)),
        comments=COMMENTS,
        unread=2,
        hidden=1,
        promised=(PROMISED_DONE, PROMISED_DOING),
        planned=(PLANNED,),
    )


def decided(**more: Any) -> Material:
    return full(RoundState.DECIDED, decisions=(DECISION,), **more)


def scarce(number: int) -> Material:
    """The first round of an office, with so many answers."""
    tallies = (point("k7m2xa", COUNTER, answers(PERIOD, number)),)
    return material(tallies if number else (), round_of(PERIOD))


def _comment(id: str, group: str, shown: str) -> Comment:
    return Comment(
        id=id,
        version=2,
        point="k7m2xa",
        agency=AGENCY,
        period=PERIOD,
        month="2026-12",
        channel=Channel.OPEN,
        flagged=False,
        text=f"{shown} (ตามที่เขียน)",
        state=CommentState.APPROVED,
        shown=shown,
        group=group,
        reason="",
    )


COMMENTS: Final = (
    _comment("c1", "facilities", "ที่นั่งรอมีน้อย ช่วงเช้าต้องยืนรอ"),
    _comment("c2", "facilities", "อยากให้มีทางลาดสำหรับรถเข็นที่ประตูด้านข้าง"),
    _comment("c3", "process", "ขอให้มีบัตรคิวแยกสำหรับงานทะเบียน"),
    _comment("c4", "", "ขอบคุณที่เปิดให้บริการช่วงพักเที่ยง"),
)


def promise(id: str, period: Period, text: str, state: ImprovementState, **more: Any) -> Improvement:
    changed = date(2027, 3, 1)
    return Improvement(
        id=id, version=1, agency=AGENCY, period=period, text=text, state=state, changed=changed, **more
    )


PROMISED_DONE: Final = promise(
    "i1",
    Period(2569, 2),
    "ติดป้ายขั้นตอนและเอกสารที่ต้องใช้หน้าจุดบริการทุกจุด",
    ImprovementState.DONE,
    aspect="process",
    due=date(2026, 12, 31),
    result="ติดตั้งครบ 3 จุดเมื่อเดือนธันวาคม 2569",
)
PROMISED_DOING: Final = promise(
    "i2",
    Period(2569, 2),
    "ปรับปรุงห้องน้ำสำหรับผู้สูงอายุและคนพิการ",
    ImprovementState.DOING,
    aspect="facilities",
    due=date(2027, 6, 30),
)
PLANNED: Final = promise(
    "i3",
    PERIOD,
    "เพิ่มเก้าอี้รอ 12 ตัวและจัดทำทางลาดที่ประตูด้านข้าง",
    ImprovementState.PLANNED,
    aspect="facilities",
    due=date(2027, 8, 31),
)
DECISION: Final = Decision(
    "ทราบ ให้กองช่างเร่งจัดทำทางลาดให้แล้วเสร็จก่อนเดือนสิงหาคม และให้รายงานผลในการประชุมประจำเดือน",
    "boss",
    "คนบริหาร",
    "ปลัดเทศบาล",
    datetime(2027, 4, 9, 2, 5, tzinfo=UTC),
)
