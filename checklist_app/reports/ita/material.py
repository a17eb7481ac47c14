"""What the papers of one cycle are made of: the dossier, and its passages as they stand now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from checklist_app.ita import Comparison, Dossier, passages


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
        return tuple(line.strip() for line in self.texts.get(key, "").splitlines() if line.strip())

    @property
    def agency(self) -> str:
        return self.dossier.agency.name

    @property
    def place(self) -> str:
        agency = self.dossier.agency
        district = f"อำเภอ{agency.district}" if agency.district else ""
        return f"{district} จังหวัด{agency.province}".strip()

    @property
    def year(self) -> int:
        return self.dossier.cycle.year

    @property
    def scores_year(self) -> int:
        return self.dossier.cycle.scores_year
