"""The JavaScript twin as a long-lived Node process that answers lists of calls, one JSON line each."""

import json
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

TWIN = Path(__file__).parent.parent / "js" / "thai" / "twin.js"
PATIENCE = 30


class Twin:
    def __init__(self, node: str) -> None:
        self._process = subprocess.Popen([node, TWIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout

    def answers(self, asked: list[tuple[str, list[Any]]]) -> list[dict[str, Any]]:
        self._to.write(json.dumps(asked).encode("ascii") + b"\n")
        self._to.flush()
        ready, _, _ = select.select([self._from], [], [], PATIENCE)
        line = self._from.readline() if ready else b""
        assert line, f"no answer from the JavaScript twin to {asked!r}"
        answers: list[dict[str, Any]] = json.loads(line)
        return answers

    def close(self) -> None:
        self._to.close()
        self._process.kill()
        self._process.wait()
        self._from.close()


def find_node() -> str | None:
    """Node beside this Python (from its wheel), else the machine's own."""
    return shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
