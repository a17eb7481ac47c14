"""Which reminders were sent by mail: the only one that reads and writes it."""

from collections.abc import Iterable
from datetime import datetime

from checklist_app.clock import stamp
from checklist_app.store import Kind, Store


class Reminded:
    """`key` is that of a reminder, which names its occurrence."""

    KIND = Kind("survey_mails")

    def __init__(self, store: Store) -> None:
        self._store = store

    def was(self, agency: str, key: str) -> bool:
        return self._store.get(self.KIND.name, f"{agency}/{key}") is not None

    def note(self, agency: str, keys: Iterable[str], *, at: datetime) -> None:
        """A mail server has taken a letter about these."""
        with self._store.transaction():
            for key in keys:
                if not self.was(agency, key):
                    self._store.put(self.KIND.name, f"{agency}/{key}", {"at": stamp(at)}, version=0)
