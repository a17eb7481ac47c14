"""One line of a journal file: a transaction as valid JSON with a checksum.

    {"c":"9f3a01bc","n":123,"f":120,"w":[["agencies",17,{…}],["agencies",4,null]]}

c  CRC-32 of everything after it, so that no line needs to be written twice to be checked
n  number of the transaction, without gaps
f  highest number that was durable when the line was written: it tells a tail that never reached
   the disk (nothing claims it) from damage to something acknowledged (a later line claims it)
w  what it writes; other lines carry "head" (first line of a file) or "end" (last of a snapshot)

A write is one of
    [table]                       the table is dropped
    [table, next]                 the table exists and will give `next` to its next row
    [table, row, {…} or null]     the row is set or removed
    [stream, seq, id, hash, {…}]  an entry is added to a stream
"""

import zlib
from typing import Any, NamedTuple

import orjson

# Bytes before the checksummed part: {"c":"9f3a01bc",
_PREFIX = 16


class Record(NamedTuple):
    number: int
    durable: int
    content: dict[str, Any]


def frame(number: int, durable: int, name: str, value: bytes) -> bytes:
    body = b'"n":%d,"f":%d,"%b":%b}' % (number, durable, name.encode(), value)
    return b'{"c":"%08x",%b\n' % (zlib.crc32(body), body)


def frame_writes(number: int, durable: int, writes: list[bytes]) -> bytes:
    body = b'"n":%d,"f":%d,"w":[%b]}' % (number, durable, b",".join(writes))
    return b'{"c":"%08x",%b\n' % (zlib.crc32(body), body)


def is_whole(line: bytes) -> bool:
    """The line is complete and its checksum agrees."""
    if line[:6] != b'{"c":"' or line[14:16] != b'",' or line[-1:] != b"\n":
        return False
    try:
        return int(line[6:14], 16) == zlib.crc32(line[_PREFIX:-1])
    except ValueError:
        return False


def parse(line: bytes) -> Record:
    """Read a line that is whole."""
    content = orjson.loads(line)
    return Record(content["n"], content["f"], content)


def encode(value: object) -> bytes:
    """JSON as bytes of their exact size: what orjson returns keeps a block of 4 KB alive."""
    return memoryview(orjson.dumps(value)).tobytes()
