"""What citizens wish for, what was promised because of earlier wishes, and what is proposed now. Pure."""

from collections.abc import Iterator
from typing import Final

from checklist_app.documents import (
    Align,
    Block,
    Heading,
    Item,
    Listing,
    Paragraph,
    Row,
    Table,
    Text,
    Writing,
    cell,
    plain,
)
from checklist_app.reports.survey.material import Material
from checklist_app.reports.survey.sentences import NO_VALUE, count, score, short_round
from checklist_app.reports.survey.tables import head, least, note
from checklist_app.surveys import IMPROVEMENT_WORDS, Comment, Improvement
from checklist_app.thai import format_short_date

GENERAL: Final = "เรื่องทั่วไป"
LONG_ROW: Final = 1_500  # letters that may not fit one page beside each other
LINES: Final = 4


# --- wishes ------------------------------------------------------------------------------------------


def comments(material: Material) -> Iterator[Block]:
    said = material.comments
    if not said:
        yield Paragraph(plain("ไม่มีความเห็นที่เปิดให้อ่านได้ในรอบนี้"))
    for group, name in _names(material).items():
        within = [each for each in said if each.group == group]
        if within:
            yield Heading(f"{name} ({count(len(within))} ข้อ)", 3)
            yield Listing(tuple(map(_comment, within)), indent=1)
    yield from _others(material)


def _names(material: Material) -> dict[str, str]:
    """Aspects in their order; what fits none, or one that is no longer asked, comes last."""
    names = {line.id: f"ด้าน{line.label}" for line in material.results.aspects}
    unknown = {each.group: GENERAL for each in material.comments if each.group not in names}
    return {**names, **unknown, "": GENERAL}


def _comment(comment: Comment) -> Item:
    return Item(Text("–"), plain(comment.shown))


def _others(material: Material) -> Iterator[Block]:
    told = []
    if material.unread:
        told.append(f"ยังรอตรวจ {count(material.unread)} ข้อ")
    if material.hidden:
        told.append(f"ไม่นำมาแสดง {count(material.hidden)} ข้อ เพราะระบุตัวบุคคลหรือไม่เกี่ยวกับบริการ")
    if told:
        yield note("นอกจากนี้ " + " และ".join(told))


# --- promises ----------------------------------------------------------------------------------------


def promised(material: Material) -> Iterator[Block]:
    if not material.promised:
        yield Paragraph(plain("ไม่มีการปรับปรุงที่เสนอไว้ในรอบก่อน"))
        return
    rows = tuple(_promise(each) for each in material.promised)
    heads = head("รอบ", "สิ่งที่เสนอจะปรับปรุง", "กำหนดเสร็จ", "สถานะ", "ผลที่เกิดขึ้น")
    yield Table("การปรับปรุงที่เสนอไว้", (3, 8, 4, 4, 7), rows, (heads,), small=True)


def _promise(each: Improvement) -> Row:
    cells = (
        short_round(each.period),
        each.text,
        _due(each),
        IMPROVEMENT_WORDS[each.state],
        each.result or NO_VALUE,
    )
    return Row(tuple(map(cell, cells)), long=sum(map(len, cells)) > LONG_ROW)


def _due(each: Improvement) -> str:
    return format_short_date(each.due) if each.due else NO_VALUE


def suggestions(material: Material) -> Iterator[Block]:
    """What the office has planned; where it has nothing yet, room to write."""
    shown = material.shown.results
    worst = least(shown.aspects) if shown else None
    if worst:
        yield Paragraph(
            plain(f"ด้านที่ควรปรับปรุงก่อนคือด้าน{worst.label} ซึ่งได้ค่าเฉลี่ยต่ำสุด ({score(worst.measure.mean)})"),
            Align.THAI,
            first=2,
        )
    if material.planned:
        yield Listing(tuple(_plan(number, each) for number, each in enumerate(material.planned, 1)), indent=1)
    else:
        yield Writing(lines=LINES)


def _plan(number: int, each: Improvement) -> Item:
    due = f" กำหนดเสร็จ {_due(each)}" if each.due else ""
    return Item(Text(f"7.{number}"), plain(f"{each.text}{due} ({IMPROVEMENT_WORDS[each.state]})"))
