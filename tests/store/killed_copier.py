"""Run as a program by test_copying.py: copies in small lots until it is killed, and tells each of them."""

import os
import sys
from pathlib import Path

from checklist_app.store import copying
from tests.store.copied import copy


def main(source: str, target: str) -> None:
    copying.MOST = 7  # type: ignore[misc]
    copy(_place(source), _place(target), lambda stage, done: _say(f"{stage} {done}"))
    _say("whole")


def _place(word: str) -> str | Path:
    return word if word.startswith("postgresql:") else Path(word)


def _say(line: str) -> None:
    os.write(1, (line + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
