"""The entries of one stream in memory: one growing block of JSON lines and where each ends.
Two hundred operations of a visit cost one object, not two hundred."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import TYPE_CHECKING

import orjson

from checklist_app.store.protocol import Entry, Head

if TYPE_CHECKING:
    from checklist_app.store.embedded.journal import Batch


class Stream:
    __slots__ = ("batch", "block", "ends", "hash", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.block = bytearray()
        self.ends = array("Q")
        self.hash = ""
        self.batch: Batch | None = None  # the last one that changed this stream

    @property
    def head(self) -> Head:
        return Head(len(self.ends), self.hash)

    def add(self, raw: bytes, chained: str) -> None:
        """`raw` is [id, hash, body] as JSON."""
        self.block += raw
        self.ends.append(len(self.block))
        self.hash = chained

    def cut(self, before: Head) -> None:
        """Back to an earlier head."""
        del self.ends[before.seq :]
        del self.block[self.ends[-1] if self.ends else 0 :]
        self.hash = before.hash

    def slices(self, after: int, limit: int | None) -> list[bytes]:
        last = len(self.ends) if limit is None else min(len(self.ends), after + limit)
        start = self.ends[after - 1] if 0 < after <= len(self.ends) else 0
        found = []
        for seq in range(after, last):
            found.append(bytes(self.block[start : self.ends[seq]]))
            start = self.ends[seq]
        return found

    def entry(self, seq: int) -> Entry:
        return entry_of(seq, self.slices(seq - 1, 1)[0])

    def numbers_by_id(self) -> dict[str, int]:
        return {orjson.loads(raw)[0]: seq for seq, raw in enumerate(self.slices(0, None), start=1)}


def entry_of(seq: int, raw: bytes) -> Entry:
    id, chained, body = orjson.loads(raw)
    return Entry(seq, id, chained, body)


class KnownIds:
    """Entry ids of the streams that were written lately. They are only needed to recognise a
    repeated delivery, so they are read back from the stream when asked and forgotten when many.
    The largest stream is never forgotten: reading it back again and again would cost the most."""

    def __init__(self, most: int = 200_000) -> None:
        self._most = most
        self._held = 0
        self._streams: OrderedDict[str, dict[str, int]] = OrderedDict()

    def of(self, stream: Stream) -> dict[str, int]:
        ids = self._streams.get(stream.name)
        if ids is None:
            ids = stream.numbers_by_id()
            if ids:
                self._keep(stream.name, ids)
        else:
            self._streams.move_to_end(stream.name)
        return ids

    def add(self, stream: Stream, id: str, seq: int) -> None:
        """After the entry was added to the stream."""
        ids = self._streams.get(stream.name)
        if ids is None:
            self._keep(stream.name, {id: seq} if seq == 1 else stream.numbers_by_id())
        else:
            self._held += id not in ids
            ids[id] = seq

    def forget(self, stream: Stream) -> None:
        self._held -= len(self._streams.pop(stream.name, ()))

    def _keep(self, name: str, ids: dict[str, int]) -> None:
        self._streams[name] = ids
        self._held += len(ids)
        if self._held > self._most:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        largest = max(self._streams, key=lambda name: len(self._streams[name]))
        for name in list(self._streams):
            if self._held - len(self._streams[largest]) <= self._most:
                return
            if name != largest:
                self._held -= len(self._streams.pop(name))
