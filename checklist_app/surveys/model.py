"""A service point and an answer given there: frozen values, no I/O. An answer holds nothing that tells who
gave it: no address, no device, no hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from checklist_app.store import Body

UNUSED: Final = 0
"""The rating of who did not use what is asked about, or would rather not say: outside of means."""
BEST: Final = 5
RATINGS: Final = (5, 4, 3, 2, 1)
BETWEEN_CHECKS: Final = 31  # days between two looks at a poster

Given: TypeAlias = str | int
"""What was given to one question: a rating from 0 to 5, the id of an option, or a text."""


class Channel(StrEnum):
    """How an answer came. Paper is copied by staff, assisted is asked by them; both are told apart in every
    report."""

    OPEN = "open"  # a citizen's own phone
    KIOSK = "kiosk"  # the tablet at the counter
    PAPER = "paper"
    ASSISTED = "assisted"


class Flag(StrEnum):
    """Why an answer is kept but left out of the headline, by rules that were fixed before the round."""

    FAST = "fast"  # sent sooner than anybody can read
    TRAP = "trap"  # filled in what only programs see
    REPEAT = "repeat"  # more from one connection than a day has visitors
    BURST = "burst"  # many from one connection within minutes
    ENDED = "ended"  # from a tablet that the office had disconnected
    CLOCK = "clock"  # from a tablet with a wrong date


@dataclass(frozen=True, slots=True)
class Answer:
    """`questions` names the version of the questions that were shown. `day` is the day in Thailand on which
    the form was opened; it decides the round, so that a repeated delivery after midnight counts once."""

    id: str
    day: date
    channel: Channel
    questions: str
    given: Mapping[str, Given]
    flags: frozenset[Flag] = frozenset()

    @property
    def body(self) -> Body:
        return {
            "day": self.day.isoformat(),
            "channel": self.channel.value,
            "questions": self.questions,
            "given": dict(self.given),
            "flags": [*sorted(flag.value for flag in self.flags)],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PointDraft:
    """What staff write about a service point. Without `opens` and `ends` it is always open."""

    name: str
    name_en: str = ""
    place: str = ""
    services: tuple[str, ...] = ()
    opens: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(PointDraft):
    """`kiosk` counts how often the tablets were disconnected: a pass of an earlier count is no longer good.
    `checked` is the day on which somebody last compared the poster with its code."""

    code: str
    version: int
    agency: str
    created: date
    checked: date | None = None
    kiosk: int = 0

    @property
    def shown(self) -> str:
        """The code as it is printed."""
        return self.code.upper()

    @property
    def looked_at(self) -> date:
        """When somebody last saw its poster hang."""
        return self.checked or self.created

    def open_on(self, day: date) -> bool:
        return (self.opens is None or self.opens <= day) and (self.ends is None or day <= self.ends)

    def unchecked(self, today: date) -> bool:
        """Whether somebody should look whether the poster still hangs and shows its own code."""
        return self.open_on(today) and (today - self.looked_at).days > BETWEEN_CHECKS


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a flag, fixed before a round and printed in its report. Counts are of answers from one
    connection at one point; `flood` is where answers are refused for a while instead of being flagged.
    A connection is a network address and a browser. Of the address alone, whatever browser is named, far
    more are let through: all visitors of a busy office may share its network. A tablet asks one visitor
    after the other, so a day of one has only so many, whoever holds its pass."""

    version: str = "1"
    seconds: int = 4
    a_day: int = 3
    in_ten_minutes: int = 5
    flood: int = 30
    network_a_day: int = 50
    network_in_ten_minutes: int = 20
    network_flood: int = 300
    kiosk_a_day: int = 300


RULES: Final = Rules()
