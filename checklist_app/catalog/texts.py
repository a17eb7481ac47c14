"""Every text of a form that stands on the paper, in the order of the paper: what is compared
with the official wording, searched and translated."""

from collections.abc import Iterable, Iterator

from checklist_app.catalog.model import Form, Option, Question, ScoreRow, Section


def texts_of(form: Form) -> Iterator[str]:
    yield from form.project
    yield from form.title
    for section in form.sections:
        yield from _non_empty(_of_section(section))
    yield from _non_empty([form.footnote])


def _of_section(section: Section) -> Iterator[str]:
    yield section.heading
    yield section.instructions.label
    yield from section.instructions.points
    yield from section.columns
    yield section.lead
    for item in section.items:
        yield from _of_section(item) if isinstance(item, Section) else _of_question(item)


def _of_question(question: Question) -> Iterator[str]:
    if not question.on_paper:
        return
    yield question.label
    for setting in ("sign_label", "position_label", "date_label", "unit"):
        yield question.setting(setting)
    for option in question.options:
        yield from _of_option(option)
    yield question.criteria.lead
    yield from question.criteria.points
    yield from _of_bands(question)
    yield from _of_tables(question)
    for child in question.items:
        yield from _of_question(child)


def _of_option(option: Option) -> Iterable[str]:
    return option.label, option.face, option.text_label


def _of_bands(question: Question) -> Iterator[str]:
    for round_ in question.rounds:
        yield round_.label
        yield from (band.printed for band in round_.bands)


def _of_tables(question: Question) -> Iterator[str]:
    for column in question.columns:
        yield column.label
        yield from column.columns
    for row in question.score_rows:
        yield from _of_score_row(row)
    for level in question.level_rows:
        yield from (level.range, level.level)
    if question.setting("incomplete"):
        yield from (question.setting("incomplete"), "--")
    yield question.setting("remark")


def _of_score_row(row: ScoreRow) -> Iterable[str]:
    number = "" if row.is_part else row.indicator
    return row.instrument, row.weight, number, row.name, row.questions, row.count


def _non_empty(texts: Iterable[str]) -> Iterator[str]:
    return (text for text in texts if text)
