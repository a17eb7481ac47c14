"""Sends offices what they are reminded of, where a mail server is set up: each occurrence once, claimed
before it is sent and noted only after the server has taken it (reminded.py). A server that fails is asked
again later, ever more rarely; nobody waits."""

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Final

from checklist_app.accounts import Scope
from checklist_app.agencies import Agencies, Agency
from checklist_app.clock import day_of
from checklist_app.errors import Problem, ProblemKind
from checklist_app.surveys.everything import Surveys
from checklist_app.surveys.rounds.mail import FAILURES, Line, NoLine, Post, letter_of, told
from checklist_app.surveys.rounds.reminders import Reminder
from checklist_app.thai import format_date

log = logging.getLogger(__name__)

BETWEEN_LOOKS: Final = timedelta(hours=1)
FIRST_PAUSE: Final = timedelta(minutes=5)
LONGEST_PAUSE: Final = timedelta(hours=6)
LOOKS_AT_A_TIME: Final = 200  # agencies; 8,300 of them in less than the time between looks
AT_A_TIME: Final = 60.0  # seconds; the rest waits for the next time
_SERVER: Final = ""  # beside the ids of agencies

SUBJECT: Final = "ระบบนิเทศ: มี {n} เรื่องที่ควรทำ"
TEXT: Final = """เรียน เจ้าหน้าที่ผู้รับผิดชอบ {agency}

เรื่องที่ควรทำ ณ วันที่ {day}

{list}

เปิดดูและทำต่อได้ที่
{address}

อีเมลฉบับนี้ระบบนิเทศส่งให้เอง แก้ไขผู้รับได้ที่หน้าตั้งค่าการสำรวจของหน่วยงาน
"""


class Mailing:
    """`reminders_of` tells all that an office should do, of surveys and whatever else there is."""

    def __init__(
        self,
        surveys: Surveys,
        agencies: Agencies,
        post: Post | None,
        reminders_of: Callable[[Agency, date], list[Reminder]],
        *,
        base_url: str,
    ) -> None:
        self._surveys = surveys
        self._agencies = agencies
        self._post = post
        self._reminders_of = reminders_of
        self._base_url = base_url
        self._not_before: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._unnoted: dict[str, set[str]] = {}  # sent, by agency, while the store could not note it

    def send_due(
        self, agencies: Sequence[str], *, at: datetime, goes_on: Callable[[], bool] = lambda: True
    ) -> None:
        """What is due and was not yet sent; one letter for each agency."""
        if self._post is None or not self._is_time(_SERVER, at):
            return
        self._note_the_rest(at=at)
        asked = [agency for agency in agencies if self._is_time(agency, at)][:LOOKS_AT_A_TIME]
        due = [(agency, fresh) for agency in asked if (fresh := self._due_if_told(agency, at=at))]
        if not due:
            return
        try:
            with self._post.line() as line:
                self._succeeded(_SERVER)
                self._send_all(line, due, at=at, goes_on=goes_on)
        except NoLine as away:
            self._failed(_SERVER, str(away), at=at)

    def _due_if_told(self, agency: str, *, at: datetime) -> list[Reminder]:
        """What goes wrong with one office keeps no other from its letter."""
        try:
            return self._due(agency, at=at)
        except Problem as problem:
            self._failed(agency, problem.code, at=at)
            return []

    def _due(self, agency: str, *, at: datetime) -> list[Reminder]:
        if not self._surveys.settings.of(agency).emails:
            return []
        due = self._reminders_of(self._agency(agency), day_of(at))
        fresh = [each for each in due if self._surveys.reminded.is_open(agency, each.key, at=at)]
        if not fresh:
            self._not_before[agency] = at + BETWEEN_LOOKS
        return fresh

    def _send_all(
        self,
        line: Line,
        due: Sequence[tuple[str, list[Reminder]]],
        *,
        at: datetime,
        goes_on: Callable[[], bool],
    ) -> None:
        begun = time.monotonic()
        for agency, fresh in due:
            if not goes_on() or time.monotonic() - begun > AT_A_TIME:
                return
            try:
                self._send(line, agency, fresh, at=at)
            except FAILURES as error:
                self._failed(agency, told(error), at=at)
            except Problem as problem:
                if problem.kind is ProblemKind.UNAVAILABLE:
                    raise
                self._failed(agency, problem.code, at=at)
            else:
                self._succeeded(agency)
                self._not_before[agency] = at + BETWEEN_LOOKS
                self._note_the_rest(at=at)

    def _send(self, line: Line, agency: str, due: Sequence[Reminder], *, at: datetime) -> None:
        """What nobody else sends."""
        claim = self._surveys.reminded.claim(agency, [each.key for each in due], at=at)
        if not claim.keys:
            return
        try:
            line.send(self._letter(line, agency, [each for each in due if each.key in claim.keys], at=at))
        except (*FAILURES, Problem):
            self._surveys.reminded.give_up(claim)
            raise
        self._unnoted.setdefault(agency, set()).update(claim.keys)

    def _letter(self, line: Line, agency: str, fresh: Sequence[Reminder], *, at: datetime) -> EmailMessage:
        name = self._agency(agency).name
        text = TEXT.format(
            agency=name,
            day=format_date(day_of(at)),
            list="\n".join(f"{n}. {reminder.said()}" for n, reminder in enumerate(fresh, 1)),
            address=f"{self._base_url}/",
        )
        to = self._surveys.settings.of(agency).emails
        return letter_of(line.sender, to, SUBJECT.format(n=len(fresh)), text, id=_id_of(agency, fresh), at=at)

    def _note_the_rest(self, *, at: datetime) -> None:
        for agency, keys in [*self._unnoted.items()]:
            self._surveys.reminded.note(agency, keys, at=at)
            del self._unnoted[agency]

    def _agency(self, id: str) -> Agency:
        return self._agencies.fetch(Scope(everything=True), id)

    # --- when to try again ----------------------------------------------------------------------------

    def _is_time(self, whom: str, at: datetime) -> bool:
        return whom not in self._not_before or self._not_before[whom] <= at

    def _succeeded(self, whom: str) -> None:
        self._failures.pop(whom, None)
        self._not_before.pop(whom, None)

    def _failed(self, whom: str, reason: str, *, at: datetime) -> None:
        failures = self._failures.get(whom, 0)
        pause = min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE)
        self._failures[whom], self._not_before[whom] = min(failures + 1, 10), at + pause
        log.warning("mail to %s failed (%s), next try in %s", whom or "the server", reason, pause)


def _id_of(agency: str, told: Sequence[Reminder]) -> str:
    """The same letter has the same id, so that a mail box can tell one that had to be sent again."""
    keys = "\n".join(sorted(reminder.key for reminder in told))
    return hashlib.sha256(f"{agency}\n{keys}".encode()).hexdigest()[:32]
