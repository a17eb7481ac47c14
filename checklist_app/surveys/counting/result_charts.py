"""The charts of a round's results, for pages and papers alike. Pure."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from checklist_app.documents import Bar, Chart
from checklist_app.surveys.counting.bands import band_of
from checklist_app.surveys.counting.results import Line, Results
from checklist_app.surveys.model import BEST, RATINGS
from checklist_app.wording import DEFAULT_LANGUAGE, Language, translate

RATING_WORDS: Final = ("มากที่สุด", "มาก", "ปานกลาง", "น้อย", "น้อยที่สุด")
_ASPECTS: Final = "คะแนนเฉลี่ยรายด้าน (เต็ม 5)"
_DISTRIBUTION: Final = "ความพึงพอใจโดยรวม ร้อยละของคำตอบ (จำนวน)"
_GROUPS: Final = (
    "ความพึงพอใจโดยรวมรายเดือน (คะแนนเฉลี่ย เต็ม 5)",
    "ความพึงพอใจโดยรวมตามช่องทางที่ตอบ (คะแนนเฉลี่ย เต็ม 5)",
    "ความพึงพอใจโดยรวมตามจุดบริการ (คะแนนเฉลี่ย เต็ม 5)",
    "ความพึงพอใจโดยรวมตามประเภทผู้รับบริการ (คะแนนเฉลี่ย เต็ม 5)",
)


class Charts(NamedTuple):
    aspects: Chart
    distribution: Chart
    months: Chart
    channels: Chart
    points: Chart
    visitors: Chart


def charts_of(results: Results, language: Language = DEFAULT_LANGUAGE) -> Charts:
    groups = (results.months, results.channels, results.points, results.visitors)
    return Charts(
        Chart(translate(_ASPECTS, language), tuple(_aspects(results, language)), Decimal(BEST)),
        Chart(translate(_DISTRIBUTION, language), tuple(_distribution(results, language))),
        *(
            Chart(translate(name, language), tuple(_means(lines)), Decimal(BEST))
            for name, lines in zip(_GROUPS, groups, strict=True)
        ),
    )


def _aspects(results: Results, language: Language) -> Iterator[Bar]:
    for line in results.aspects:
        mean = _mean(line)
        word = _n(line) if mean is None else translate(band_of(mean, results.bands).word, language)
        yield Bar(line.label, mean, word)


def _distribution(results: Results, language: Language) -> Iterator[Bar]:
    overall = results.overall
    for rating, word, count, share in zip(RATINGS, RATING_WORDS, overall.counts, overall.shares, strict=True):
        yield Bar(f"{rating} {translate(word, language)}", share if overall.n else None, f"({count})")


def _means(lines: Iterable[Line]) -> Iterator[Bar]:
    """Without those that are hidden or that nobody belongs to."""
    for line in lines:
        if line.answers:
            yield Bar(line.label, _mean(line), _n(line))


def _mean(line: Line) -> Decimal | None:
    return None if line.measure.few else line.measure.mean


def _n(line: Line) -> str:
    return f"(n = {line.measure.n})"
