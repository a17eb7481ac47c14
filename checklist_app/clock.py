"""The only source of time. Rules take time as an argument; only faces and collections ask here."""

from datetime import UTC, date, datetime, timedelta, timezone

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")  # Thailand has no daylight saving time


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day that it is then in Thailand."""
    return moment.astimezone(BANGKOK).date()


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds: sorts as text in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
