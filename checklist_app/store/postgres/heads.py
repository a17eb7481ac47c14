"""Where the streams ended that this process has added to lately. A guess: others add to them, too."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from checklist_app.store.protocol import Entry, Head

MOST: Final = 20_000


class LastHeads:
    def __init__(self) -> None:
        self._guard = Lock()
        self._heads: OrderedDict[str, Head] = OrderedDict()

    def of(self, stream: str) -> Head | None:
        return self._heads.get(stream)

    def keep(self, stream: str, last: Entry) -> None:
        with self._guard:
            self._heads[stream] = Head(last.seq, last.hash)
            self._heads.move_to_end(stream)
            if len(self._heads) > MOST:
                self._heads.popitem(last=False)
