"""How far a plan was carried out, and the level that the form's own bands give it. Pure."""

from decimal import ROUND_HALF_UP, Decimal

from checklist_app.catalog.model import Option, Question

CENT = Decimal("0.01")


def percent_done(*, done: int, planned: int) -> Decimal | None:
    """Two decimals, half up; None for a plan without projects."""
    if planned <= 0:
        return None
    return (Decimal(done) * 100 / planned).quantize(CENT, rounding=ROUND_HALF_UP)


def level_for(question: Question, *, round: str, done: int, planned: int) -> Option | None:
    """The level of the band that the share falls in; None where the form has no bands for the round.
    The exact share decides, not its rounded figure."""
    bands = next((known.bands for known in question.rounds if known.id == round), ())
    if planned <= 0:
        return None
    share = Decimal(done) * 100 / planned
    band = next((band for band in bands if band.holds(share)), None)
    return question.option(band.option) if band else None


def parent_state(marks: list[bool]) -> str:
    """What the children's marks make of their parent: all, some or none."""
    if marks and all(marks):
        return "all"
    return "some" if any(marks) else "none"
