"""The papers about rounds of surveys: the report to the executive, its drafts and its official editions.
Whoever may see the agency may read them; to everybody else there is no such agency."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from checklist_app.accounts import Person
from checklist_app.agencies import Agencies
from checklist_app.documents import Rendering
from checklist_app.errors import Problem, ProblemKind, conflict, not_found
from checklist_app.reports.papers import SURVEY, Made, Order, Paper, Papers, standing
from checklist_app.reports.press import both_files, one_file
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.survey.material import Material, content_of, gather
from checklist_app.reports.survey.report import survey_report
from checklist_app.surveys import Period, Surveys, period_of_key, require_keeping
from checklist_app.thai import DigitStyle

_SUBJECT: Final = "survey/"


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """What there is of the papers about one round, the newest edition first."""

    material: Material
    editions: tuple[Paper, ...]

    @property
    def closed(self) -> bool:
        return not self.material.is_open

    @property
    def standing(self) -> Paper | None:
        return standing(self.editions)

    @property
    def current(self) -> Paper | None:
        """The genuine paper, if nothing has changed since it was issued."""
        paper = self.standing
        return paper if paper and paper.content == content_of(self.material) else None


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """`paper` is the one that was issued, where it is not a draft."""

    content: bytes
    material: Material
    paper: Paper | None = None


class SurveyPapers:
    def __init__(self, surveys: Surveys, agencies: Agencies, papers: Papers, rendering: Rendering) -> None:
        self._surveys = surveys
        self._agencies = agencies
        self._papers = papers
        self._rendering = rendering

    def report(self, person: Person, agency: str, period: Period, *, at: datetime) -> SurveyReport:
        """A round whose time is over is closed first."""
        material = self._material(person, agency, period, at=at)
        return SurveyReport(material, tuple(self._papers.of(_subject(agency, period))))

    def file(
        self, person: Person, agency: str, period: Period, ending: str, digits: DigitStyle, *, at: datetime
    ) -> SurveyFile:
        """The official paper if it says what the round says now, else what one would say, without number."""
        report = self.report(person, agency, period, at=at)
        if report.current:
            content = self._papers.read(report.current, ending)
            return SurveyFile(content, report.material, report.current)
        draft = survey_report(report.material, stamp=None, digits=digits, made=at)
        return SurveyFile(one_file(self._rendering, draft, ending, {}), report.material)

    def issue(
        self,
        person: Person,
        agency: str,
        period: Period,
        digits: DigitStyle,
        *,
        at: datetime,
        instead_of: str | None = None,
    ) -> Paper:
        """The official paper as the round is now, once it is closed. `instead_of` as in `Papers.issue`."""
        material = self._material(person, agency, period, at=at)
        require_keeping(person)
        if material.is_open:
            raise conflict("surveys.report_before_closing")
        order = _order(material, digits)

        def make(stamp: Stamp) -> Made:
            document = survey_report(material, stamp=stamp, digits=digits, made=at)
            made = both_files(self._rendering, document, {})
            # Making takes seconds, and so may one's turn.
            if content_of(self._material(person, agency, period, at=at)) != order.content:
                raise conflict("surveys.report_changed_meanwhile")
            return made

        return self._papers.issue(order, make, by=person.id, at=at, instead_of=instead_of)

    def may_read(self, person: Person, paper: Paper) -> bool:
        """Whether this person may read a paper that was issued."""
        try:
            self._agencies.fetch(person.scope, paper.agency)
        except Problem as problem:
            if problem.kind is ProblemKind.UNAVAILABLE:
                raise
            return False
        return True

    def _material(self, person: Person, agency: str, period: Period, *, at: datetime) -> Material:
        found = self._agencies.fetch(person.scope, agency)
        self._surveys.rounds.settle(agency, at=at)
        round = self._surveys.rounds.get(agency, period)
        if round is None:
            raise not_found("surveys.no_round")
        return gather(self._surveys, found, round)


def period_of(paper: Paper) -> Period:
    """The round that the paper is about."""
    return period_of_key(paper.subject.rpartition("/")[2])


def _subject(agency: str, period: Period) -> str:
    return f"{_SUBJECT}{agency}/{period.key}"


def _order(material: Material, digits: DigitStyle) -> Order:
    return Order(
        kind=SURVEY,
        subject=_subject(material.agency, material.period),
        agency=material.agency,
        agency_name=material.agency_name,
        province=material.province,
        year=material.period.year,
        content=content_of(material),
        digits=digits,
    )
