"""Copying a whole store into another one, of whatever engine. It may be killed at any moment and is then
simply begun again: what is there already is passed over, so a second run brings only what is new. At the end
both sides are read through and must be the same.

Streams only grow, and whoever signs in leaves an entry in one. So a place whose streams do not agree with the
beginning of ours, or go further, holds something else, or was worked on since: it is refused before anything
in it is changed. Documents tell nothing of that: one may have been deleted and made anew here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias, TypeVar

from checklist_app.errors import Problem, conflict, invalid, unavailable
from checklist_app.store.protocol import Head
from checklist_app.store.proving import check_link, proven_lines
from checklist_app.store.whole import Line, Moment, Row, Verified, Whole

Stage: TypeAlias = Literal["documents", "entries", "checking"]
Tell: TypeAlias = Callable[[Stage, int], None]
"""How far it has come; asked often."""

MOST: Final = 2_000  # documents or entries written together
HEAVIEST: Final = 4 * 1024 * 1024  # bytes of them
SEVERAL: Final = 500
T = TypeVar("T")


class Bodied(Protocol):
    @property
    def body(self) -> bytes: ...


B = TypeVar("B", bound=Bodied)


@dataclass(frozen=True, slots=True)
class Copied:
    """What this run wrote, and what was found the same on both sides."""

    documents: int
    removed: int
    entries: int
    checked: Verified


def copy_store(source: Whole, target: Whole, *, name: str, kinds: Iterable[str], tell: Tell) -> Copied:
    """`name` is what the source is called while the copy is unfinished; `kinds` are those of this release."""
    with source.moment() as ours:
        with target.moment() as theirs:
            _check_known(ours, theirs, frozenset(kinds))
            _check_is_ours(ours, theirs)
        _begin(source, target, name)
        with target.moment() as theirs:
            documents, removed = _copy_documents(ours, theirs, target, tell)
            entries = _copy_entries(ours, theirs, target, tell)
    with source.moment() as ours, target.moment() as theirs:  # as the source is now
        checked = _check_same(ours, theirs, tell)
    target.finish()
    return Copied(documents, removed, entries, checked)


def _begin(source: Whole, target: Whole, name: str) -> None:
    target.begin(name)
    if source.unfinished():  # one database under two names
        target.finish()
        raise same_place()


def same_place() -> Problem:
    return invalid("store.copy_onto_itself")


# --- may it be copied there?


def _check_known(ours: Moment, theirs: Moment, known: frozenset[str]) -> None:
    for kind in (*ours.kinds(), *theirs.kinds()):
        if kind not in known:
            raise unavailable("store.copy_unknown_kind", kind=kind)


def _check_is_ours(ours: Moment, theirs: Moment) -> None:
    for _ in _behind(ours, theirs):
        pass


def _behind(ours: Moment, theirs: Moment) -> Iterator[tuple[str, Head]]:
    """The streams that have more entries here, and how far they have come there."""
    for mine, there in _paired(ours.heads(), theirs.heads(), _stream):
        if mine is None or (there and there[1] != mine[1] and not _continues(ours, mine, there[1])):
            raise conflict("store.copy_ahead", what=(mine or there or ("",))[0])
        if there is None:
            yield mine[0], Head()
        elif there[1] != mine[1]:
            yield there


def _continues(ours: Moment, mine: tuple[str, Head], there: Head) -> bool:
    stream, head = mine
    if there.seq >= head.seq:
        return False
    line = next(iter(ours.lines(stream, after=there.seq - 1)), None)
    return line is not None and line.head == there


# --- documents


def _copy_documents(ours: Moment, theirs: Moment, target: Whole, tell: Tell) -> tuple[int, int]:
    written = removed = 0
    for kind in sorted({*ours.kinds(), *theirs.kinds()}):
        for rows in _lots(_changed(ours, theirs, kind)):
            target.put(kind, rows)
            written += len(rows)
            tell("documents", written)
        for lot in _lots(_gone(ours, theirs, kind)):
            target.drop(kind, [row.id for row in lot])
            removed += len(lot)
    return written, removed


def _changed(ours: Moment, theirs: Moment, kind: str) -> Iterator[Row]:
    for mine, there in _paired(ours.rows(kind), theirs.rows(kind), _id):
        if mine is not None and mine != there:
            yield mine


def _gone(ours: Moment, theirs: Moment, kind: str) -> Iterator[Row]:
    for mine, there in _paired(ours.rows(kind), theirs.rows(kind), _id):
        if mine is None and there is not None:
            yield there


# --- streams


def _copy_entries(ours: Moment, theirs: Moment, target: Whole, tell: Tell) -> int:
    written = 0
    for lines in _lots(
        line for stream, head in _behind(ours, theirs) for line in _linked(ours, stream, head)
    ):
        target.add(lines)
        written += len(lines)
        tell("entries", written)
    return written


def _linked(ours: Moment, stream: str, head: Head) -> Iterator[Line]:
    for line in ours.lines(stream, after=head.seq):
        check_link(head, line)
        head = line.head
        yield line


# --- are they the same?


def _check_same(ours: Moment, theirs: Moment, tell: Tell) -> Verified:
    rows = entries = 0
    for kind in sorted({*ours.kinds(), *theirs.kinds()}):
        for mine, there in _paired(ours.rows(kind), theirs.rows(kind), _id):
            if mine != there:
                raise _differs(f"{kind} {_id(mine or there)}")
            rows = _told(rows, entries, tell)
    for line, there_line in _paired(proven_lines(ours), proven_lines(theirs), _place):
        if line != there_line:
            raise _differs(" ".join(map(str, _place(line or there_line))))
        entries = _told(entries, rows, tell)
    theirs.check_indexes()
    return Verified(entries, sum(1 for _ in ours.heads()), rows, 0)


def _told(count: int, others: int, tell: Tell) -> int:
    if (count + others) % SEVERAL == 0:
        tell("checking", count + others)
    return count + 1


def _differs(what: str) -> Problem:
    return conflict("store.copy_differs", what=what)


# --- two sorted sequences at once, and lots of one


def _paired(
    left: Iterator[T], right: Iterator[T], key: Callable[[T], object]
) -> Iterator[tuple[T | None, T | None]]:
    mine, there = next(left, None), next(right, None)
    while mine is not None or there is not None:
        both = mine is not None and there is not None
        first = there is None or (both and key(mine) <= key(there))  # type: ignore[operator,arg-type]
        second = mine is None or (both and key(there) <= key(mine))  # type: ignore[operator,arg-type]
        yield (mine if first else None), (there if second else None)
        if first:
            mine = next(left, None)
        if second:
            there = next(right, None)


def _lots(given: Iterable[B]) -> Iterator[list[B]]:
    lot: list[B] = []
    weight = 0
    for each in given:
        lot.append(each)
        weight += len(each.body)
        if len(lot) == MOST or weight >= HEAVIEST:
            yield lot
            lot, weight = [], 0
    if lot:
        yield lot


def _id(row: Row | None) -> str:
    return row.id if row else ""


def _stream(held: tuple[str, Head]) -> str:
    return held[0]


def _place(line: Line | None) -> tuple[str, int]:
    return (line.stream, line.seq) if line else ("", 0)
