"""The columns of a file of score sets: what heads them, in the ways people head them. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from checklist_app.agencies import Column, Columns, fold
from checklist_app.catalog import Edition

AGENCY: Final = (
    Column("id", "รหัสในทะเบียน", ("id", "agency id", "เลขทะเบียน")),
    Column("itas_code", "รหัส ITAS", ("itas code", "itas", "itas id", "รหัสหน่วยงาน", "รหัสหน่วยงาน ITAS")),
    Column(
        "name",
        "ชื่อหน่วยงาน",
        (
            "name",
            "agency",
            "agency name",
            "หน่วยงาน",
            "ชื่อ",
            "ชื่อ อปท.",
            "อปท.",
            "ชื่อหน่วยงานภาครัฐ",
            "รายชื่อหน่วยงาน",
        ),
    ),
    Column("district", "อำเภอ", ("district", "amphoe", "อำเภอ/เขต", "เขต")),
    Column("province", "จังหวัด", ("province", "changwat")),
)
ORDER: Final = Column("order", "ลำดับ", ("ที่", "ลำดับที่", "no.", "#"))
"""Says nothing of an agency, but people write their totals there."""
YEAR: Final = Column(
    "year",
    "ปีงบประมาณ",
    ("year", "fiscal year", "ปี", "ปี พ.ศ.", "พ.ศ.", "ปีงบประมาณ พ.ศ.", "ปีที่ประเมิน", "ปีประเมิน"),
)
PUBLISHED: Final = (
    Column(
        "total",
        "คะแนนรวม",
        (
            "total",
            "score",
            "คะแนน",
            "คะแนน ITA",
            "ผลคะแนน",
            "ผลคะแนน ITA",
            "คะแนนเฉลี่ย",
            "คะแนนรวมเฉลี่ย",
            "คะแนนภาพรวม",
        ),
    ),
    Column("level", "ระดับผลการประเมิน", ("level", "ระดับ", "ระดับผล", "ผลการประเมิน", "ระดับคะแนน")),
    Column("source", "แหล่งที่มา", ("source", "ที่มา", "ที่มาของข้อมูล")),
    Column("published_on", "วันที่ประกาศ", ("published on", "date", "วันที่", "วันที่ประกาศผล", "วันประกาศผล")),
)
MEANS: Final = tuple(
    Column(id, f"คะแนน {id}", (f"แบบวัด {id}", f"{id} คะแนน", f"ค่าเฉลี่ย {id}")) for id in ("IIT", "EIT", "OIT")
)
"""Follow from the indicators: known so that a file of nothing else can be told what it lacks."""


def score_columns(editions: Iterable[Edition]) -> Columns:
    """Of the years whose names a file may use."""
    known = tuple(editions)
    indicators, parts = _names(known, parts=False), _names(known, parts=True)
    own = {fold(word) for each in (ORDER, *AGENCY, YEAR, *PUBLISHED, *MEANS) for word in each.words}
    numbered = indicators | parts
    shared = {word for word, times in Counter(_bare(numbered)).items() if times > 1} | own
    columns = (
        ORDER,
        *AGENCY,
        YEAR,
        *(_indicator(id, names, shared) for id, names in indicators.items()),
        *(_part(id, names, shared) for id, names in parts.items()),
        *PUBLISHED,
        *MEANS,
    )
    agency = frozenset({"id", "itas_code", "name"})
    needs = ((agency, frozenset(indicators)), (agency, frozenset(column.id for column in MEANS)))
    return Columns(columns, needs, missing="ita.import_headings_missing")


def _names(editions: tuple[Edition, ...], *, parts: bool) -> dict[str, tuple[str, ...]]:
    """By id, in every year's spelling."""
    found: dict[str, dict[str, None]] = {}
    for edition in editions:
        for indicator in edition.indicators:
            if not parts:
                names = (indicator.name, *indicator.aliases)
                found.setdefault(indicator.id, {}).update(dict.fromkeys(names))
                continue
            for part in indicator.parts:
                found.setdefault(part.id, {}).update(dict.fromkeys((part.name, part.short)))
    return {id: tuple(names) for id, names in sorted(found.items(), key=lambda pair: _order(pair[0]))}


def _order(id: str) -> list[int]:
    return [int(number) for number in id.split(".")]


def _bare(names: dict[str, tuple[str, ...]]) -> Iterable[str]:
    for each in names.values():
        yield from {fold(name) for name in each}


def _indicator(id: str, names: tuple[str, ...], shared: set[str]) -> Column:
    numbers = (id, f"i{id}", f"ตัวชี้วัดที่ {id}", f"ตัวชี้วัด {id}", f"indicator {id}", f"ตชว. {id}", f"ข้อ {id}")
    return Column(id, f"ตัวชี้วัดที่ {id}", _spelled(numbers, names, shared))


def _part(id: str, names: tuple[str, ...], shared: set[str]) -> Column:
    numbers = (id, f"i{id}", f"ตัวชี้วัดย่อยที่ {id}", f"ตัวชี้วัดย่อย {id}", f"ตัวชี้วัดที่ {id}", f"ตัวชี้วัด {id}", f"ข้อ {id}")
    return Column(id, f"ตัวชี้วัดย่อยที่ {id}", _spelled(numbers, names, shared))


def _spelled(numbers: tuple[str, ...], names: tuple[str, ...], shared: set[str]) -> tuple[str, ...]:
    """A name alone counts where nothing else bears it."""
    alone = (name for name in names if fold(name) not in shared)
    scored = (f"คะแนน{number}" for number in numbers[2:])
    return (*numbers, *scored, *alone, *(f"{number} {name}" for number in numbers for name in names))
