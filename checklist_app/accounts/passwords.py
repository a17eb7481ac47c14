"""Passwords: the only module that knows argon2. Hashing is bounded, because each one takes
tens of megabytes and a processor for a moment."""

import threading
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from checklist_app.errors import invalid, unavailable
from checklist_app.ids import new_code, new_secret

SHORTEST = 10
LONGEST = 200
LONGEST_WAIT_SECONDS = 10
COMMON = frozenset(
    {
        "0123456789",
        "1234567890",
        "9876543210",
        "1111111111",
        "0000000000",
        "1q2w3e4r5t",
        "qwertyuiop",
        "qwerty12345",
        "password12",
        "password123",
        "password1234",
        "passw0rd123",
        "administrator",
        "admin12345",
        "admin123456",
        "welcome123",
        "iloveyou123",
        "thailand123",
        "abcd123456",
        "abc1234567",
        "changeme123",
        "letmein1234",
    }
)
# What is often heard or read instead of a letter of ids.ALPHABET.
_MISHEARD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


class Passwords:
    def __init__(
        self, *, memory_kib: int = 47_104, rounds: int = 1, lanes: int = 1, at_once: int = 2
    ) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=lanes)
        self._turns = threading.BoundedSemaphore(at_once)

    def hash(self, password: str) -> str:
        with _Turn(self._turns):
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, hashed: str | None) -> bool:
        """Whether the password belongs to the hash; without a hash, no, after as long a time."""
        with _Turn(self._turns):
            try:
                return self._hasher.verify(hashed or self._nobodys, _normal(password)) and hashed is not None
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, hashed: str) -> bool:
        return self._hasher.check_needs_rehash(hashed)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(new_secret())


def one_time_password() -> str:
    """Sixty bits that survive being read aloud over a telephone."""
    return "-".join(new_code(4) for _ in range(3))


def as_heard(password: str) -> str:
    """A one-time password as it was made, however it was typed."""
    heard = _normal(password).lower().translate(_MISHEARD)
    return "-".join(heard[start : start + 4] for start in range(0, len(heard), 4))


def check_new_password(password: str, *, sign_in: str) -> None:
    """Long enough, not guessable at first try. No rule about kinds of letters: length serves better."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise invalid("accounts.password_short", field="new", least=SHORTEST)
    if len(plain) > LONGEST:
        raise invalid("accounts.password_long", field="new", most=LONGEST)
    if plain.lower() in COMMON or len(set(plain)) < 4:
        raise invalid("accounts.password_common", field="new")
    if sign_in and sign_in in plain.casefold():
        raise invalid("accounts.password_has_name", field="new")


def _normal(password: str) -> str:
    readable = password[: 4 * LONGEST].encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", readable)


class _Turn:
    def __init__(self, turns: threading.BoundedSemaphore) -> None:
        self._turns = turns

    def __enter__(self) -> None:
        if not self._turns.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise unavailable("accounts.busy")

    def __exit__(self, *_: object) -> None:
        self._turns.release()
