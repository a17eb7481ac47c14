"""A form for one fiscal year: placeholders filled, and the rows that come from the ITA edition.
Pure. What is not known of that year is left as the dotted blank of the paper."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from checklist_app.catalog.editions import Edition, Indicator, Part, Span, level_ranges
from checklist_app.catalog.model import Form, LevelRow, Question, ScoreRow, Section
from checklist_app.catalog.reading import read_form

PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)(?::([0-9.]+))?\}")
YEAR_WORDS: Final = frozenset({"year", "previous_year", "next_year", "round"})
# With the id of an indicator or a part: its first and last question, and what a form calls it in short.
EDITION_WORDS: Final = frozenset({"from", "to", "short"})
BLANK: Final = "....."
# These parts tell of the source and of other texts; they are not texts of the form.
UNFILLED: Final = frozenset({"words", "mends", "left_unchanged"})


@dataclass(frozen=True, slots=True)
class TwoYears:
    """The edition of the form's year and the one before, as far as they are known."""

    year: Edition | None
    previous_year: Edition | None


def render(body: dict[str, Any], *, digest: str, year: int, editions: TwoYears, round: str = BLANK) -> Form:
    words = {
        "year": str(year),
        "previous_year": str(year - 1),
        "next_year": str(year + 1),
        "round": round,
        **{name: _word(value, year) for name, value in body.get("words", {}).items()},
        **(_edition_words(editions.year) if editions.year else {}),
    }
    filled = {key: value if key in UNFILLED else _fill(value, words) for key, value in body.items()}
    form = read_form(filled, digest=digest, year=year)
    return replace(form, sections=tuple(_with_rows(section, editions) for section in form.sections))


def fill_text(text: str, words: Mapping[str, str]) -> str:
    def fill(gap: re.Match[str]) -> str:
        of_edition = gap[2] is not None
        return words.get(gap[0][1:-1]) or (BLANK if of_edition else gap[0])

    return PLACEHOLDER.sub(fill, text)


def _edition_words(edition: Edition) -> dict[str, str]:
    words: dict[str, str] = {}
    for id, span in edition.spans().items():
        words |= {f"from:{id}": span.first, f"to:{id}": span.last}
    for part in (part for indicator in edition.indicators for part in indicator.parts):
        words[f"short:{part.id}"] = part.short
    return words


def _word(value: str | dict[str, str], year: int) -> str:
    """A word of the form itself: the same every year, or by year with `other` for the rest."""
    return value if isinstance(value, str) else value.get(str(year), value["other"])


def _fill(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return fill_text(value, words) if "{" in value else value
    if isinstance(value, list):
        return [_fill(member, words) for member in value]
    if isinstance(value, dict):
        return {key: _fill(member, words) for key, member in value.items()}
    return value


def _with_rows(section: Section, editions: TwoYears) -> Section:
    items = tuple(
        _with_rows(item, editions) if isinstance(item, Section) else _question_with_rows(item, editions)
        for item in section.items
    )
    return replace(section, items=items)


def _question_with_rows(question: Question, editions: TwoYears) -> Question:
    source = question.setting("edition")
    edition = {"year": editions.year, "previous_year": editions.previous_year}.get(source)
    if edition is None:
        return question
    if question.type == "score_table":
        return replace(question, score_rows=score_rows(edition))
    return replace(question, level_rows=level_rows(edition))


def score_rows(edition: Edition) -> tuple[ScoreRow, ...]:
    rows: list[ScoreRow] = []
    for instrument in edition.instruments:
        of_it = [row for known in edition.of_instrument(instrument.id) for row in _rows_of(known)]
        weight = str(instrument.weight)
        head = replace(of_it[0], instrument=instrument.id, weight=weight, span=len(of_it))
        rows += [head, *of_it[1:]]
    return tuple(rows)


def level_rows(edition: Edition) -> tuple[LevelRow, ...]:
    return tuple(
        LevelRow(range, level.name, str(level.each_instrument or ""))
        for level, range in level_ranges(edition)
    )


def _rows_of(indicator: Indicator) -> tuple[ScoreRow, ...]:
    return _row(indicator, indicator.name, indicator), *(
        _row(indicator, part.short, part) for part in indicator.parts
    )


def _row(indicator: Indicator, name: str, of: Indicator | Part) -> ScoreRow:
    return ScoreRow(
        id=of.id,
        name=name,
        indicator=indicator.id,
        is_part=isinstance(of, Part),
        questions=_printed(of.span),
        count="" if of.span.count is None else str(of.span.count),
    )


def _printed(span: Span) -> str:
    """O1 to O9 is printed O1 - 9; a single question O8."""
    if span.first == span.last:
        return span.first
    return f"{span.first} - {re.sub(r'^[A-Za-z]+', '', span.last)}"
