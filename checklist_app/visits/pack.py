"""What a phone takes along so that it needs no signal: the forms of this year and the next, what the
last visits found, the published scores, what became of satisfaction surveys, the measures that are being
followed, and phrases of advice that others wrote."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from checklist_app.accounts import Person
from checklist_app.agencies import Agencies, Agency, ScoreSet, ScoreSets
from checklist_app.catalog import Form, Forms
from checklist_app.store import Body, JsonValue
from checklist_app.surveys import Facts
from checklist_app.thai import FiscalYear
from checklist_app.visits.model import Visit
from checklist_app.visits.records import Visits
from checklist_app.visits.remembering import Memory, Remembered

MOST_PHRASES = 300


@dataclass(frozen=True, slots=True)
class Packing:
    agencies: Agencies
    forms: Forms
    scores: ScoreSets
    visits: Visits
    facts: Facts
    measures: Callable[[Collection[Agency], date], Body]
    memory: Memory = field(default_factory=Memory)

    def for_person(self, person: Person, *, today: date) -> Body:
        agencies = [agency for agency in self.agencies.within(person.scope) if agency.active]
        visits = self.visits.finished_in(person.province) if person.province else []
        remembered = self.memory.of_each(visits, self.visits)
        return {
            "person": shown_person(person),
            "forms": [*map(_shown_form, self.forms_of(today))],
            "scores": self._scores(agencies),
            "last": _last(visits, remembered),
            "phrases": _phrases(remembered.values()),
            "surveys": self.facts.of({agency.id for agency in agencies}, today=today),
            "measures": self.measures(agencies, today),
        }

    def forms_of(self, today: date) -> list[Form]:
        """Every form of the catalogue for the year that runs and its neighbours, kept for what phones
        will begin with it."""
        year = FiscalYear.of(today).year
        most_asked_first = sorted(self.forms.all(), key=lambda form: -len(list(form.questions())))
        return self.forms.keep_all(
            (form.id, each) for form in most_asked_first for each in (year, year - 1, year + 1)
        )

    def _scores(self, agencies: list[Agency]) -> Body:
        found = self.scores.of_each(agencies)
        return {
            id: {str(each.year): _shown_scores(each) for each in sets} for id, sets in found.items() if sets
        }


def _last(visits: list[Visit], remembered: Mapping[str, Remembered]) -> Body:
    """Of each agency the finished visit that was begun last."""
    newest: dict[str, Visit] = {}
    for visit in sorted(visits, key=lambda visit: (visit.begun, visit.id)):
        newest[visit.agency] = visit
    return {agency: remembered[visit.id].found for agency, visit in newest.items()}


def _phrases(remembered: Iterable[Remembered]) -> list[JsonValue]:
    counted = Counter(phrase for each in remembered for phrase in each.phrases)
    return [
        {"indicator": indicator, "text": text, "used": used}
        for (indicator, text), used in counted.most_common(MOST_PHRASES)
    ]


def shown_person(person: Person) -> Body:
    return {
        "id": person.id,
        "name": person.name,
        "position": person.position,
        "role": person.role.value,
        "province": person.province,
    }


def _shown_scores(scores: ScoreSet) -> Body:
    """By the number of the indicator or part, and the published total."""
    total = scores.published_total
    numbers: Body = {id: str(score) for id, score in (*scores.indicators.items(), *scores.parts.items())}
    return numbers if total is None else numbers | {"total": str(total)}


def _shown_form(form: Form) -> Body:
    return {"form": form.id, "name": form.name, "year": form.year, "digest": form.digest}
