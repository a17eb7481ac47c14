"""Points in time as pages show them: Bangkok time in the Buddhist Era, or as English readers expect."""

from datetime import date, datetime

from markupsafe import Markup

from checklist_app.clock import BANGKOK
from checklist_app.thai import format_short_date, format_time
from checklist_app.web.language import language


def moment(at: datetime | str) -> Markup:
    """A <time> with the exact moment for machines."""
    exact = datetime.fromisoformat(at) if isinstance(at, str) else at
    local = exact.astimezone(BANGKOK)
    shown = f"{format_short_date(local.date())} {format_time(local)}"
    if language() == "en":
        shown = f"{local.day} {local:%b %Y %H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(exact.isoformat(), shown)


def day(on: date) -> Markup:
    shown = f"{on.day} {on:%b %Y}" if language() == "en" else format_short_date(on)
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), shown)
