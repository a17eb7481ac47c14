"""What a browser brings back and nobody else can have made: the nonce of a form, and the pass of a tablet at
a counter. Neither is kept anywhere; the id inside a nonce becomes the id of the answer, so that it can count
only once."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from checklist_app.clock import day_of
from checklist_app.ids import new_code

GOOD_FOR: Final = timedelta(hours=2)
CLOCKS_DIFFER: Final = timedelta(minutes=5)  # between machines that serve together
_ID: Final = 20  # characters of five bits
_MAC: Final = 24
_NEW, _RENEWED = "n", "r"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Nonce:
    """`renewed` stands in a form that was given back to its reader with what they had filled in: no rule
    asks how long they needed for it."""

    questions: str
    issued: datetime
    id: str
    renewed: bool = False

    @property
    def day(self) -> date:
        return day_of(self.issued)

    def expired(self, at: datetime) -> bool:
        return not -CLOCKS_DIFFER <= at - self.issued <= GOOD_FOR

    def seconds(self, at: datetime) -> float:
        return (at - self.issued).total_seconds()


@dataclass(frozen=True, slots=True)
class KioskPass:
    """`generation` is the point's count when the tablet was connected, on the day `begun`."""

    generation: int
    begun: date
    id: str


class Seals:
    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"survey seals\n" + secret.encode()).digest()

    def nonce(self, code: str, questions: str, *, at: datetime) -> str:
        """Whole seconds, so that nobody is told apart by the fraction."""
        return self._sealed(f"{questions}.{int(at.timestamp())}.{_NEW}.{new_code(_ID)}", code)

    def renewed(self, nonce: Nonce, code: str, *, at: datetime) -> str:
        """For a form that was open too long. It keeps its id, because its answer may have arrived already."""
        return self._sealed(f"{nonce.questions}.{int(at.timestamp())}.{_RENEWED}.{nonce.id}", code)

    def read_nonce(self, text: str, code: str) -> Nonce | None:
        """What stands in a genuine nonce of this point, however old; None otherwise."""
        parts = self._opened(text, code)
        if len(parts) != 4 or parts[2] not in (_NEW, _RENEWED):
            return None
        questions, issued, kind, id = parts
        return Nonce(questions, datetime.fromtimestamp(int(issued), UTC), id, kind == _RENEWED)

    def kiosk_pass(self, code: str, generation: int, *, day: date) -> str:
        return self._sealed(f"kiosk.{generation}.{day.isoformat()}.{new_code(_ID)}", code)

    def read_kiosk_pass(self, text: str, code: str) -> KioskPass | None:
        parts = self._opened(text, code)
        if len(parts) != 4 or parts[0] != "kiosk":
            return None
        return KioskPass(int(parts[1]), date.fromisoformat(parts[2]), parts[3])

    def _sealed(self, said: str, code: str) -> str:
        return f"{said}.{self._mac(said, code)}"

    def _opened(self, text: str, code: str) -> list[str]:
        """The parts of what was sealed, or nothing."""
        said, _, mac = text.rpartition(".")
        readable = len(text) <= _LONGEST and text.isascii()
        genuine = readable and hmac.compare_digest(mac, self._mac(said, code))
        return said.split(".") if genuine else []

    def _mac(self, said: str, code: str) -> str:
        return hmac.new(self._key, f"{code}\n{said}".encode(), hashlib.sha256).hexdigest()[:_MAC]
