"""All that is computed of a visit while it is being typed: the plan's progress, the ITA figures, what is
answered and what is missing. Pure; twin of static/js/visits/figures.js."""

from collections.abc import Mapping
from decimal import Decimal

from checklist_app.catalog import Figures, level_for, level_of, percent_done
from checklist_app.store import Body, JsonValue
from checklist_app.visits.cautions import CENT, cautions
from checklist_app.visits.definition import Definition, question_of
from checklist_app.visits.fold import State
from checklist_app.visits.reading import Answers


def figures(state: State, definition: Definition) -> Body:
    answers = Answers(state, definition)
    of_year = answers.year_figures()
    suggested = suggested_levels(answers)
    sections, missing = answered(answers)
    whole = [sections[known["id"]] for known in definition["sections"] if not known["parent"]]
    return {
        "percent_done": _percent(answers),
        "level": next((level for level in suggested.values() if level), None),
        "suggested": dict(suggested),
        "means": {id: _text(mean) for id, mean in of_year.means.items()},
        "total": _text(of_year.total),
        "level_of_year": of_year.level.id if of_year.level else None,
        "previous_level": _previous_level(answers, of_year),
        "ranking": [
            {"rank": row.rank, "indicator": row.indicator.id, "score": str(row.score)}
            for row in of_year.ranking
        ],
        "failing": [row.indicator.id for row in of_year.failing],
        "sections": {id: dict(count) for id, count in sections.items()},
        "answered": sum(count["done"] for count in whole),
        "of": sum(count["of"] for count in whole),
        "warnings": list(cautions(answers, of_year, suggested)),
        "missing": list(missing),
    }


def suggested_levels(answers: Answers) -> dict[str, str | None]:
    """For each question about a level, the option that its own bands give."""
    return {question["id"]: _suggested(answers, question) for question in answers.levels()}


def answered(answers: Answers) -> tuple[dict[str, dict[str, int]], list[str]]:
    """How much of each section, its inner ones included, is done; and the questions without an answer
    that are required or more than a tick. An answer in dispute is an answer: its warning tells the rest."""
    given = _given(answers.state)
    parents = {section["id"]: section["parent"] for section in answers.definition["sections"]}
    counts = {id: {"done": 0, "of": 0} for id in parents}
    missing = []
    for question in filter(_counts, answers.questions()):
        done = _is_done(question, answers, given)
        section = question["section"]
        while section:
            counts[section]["of"] += 1
            counts[section]["done"] += done
            section = parents[section]
        if not done and (question["required"] or question["type"] != "tick"):
            missing.append(question["id"])
    return counts, missing


def _percent(answers: Answers) -> JsonValue:
    plan = next((answers.plan(question) for question in answers.levels()), None)
    return _text(percent_done(done=plan.done, planned=plan.planned)) if plan else None


def _suggested(answers: Answers, question: Definition) -> str | None:
    plan, round = answers.plan(question), answers.choice(question["progress"]["round"])
    if plan is None:
        return None
    level = level_for(question_of(question), round=round, done=plan.done, planned=plan.planned)
    return level.id if level else None


def _previous_level(answers: Answers, of_year: Figures) -> JsonValue:
    """The level of last year's published total. Where the instruments decide too they must be known:
    from the score table, if that has the same total."""
    question = next((known for known in answers.of_type("score") if answers.edition(known)), None)
    edition = answers.edition(question) if question else None
    total = answers.score(question["id"]) if question else None
    if edition is None or total is None:
        return None
    same = of_year.total is not None and abs(of_year.total - total) <= CENT
    level = level_of(edition, total, of_year.means if same else {})
    return level.id if level and (same or level.each_instrument is None) else None


def _counts(question: Definition) -> bool:
    """A table without rows, of a year that nothing is known of, cannot be answered."""
    return not question["derived"] and (question["type"] != "score_table" or bool(question["score_rows"]))


def _is_done(question: Definition, answers: Answers, given: frozenset[str]) -> bool:
    id, type = question["id"], question["type"]
    if type == "tick":
        return answers.value(id) is True
    if type == "score_table":
        rows = (row["id"] for row in question["score_rows"] if not row["is_part"])
        return all(
            any(value is not None for value in answers.state.values(f"answer:{id}:{row}")) for row in rows
        )
    return f"{_KINDS.get(type, 'answer')}:{id}" in given


_KINDS: Mapping[str, str] = {"people": "row", "photo": "photo", "signature": "sign"}


def _given(state: State) -> frozenset[str]:
    """kind:question of everything that says something, whatever its option, row or key."""
    return frozenset(
        f"{kind}:{_item(value) if kind == 'photo' else subject}"
        for name, known in state.fields.items()
        for kind, subject in [(name + ":").split(":")[:2]]
        for value in known.values
        if value is not None
    )


def _item(photo: JsonValue) -> JsonValue:
    return photo.get("item") if isinstance(photo, dict) else ""


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
