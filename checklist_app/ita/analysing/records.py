"""Analyses: the only place that reads and writes them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agency
from checklist_app.errors import conflict, invalid
from checklist_app.ita.analysing.model import Analysis, Finding, Mark
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.rights import require_keeping
from checklist_app.store import Body, Document, JsonValue, Kind, Store, stale_as
from checklist_app.thai import clean

LONGEST_ADVICE: Final = 4_000
MOST_FINDINGS: Final = 200
HUNDRED: Final = Decimal(100)
_QUESTION: Final = re.compile(r"[IEO][0-9]{1,3}")


class Analyses:
    KIND = Kind("ita_analyses", indexes=("agency",))

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store = store
        self._audit = audit

    def of(self, agency: Agency, cycle: Cycle) -> Analysis:
        """An Agency in hand is one that its reader may see."""
        document = self._store.get(self.KIND.name, cycle.of_agency(agency.id))
        return _analysis(document) if document else Analysis(agency.id, cycle)

    def of_year(self, cycle: Cycle, agencies: Iterable[Agency]) -> dict[str, Analysis]:
        """By agency, also where it lay in another province when they were written."""
        found = self._store.get_all(self.KIND.name, [cycle.of_agency(agency.id) for agency in agencies])
        return {analysis.agency: analysis for analysis in map(_analysis, found.values())}

    def change(self, person: Person, agency: Agency, analysis: Analysis) -> Analysis:
        """Write what was edited from its version."""
        require_keeping(person)
        analysis = replace(analysis, findings=_checked(analysis.findings.values()))
        if analysis.mark and not 0 <= analysis.mark.value <= HUNDRED:
            raise invalid("ita.mark_out_of_range", field="mark")
        id, body = analysis.cycle.of_agency(agency.id), _body(agency, analysis)
        with stale_as(conflict("ita.analysis_changed_meanwhile")), self._store.transaction():
            document = self._store.put(self.KIND.name, id, body, version=analysis.version)
            self._audit.record(actor=person.id, action="ita_analysis.changed", subject=id, details=body)
        return _analysis(document)


def _checked(findings: Iterable[Finding]) -> dict[str, Finding]:
    checked = {finding.question: replace(finding, advice=clean(finding.advice)) for finding in findings}
    if len(checked) > MOST_FINDINGS:
        raise invalid("ita.too_many_findings", field="findings", most=MOST_FINDINGS)
    for finding in checked.values():
        if not _QUESTION.fullmatch(finding.question):
            raise invalid("ita.no_such_question", field="findings", question=finding.question[:20])
        if len(finding.advice) > LONGEST_ADVICE:
            raise invalid(
                "ita.advice_too_long", field="findings", question=finding.question, most=LONGEST_ADVICE
            )
        if finding.score is not None and not 0 <= finding.score <= HUNDRED:
            raise invalid("ita.finding_out_of_range", field="findings", question=finding.question)
    return checked


def _body(agency: Agency, analysis: Analysis) -> Body:
    findings: list[JsonValue] = [
        {
            "question": each.question,
            "score": None if each.score is None else str(each.score),
            "missed": each.missed,
            "advice": each.advice,
        }
        for each in analysis.findings.values()
    ]
    mark = analysis.mark
    return {
        "agency": agency.id,
        "year": analysis.cycle.year,
        "findings": findings,
        "mark": {"value": str(mark.value), "inclusive": mark.inclusive} if mark else None,
    }


def _analysis(document: Document) -> Analysis:
    body: Mapping[str, Any] = document.body
    mark = body["mark"]
    return Analysis(
        agency=body["agency"],
        cycle=Cycle(body["year"]),
        version=document.version,
        findings={each["question"]: _finding(each) for each in body["findings"]},
        mark=Mark(Decimal(mark["value"]), mark["inclusive"]) if mark else None,
    )


def _finding(held: Mapping[str, Any]) -> Finding:
    score = None if held["score"] is None else Decimal(held["score"])
    return Finding(held["question"], score, held["missed"], held["advice"])
