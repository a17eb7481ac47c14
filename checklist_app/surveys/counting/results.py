"""What the answers of a round say, as one frozen value for pages, reports, files and the public: the score by
aspects, the verdict, and both by point, channel, kind of visitor and month. Pure.

The score is the mean of the means of the aspects, each with the same weight. The verdict on everything
stands beside it, and all groups of answers are measured by it. Answers with a flag count nowhere but in the
counts of flags and in `overall_with_flagged`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from checklist_app.surveys.asking.questions import (
    OUTCOME,
    OVERALL,
    VISITOR,
    Aspect,
    Question,
    QuestionKind,
    Questions,
    is_standard,
    worded,
)
from checklist_app.surveys.counting.bands import Band, band_of
from checklist_app.surveys.counting.result_counts import Counts, Member, counts_of, total
from checklist_app.surveys.counting.statistics import (
    FEWEST,
    SCARCE,
    Measure,
    average,
    average_interval,
    average_score,
    measure,
)
from checklist_app.surveys.model import Channel, Flag
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import PointTally
from checklist_app.thai import format_month
from checklist_app.wording import DEFAULT_LANGUAGE, Language, translate

CHANNELS: Final[Mapping[str, str]] = {
    Channel.OPEN: "โทรศัพท์ของผู้รับบริการ (คิวอาร์)",
    Channel.KIOSK: "แท็บเล็ตที่จุดบริการ",
    Channel.PAPER: "แบบกระดาษ เจ้าหน้าที่บันทึก",
    Channel.ASSISTED: "เจ้าหน้าที่ช่วยกรอก",
}
NOT_SAID: Final = "ไม่ระบุ"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. `answers` counts those who belong to it, also who used nothing of it. Of a
    `hidden` one nothing is told, because it is too small. `parts` are the questions of an aspect that
    somebody was asked."""

    id: str
    label: str
    measure: Measure
    answers: int = 0
    hidden: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """`answers` are those without a flag. `versions` are those of the questions that were answered, the
    newest last. `together` counts those who belong to two groups of different tables. `paper` and
    `assisted` are how many came that way, told however few. `late` came after the numbers were frozen and
    count nowhere."""

    period: Period
    bands: str
    versions: tuple[str, ...]
    answers: int
    flagged: int
    flags: Mapping[Flag, int]
    score: Decimal | None
    score_of_100: Decimal | None
    score_low: Decimal | None
    score_high: Decimal | None
    overall: Measure
    overall_with_flagged: Measure
    aspects: tuple[Line, ...]
    questions: tuple[Line, ...]
    points: tuple[Line, ...]
    channels: tuple[Line, ...]
    visitors: tuple[Line, ...]
    months: tuple[Line, ...]
    outcomes: tuple[Outcome, ...]
    paper: int
    assisted: int
    comments: int
    late: int
    together: Mapping[tuple[Member, Member], int] = field(default_factory=dict, repr=False)

    @property
    def all_answers(self) -> int:
        return self.answers + self.flagged

    @property
    def few(self) -> bool:
        """Only a count may be shown."""
        return self.answers < FEWEST

    @property
    def scarce(self) -> bool:
        return self.answers < SCARCE

    @property
    def band(self) -> Band | None:
        """Of the score; of the verdict where no aspect was rated."""
        mean = self.overall.mean if self.score is None else self.score
        return None if mean is None else band_of(mean, self.bands)


def results_of(
    period: Period,
    tallies: Sequence[PointTally],
    questions: Questions,
    bands: str,
    language: Language = DEFAULT_LANGUAGE,
    *,
    earlier: Sequence[Questions] = (),
) -> Results:
    """Worded as in `questions`, the newest version. What only an `earlier` one asked follows, so give them
    the newest first."""
    counts = counts_of(tallies)
    asked = _Asked(counts, (questions, *earlier), language)
    aspects = tuple(asked.aspect_lines())
    means = [line.measure for line in aspects]
    low, high = average_interval(means) or (None, None)
    return Results(
        period=period,
        bands=bands,
        versions=tuple(sorted(counts.versions, key=age_of_version)),
        answers=counts.answers,
        flagged=counts.flagged,
        flags={flag: n for flag in Flag if (n := counts.flags[flag])},
        score=average(means),
        score_of_100=average_score(means),
        score_low=low,
        score_high=high,
        overall=measure(counts.rated([OVERALL])),
        overall_with_flagged=measure(counts.overall_with_flagged),
        aspects=aspects,
        questions=tuple(asked.question_lines()),
        points=asked.lines("point", {tally.code: tally.name for tally in tallies if tally.part}),
        channels=asked.lines("channel", {id: translate(name, language) for id, name in CHANNELS.items()}),
        visitors=asked.lines("visitor", asked.visitors()),
        months=asked.lines("month", {month: month_name(month, language) for month in period.months}),
        outcomes=tuple(asked.outcomes()),
        paper=counts.slice("channel", Channel.PAPER).answers,
        assisted=counts.slice("channel", Channel.ASSISTED).answers,
        comments=counts.comments,
        late=sum(tally.late for tally in tallies),
        together=counts.together,
    )


