"""What the papers of one cycle are made of: the dossier, and its passages as they stand now. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from checklist_app.ita import Comparison, Dossier, passages
from checklist_app.wording import fill

_BEFORE_YEAR: Final = re.compile(r"(?<=พ\.ศ\.) (?=[0-9๐-๙])")


@dataclass(frozen=True, slots=True)
class Material:
    """`texts` are the passages by their keys; `comparison` is None while there are not two results."""

    dossier: Dossier
    texts: Mapping[str, str]
    comparison: Comparison | None = None

    @classmethod
    def of(cls, dossier: Dossier, comparison: Comparison | None = None) -> Self:
        texts = {key: passage.text for key, passage in passages(dossier).items()}
        return cls(dossier, texts, comparison)

    def said(self, key: str) -> tuple[str, ...]:
        """The paragraphs of a passage; none where it cannot be drafted yet."""
        lines = (line.strip() for line in self.texts.get(key, "").splitlines())
        return tuple(_undivided(line) for line in lines if line)

    def titled(self, key: str) -> tuple[str, ...]:
        """The lines of a heading as the agency words it."""
        words = {"agency": self.agency, "year": str(self.year), "before": str(self.scores_year)}
        lines = self.dossier.letters.heading(key).splitlines()
        return tuple(_undivided(fill(line, words)) for line in lines)

    def heading(self, key: str) -> str:
        """In one line: of a column, or of what has its own place in a paper."""
        return " ".join(self.titled(key))

    @property
    def agency(self) -> str:
        return self.dossier.agency.name

    @property
    def place(self) -> str:
        return self.dossier.agency.place

    @property
    def year(self) -> int:
        return self.dossier.cycle.year

    @property
    def scores_year(self) -> int:
        return self.dossier.cycle.scores_year


def _undivided(line: str) -> str:
    """No line ends between พ.ศ. and its year."""
    return _BEFORE_YEAR.sub("\u00a0", line)
