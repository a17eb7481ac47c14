"""What to do about a question that cost points: what was written about it, else what the catalogue of its
year advises for the question, its part or its indicator. Pure."""

from checklist_app.catalog import Edition, Indicator, Part
from checklist_app.ita.analysing.model import Finding


def advice_for(edition: Edition, finding: Finding) -> str:
    """Empty where nobody has written any."""
    return finding.advice or advice_of(edition, finding.question)


def advice_of(edition: Edition, id: str) -> str:
    """Of the catalogue alone, for a question, a part or an indicator, with the years in their places."""
    part, indicator = part_of(edition, id), indicator_of(edition, id)
    known = [id, *([part.id] if part else []), *([indicator.id] if indicator else [])]
    text = next((edition.advice[each] for each in known if each in edition.advice), "")
    return text.replace("{year}", str(edition.year)).replace("{previous}", str(edition.year - 1))


def indicator_of(edition: Edition, id: str) -> Indicator | None:
    """The indicator that a question or a part belongs to, or that has this id itself."""
    about = _about(edition, id).partition(".")[0]
    return edition.indicator(about) or next((known for known in edition.indicators if _asks(known, id)), None)


def part_of(edition: Edition, id: str) -> Part | None:
    about = _about(edition, id)
    parts = [part for known in edition.indicators for part in known.parts]
    named = next((part for part in parts if part.id == about), None)
    return named or next((part for part in parts if _asks(part, id)), None)


def is_known(edition: Edition, id: str) -> bool:
    """Whether this is a question, a part or an indicator of the year."""
    return id in edition.spans() or (number_of(id) > 0 and indicator_of(edition, id) is not None)


def number_of(question: str) -> int:
    """7 of I7; 0 of what is no question."""
    return int(question[1:]) if question[1:].isascii() and question[1:].isdecimal() else 0


def _about(edition: Edition, id: str) -> str:
    return next((known.about for known in edition.questions if known.id == id), id)


def _asks(place: Indicator | Part, question: str) -> bool:
    span = place.span
    if not span.first or question[:1] != span.first[:1] or not number_of(question):
        return False
    return number_of(span.first) <= number_of(question) <= number_of(span.last)
