"""A passage: a text that is drafted from what is known, and stays as a person wrote it once somebody did.
Pure."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """`base` is the digest of the draft that it was written instead of."""

    text: str
    base: str
    by: str
    revision: int


@dataclass(frozen=True, slots=True)
class Passage:
    key: str
    draft: str
    written: Written | None = None

    @property
    def text(self) -> str:
        return self.written.text if self.written else self.draft

    @property
    def base(self) -> str:
        return digest_of(self.draft)

    @property
    def revision(self) -> int:
        return self.written.revision if self.written else 0

    @property
    def has_drifted(self) -> bool:
        """Whether the draft would say something else by now than when somebody wrote."""
        return self.written is not None and self.written.base != self.base


def digest_of(draft: str) -> str:
    return hashlib.sha256(draft.encode()).hexdigest()[:16]
