"""A disk that remembers what was synced. It can be asked what would be left after a power cut at
any point: unsynced writes sector by sector, unsynced names in any order the system may choose."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

SECTOR = 512
Step = tuple[object, ...]


@dataclass(eq=False)
class Inode:
    content: bytearray = field(default_factory=bytearray)


class SimulatedFile:
    def __init__(self, disk: "SimulatedDisk", inode: Inode) -> None:
        self._disk, self._inode = disk, inode

    def write_at(self, data: bytes, offset: int) -> None:
        self._disk.before("write")
        self._disk.note("write", self._inode, offset, bytes(data))
        _write(self._inode.content, offset, data)

    def sync(self) -> None:
        self._disk.before("sync")
        self._disk.note("sync", self._inode)

    def truncate(self, size: int) -> None:
        self._disk.before("truncate")
        self._disk.note("truncate", self._inode, size)
        del self._inode.content[size:]

    def close(self) -> None:
        pass


class SimulatedDisk:
    """`before` is called with the name of every step about to happen: raise there to inject a fault."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.inodes = {name: Inode(bytearray(content)) for name, content in (files or {}).items()}
        self._first = {name: (inode, bytes(inode.content)) for name, inode in self.inodes.items()}
        self.steps: list[Step] = []
        self.before: Callable[[str], None] = lambda step: None

    def __str__(self) -> str:
        return "simulated"

    def note(self, *step: object) -> None:
        self.steps.append(step)

    def names(self) -> list[str]:
        return sorted(self.inodes)

    def create(self, name: str) -> SimulatedFile:
        self.before("create")
        inode = self.inodes[name] = Inode()
        self.note("create", name, inode)
        return SimulatedFile(self, inode)

    def open(self, name: str) -> SimulatedFile:
        return SimulatedFile(self, self.inodes[name])

    def reader(self, name: str) -> BinaryIO:
        if name not in self.inodes:
            raise FileNotFoundError(name)
        return io.BytesIO(bytes(self.inodes[name].content))

    def rename(self, old: str, new: str) -> None:
        self.before("rename")
        self.note("rename", old, new)
        self.inodes[new] = self.inodes.pop(old)

    def unlink(self, name: str) -> None:
        self.before("unlink")
        self.note("unlink", name)
        self.inodes.pop(name, None)

    def sync_names(self) -> None:
        self.before("sync_names")
        self.note("sync_names")

    # --- after a power cut

    def files(self) -> dict[str, bytes]:
        """Everything as it is, synced or not: what a killed process leaves behind."""
        return {name: bytes(inode.content) for name, inode in self.inodes.items()}

    def after_power_cut(self, steps: int, chance: random.Random) -> dict[str, bytes]:
        """What may be found when the power fails after so many steps."""
        surviving = Surviving(self._first, self.steps[:steps], chance)
        return surviving.files()


class Surviving:
    def __init__(
        self, first: dict[str, tuple[Inode, bytes]], steps: list[Step], chance: random.Random
    ) -> None:
        self._chance = chance
        self._steps = steps
        self._names = {name: inode for name, (inode, _) in first.items()}
        self._contents = {inode: bytearray(content) for inode, content in first.values()}

    def files(self) -> dict[str, bytes]:
        self._replay_contents()
        self._replay_names()
        return {name: bytes(self._contents.get(inode, b"")) for name, inode in self._names.items()}

    def _replay_contents(self) -> None:
        last_sync = {step[1]: place for place, step in enumerate(self._steps) if step[0] == "sync"}
        for place, step in enumerate(self._steps):
            kind, *rest = step
            if kind not in ("write", "truncate"):
                continue
            inode = rest[0]
            assert isinstance(inode, Inode)
            content = self._contents.setdefault(inode, bytearray())
            certain = place < last_sync.get(inode, -1)
            if kind == "truncate":
                size = rest[1]
                assert isinstance(size, int)
                if certain or self._chance.random() < 0.5:
                    del content[size:]
            else:
                offset, data = rest[1], rest[2]
                assert isinstance(offset, int)
                assert isinstance(data, bytes)
                for start, piece in _sectors(offset, data):
                    if certain or self._chance.random() < 0.5:
                        _write(content, start, piece)

    def _replay_names(self) -> None:
        """Name changes up to the last sync of names are certain; later ones survive as a prefix, or
        each by chance where the file system orders nothing."""
        changes = [step for step in self._steps if step[0] in ("create", "rename", "unlink", "sync_names")]
        certain = max((i for i, step in enumerate(changes) if step[0] == "sync_names"), default=-1)
        kept = self._chance.randint(certain + 1, len(changes))
        scattered = self._chance.random() < 0.5
        for place, step in enumerate(changes):
            if place <= certain or (self._chance.random() < 0.5 if scattered else place < kept):
                self._change(step)

    def _change(self, step: Step) -> None:
        if step[0] == "create":
            assert isinstance(step[2], Inode)
            self._names[str(step[1])] = step[2]
        elif step[0] == "rename" and str(step[1]) in self._names:
            self._names[str(step[2])] = self._names.pop(str(step[1]))
        elif step[0] == "unlink":
            self._names.pop(str(step[1]), None)


def _sectors(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        length = SECTOR - (offset + position) % SECTOR
        yield offset + position, data[position : position + length]
        position += length


def _write(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
