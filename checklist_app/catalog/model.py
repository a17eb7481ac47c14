"""A form as frozen values: sections, questions, options. What a question's answer may be
belongs to its type (types/); how the texts of a year arise belongs to rendering.py."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from checklist_app.store import JsonValue

Settings: TypeAlias = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Option:
    """`full` explains a short label and is not on the paper."""

    id: str
    label: str
    full: str = ""
    face: str = ""
    asks_text: bool = False
    text_label: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Shares of `start` per cent and more, below `below` (none: without end), mean `option`."""

    option: str
    start: Decimal
    below: Decimal | None
    printed: str = ""

    def holds(self, percent: Decimal) -> bool:
        return self.start <= percent and (self.below is None or percent < self.below)


@dataclass(frozen=True, slots=True)
class Round:
    id: str
    label: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a level can be computed from: the questions with done, planned and the round."""

    done: str
    planned: str
    round: str


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A row of a score table, taken from the edition of a year: an indicator or a part of one."""

    id: str
    name: str
    indicator: str
    is_part: bool
    questions: str
    count: str
    instrument: str = ""  # only in the first row of an instrument
    weight: str = ""
    span: int = 0  # rows of that instrument


@dataclass(frozen=True, slots=True)
class LevelRow:
    range: str
    level: str
    each_instrument: str = ""


@dataclass(frozen=True, slots=True)
class Criteria:
    lead: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What an item's text demands, as data: kind min_per_year, min_percent, frequency or deadline."""

    kind: str
    value: JsonValue
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is spoken where the paper prints no label. A `derived` parent shows all, some or none of
    its children; with `explicit_mark` it can also be marked itself."""

    id: str
    type: str
    label: str = ""
    name: str = ""
    number: str = ""
    required: bool = False
    on_paper: bool = True
    about: str = ""
    options: tuple[Option, ...] = ()
    criteria: Criteria = Criteria()
    columns: tuple[Column, ...] = ()
    rules: tuple[Rule, ...] = ()
    rounds: tuple[Round, ...] = ()
    progress: Progress | None = None
    score_rows: tuple[ScoreRow, ...] = ()
    level_rows: tuple[LevelRow, ...] = ()
    settings: Settings = field(default_factory=dict)
    derived: bool = False
    explicit_mark: bool = False
    items: tuple["Question", ...] = ()

    @property
    def title(self) -> str:
        return self.label or self.name

    def option(self, id: str) -> Option | None:
        return next((option for option in self.options if option.id == id), None)

    def setting(self, name: str) -> str:
        """A setting that is text or a whole number, as text; empty when it is not set."""
        value = self.settings.get(name, "")
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def walk(self) -> Iterator["Question"]:
        yield self
        for child in self.items:
            yield from child.walk()

    @property
    def is_leaf(self) -> bool:
        return not self.derived


@dataclass(frozen=True, slots=True)
class Sum:
    """The answers of `parts` should add up to the answer of `whole`."""

    parts: tuple[str, ...]
    whole: str


@dataclass(frozen=True, slots=True)
class Instructions:
    label: str = ""
    points: tuple[str, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    heading: str = ""
    name: str = ""
    number: str = ""
    lead: str = ""
    instructions: Instructions = Instructions()
    columns: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    sums: tuple[Sum, ...] = ()
    items: tuple["Section | Question", ...] = ()

    @property
    def title(self) -> str:
        return self.heading or self.name

    def questions(self) -> Iterator[Question]:
        """Every question in the order of the paper, parents before their children."""
        for item in self.items:
            yield from item.questions() if isinstance(item, Section) else item.walk()

    def sections(self) -> Iterator["Section"]:
        yield self
        for item in self.items:
            if isinstance(item, Section):
                yield from item.sections()


@dataclass(frozen=True, slots=True)
class SharedEvidence:
    """Items near enough that one piece of evidence may serve all of them."""

    about: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mend:
    """A scanning or printing error of the source and its corrected reading."""

    id: str
    where: str
    part: str
    scanned: str
    corrected: str
    kind: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading that looks wrong but was left as it stands."""

    where: str
    part: str
    text: str
    perhaps: str
    reason: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form as printed for one fiscal year. `digest` names its whole content."""

    id: str
    name: str
    digest: str
    year: int
    printed_for: int
    title: tuple[str, ...]
    project: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    footnote: str = ""
    shared_evidence: tuple[SharedEvidence, ...] = ()
    mends: tuple[Mend, ...] = ()
    left_unchanged: tuple[Doubt, ...] = ()
    _by_id: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {question.id: question for section in self.sections for question in section.questions()}
        object.__setattr__(self, "_by_id", MappingProxyType(found))

    def questions(self) -> Iterator[Question]:
        return iter(self._by_id.values())

    def question(self, id: str) -> Question | None:
        return self._by_id.get(id)

    def all_sections(self) -> Iterator[Section]:
        for section in self.sections:
            yield from section.sections()

    def evidence_peers(self, id: str) -> tuple[str, ...]:
        """The other items that the evidence of this one may serve."""
        shared = (group.items for group in self.shared_evidence if id in group.items)
        return tuple(peer for items in shared for peer in items if peer != id)
