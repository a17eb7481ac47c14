"""Recognising a repeated delivery stays cheap when one stream grows large."""

from checklist_app.store.embedded.stream import KnownIds, Stream


def filled(name: str, count: int) -> Stream:
    stream = Stream(name)
    for n in range(count):
        stream.add(b'["%d","",{}]' % n, "")
    return stream


def test_the_largest_stream_is_not_forgotten_and_the_others_are_bounded() -> None:
    known = KnownIds(most=100)
    audit = filled("audit", 500)
    kept = known.of(audit)
    for n in range(30):
        known.of(filled(f"visit/{n}", 10))
    assert known.of(audit) is kept
    assert sum(len(ids) for ids in known._streams.values()) <= 500 + 100


def test_what_was_forgotten_is_read_back() -> None:
    known = KnownIds(most=10)
    first, second, third = filled("a", 8), filled("b", 8), filled("c", 20)
    for stream in (first, second, third):
        known.of(stream)
    assert known.of(first) == {str(n): n + 1 for n in range(8)}
    first.add(b'["new","",{}]', "")
    known.add(first, "new", 9)
    assert known.of(first)["new"] == 9


def test_a_stream_that_has_nothing_costs_nothing() -> None:
    known = KnownIds()
    assert known.of(Stream("empty")) == {}
    assert not known._streams
