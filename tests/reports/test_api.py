"""What a phone learns of the genuine paper of its visit: enough to say what its own preview is worth."""

from typing import Any

import pytest
from flask import Flask

from checklist_app.clock import now
from checklist_app.reports.visit_papers import VisitPapers
from checklist_app.thai import DigitStyle
from checklist_app.visits import content_digest
from tests.cast import World
from tests.conftest import ClientOf
from tests.reports.conftest import says, send_photo, signature, take_photo
from tests.visits.phones import Phone


def told(phone: Phone) -> Any:
    answer = phone.client.get(f"/api/visits/{phone.visit}/paper")
    assert answer.status_code == 200
    return answer.get_json()["paper"]


@pytest.fixture
def issued(finished: Phone, papers: VisitPapers, world: World) -> Phone:
    papers.issue(world["inspector"], finished.visit, DigitStyle.ARABIC, at=now())
    return finished


def test_before_anything_is_issued_there_is_no_paper(finished: Phone) -> None:
    assert told(finished) is None


def test_the_phone_learns_number_code_and_pages_and_what_to_compare_with(
    issued: Phone, papers: VisitPapers, world: World
) -> None:
    paper = papers.report(world["inspector"], issued.visit).standing
    assert paper
    said = told(issued)
    assert said.pop("issued").startswith(paper.issued.isoformat()[:19])
    assert said == {
        "number": paper.number,
        "code": paper.shown,
        "pages": paper.pages,
        "changed": False,
        "content": content_digest(issued.state),
    }
    assert issued.client.get(f"/papers/{said['code']}.pdf").status_code == 200


def test_a_visit_that_changed_after_its_paper_says_so(issued: Phone) -> None:
    says(issued, "answer:3.2.1-6/01", True)
    assert told(issued)["changed"] is True
    assert told(issued)["content"] == content_digest(issued.state)


def test_a_signature_that_comes_later_is_a_change_of_the_paper_and_not_of_the_content(issued: Phone) -> None:
    before = told(issued)["content"]
    says(issued, "sign:signatures.reporter", signature(issued))
    assert told(issued)["changed"] is True
    assert told(issued)["content"] == before


def test_a_photo_that_arrives_after_the_paper_is_a_change(
    finished: Phone, papers: VisitPapers, world: World
) -> None:
    content = take_photo(finished)
    papers.issue(world["inspector"], finished.visit, DigitStyle.ARABIC, at=now())
    assert told(finished)["changed"] is False
    send_photo(finished, content)
    assert told(finished)["changed"] is True


def test_a_revoked_paper_is_none(app: Flask, issued: Phone, client_of: ClientOf) -> None:
    code = told(issued)["code"]
    supervisor = client_of("supervisor")
    data = {"csrf_token": supervisor.token("/about"), "reason": "ออกผิด"}
    assert supervisor.post(f"/papers/{code}/revoke", data=data).status_code == 302
    assert told(issued) is None


def test_whoever_may_not_open_the_visit_is_told_that_there_is_none(
    issued: Phone, client_of: ClientOf
) -> None:
    assert client_of("outsider").get(f"/api/visits/{issued.visit}/paper").status_code == 404
