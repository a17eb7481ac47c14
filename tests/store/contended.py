"""A store whose transactions are optimistic, as between processes on several machines: inside the block the
world stands still, and what somebody else changed meanwhile is noticed when the block ends. `before_end`
lets a test be that somebody else, exactly then."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from checklist_app.errors import conflict
from checklist_app.store import Body, Document, Entry, Head, Key, Kind, NewEntry
from tests.store.model import ModelStore

Place = tuple[str, str]  # kind, id
Act = Callable[[], object]


@dataclass(slots=True)
class _Block:
    """`before` is the world as the block found it, `world` what it sees; `seen` are the versions and
    `looked` the heads that must still hold at its end."""

    before: ModelStore
    world: ModelStore
    seen: dict[Place, int] = field(default_factory=dict)
    looked: dict[str, Head] = field(default_factory=dict)
    writes: list[Callable[[ModelStore], object]] = field(default_factory=list)


class ContendedStore(ModelStore):
    """The world itself is a ModelStore; a thread inside a block works on a copy of it."""

    def __init__(self, kinds: Iterable[Kind] = ()) -> None:
        super().__init__(kinds)
        self.meanwhile: list[Act] = []
        self.endings = 0
        self._blocks = threading.local()

    def before_end(self, *acts: Act) -> None:
        """One of them at the end of each of the next blocks that write, outside that block and before it is
        judged."""
        self.meanwhile.extend(acts)

    @property
    def _block(self) -> _Block | None:
        return getattr(self._blocks, "held", None)

    @property
    def _world(self) -> ModelStore | None:
        """What a thread inside a block sees."""
        return self._block.world if self._block else None

    # --- looking

    def get(self, kind: str, id: str) -> Document | None:
        if (block := self._block) is None:
            return super().get(kind, id)
        found = block.world.get(kind, id)
        self._saw(block, kind, id)
        return found

    def find(
        self, kind: str, where: Mapping[str, Key] | None = None, *, after: str = "", limit: int | None = None
    ) -> list[Document]:
        """Nobody answers for what is found: only what is got or written is held."""
        if self._world is None:
            return super().find(kind, where, after=after, limit=limit)
        return self._world.find(kind, where, after=after, limit=limit)

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
        if (block := self._block) is None:
            return super().read(stream, after=after, limit=limit)
        block.looked.setdefault(stream, block.before.head(stream))
        return block.world.read(stream, after=after, limit=limit)

    def head(self, stream: str) -> Head:
        if (block := self._block) is None:
            return super().head(stream)
        block.looked.setdefault(stream, block.before.head(stream))
        return block.world.head(stream)

    def streams(self, prefix: str = "", *, after: str = "", limit: int | None = None) -> list[str]:
        if self._world is None:
            return super().streams(prefix, after=after, limit=limit)
        return self._world.streams(prefix, after=after, limit=limit)

    # --- writing

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        if (block := self._block) is None:
            return super().put(kind, id, body, version=version)
        self._saw(block, kind, id)
        put = block.world.put(kind, id, body, version=version)
        block.writes.append(lambda world: world.put(kind, id, put.body, version=version))
        return put

    def delete(self, kind: str, id: str, *, version: int) -> None:
        if (block := self._block) is None:
            super().delete(kind, id, version=version)
            return
        self._saw(block, kind, id)
        block.world.delete(kind, id, version=version)
        block.writes.append(lambda world: world.delete(kind, id, version=version))

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        if (block := self._block) is None:
            return super().append(stream, entries)
        added = list(entries)
        answered = block.world.append(stream, added)
        block.writes.append(lambda world: world.append(stream, added))
        return answered

    # --- a transaction

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._block is not None:
            with self._savepoint(self._block):
                yield
            return
        with self._lock:
            before = self.copy()
        block = self._blocks.held = _Block(before, before.copy())
        try:
            yield
        finally:
            self._blocks.held = None
        if block.writes:
            self._end(block)

    @property
    def in_transaction(self) -> bool:
        return self._block is not None

    @contextmanager
    def _savepoint(self, block: _Block) -> Iterator[None]:
        """What was seen stays seen."""
        world, writes = block.world.copy(), list(block.writes)
        try:
            yield
        except BaseException:
            block.world, block.writes = world, writes
            raise

    def _end(self, block: _Block) -> None:
        self.endings += 1
        if self.meanwhile:
            self.meanwhile.pop(0)()
        with self._lock:
            for (kind, id), version in block.seen.items():
                held = self.documents.get(kind, {}).get(id)
                if (held.version if held else 0) != version:
                    raise conflict("store.stale", kind=kind, id=id)
            for stream, head in block.looked.items():
                if super().head(stream) != head:
                    raise conflict("store.stale", kind="stream", id=stream)
            after = self.copy()
            for write in block.writes:
                write(after)
            self.documents, self.entries = after.documents, after.entries

    def _saw(self, block: _Block, kind: str, id: str) -> None:
        held = block.before.documents.get(kind, {}).get(id)
        block.seen.setdefault((kind, id), held.version if held else 0)
