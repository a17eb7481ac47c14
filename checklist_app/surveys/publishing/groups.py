"""Which groups of answers may be told apart, so that no table alone and no two tables together lead to a
small one. Pure.

Within a table all answers belong to one group each: what is not shown of it must be nothing or at least
`least`. Between two tables a group may lie wholly within others, such as all answers from the only tablet
within those of its counter: the difference must be nothing or at least `least` as well, because who knows the
place knows that. More than two tables are not looked at together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from checklist_app.surveys.counting.results import Line, Results

SLICES: Final = ("points", "channels", "visitors", "months")
_MEMBER: Final = {name: name.removesuffix("s") for name in SLICES}  # as `Results.together` calls them

Shown = Mapping[str, list[Line]]
"""By the name of the table."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A group that is told, or what is left of a table without `line`."""

    ids: tuple[str, ...]
    answers: int
    rated: int
    line: Line | None = None


def is_safe(count: int, least: int) -> bool:
    return count == 0 or count >= least


def apart_from_each_other(rows: Sequence[Results], least: int, told: Shown) -> dict[str, list[Line]]:
    """Of the lines of the first row those that may be told of every row; rows share no answer."""
    shown = {name: _within(name, rows, least, told[name]) for name in SLICES}
    while hidden := next(_betraying(rows, least, shown), None):
        name, id = hidden
        shown[name] = _within(name, rows, least, [line for line in shown[name] if line.id != id])
    return shown


# --- one table -------------------------------------------------------------------------------------------


def _within(name: str, rows: Sequence[Results], least: int, told: list[Line]) -> list[Line]:
    """Lines of one size go together, so that two tables with the same groups hide the same ones."""
    blocks = [_lines_of(name, row) for row in rows]
    shown = [line for line in told if all(_fits(each.get(line.id), least) for each in blocks)]
    while any(line.answers for line in shown):
        ids = [line.id for line in shown]
        if all(_fits(_left(name, row, ids), least) for row in rows):
            break
        smallest = min(line.answers for line in shown if line.answers)
        shown = [line for line in shown if line.answers != smallest]
    return shown


def _lines_of(name: str, row: Results) -> dict[str, _Block]:
    lines: tuple[Line, ...] = getattr(row, name)
    return {line.id: _Block((line.id,), line.answers, line.measure.n, line) for line in lines}


def _left(name: str, row: Results, ids: Iterable[str]) -> _Block:
    """What is not told of a table."""
    every, told = _lines_of(name, row), {*ids}
    shown = [block for id, block in every.items() if id in told]
    return _Block(
        tuple(id for id in every if id not in told),
        row.answers - sum(block.answers for block in shown),
        row.overall.n - sum(block.rated for block in shown),
    )


def _fits(block: _Block | None, least: int) -> bool:
    return block is None or (is_safe(block.answers, least) and is_safe(block.rated, least))


# --- two tables ------------------------------------------------------------------------------------------


def _betraying(rows: Sequence[Results], least: int, shown: Shown) -> Iterator[tuple[str, str]]:
    """Lines that are better not told, by their table and id: the smallest of those that differ by too little,
    and where no line is one of them, the smallest of both tables."""
    for row in rows:
        blocks = {name: _blocks(name, row, shown[name]) for name in SLICES}
        for one, other in permutations(SLICES, 2):
            for block in blocks[one]:
                close = _too_close(row, (one, block), (other, blocks[other]), least)
                involved = [*_named(one, [block]), *_named(other, close)]
                every = [*_named(one, blocks[one]), *_named(other, blocks[other])]
                if close and every:
                    _, name, id = min(involved or every)
                    yield name, id


def _named(name: str, blocks: Iterable[_Block]) -> Iterator[tuple[int, str, str]]:
    """Those that are lines, by their size."""
    return ((block.answers, name, block.line.id) for block in blocks if block.line)


def _blocks(name: str, row: Results, shown: Sequence[Line]) -> list[_Block]:
    every = _lines_of(name, row)
    told = [every[line.id] for line in shown if line.id in every]
    blocks = [*told, _left(name, row, [line.id for line in shown])]
    return [block for block in blocks if block.answers]


def _too_close(
    row: Results, one: tuple[str, _Block], other: tuple[str, Sequence[_Block]], least: int
) -> list[_Block]:
    """Those around the block, or those inside it, if they differ from it by a small group."""
    (name, block), (beside, blocks) = one, other
    common = [(each, _common(row, (name, block), (beside, each))) for each in blocks]
    around = [each for each, answers in common if answers]
    inside = [each for each, answers in common if answers == each.answers]
    return next((some for some in (around, inside) if some and not _differ(block, some, least)), [])


def _differ(block: _Block, others: Iterable[_Block], least: int) -> bool:
    sums = [sum(column) for column in zip(*((each.answers, each.rated) for each in others), strict=True)]
    return all(is_safe(abs(a - b), least) for a, b in zip(sums, (block.answers, block.rated), strict=True))


def _common(row: Results, one: tuple[str, _Block], other: tuple[str, _Block]) -> int:
    """How many answers belong to both blocks."""
    first, second = sorted((one, other), key=lambda each: SLICES.index(each[0]))
    return sum(
        row.together.get(((_MEMBER[first[0]], a), (_MEMBER[second[0]], b)), 0)
        for a in first[1].ids
        for b in second[1].ids
    )
