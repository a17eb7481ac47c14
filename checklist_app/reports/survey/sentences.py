"""What the paper about a round says in words: numbers, rounds, and the rules of flags. Pure."""

from decimal import Decimal
from typing import Final

from checklist_app.surveys import Flag, Period, Rules
from checklist_app.thai import format_date, format_score, format_whole

NO_VALUE: Final = "–"


def signed(difference: Decimal | None) -> str:
    if difference is None:
        return NO_VALUE
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return sign + format_score(abs(difference))


def score(value: Decimal | None) -> str:
    return NO_VALUE if value is None else format_score(value)


def interval(low: Decimal | None, high: Decimal | None) -> str:
    return NO_VALUE if low is None or high is None else f"{format_score(low)}–{format_score(high)}"


def count(number: int) -> str:
    return format_whole(number)


def round_name(period: Period) -> str:
    """No number begins a line of its own."""
    return f"รอบที่\u00a0{period.number} ปีงบประมาณ พ.ศ.\u00a0{period.year}"


def short_round(period: Period) -> str:
    return f"{period.number}/{period.year}"


def days_of(period: Period) -> str:
    return f"{format_date(period.span.start)} ถึง {format_date(period.span.end)}"


def why_flagged(flag: Flag, rules: Rules) -> str:
    """The rule, with the number that it had in this round."""
    return {
        Flag.FAST: f"ส่งภายในเวลาน้อยกว่า {rules.seconds} วินาทีหลังเปิดแบบ ซึ่งเร็วกว่าที่จะอ่านได้ทัน",
        Flag.TRAP: "กรอกช่องที่ผู้ใช้ทั่วไปมองไม่เห็น ซึ่งโปรแกรมอัตโนมัติมักกรอก",
        Flag.REPEAT: (
            f"มาจากเครื่องเดียวกันที่จุดเดียวกันเกิน {rules.a_day} ครั้งในหนึ่งวัน "
            f"จากเครือข่ายเดียวกันเกิน {rules.network_a_day} ครั้ง "
            f"หรือจากแท็บเล็ตเครื่องเดียวเกิน {rules.kiosk_a_day} ครั้ง"
        ),
        Flag.BURST: (
            f"มาจากเครื่องเดียวกันที่จุดเดียวกันเกิน {rules.in_ten_minutes} ครั้งภายใน 10 นาที "
            f"หรือจากเครือข่ายเดียวกันเกิน {rules.network_in_ten_minutes} ครั้ง"
        ),
        Flag.ENDED: "มาจากแท็บเล็ตที่หน่วยงานยกเลิกการเชื่อมต่อไปแล้ว",
        Flag.CLOCK: "มาจากแท็บเล็ตที่ตั้งวันที่ไม่ถูกต้อง",
    }[flag]