def versions_of(tallies: Iterable[PointTally]) -> list[str]:
    """Those that the answers name, the newest first."""
    named = {version for each in tallies for cell in each.tally.cells.values() for version in cell.questions}
    return sorted(named, key=age_of_version, reverse=True)


def age_of_version(version: str) -> tuple[bool, int, str]:
    """For sorting, the oldest first: who once has questions of their own never goes back to the standard."""
    number = version.rpartition("-")[2]
    return not is_standard(version), int(number) if number.isdecimal() else 0, version


def month_name(month: str, language: Language) -> str:
    day = date.fromisoformat(f"{month}-01")
    return f"{day:%B %Y}" if language == "en" else format_month(day)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Counts with the words of the versions of the questions, the newest first."""

    counts: Counts
    versions: tuple[Questions, ...]
    language: Language

    def questions(self, kind: QuestionKind) -> list[Question]:
        """Each once, as the newest version has it."""
        newest: dict[str, Question] = {}
        for version in self.versions:
            for question in version.questions:
                if question.kind is kind:
                    newest.setdefault(question.id, question)
        return list(newest.values())

    def aspect_lines(self) -> Iterator[Line]:
        newest: dict[str, Aspect] = {}
        for version in self.versions:
            for aspect in version.aspects:
                newest.setdefault(aspect.id, aspect)
        ratings = self.questions(QuestionKind.RATING)
        for aspect in newest.values():
            ids = [question.id for question in ratings if question.aspect == aspect.id]
            if ids:
                given = self.counts.rated(ids)
                line = self._line(aspect.id, worded(aspect.name, self.language), given, each=len(ids))
                asked = tuple(sorted(id for id in ids if any(self.counts.rated([id]))))
                yield replace(line, parts=asked)

    def question_lines(self) -> Iterator[Line]:
        for question in self.questions(QuestionKind.RATING):
            text = worded(question.text, self.language)
            yield self._line(question.id, text, self.counts.rated([question.id]))

    def lines(self, shared: str, names: Mapping[str, str]) -> tuple[Line, ...]:
        """Of slices, measured by the verdict; also of those that nobody belongs to."""
        slices = {id: self.counts.slice(shared, id) for id in names}
        return tuple(
            Line(id, name, measure(total(slices[id].overall)), slices[id].answers)
            for id, name in names.items()
        )

    def visitors(self) -> dict[str, str]:
        """Those who chose nothing stand last, if there are any."""
        names = self._options(VISITOR)
        silent = {"": translate(NOT_SAID, self.language)} if "" in self.counts.ids("visitor") else {}
        return names | silent

    def outcomes(self) -> Iterator[Outcome]:
        chosen = self.counts.outcomes
        yield from (Outcome(id, label, chosen[id]) for id, label in self._options(OUTCOME).items())
        silent = self.counts.answers - chosen.total()
        if silent and chosen:
            yield Outcome("", translate(NOT_SAID, self.language), silent)

    def _options(self, id: str) -> dict[str, str]:
        """Of all versions, as the newest words them."""
        newest: dict[str, str] = {}
        for question in filter(None, (version.get(id) for version in self.versions)):
            for option in question.options:
                newest.setdefault(option.id, worded(option.text, self.language))
        return newest

    def _line(self, id: str, label: str, given: list[int], *, each: int = 1) -> Line:
        measured = measure(given, each=each)
        return Line(id, label, measured, measured.n + measured.unused)
