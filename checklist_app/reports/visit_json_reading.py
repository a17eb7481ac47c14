"""A part of a visit file that knows where it stands, so that a Problem can name it. Pure."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from checklist_app.errors import Problem, invalid
from checklist_app.store import Body, JsonValue

_LINE: Final = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{0,500}")
LARGEST: Final = 1_000_000_000


class Part:
    """An object of the file; every reader raises a Problem that names what is missing or of another kind."""

    def __init__(self, value: JsonValue, place: str) -> None:
        self._place = place
        if not isinstance(value, dict):
            raise self.wrong("")
        self.body: Final[Body] = value

    def get(self, name: str) -> JsonValue:
        return self.body.get(name)

    def part(self, name: str) -> "Part":
        return Part(self.body.get(name), self._at(name))

    def parts(self) -> Iterator[tuple[str, "Part"]]:
        for name, value in self.body.items():
            yield name, Part(value, self._at(name[:40]))

    def rows(self, name: str) -> Iterator["Part"]:
        for number, value in enumerate(self._list(name)):
            yield Part(value, f"{self._at(name)}.{number}")

    def text(self, name: str, *, empty: bool = False) -> str:
        """One short line, as ids, names and hashes are."""
        value = self.body.get(name)
        if not isinstance(value, str) or not _LINE.fullmatch(value) or not (value or empty):
            raise self.wrong(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        if not all(isinstance(value, str) and _LINE.fullmatch(value) for value in values):
            raise self.wrong(name)
        return tuple(map(str, values))

    def whole(self, name: str) -> int:
        value = self.body.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
            raise self.wrong(name)
        return value

    def wrong(self, name: str) -> Problem:
        return invalid("carried.part_wrong", part=self._at(name) or "JSON")

    def _list(self, name: str) -> list[JsonValue]:
        value = self.body.get(name)
        if not isinstance(value, list):
            raise self.wrong(name)
        return value

    def _at(self, name: str) -> str:
        return ".".join(filter(None, (self._place, name)))


def moment_of(part: Part, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(part.text(name))
    except ValueError as error:
        raise part.wrong(name) from error
    if moment.tzinfo is None:
        raise part.wrong(name)
    return moment


def bytes_of(part: Part, name: str) -> bytes:
    value = part.get(name)
    if not isinstance(value, str):
        raise part.wrong(name)
    try:
        return b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise part.wrong(name) from error
