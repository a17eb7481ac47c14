"""A chart inside a page says its numbers, obeys the policy of pages and fits the narrowest phone."""

import unicodedata
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.documents import Bar, Chart
from checklist_app.web.charts import LINE, number, svg

SVG = "{http://www.w3.org/2000/svg}"
CHART = Chart(
    "คะแนนรายด้าน",
    (Bar("ขั้นตอน", Decimal("4.00"), "มาก"), Bar("ช่องทาง", None), Bar("อาคาร", Decimal("0.00"))),
    Decimal(5),
)


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart, "one"))


def all_of(chart: Chart, tag: str, name: str = "") -> list[ElementTree.Element]:
    return [each for each in drawn(chart).iter(tag) if name in ("", each.get("class"))]


def test_a_chart_has_a_name_and_says_every_number_to_who_does_not_see_it() -> None:
    root = drawn(CHART)
    texts = {each.get("id"): each.text for each in root if each.get("id")}
    assert root.get("role") == "img"
    assert texts[root.get("aria-labelledby")] == "คะแนนรายด้าน"
    assert texts[root.get("aria-describedby")] == "ขั้นตอน: 4.00 มาก; ช่องทาง: –; อาคาร: 0.00"


def test_every_bar_bears_its_number() -> None:
    assert [each.text for each in all_of(CHART, "text", "value")] == ["4.00 มาก", "–", "0.00"]
    assert number(CHART.bars[1]) == "–"


def test_bars_are_as_long_as_their_values() -> None:
    tracks = [each.get("width") for each in all_of(CHART, "rect", "track")]
    assert tracks == ["58.00%"] * 3
    assert [each.get("width") for each in all_of(CHART, "rect", "filled")] == ["46.40%", "0%", "0%"]


@pytest.mark.parametrize(
    ("value", "width"), [("0.01", "0.58%"), ("9", "58.00%"), ("NaN", "0%"), ("-1", "0%")]
)
def test_what_is_not_nothing_is_seen_and_nothing_leaves_the_chart(value: str, width: str) -> None:
    (bar,) = all_of(Chart("", (Bar("", Decimal(value)),), Decimal(5)), "rect", "filled")
    assert bar.get("width") == width


def test_a_mark_stands_at_its_value() -> None:
    (mark,) = all_of(Chart("", (Bar("ก", Decimal(90)),), mark=Decimal(50)), "line")
    assert mark.get("x1") == mark.get("x2") == "29.00%"


def test_nothing_of_a_text_becomes_markup_or_a_style() -> None:
    hostile = '"><script>alert(1)</script><a onclick="x" style="y">'
    source = str(svg(Chart(hostile, (Bar(hostile, Decimal(1), hostile),)), "one"))
    assert "<script" not in source
    assert "<a " not in source
    tags = {each.tag for each in ElementTree.fromstring(source).iter()}
    assert tags == {"svg", "title", "desc", "text", "rect"}
    names = {name for each in ElementTree.fromstring(source).iter() for name in each.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_a_long_label_goes_on_below_itself() -> None:
    label = "องค์การบริหารส่วนตำบลโนนสวรรค์ สำนักปลัด งานทะเบียนราษฎรและบัตรประจำตัวประชาชน"
    chart = Chart("", (Bar(label, Decimal(1)), Bar("ถัดไป", Decimal(1))))
    *lines, following = [each for each in all_of(chart, "text") if not each.get("class")]
    assert "".join(line.text or "" for line in lines).replace(" ", "") == label.replace(" ", "")
    heights = [Decimal((each.get("y") or "").removesuffix("em")) for each in [*lines, following]]
    assert heights == sorted(set(heights))


@given(st.text(st.characters(categories=["L", "Mn", "Nd", "Zs"]), max_size=120))
def test_no_line_is_wider_than_a_phone_and_no_mark_loses_its_letter(label: str) -> None:
    lines = [
        each.text or "" for each in all_of(Chart("", (Bar(label, None),)), "text") if not each.get("class")
    ]
    assert "".join(lines).replace(" ", "") == "".join(label.split())
    assert all(sum(is_wide(letter) for letter in line) <= LINE for line in lines)
    assert all(is_wide(line[0]) for line in lines[1:])


def is_wide(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Mn", "Me", "Cf"}


def test_a_chart_of_nothing_is_no_fault() -> None:
    assert drawn(Chart("ว่าง", ())).get("height") == "0em"
