"""The only source of chance: identifiers that sort by time of birth, short codes, secrets."""

import secrets
import time
from threading import Lock

# Crockford's alphabet in lower case: no i, l, o, u, so that a code read aloud survives.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class _Births:
    """What is born later in this process sorts later, also within one millisecond and while the clock is set
    back; how much later is chance, so that nobody guesses the next."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._last = 0

    def next(self) -> int:
        fresh = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
        with self._guard:
            self._last = max(fresh, self._last + 1 + secrets.randbits(64))
            return self._last


_births = _Births()


def new_id() -> str:
    """26 characters: 48 bits of milliseconds, then 80 bits of chance."""
    return _spell(_births.next(), length=26)


def new_code(length: int) -> str:
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))  # 256 is 8 * 32


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def _spell(number: int, *, length: int) -> str:
    letters = []
    for _ in range(length):
        number, index = divmod(number, 32)
        letters.append(ALPHABET[index])
    return "".join(reversed(letters))


def jitter(seconds: float) -> float:
    """Between half of it and all: those who failed together do not come again together."""
    return seconds * (0.5 + secrets.randbelow(1000) / 2000)
