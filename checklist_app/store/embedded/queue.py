"""The queue of a store that one process owns: in memory, as whoever could hold something ends with it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock


@dataclass(frozen=True, slots=True)
class _Held:
    holder: str
    until: datetime


class MemoryQueue:
    def __init__(self) -> None:
        self._queues: dict[str, dict[str, _Held | None]] = {}
        self._guard = Lock()

    def put(self, queue: str, id: str) -> None:
        with self._guard:
            self._queues.setdefault(queue, {}).setdefault(id, None)

    def take(self, queue: str, holder: str, *, at: datetime, lease: timedelta) -> str | None:
        with self._guard:
            pieces = self._queues.get(queue, {})
            ours = [id for id, held in pieces.items() if held and held.holder == holder]
            free = (id for id, held in pieces.items() if held is None or held.until <= at)
            taken = ours[0] if ours else min(free, default=None)
            if taken is not None:
                pieces[taken] = _Held(holder, at + lease)
            return taken

    def keep(self, queue: str, id: str, holder: str, *, at: datetime, lease: timedelta) -> bool:
        with self._guard:
            held = self._held(queue, id, holder)
            if held is None:
                return False
            self._queues[queue][id] = replace(held, until=at + lease)
            return True

    def give_back(self, queue: str, id: str, holder: str) -> None:
        with self._guard:
            if self._held(queue, id, holder):
                self._queues[queue][id] = None

    def done(self, queue: str, id: str, holder: str) -> None:
        with self._guard:
            if self._held(queue, id, holder):
                del self._queues[queue][id]

    def _held(self, queue: str, id: str, holder: str) -> _Held | None:
        held = self._queues.get(queue, {}).get(id)
        return held if held and held.holder == holder else None
