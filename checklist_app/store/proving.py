"""Whether the content of a store is whole: every number, every hash of every chain, every head, every index.
Reads it from one end to the other and holds no more than a page of it."""

from collections.abc import Iterator

from checklist_app.errors import unavailable
from checklist_app.store.chain import chain_hash
from checklist_app.store.protocol import Head
from checklist_app.store.whole import Line, Moment, Verified


def prove(moment: Moment) -> Verified:
    """A Problem names the first thing that is not as it must be."""
    entries = sum(1 for _ in proven_lines(moment))
    streams = sum(1 for _ in moment.heads())
    rows = sum(1 for kind in moment.kinds() for _ in moment.rows(kind))
    moment.check_indexes()
    return Verified(entries, streams, rows, 0)


def proven_lines(moment: Moment) -> Iterator[Line]:
    """All entries, each after its hash was computed anew, and each stream up to the head that it tells."""
    heads, stream, last = moment.heads(), "", Head()
    for line in moment.all_lines():
        if line.stream != stream:
            _check_head(heads, stream, last)
            stream, last = line.stream, Head()
        check_link(last, line)
        last = line.head
        yield line
    _check_head(heads, stream, last)
    for name, head in heads:
        raise unavailable("store.chain_broken", stream=name, seq=head.seq)


def check_link(before: Head, line: Line) -> None:
    expected = chain_hash(before.hash, stream=line.stream, seq=before.seq + 1, id=line.id, body=line.body)
    if line.head != Head(before.seq + 1, expected):
        raise unavailable("store.chain_broken", stream=line.stream, seq=before.seq + 1)


def _check_head(heads: Iterator[tuple[str, Head]], stream: str, last: Head) -> None:
    if not stream:
        return  # before the first
    said, head = next(heads, ("", Head()))
    if (said, head) != (stream, last):
        lost = said and said < stream  # a stream of which only the head is left
        raise unavailable(
            "store.chain_broken", stream=said if lost else stream, seq=(head if lost else last).seq
        )
