"""What an agency chooses for its papers about the cycle: frozen values, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from checklist_app.ita.letters.headings import HEADINGS
from checklist_app.thai import DigitStyle


@dataclass(frozen=True, slots=True)
class Opinion:
    """A block of a note in which somebody writes an opinion and signs."""

    heading: str
    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """`office`, `number` (such as ลป ๗๕๒๐๑/-) and `to` head a note; empty ones are drafted from the agency's
    name and type. `headings` holds only what is worded otherwise than HEADINGS."""

    agency: str
    version: int = 0
    digits: DigitStyle = DigitStyle.THAI
    headings: Mapping[str, str] = field(default_factory=dict)
    office: str = ""
    number: str = ""
    to: str = ""
    preparer: str = ""
    preparer_position: str = ""
    opinions: tuple[Opinion, ...] = ()

    def heading(self, key: str) -> str:
        return self.headings.get(key) or HEADINGS[key]
