"""Durations in the words of planners mean days, or nothing at all."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.ita.cycle import Cycle
from checklist_app.ita.measures.duration import deadlines, lift
from checklist_app.thai import (
    DigitStyle,
    FiscalYear,
    Span,
    format_date,
    format_month,
    format_short_date,
    to_thai,
)

CYCLE = Cycle(2566)
FISCAL_2566 = ("2022-10-01", "2023-09-30")

MEANT = {
    "มีนาคม ๒๕๖๖": ("2023-03-01", "2023-03-31"),
    "กุมภาพันธ์ 2567": ("2024-02-01", "2024-02-29"),
    "มี.ค. 66": ("2023-03-01", "2023-03-31"),
    "มีค 2566": ("2023-03-01", "2023-03-31"),
    "มีนาคม พ.ศ. 2566": ("2023-03-01", "2023-03-31"),
    "เดือนมีนาคม 2023": ("2023-03-01", "2023-03-31"),
    "มกราคม": ("2023-01-01", "2023-01-31"),
    "ตุลาคม": ("2022-10-01", "2022-10-31"),
    "ตลอดปี ๒๕๖๖": FISCAL_2566,
    "ตลอดปีงบประมาณ": FISCAL_2566,
    "ตลอดทั้งปี": FISCAL_2566,
    "ทุกเดือน": FISCAL_2566,
    "ประจำปีงบประมาณ พ.ศ. 2566": FISCAL_2566,
    "ปีงบประมาณ พ.ศ. ๒๕๖๘": ("2024-10-01", "2025-09-30"),
    "ภายในเดือนเมษายน ๒๕๖๖": ("2022-10-01", "2023-04-30"),
    "ภายในวันที่ 15 ธ.ค. 2566": ("2022-10-01", "2023-12-15"),
    "ภายในสิ้นปีงบประมาณ": FISCAL_2566,
    "ต.ค. 2566 - มี.ค. 2567": ("2023-10-01", "2024-03-31"),
    "ต.ค. – มี.ค. 2567": ("2023-10-01", "2024-03-31"),
    "ตุลาคม ถึง ธันวาคม": ("2022-10-01", "2022-12-31"),
    "ตุลาคม 2568 - กันยายน 2569": ("2025-10-01", "2026-09-30"),
    "1 ต.ค. 68 – 30 ก.ย. 69": ("2025-10-01", "2026-09-30"),
    "1-15 มี.ค. 66": ("2023-03-01", "2023-03-15"),
    "1/10/2565 - 31/3/2566": ("2022-10-01", "2023-03-31"),
    "ไตรมาส 1": ("2022-10-01", "2022-12-31"),
    "ไตรมาสที่ ๒": ("2023-01-01", "2023-03-31"),
    "ไตรมาสที่ 4 ปีงบประมาณ พ.ศ. 2569": ("2026-07-01", "2026-09-30"),
    "ไตรมาส 1-2": ("2022-10-01", "2023-03-31"),
    "ไตรมาสที่ ๒ - ๔": ("2023-01-01", "2023-09-30"),
    "ไตรมาสที่ 2/2567": ("2024-01-01", "2024-03-31"),
    "29 กุมภาพันธ์ 2567": ("2024-02-29", "2024-02-29"),
    "ธันวาคม - มกราคม": ("2022-12-01", "2023-01-31"),
    "รอบ 6 เดือน": ("2022-10-01", "2023-03-31"),
    "6 เดือนหลัง": ("2023-04-01", "2023-09-30"),
    "รอบ ๑๒ เดือน": FISCAL_2566,
    "๑๓ มีนาคม ๒๕๖๖": ("2023-03-13", "2023-03-13"),
}
UNCLEAR = [
    "",
    "เร็ว ๆ นี้",
    "ภายใน 30 วัน",
    "31 กุมภาพันธ์ 2566",
    "29 กุมภาพันธ์ 2566",
    "ไตรมาส 1-5",
    "มีนาคม 3566",
    "มีนาคม 12",
    "ไตรมาส 5",
    "กันยายน 2566 - ตุลาคม 2565",
    "มีนาคม 2566 - เมษายน 2566 - พฤษภาคม 2566",
    "ตามแผน",
    "ม" * 10_000,
]
NAMED = {
    "จัดทำแผนดำเนินงานประจำปีงบประมาณ ภายในเดือนตุลาคม": ["2022-10-31"],
    "รายงานภายในเดือนเมษายน ๒๕๖๖ และเผยแพร่ภายในเดือนธันวาคม ๒๕๖๖": ["2023-04-30", "2023-12-31"],
    "ให้เจ้าหน้าที่รายงานทุก ๖ เดือน ภายในเดือนเมษายนและตุลาคม ของทุกปี": ["2023-04-30", "2022-10-31"],
    "ดำเนินการภายในเดือน มกราคม ๒๕๖๗": ["2024-01-31"],
    "ดำเนินการภายในปีงบประมาณ ๒๕๖๖": ["2023-09-30"],
    "ส่งภายในวันที่ 15 ม.ค. 2567": ["2024-01-15"],
    "ดำเนินการให้แล้วเสร็จตามระยะเวลา": [],
    "ตอบภายใน 30 วัน": [],
}


@pytest.mark.parametrize("text", MEANT)
def test_a_duration_means_days(text: str) -> None:
    start, end = map(date.fromisoformat, MEANT[text])
    assert lift(text, CYCLE) == Span(start, end)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_cannot_be_told_is_nothing(text: str) -> None:
    assert lift(text, CYCLE) is None


@pytest.mark.parametrize("text", NAMED)
def test_deadlines_are_found_in_running_text(text: str) -> None:
    assert [day.isoformat() for day in deadlines(text, CYCLE)] == NAMED[text]


def test_without_a_cycle_only_deadlines_with_their_year_count() -> None:
    text = "วางแผนภายในเดือนตุลาคม รายงานภายในเดือนเมษายน ๒๕๖๖"
    assert deadlines(text) == (date(2023, 4, 30),)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from(DigitStyle))
def test_every_written_day_means_itself(day: date, style: DigitStyle) -> None:
    for written in (format_date(day, style), format_short_date(day, style)):
        assert lift(written, CYCLE) == Span(day, day)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_month_lies_in_its_fiscal_year_whether_its_year_is_written_or_not(day: date) -> None:
    written = format_month(day)
    cycle = Cycle(FiscalYear.of(day).year)
    assert lift(written, cycle) == lift(to_thai(written.split()[0]), cycle)
    span = lift(written, cycle)
    assert span
    assert day in span


@given(st.integers(2510, 2630))
def test_the_quarters_make_up_the_year(year: int) -> None:
    quarters = [lift(f"ไตรมาส {number}", Cycle(year)) for number in (1, 2, 3, 4)]
    assert None not in quarters
    spans = [span for span in quarters if span]
    assert (spans[0].start, spans[-1].end) == (Cycle(year).span.start, Cycle(year).span.end)
    assert all((after.start - before.end).days == 1 for before, after in pairwise(spans))


@given(st.text(alphabet="0123456789๐๑๒ มีนาคตุลเดือนภยใวัที่/-–.พศปงบประณไรสถ", max_size=40))
def test_no_text_breaks_it_and_no_span_ends_before_it_starts(text: str) -> None:
    span = lift(text, CYCLE)
    assert span is None or span.start <= span.end
    assert all(isinstance(day, date) for day in deadlines(text, CYCLE))
