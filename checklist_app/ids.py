"""The only source of chance: identifiers that sort by time of birth, short codes, secrets."""

import secrets
import time

# Crockford's alphabet in lower case: no i, l, o, u, so that a code read aloud survives.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """26 characters: 48 bits of milliseconds, then 80 bits of chance."""
    return _spell((time.time_ns() // 1_000_000 << 80) | secrets.randbits(80), length=26)


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
