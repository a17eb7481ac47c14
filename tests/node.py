"""The JavaScript twins as one long-lived Node process that answers lists of calls, one JSON line each.

A part of the app that has a twin lists what can be asked of both, by name, JSON in and JSON out:
CALLS in tests/<part>/calls.py and in tests/js/<part>/calls.js. The fixture `javascript` is a Twin."""

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from checklist_app.errors import Problem

Answer: TypeAlias = Mapping[str, Any]
Calls: TypeAlias = Mapping[str, Callable[..., Any]]

TWIN = Path(__file__).parent / "js" / "twin.js"
PATIENCE = 30


class Twin:
    def __init__(self, node: str) -> None:
        self._process = subprocess.Popen([node, TWIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout

    def answers(self, part: str, asked: list[tuple[str, list[Any]]]) -> list[dict[str, Any]]:
        """What tests/js/<part>/calls.js answers to each (call, arguments)."""
        self._to.write(json.dumps([part, asked]).encode("ascii") + b"\n")
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


def answer(calls: Calls, call: str, args: list[Any]) -> Answer:
    """What Python answers, in the words of the twin: `answer` in tests/js/answers.js is the other."""
    try:
        return {"gives": calls[call](*args)}
    except Problem as problem:
        refused = {"refuses": problem.code, "parameters": problem.parameters}
        return refused if problem.field is None else refused | {"field": problem.field}


def find_node() -> str | None:
    """Node beside this Python (from its wheel), else the machine's own."""
    return shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
