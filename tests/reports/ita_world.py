"""The cycles of the four source documents, built from what was printed: the tables are read as somebody would
paste them, the scores as they were published."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from checklist_app.accounts import Audit
from checklist_app.agencies import Agency, ScoreSet
from checklist_app.catalog import Edition, Editions
from checklist_app.ita import (
    Analysis,
    Cycle,
    Dossier,
    Finding,
    FollowUp,
    Letters,
    Mark,
    Measure,
    Opinion,
    Plan,
    ScoredYear,
    compared,
)
from checklist_app.ita.measures.pasting import PastedRow, read_rows
from checklist_app.ita.passages.model import Written
from checklist_app.reports.ita.material import Material
from checklist_app.thai import DigitStyle
from tests.cast import make_world
from tests.ita.world import SOURCES, scores_of

SAID: Final = json.loads((Path(__file__).parent / "ita-sentences.json").read_text("utf-8"))
"""What the sources say outside of their tables, as it was printed but for the names of people; and which
of it the drafts word otherwise."""

MADE: Final = datetime(2023, 3, 13, 3, tzinfo=UTC)

SLIPS: Final[tuple[tuple[str, str, str], ...]] = (
    ("001", "ivo อย่างชัดเจน", "ไว้อย่างชัดเจน"),
    ("001", "การการยืม", "การยืม"),
    ("001", "ช่องทางการการแสดง", "ช่องทางการแสดง"),
    ("002", "สสำรวจ", "สำรวจ"),
    ("002", "สืบรวจ", "สำรวจ"),
    ("002", "ททุจริต", "ทุจริต"),
    ("003", "พัสดुरายเดือน", "พัสดุรายเดือน"),
    ("003", "พัสดุนบน", "พัสดุบน"),
    ("003", "Fackbook", "Facebook"),
    ("003", "แผนการดำเนินการดำเนินงาน", "แผนการดำเนินงาน"),
    ("003", "แผนการการจัดซื้อจัดจ้าง", "แผนการจัดซื้อจัดจ้าง"),
)
"""Slips of the scanned documents that whoever enters them puts right: case, as scanned, as meant."""


@dataclass(frozen=True)
class Source:
    case: str
    agency: Agency
    year: int  # of the measures
    letters: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    mark: Mark | None = None
    meeting: date | None = None
    tables: tuple[str, ...] = ()


def agency(name: str, type: str, district: str, province: str) -> Agency:
    return Agency(id=name, version=1, name=name, type=type, district=district, province=province)


QUESTIONS: Final = ("I7", "I8", "I12", "E1", "E2", "E5")

SOURCE: Final = {
    each.case: each
    for each in (
        Source(
            "000",
            agency("องค์การบริหารส่วนตำบลหนองไผ่ล้อม", "sao", "หนองสองห้อง", "ขอนแก่น"),
            2566,
            {
                "digits": DigitStyle.ARABIC,
                "headings": {"measures.duration": "ระยะเวลาในการดำเนินการ"},
            },
            (*(Finding(each) for each in QUESTIONS), Finding("O24", missed=True)),
            tables=("doc000_plan",),
        ),
        Source(
            "001",
            agency("เทศบาลตำบลโคกม้า", "subdistrict_mun", "บึงสามพัน", "บุรีรัมย์"),
            2568,
            {
                "headings": {
                    "followup.title": "มาตรการ/โครงการ/กิจกรรม",
                    "followup.method": "ขั้นตอน/วิธีการปฏิบัติ",
                }
            },
            tables=("doc001_followup",),
        ),
        Source(
            "002",
            agency("องค์การบริหารส่วนตำบลบ้านแลง", "sao", "เมืองลำปาง", "ลำปาง"),
            2566,
            {
                "office": "สำนักงานปลัดองค์การบริหารส่วนตำบลบ้านแลง",
                "number": "ลป ๗๕๒๐๑/-",
                "preparer": "ผู้จัดทำ",
                "preparer_position": "นักวิเคราะห์นโยบายและแผนปฏิบัติการ",
                "opinions": (
                    Opinion(
                        "ความเห็นของหัวหน้าสำนักปลัดองค์การบริหารส่วนตำบล",
                        "หัวหน้าสำนักปลัด",
                        "หัวหน้าสำนักปลัดองค์การบริหารส่วนตำบลบ้านแลง",
                    ),
                    Opinion("ความเห็นของปลัดองค์การบริหารส่วนตำบล", "ปลัด", "ปลัดองค์การบริหารส่วนตำบลบ้านแลง"),
                    Opinion("ความเห็นของนายกองค์การบริหารส่วนตำบล", "นายก", "นายกองค์การบริหารส่วนตำบลบ้านแลง"),
                ),
            },
            mark=Mark(Decimal(80), inclusive=False),
            meeting=date(2023, 1, 31),
            tables=("doc002_plan", "doc002_followup"),
        ),
        Source(
            "003",
            agency("องค์การบริหารส่วนตำบลดงหม้อทอง", "sao", "บ้านม่วง", "สกลนคร"),
            2566,
            {},
            tables=("doc003_result",),
        ),
    )
}


@cache
def dossier(case: str) -> Dossier:
    source = SOURCE[case]
    cycle = Cycle(source.year)
    return Dossier(
        agency=source.agency,
        cycle=cycle,
        edition=edition(cycle.scores_year),
        before=scored_year(source, cycle.scores_year),
        after=scored_year(source, cycle.year),
        analysis=Analysis(
            source.agency.id,
            cycle,
            findings={each.question: each for each in source.findings},
            mark=source.mark,
        ),
        plan=Plan(
            source.agency.id,
            cycle,
            measures=tuple(measures(source)),
            meeting=source.meeting,
        ),
        letters=Letters(source.agency.id, **source.letters),
    )


def material(case: str, written: Mapping[str, str] | None = None) -> Material:
    """`written` is what somebody wrote in the place of drafts; else what the source says otherwise."""
    texts = SAID["written"].get(case, {}) if written is None else written
    known = replace(dossier(case), written={key: Written(text, "", "", 1) for key, text in texts.items()})
    scored_years = [each for each in (known.before, known.after) if each]
    return Material.of(known, compared(scored_years) if len(scored_years) > 1 else None)


@cache
def editions() -> Editions:
    store = make_world().store
    return Editions(store, Audit(store))


def edition(year: int) -> Edition:
    return editions().get(year)


def scored_year(source: Source, year: int) -> ScoredYear | None:
    printed = next(
        (
            each
            for each in SOURCES["scores"]
            if each["case"].split("-")[0] == source.case and each["fy"] == year
        ),
        None,
    )
    if printed is None:
        return None
    scores = ScoreSet(
        source.agency.id,
        source.agency.province,
        year,
        scores_of(printed["case"]),
        Decimal(printed["total_printed"]),
        printed.get("level_printed"),
        published_on=date(2022, 8, 1),
    )
    return ScoredYear.of(scores, edition(year))


# --- the tables ----------------------------------------------------------------------------------------


def printed(table: str) -> list[list[str]]:
    """The rows of a table of the sources without the slips of its scan."""
    return [[meant(table[3:6], cell) for cell in row] for row in SOURCES[table]["rows"]]


def meant(case: str, text: str) -> str:
    for where, scanned, said in SLIPS:
        text = text.replace(scanned, said) if where == case else text
    return text


def measures(source: Source) -> Iterator[Measure]:
    """Of the plan, with what the report says of each."""
    first, *more = ([*pasted(source, table)] for table in source.tables)
    for number, row in enumerate(first):
        reports = [row.report, *(rows[number].report for rows in more)]
        known = {each.months: each for each in reports if each}
        yield Measure(
            **parts(row.draft),
            id=f"m{number}",
            revision=1,
            followups={
                months: FollowUp(**parts(report), revision=1, by="", changed=MADE.date())
                for months, report in known.items()
            },
        )


def pasted(source: Source, table: str) -> Sequence[PastedRow]:
    known = SOURCES[table]
    columns = known.get("columns") or known["columns_a"]
    read = read_rows([columns, *printed(table)], edition(source.year - 1))
    assert read.faults == ()
    return read.rows


def parts(value: Any) -> dict[str, Any]:
    """Of a frozen value with slots, those of its bases included."""
    names = (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
    return {name: getattr(value, name) for name in names}
