"""Official papers that several processes issue at the same moment: numbers without gaps, one that holds."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from checklist_app.errors import Problem
from checklist_app.reports.papers import Made, Paper, State
from checklist_app.reports.stamps import Stamp
from tests.processes.conftest import Process
from tests.reports.test_papers import AT, ORDER, OTHER, made
from tests.store.contended import ContendedStore


def issued(process: Process, number: int = 0) -> Paper:
    order = replace(ORDER, subject=f"visit/{number}") if number else ORDER
    return process.of.papers.issue(order, made, by="somebody", at=AT)


@pytest.mark.parametrize("order", [ORDER, OTHER])
def test_who_is_overtaken_has_the_paper_made_with_the_next_number(
    one: Process, other: Process, contended: ContendedStore, order: object
) -> None:
    makes = []

    def make(stamp: Stamp) -> Made:
        makes.append(stamp.number)
        return made(stamp)

    contended.before_end(lambda: other.of.papers.issue(ORDER, made, by="somebody", at=AT))
    paper = one.of.papers.issue(order, make, by="somebody", at=AT)  # type: ignore[arg-type]
    assert makes == ["นท ขก 1/2570", "นท ขก 2/2570"]
    assert paper.number == "นท ขก 2/2570"
    holding = [each for each in one.of.papers.of(ORDER.subject) if each.state is State.GENUINE]
    assert len(holding) == 1


def test_who_is_replaced_at_the_same_moment_by_another_is_superseded_once(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    issued(one)
    contended.before_end(lambda: issued(other))
    issued(one)
    papers = one.of.papers.of(ORDER.subject)
    assert [paper.number for paper in papers] == ["นท ขก 3/2570", "นท ขก 2/2570", "นท ขก 1/2570"]
    assert [paper.state for paper in papers] == [State.GENUINE, State.SUPERSEDED, State.SUPERSEDED]


def test_a_paper_that_was_looked_at_is_not_replaced_when_another_came_meanwhile(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    contended.before_end(lambda: issued(other))
    with pytest.raises(Problem, match="issued_meanwhile"):
        one.of.papers.issue(ORDER, made, by="somebody", at=AT, instead_of="")
    assert len(one.of.papers.of(ORDER.subject)) == 1


def test_a_paper_that_two_revoke_is_revoked_by_one(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    paper = issued(one)
    contended.before_end(lambda: other.of.papers.revoke(paper.code, "ออกผิด", by="them", at=AT))
    with pytest.raises(Problem, match="revoked_already"):
        one.of.papers.revoke(paper.code, "ผิดจริง", by="us", at=AT)
    assert [entry.actor for entry in one.of.audit.before() if entry.action == "paper.revoked"] == ["them"]


def test_many_at_several_processes_get_numbers_without_gaps_and_nobody_is_sent_away(
    one: Process, other: Process, world: object
) -> None:
    with ThreadPoolExecutor(4) as threads:
        papers = [*threads.map(lambda n: issued((one, other)[n % 2], n), range(1, 17))]
    assert sorted(paper.number for paper in papers) == sorted(f"นท ขก {n}/2570" for n in range(1, 17))
