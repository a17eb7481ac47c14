"""What the paper never said: numbers that do not agree, a round not chosen, two values for one field.
Each is {code, fields, parameters}; its sentence is in data/wording/phone/cautions.json. Pure; twin of
static/js/visits/cautions.js."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from checklist_app.catalog import Figures, indicator_score, percent_done
from checklist_app.store import JsonValue
from checklist_app.thai import FiscalYear
from checklist_app.visits.definition import Definition
from checklist_app.visits.reading import Answers

CENT: Final = Decimal("0.01")
NOT_WRITTEN: Final = "–"

Caution = dict[str, JsonValue]


def cautions(answers: Answers, of_year: Figures, suggested: Mapping[str, str | None]) -> Iterator[Caution]:
    yield from _visited_on(answers)
    yield from _sums(answers)
    yield from _progress(answers)
    yield from _levels(answers, suggested)
    yield from _published_total(answers, of_year)
    yield from _parts(answers)
    for field in answers.state.disputed():
        yield _caution("disputed", [field], count=len(answers.state.values(field)))


def _visited_on(answers: Answers) -> Iterator[Caution]:
    days = answers.state.values("visited_on")
    if not any(day is not None for day in days):
        yield _caution("date_missing", ["visited_on"])
    year = answers.definition["year"]
    span = FiscalYear(year).span
    first, last = span.start.isoformat(), span.end.isoformat()
    day = answers.state.value("visited_on")
    if isinstance(day, str) and not first <= day <= last:
        yield _caution("date_outside", ["visited_on"], day=day, first=first, last=last, year=year)


def _sums(answers: Answers) -> Iterator[Caution]:
    """A part that was left out counts nothing, and is shown as left out."""
    for known in answers.definition["sums"]:
        parts = [answers.whole(part) for part in known["parts"]]
        whole = answers.whole(known["whole"])
        written = [part for part in parts if part is not None]
        if whole is None or not written or sum(written) == whole:
            continue
        added = " + ".join(NOT_WRITTEN if part is None else str(part) for part in parts)
        fields, total = _fields(*known["parts"], known["whole"]), sum(written)
        yield _caution("sum", fields, added=added, sum=total, whole=whole, missing=whole - total)


def _progress(answers: Answers) -> Iterator[Caution]:
    """Several levels may follow one and the same plan: each plan is warned of once."""
    followed = {tuple(known["progress"].items()): known for known in answers.levels()}
    for question in followed.values():
        progress = question["progress"]
        if _lacks_round(answers, progress):
            yield _caution("round", _fields(progress["round"]))
        plan = answers.plan(question)
        if plan and plan.done > plan.planned > 0:
            fields = _fields(progress["done"], progress["planned"])
            percent = str(percent_done(done=plan.done, planned=plan.planned))
            yield _caution("over_hundred", fields, done=plan.done, planned=plan.planned, percent=percent)


def _lacks_round(answers: Answers, progress: Definition) -> bool:
    given = answers.state.values(f"answer:{progress['round']}")
    return answers.whole(progress["done"]) is not None and all(value is None for value in given)


def _levels(answers: Answers, suggested: Mapping[str, str | None]) -> Iterator[Caution]:
    for question in answers.levels():
        chosen, computed = answers.choice(question["id"]), suggested[question["id"]]
        if chosen and computed and chosen != computed:
            labels = {option["id"]: option["label"] for option in question["options"]}
            said = {"chosen": labels.get(chosen, chosen), "computed": labels[computed]}
            yield _caution("level", _fields(question["id"]), **said)


def _published_total(answers: Answers, of_year: Figures) -> Iterator[Caution]:
    """Last year's total as published, against the table of scores, which are last year's too."""
    for question in answers.of_type("score"):
        published = answers.score(question["id"]) if question["settings"].get("edition") else None
        if published is None or of_year.total is None or abs(published - of_year.total) <= CENT:
            continue
        yield _caution(
            "total", _fields(question["id"]), published=str(published), computed=str(of_year.total)
        )


def _parts(answers: Answers) -> Iterator[Caution]:
    for table in answers.of_type("score_table"):
        edition = answers.edition(table)
        scores = answers.scores(table)
        for indicator in edition.indicators if edition else ():
            given = [part.id for part in indicator.parts if part.id in scores]
            own, computed = scores.get(indicator.id), indicator_score(indicator, scores)
            said: dict[str, JsonValue] = {"indicator": indicator.id, "name": indicator.name}
            fields = _fields(f"{table['id']}:{indicator.id}")
            if own is None and given:
                yield _caution("part_alone", fields, **said, computed=str(computed or NOT_WRITTEN))
            if own is not None and computed is not None and abs(own - computed) > CENT:
                yield _caution("part_mean", fields, **said, score=str(own), computed=str(computed))


def _caution(code: str, fields: list[str], **parameters: JsonValue) -> Caution:
    return {"code": f"caution_{code}", "fields": list(fields), "parameters": parameters}


def _fields(*questions: str) -> list[str]:
    return [f"answer:{question}" for question in questions]
