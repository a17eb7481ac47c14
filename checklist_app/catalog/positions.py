"""JSON whose every value knows its line and column, so that a fault can be shown where it is.
Stricter than json.loads: no fractions, no repeated keys, bounded nesting."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from json import JSONDecodeError, JSONDecoder
from typing import Final, TypeAlias

from checklist_app.errors import Parameter

DEEPEST: Final = 30
LONGEST_NUMBER: Final = 15

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_STRINGS: Final = JSONDecoder()
_WORDS: Final = {"true": True, "false": False, "null": None}

Scalar: TypeAlias = str | int | bool | None
Members: TypeAlias = dict[str, "Node"]


@dataclass(frozen=True, slots=True)
class Node:
    value: "Scalar | list[Node] | Members"
    line: int
    column: int

    @property
    def members(self) -> Members:
        """Of an object; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def entries(self) -> "list[Node]":
        """Of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """Of a text; empty for anything else."""
        return self.value if isinstance(self.value, str) else ""

    def get(self, key: str) -> "Node":
        """A member; a null in the same place when it is missing."""
        return self.members.get(key, Node(None, self.line, self.column))


@dataclass(frozen=True, slots=True)
class Repeat:
    key: str
    line: int


@dataclass(frozen=True, slots=True)
class Parsed:
    root: Node
    repeats: tuple[Repeat, ...] = ()


class NotJson(Exception):  # noqa: N818 - it becomes a Fault
    def __init__(self, code: str, line: int, column: int) -> None:
        super().__init__(code, line, column)
        self.code: Final = code
        self.line: Final = line
        self.parameters: Final[dict[str, Parameter]] = {"column": column}


def parse(text: str) -> Parsed:
    """Raises NotJson at the first place that is not JSON."""
    parser = _Parser(text)
    root = parser.document()
    return Parsed(root, tuple(parser.repeats))


@dataclass(slots=True)
class _Parser:
    text: str
    at: int = 0
    repeats: list[Repeat] = field(default_factory=list)
    line_starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def document(self) -> Node:
        root = self.value(depth=0)
        if self.next_character():
            raise self.fault("json_more")
        return root

    def value(self, *, depth: int) -> Node:
        opening = self.next_character()
        if depth > DEEPEST:
            raise self.fault("json_deep")
        line, column = self.place(self.at)
        if opening == "{":
            return Node(self.object(depth), line, column)
        if opening == "[":
            return Node(self.list(depth), line, column)
        return Node(self.scalar(opening), line, column)

    def object(self, depth: int) -> Members:
        members: Members = {}
        self.at += 1
        if self.next_character() == "}":
            self.at += 1
            return members
        while True:
            if self.next_character() != '"':
                raise self.fault("json_key")
            line = self.place(self.at)[0]
            key = self.string()
            if self.next_character() != ":":
                raise self.fault("json_colon")
            self.at += 1
            if key in members:
                self.repeats.append(Repeat(key, line))
            members[key] = self.value(depth=depth + 1)
            if self.ends("}"):
                return members

    def list(self, depth: int) -> list[Node]:
        members: list[Node] = []
        self.at += 1
        if self.next_character() == "]":
            self.at += 1
            return members
        while True:
            members.append(self.value(depth=depth + 1))
            if self.ends("]"):
                return members

    def ends(self, closing: str) -> bool:
        """True after the closing bracket, false after a comma that something follows."""
        found = self.next_character()
        if found == closing:
            self.at += 1
            return True
        if found != ",":
            raise self.fault("json_comma")
        self.at += 1
        if self.next_character() == closing:
            raise self.fault("json_comma_last")
        return False

    def scalar(self, opening: str) -> Scalar:
        if opening == '"':
            return self.string()
        for word, meaning in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return meaning
        return self.number()

    def string(self) -> str:
        try:
            value, self.at = _STRINGS.raw_decode(self.text, self.at)
        except JSONDecodeError as error:
            self.at = min(error.pos, len(self.text))
            raise self.fault("json_text") from error
        return str(value)

    def number(self) -> int:
        match = _NUMBER.match(self.text, self.at)
        if match is None:
            raise self.fault("json_value")
        if match[1] or match[2]:
            raise self.fault("json_fraction")
        if len(match[0].lstrip("-")) > LONGEST_NUMBER:
            raise self.fault("json_number")
        self.at = match.end()
        return int(match[0])

    def next_character(self) -> str:
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.text[self.at : self.at + 1]

    def fault(self, code: str) -> NotJson:
        ended = self.at >= len(self.text)
        return NotJson("json_ended" if ended else code, *self.place(self.at))

    def place(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.line_starts, at)
        return line, at - self.line_starts[line - 1] + 1
