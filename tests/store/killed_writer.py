"""Run as a program by test_kill.py: writes until it is killed, and says what was acknowledged."""

import os
import sys
import threading
from pathlib import Path

from checklist_app.store import NewEntry
from checklist_app.store.embedded import FolderStore
from checklist_app.store.embedded.compaction import compact
from checklist_app.store.embedded.disk import FolderDisk
from checklist_app.store.embedded.journal import Sizes
from tests.store.conftest import KINDS


def main(folder: Path, life: int) -> None:
    store = FolderStore(folder, KINDS, sizes=Sizes(segment=32 * 1024, ahead=4096))
    threads = [threading.Thread(target=write, args=(store, life, n), daemon=True) for n in range(4)]
    threads.append(threading.Thread(target=keep_compacting, args=(store, folder), daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def write(store: FolderStore, life: int, writer: int) -> None:
    version = held.version if (held := store.get("agencies", f"w{writer}")) else 0
    for n in range(100_000):
        id = f"{life}-{writer}-{n}"
        store.append(f"s{writer}", [NewEntry(id, {"text": "x" * (n % 300)})])
        say("entry", f"s{writer}", id)
        version = store.put("agencies", f"w{writer}", {"code": f"w{writer}"}, version=version).version
        say("version", f"w{writer}", str(version))
        with store.transaction():
            store.put("rounds", id, {"agency": str(writer)}, version=0)
            store.append("pairs", [NewEntry(id, {})])
        say("pair", "pairs", id)


def keep_compacting(store: FolderStore, folder: Path) -> None:
    while True:
        compact(FolderDisk(folder), store.storage.journal.rotate())


def say(*words: str) -> None:
    """One write to the pipe: a kill cannot tear it."""
    os.write(1, (" ".join(words) + "\n").encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
