"""The thread that turns the calendar into rounds: each minute it opens and closes what is due (rota.py),
keeps the tallies up to date so that no reader waits for them, forgets what a day has left of visitors, and
has reminders sent. Of many processes one does what is done for all, and another goes on when that one dies.
Two who both believe that it is their turn do no harm: rounds are settled the same whoever does it, and
letters are claimed one by one."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Lock, Thread
from typing import Final

from checklist_app.clock import day_of, now
from checklist_app.errors import Problem
from checklist_app.surveys.everything import Surveys
from checklist_app.surveys.rounds.mailing import Mailing
from checklist_app.surveys.rounds.model import RoundState
from checklist_app.surveys.rounds.rota import Rota
from checklist_app.surveys.rounds.settings import SurveySettings

log = logging.getLogger(__name__)

BETWEEN_TICKS: Final = 60.0  # seconds
TURN: Final = "clockwork"
LENGTH: Final = timedelta(minutes=10)  # of a turn: longer than one office takes
PATIENCE: Final = 5.0  # seconds that the end of the server waits for what is being done


class Clockwork:
    def __init__(self, surveys: Surveys, mailing: Mailing) -> None:
        self._surveys = surveys
        self._mailing = mailing
        self._rota = Rota()
        self._closing, self._guard = Event(), Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        with self._guard:
            if self._thread is None and not self._closing.is_set():
                self._thread = Thread(target=self._run, name="clockwork", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Before the store is closed."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)
        self._surveys.leases.give_back(TURN)
        try:
            self._surveys.answers.patterns.flush()
        except Problem as problem:
            log.warning("patterns: %s", problem)

    def tick(self, *, at: datetime) -> None:
        """Once through everything. What fails is told in the log and tried again the next time."""
        self._attempt("patterns", self._surveys.answers.patterns.flush)
        self._attempt("visitors", partial(self._surveys.answers.visitors.forget, at=at))
        self._attempt("turn", partial(self._work_for_all, at=at))

    def _run(self) -> None:
        while self._goes_on():
            self._attempt("clockwork", lambda: self.tick(at=now()))
            self._closing.wait(BETWEEN_TICKS)

    def _work_for_all(self, *, at: datetime) -> None:
        """Of the whole country this may take longer than a turn, which is therefore taken again and again;
        who lost it stops, and the other one has all to do."""
        clock = _clock_from(at)
        if not self._is_our_turn(clock()):
            return
        chosen = self._surveys.settings.chosen()
        for agency in self._rota.due(self._surveys.points.all(), chosen, day_of(at)):
            if not (self._goes_on() and self._is_our_turn(clock())):
                return
            self._attempt(f"rounds of {agency}", partial(self._settle, agency, at=clock()))
        self._attempt("reminders", partial(self._remind, chosen, at=clock()))

    def _is_our_turn(self, at: datetime) -> bool:
        ours = self._surveys.leases.take(TURN, at=at, length=LENGTH)
        if not ours:
            self._rota.forget()
        return ours

    def _settle(self, agency: str, *, at: datetime) -> None:
        rounds = self._surveys.rounds
        rounds.settle(agency, at=at)
        for round in rounds.of(agency):
            if round.state is RoundState.OPEN:
                rounds.tallies(round)
        self._rota.done(agency)

    def _remind(self, chosen: Mapping[str, SurveySettings], *, at: datetime) -> None:
        """Also offices that ask nobody anything: their measures have days as well."""
        told = sorted(agency for agency, settings in chosen.items() if settings.emails)
        self._mailing.send_due(told, at=at, goes_on=self._goes_on)

    def _attempt(self, what: str, act: Callable[[], None]) -> None:
        """The thread lives on, whatever the store or a mail server say today; when the server has ended, the
        store may be closed already."""
        try:
            if self._goes_on():
                act()
        except Exception:
            if self._goes_on():
                log.exception("clockwork: %s", what)

    def _goes_on(self) -> bool:
        return not self._closing.is_set()


def _clock_from(at: datetime) -> Callable[[], datetime]:
    """What the clock says while a tick that began at this time goes on."""
    begun = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - begun)
