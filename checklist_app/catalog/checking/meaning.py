"""Faults of meaning: ids used twice, references to nothing, bands with gaps, parts that nobody could
ever reach. What has the wrong shape is passed over; shape.py has told it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from checklist_app.catalog.checking.faults import Report
from checklist_app.catalog.checking.shape import PERCENT
from checklist_app.catalog.positions import Node
from checklist_app.catalog.types import QUESTION_TYPES

RULE_KINDS = frozenset({"min_per_year", "min_percent", "frequency", "deadline"})


@dataclass(frozen=True, slots=True)
class _Items:
    """The ids of every question and section, and the questions by id."""

    ids: frozenset[str]
    questions: dict[str, Node]


def check_meaning(report: Report, root: Node) -> None:
    found = tuple(item for top in root.get("items").entries for item in _walk(top))
    by_id = {item.get("id").text: item for item in found}
    items = _Items(frozenset(by_id), {id: item for id, item in by_id.items() if "type" in item.members})
    _check_ids(report, found)
    if found and not items.questions:
        report.add(root.get("items").line, "", "no_questions")
    for item in found:
        if "type" in item.members:
            _check_question(report, item, items)
        else:
            _check_section(report, item, items)
    _check_references(report, root, items)


def _walk(item: Node) -> Iterator[Node]:
    yield item
    for child in item.get("items").entries:
        yield from _walk(child)


def _check_ids(report: Report, found: tuple[Node, ...]) -> None:
    lines: dict[str, int] = {}
    for item in found:
        id, line = item.get("id").text, item.get("id").line
        if id and id in lines:
            report.add(line, id, "repeated_id", first=lines[id])
        lines.setdefault(id, line)


def _check_section(report: Report, section: Node, items: _Items) -> None:
    id = section.get("id").text
    for entry in section.get("sums").entries:
        for reference in [*entry.get("parts").entries, entry.get("whole")]:
            _check_reference(report, reference, id, items, types=frozenset({"integer", "money", "score"}))


def _check_question(report: Report, question: Node, items: _Items) -> None:
    id = question.get("id").text
    _check_options(report, question, id)
    _check_parent(report, question, id)
    for rule in question.get("rules").entries:
        _check_rule(report, rule, question, id)
    if "progress" in question.members:
        _check_progress(report, question.get("progress"), id, items)
    for round_ in question.get("rounds").entries:
        _check_bands(report, round_, question, id)
    _check_rounds(report, question, id, items)
    for child in question.get("items").entries:
        if "type" not in child.members:
            report.add(child.line, child.get("id").text, "section_in_question")


def _check_options(report: Report, question: Node, id: str) -> None:
    seen: set[str] = set()
    for option in question.get("options").entries:
        own = option.get("id").text
        if own in seen:
            report.add(option.line, id, "repeated_option", option=own)
        seen.add(own)
        if "text_label" in option.members and option.get("asks_text").value is not True:
            report.add(option.line, id, "text_label_unused", option=own)
    entry = QUESTION_TYPES.get(question.get("type").text)
    fixed = entry.fixed_options if entry else ()
    if fixed and seen and seen != set(fixed):
        report.add(question.get("options").line, id, "fixed_options", options=", ".join(fixed))


def _check_parent(report: Report, question: Node, id: str) -> None:
    children = question.get("items").entries
    derived = question.get("parent").get("derived").value is True
    if derived and not children:
        report.add(question.get("parent").line, id, "parent_without_children")
    if derived and any(child.get("type").text != "tick" for child in children):
        report.add(question.get("items").line, id, "parent_of_others")


def _check_rule(report: Report, rule: Node, question: Node, id: str) -> None:
    if rule.get("kind").text not in RULE_KINDS:
        report.add(
            rule.line, id, "unknown_rule", kind=rule.get("kind").text, known=", ".join(sorted(RULE_KINDS))
        )
    if rule.get("text").text not in question.get("label").text:
        report.add(rule.line, id, "rule_text_elsewhere", text=rule.get("text").text)


def _check_progress(report: Report, progress: Node, id: str, items: _Items) -> None:
    for part in ("done", "planned"):
        _check_reference(report, progress.get(part), id, items, types=frozenset({"integer"}))
    _check_reference(report, progress.get("round"), id, items, types=frozenset({"single_choice"}))


def _check_rounds(report: Report, question: Node, id: str, items: _Items) -> None:
    """Bands of a round that no answer can name are never used, and one round needs only one set."""
    asked = items.questions.get(question.get("progress").get("round").text)
    known = {option.get("id").text for option in asked.get("options").entries} if asked else set()
    seen: set[str] = set()
    for round_ in question.get("rounds").entries:
        name = round_.get("round").text
        if name in seen:
            report.add(round_.line, id, "repeated_round", round=name)
        elif name not in known:
            report.add(round_.line, id, "round_unreachable", round=name)
        seen.add(name)


def _check_bands(report: Report, round_: Node, question: Node, id: str) -> None:
    bands = round_.get("bands").entries
    options = [option.get("id").text for option in question.get("options").entries]
    for band in bands:
        if band.get("option").text not in options:
            report.add(band.line, id, "band_option", option=band.get("option").text)
    for option in options:
        if option not in [band.get("option").text for band in bands]:
            report.add(round_.line, id, "option_unreachable", option=option)
    if bands and all(map(_is_band, bands)):
        _check_ends(report, bands, id)
        for lower, higher in pairwise(bands):
            _check_neighbours(report, lower, higher, id)


def _is_band(band: Node) -> bool:
    ends = [band.get(key).text for key in ("from", "below") if key == "from" or key in band.members]
    return all(map(PERCENT.fullmatch, ends))


def _check_ends(report: Report, bands: list[Node], id: str) -> None:
    if _number(bands[0], "from"):
        report.add(bands[0].line, id, "band_first")
    if "below" in bands[-1].members:
        report.add(bands[-1].line, id, "band_last")
    for band in bands:
        if "below" in band.members and _number(band, "below") <= _number(band, "from"):
            report.add(band.line, id, "band_empty", option=band.get("option").text)


def _check_neighbours(report: Report, lower: Node, higher: Node, id: str) -> None:
    start = _number(higher, "from")
    if "below" not in lower.members or _number(lower, "below") > start:
        report.add(higher.line, id, "band_overlap", at=str(start))
    elif _number(lower, "below") < start:
        report.add(higher.line, id, "band_gap", start=lower.get("below").text, end=str(start))


def _number(band: Node, key: str) -> Decimal:
    return Decimal(band.get(key).text)


def _check_references(report: Report, root: Node, items: _Items) -> None:
    for group in root.get("shared_evidence").entries:
        for reference in group.get("items").entries:
            _check_reference(report, reference, "", items, types=None)
    for part in ("mends", "left_unchanged"):
        for entry in root.get(part).entries:
            where = entry.get("where")
            if where.text and where.text not in items.ids:
                report.add(where.line, "", "unknown_reference", reference=where.text)


def _check_reference(
    report: Report, reference: Node, id: str, items: _Items, *, types: frozenset[str] | None
) -> None:
    question = items.questions.get(reference.text)
    if not reference.text:
        return
    if question is None:
        report.add(reference.line, id, "unknown_reference", reference=reference.text)
    elif types and question.get("type").text not in types:
        report.add(
            reference.line, id, "reference_type", reference=reference.text, types=", ".join(sorted(types))
        )
