"""The answers of a visit as figures need them: numbers, chosen options, scores. Whatever does not look like
what it should is no answer. Pure; twin of static/js/visits/reading.js."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from checklist_app.catalog import Edition, Figures, figures
from checklist_app.visits.definition import Definition, edition_of
from checklist_app.visits.fold import State
from checklist_app.visits.model import Value

_SCORE: Final = re.compile(r"[0-9]{1,3}\.[0-9]{2}")
_EDITIONS: Final = {"year": "edition", "previous_year": "previous_edition"}
NOTHING: Final = Figures({}, None, None, (), ())


@dataclass(frozen=True, slots=True)
class Plan:
    done: int
    planned: int


@dataclass(frozen=True, slots=True)
class Answers:
    state: State
    definition: Definition

    def questions(self) -> Iterator[Definition]:
        """In the order of the form; the order of keys in JSON is nobody's promise."""
        for section in self.definition["sections"]:
            for id in section["questions"]:
                yield self.definition["questions"][id]

    def of_type(self, type: str) -> Iterator[Definition]:
        return (question for question in self.questions() if question["type"] == type)

    def levels(self) -> Iterator[Definition]:
        """The questions about a level that can be computed."""
        return (question for question in self.of_type("level") if question["progress"])

    def value(self, id: str) -> Value:
        return self.state.value(f"answer:{id}")

    def whole(self, id: str) -> int | None:
        value = self.value(id)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

    def choice(self, id: str) -> str:
        """The chosen option; empty when none is."""
        value = self.value(id)
        chosen = value.get("option") if isinstance(value, dict) else None
        return chosen if isinstance(chosen, str) else ""

    def score(self, name: str) -> Decimal | None:
        """The score of a question, or of a row when `name` is question:row."""
        value = self.value(name)
        return Decimal(value) if isinstance(value, str) and _SCORE.fullmatch(value) else None

    def plan(self, level: Definition) -> Plan | None:
        """What the level is computed from; None while one of the numbers is missing."""
        done, planned = (self.whole(level["progress"][part]) for part in ("done", "planned"))
        return None if done is None or planned is None else Plan(done, planned)

    def scores(self, table: Definition) -> dict[str, Decimal]:
        """By the id of the indicator or of the part."""
        found = {row["id"]: self.score(f"{table['id']}:{row['id']}") for row in table["score_rows"]}
        return {id: score for id, score in found.items() if score is not None}

    def table(self) -> Definition | None:
        """The score table that the figures are computed from: the first of the form."""
        return next(self.of_type("score_table"), None)

    def edition(self, question: Definition) -> Edition | None:
        """The edition that a question follows; None where the form knows none for that year."""
        body: Any = self.definition.get(_EDITIONS.get(question["settings"].get("edition", ""), ""))
        return edition_of(body) if body else None

    def year_figures(self) -> Figures:
        """All that follows from the score table."""
        table = self.table()
        edition = self.edition(table) if table else None
        return figures(edition, self.scores(table)) if table and edition else NOTHING
