"""What each instrument shows, as one cell of the analysis: what to keep up, what to improve and what to mend.
Pure."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Final

from checklist_app.catalog import Indicator, Instrument, Ranked
from checklist_app.ita.analysing.advice import advice_for, advice_of, indicator_of, number_of, part_of
from checklist_app.ita.analysing.model import Finding
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.drafting.phrases import all_called, called, part_called
from checklist_app.thai import format_score

FULL: Final = Decimal(100)
OUTSIDERS: Final = "EIT"
DISCLOSURE: Final = "OIT"
KEEP: Final = "ควรรักษามาตรฐานไว้"
KEEP_ALL: Final = (
    "ผลคะแนน {instrument} หน่วยงานได้คะแนนผลการประเมินตาม{name} ที่ดีเยี่ยม "
    f"{KEEP}และควรพัฒนาประสิทธิภาพของการทำงานอย่างต่อเนื่อง"
)
IMPROVE: Final = "ควรพัฒนาและปรับปรุงการดำเนินการตาม"
LOW: Final = "ในการปรับปรุงพัฒนาการดำเนินงานในตัวชี้วัดที่มีผลการประเมินต่ำ"
LOW_AS_ASSESSED: Final = "ซึ่งผู้ตรวจประเมินมีข้อเสนอแนะในการปรับปรุง พัฒนาการดำเนินงานในตัวชี้วัดที่มีผลการประเมินต่ำ"
UNPLACED: Final = "ประเด็นที่มีผลการประเมินต่ำ"
UNDISCLOSED: Final = "การประเมินที่ไม่ได้รับคะแนน"


def instruments(dossier: Dossier) -> Iterator[tuple[str, str]]:
    for instrument in dossier.edition.instruments:
        if text := cell_of(dossier, instrument):
            yield f"instrument.{instrument.id.lower()}", text


def cell_of(dossier: Dossier, instrument: Instrument) -> str:
    """Empty where nothing is known of the instrument."""
    rows = [row for row in dossier.ranked if row.indicator.instrument == instrument.id]
    findings = _findings(dossier, instrument)
    if rows and not findings and all(row.score == FULL for row in rows):
        return KEEP_ALL.format(instrument=instrument.id, name=instrument.name)
    if instrument.id == DISCLOSURE:
        return _disclosure(dossier, instrument, rows, findings)
    return _numbered([*_kept(dossier, rows), *_improved(dossier, rows, findings)])


def _findings(dossier: Dossier, instrument: Instrument) -> list[Finding]:
    """Those at the instrument's questions, in the order of their numbers."""
    found = dossier.analysis.findings.values()
    own = (each for each in found if _belongs(dossier, each, instrument))
    return sorted(own, key=lambda each: number_of(each.question))


def _belongs(dossier: Dossier, finding: Finding, instrument: Instrument) -> bool:
    """By the indicator; where nobody knows what the question is about, by its letter."""
    indicator = indicator_of(dossier.edition, finding.question)
    return indicator.instrument == instrument.id if indicator else finding.question[:1] == instrument.id[:1]


def _kept(dossier: Dossier, rows: list[Ranked]) -> Iterator[str]:
    """The best of the instrument, if it passes at all."""
    best = [row.indicator for row in rows if row.score == rows[0].score >= dossier.edition.pass_mark]
    if best:
        yield f"{dossier.agency.name} ได้มีการดำเนินการตาม{all_called(best)}ที่ดีเยี่ยม {KEEP}"


def _improved(dossier: Dossier, rows: list[Ranked], findings: list[Finding]) -> Iterator[str]:
    for indicator in _to_improve(dossier, rows, findings):
        own = [each for each in findings if indicator_of(dossier.edition, each.question) == indicator]
        lines = [_advised(dossier, each) for each in own] or _general(dossier, indicator)
        low = LOW_AS_ASSESSED if own and indicator.instrument == OUTSIDERS else LOW
        said = f"{IMPROVE}{called(indicator)} {low}"
        yield "\n".join([f"{said} ดังนี้", *lines] if lines else [said])
    if placeless := [each for each in findings if indicator_of(dossier.edition, each.question) is None]:
        yield "\n".join([f"{IMPROVE}{UNPLACED} ดังนี้", *(_advised(dossier, each) for each in placeless)])


def _to_improve(dossier: Dossier, rows: list[Ranked], findings: list[Finding]) -> list[Indicator]:
    """The lowest first, then what fails, then what a finding tells of."""
    lowest = [row.indicator for row in rows if rows[0].score > row.score == rows[-1].score]
    failing = [row.indicator for row in reversed(rows) if row.score < dossier.edition.pass_mark]
    told = [indicator_of(dossier.edition, each.question) for each in findings]
    return list(dict.fromkeys([*lowest, *failing, *(each for each in told if each)]))


def _advised(dossier: Dossier, finding: Finding) -> str:
    """Where there is no advice, the score tells why it is there."""
    score = "" if finding.score is None else f"{format_score(finding.score)} คะแนน"
    return f"{finding.question} {advice_for(dossier.edition, finding) or score}".strip()


def _general(dossier: Dossier, indicator: Indicator) -> list[str]:
    advice = advice_of(dossier.edition, indicator.id)
    return [advice] if advice else []


def _disclosure(dossier: Dossier, instrument: Instrument, rows: list[Ranked], findings: list[Finding]) -> str:
    short = [row for row in rows if row.score < FULL]
    if not findings and not short:
        return ""
    lines = _missed(dossier, findings) if findings else _lacking(dossier, short)
    clause = f" {UNDISCLOSED}" if findings else ""
    return "\n".join([f"1. {IMPROVE}{instrument.name}{clause} ในประเด็นดังนี้", *lines])


def _missed(dossier: Dossier, findings: list[Finding]) -> Iterator[str]:
    """Each item below its indicator and its part, which are named once."""
    edition = dossier.edition
    for indicator, of_indicator in groupby(findings, lambda each: indicator_of(edition, each.question)):
        if indicator:
            yield called(indicator)
        for part, items in groupby(of_indicator, lambda each: part_of(edition, each.question)):
            if part:
                yield part_called(part)
            for each in items:
                yield f"- {each.question} {_why(each)} {advice_for(edition, each)}".strip()


def _why(finding: Finding) -> str:
    if finding.missed or finding.score == 0:
        return "ไม่มีข้อมูล"
    score = f" ({format_score(finding.score)} คะแนน)" if finding.score is not None else ""
    return f"ข้อมูลยังไม่ครบถ้วน{score}"


def _lacking(dossier: Dossier, rows: Iterable[Ranked]) -> Iterator[str]:
    """Where no item is named: what lacks points, with the general advice."""
    for row in sorted(rows, key=lambda each: each.indicator.number):
        yield f"{called(row.indicator)} {format_score(row.score)} คะแนน"
        parts = list(_short_parts(dossier, row.indicator))
        yield from parts or _general(dossier, row.indicator)


def _short_parts(dossier: Dossier, indicator: Indicator) -> Iterator[str]:
    scores = dossier.before.scores.parts if dossier.before else {}
    for part in indicator.parts:
        if part.id in scores and scores[part.id] < FULL:
            said = f"{part_called(part)} {format_score(scores[part.id])} คะแนน"
            yield f"- {said} {advice_of(dossier.edition, part.id)}".strip()


def _numbered(items: list[str]) -> str:
    if len(items) == 1:
        return items[0]
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))
