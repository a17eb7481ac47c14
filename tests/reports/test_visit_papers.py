"""Papers about visits: when one may be issued, when it says no longer what the visit says, who reads it."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from checklist_app.accounts import Person
from checklist_app.app import build_collections
from checklist_app.config import Config
from checklist_app.documents.document import texts
from checklist_app.errors import Problem, ProblemKind, unavailable
from checklist_app.reports.batch_model import Order as BatchOrder
from checklist_app.reports.batch_model import Piece
from checklist_app.reports.batch_visits import making
from checklist_app.reports.issued import IssuedPapers
from checklist_app.reports.papers import Paper, State
from checklist_app.reports.visit_papers import VisitPapers
from checklist_app.thai import DigitStyle
from tests.cast import World, quick_passwords
from tests.reports.conftest import Quick, says, send_photo, signature, status, take_photo
from tests.visits.phones import Phone

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TICK = "answer:3.2.1-6/01"


def issue(papers: VisitPapers, phone: Phone, who: Person | None = None, **more: str) -> Paper:
    return papers.issue(who or phone.owner, phone.visit, DigitStyle.ARABIC, at=AT, **more)


def report_file(papers: VisitPapers, phone: Phone, ending: str = "pdf", digits: str = "arabic") -> bytes:
    return papers.file(phone.owner, phone.visit, ending, DigitStyle(digits), at=AT).content


# --- when -------------------------------------------------------------------------------------------


def test_a_visit_that_is_not_complete_has_no_official_paper(papers: VisitPapers, phone: Phone) -> None:
    with pytest.raises(Problem, match="not_finished"):
        issue(papers, phone)
    assert papers.report(phone.owner, phone.visit).editions == ()


@pytest.mark.parametrize("after", ["returned", "draft"])
def test_a_visit_that_was_opened_again_has_none_until_it_is_complete_again(
    papers: VisitPapers, world: World, finished: Phone, after: str
) -> None:
    finished.owner, inspector = world["supervisor"], finished.owner
    finished.client.sign_in(world["supervisor"])
    says(finished, "status", status(after, "ขาดรูปป้าย"))
    with pytest.raises(Problem, match="not_finished"):
        issue(papers, finished, inspector)


@pytest.mark.parametrize("after", [[], ["accepted"], ["accepted", "locked"]])
def test_a_finished_visit_gets_its_paper(
    papers: VisitPapers, world: World, finished: Phone, after: list[str]
) -> None:
    inspector, finished.owner = finished.owner, world["supervisor"]
    finished.client.sign_in(world["supervisor"])
    for state in after:
        says(finished, "status", status(state))
    paper = issue(papers, finished, inspector)
    assert paper.number == "นท ขก 1/2567"
    assert (paper.kind, paper.subject, paper.pages) == ("supervision", f"visit/{finished.visit}", 11)
    assert papers.report(inspector, finished.visit).current == paper


def test_both_files_are_the_report_with_the_stamp(papers: VisitPapers, finished: Phone, crew: Quick) -> None:
    paper = issue(papers, finished)
    assert len(crew.documents) == 2
    for document in crew.documents:
        said = "\n".join(texts(document))
        assert paper.number in said
        assert paper.shown in said
        assert document.watermark == ""
        assert (document.digits, document.made) == (DigitStyle.ARABIC, AT)


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (unavailable("aside.busy"), "rendering_busy"),
        (unavailable("aside.too_long", seconds=60), "rendering_failed"),
        (unavailable("aside.too_much"), "rendering_failed"),
        (RuntimeError("typst"), "typst"),
    ],
)
def test_when_the_crew_cannot_there_is_no_paper_and_no_number(
    papers: VisitPapers, finished: Phone, crew: Quick, fails: Exception, told: str
) -> None:
    crew.fails = fails
    with pytest.raises((Problem, RuntimeError), match=told):
        issue(papers, finished)
    crew.fails = None
    assert papers.report(finished.owner, finished.visit).editions == ()
    assert issue(papers, finished).number == "นท ขก 1/2567"


@pytest.mark.parametrize(
    ("field", "value"),
    [(TICK, True), ("status", status("returned", "ขาดรูปป้าย")), ("status", status("draft", "ขาดรูปป้าย"))],
)
def test_what_changes_while_the_paper_is_made_is_never_papered_over(
    papers: VisitPapers, world: World, finished: Phone, crew: Quick, field: str, value: object
) -> None:
    inspector, finished.owner = finished.owner, world["supervisor"]
    finished.client.sign_in(world["supervisor"])
    crew.meanwhile = lambda: says(finished, field, value)
    with pytest.raises(Problem, match=r"papers\.changed_meanwhile"):
        issue(papers, finished, inspector)
    assert papers.report(inspector, finished.visit).editions == ()


def test_a_photo_that_was_lost_here_is_told_and_takes_no_number(
    app: Flask, papers: VisitPapers, phone: Phone
) -> None:
    send_photo(phone, take_photo(phone))
    says(phone, "status", status("complete"))
    files = app.extensions["checklist"].photos._files
    for name in [*files.names()]:
        files.path(name).unlink()
    for attempt in (lambda: issue(papers, phone), lambda: report_file(papers, phone)):
        with pytest.raises(Problem, match=r"papers\.photo_lost") as caught:
            attempt()
        assert caught.value.kind is ProblemKind.UNAVAILABLE
    with pytest.raises(Problem, match=r"carried\.kept_photo_damaged"):
        papers.whole(phone.owner, phone.visit, at=AT)
    assert papers.report(phone.owner, phone.visit).editions == ()


def test_the_real_crew_makes_them_without_a_stand_in(app: Flask, finished: Phone) -> None:
    collections = app.extensions["checklist"]
    try:
        paper = issue(collections.visit_papers, finished)
    finally:
        collections.rendering.close()
    pdf = PdfReader(io.BytesIO(collections.papers.read(paper, "pdf")))
    assert len(pdf.pages) == paper.pages
    assert any(paper.shown in page.extract_text() for page in pdf.pages)
    with zipfile.ZipFile(io.BytesIO(collections.papers.read(paper, "docx"))) as docx:
        assert paper.shown in docx.read("word/document.xml").decode()


# --- what has changed since ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field", [TICK, f"note:{TICK[7:]}", "visited_on", f"member:{'a' * 26}", "advice:3.2.1-6/01"]
)
def test_what_is_said_later_is_not_in_the_paper(papers: VisitPapers, finished: Phone, field: str) -> None:
    paper = issue(papers, finished)
    values = {
        TICK: True,
        "visited_on": "2026-11-19",
        f"member:{'a' * 26}": {"name": "คนใหม่", "position": ""},
        "advice:3.2.1-6/01": {"indicator": "", "text": "ติดป้าย", "state": "kept"},
    }
    says(finished, field, values.get(field, "หมายเหตุ"))
    report = papers.report(finished.owner, finished.visit)
    assert (report.standing, report.current) == (paper, None)
    again = issue(papers, finished, instead_of=paper.code)
    report = papers.report(finished.owner, finished.visit)
    assert report.current == again
    assert [edition.state for edition in report.editions] == [State.GENUINE, State.SUPERSEDED]


def test_a_signature_that_comes_later_is_not_in_the_paper(papers: VisitPapers, finished: Phone) -> None:
    issue(papers, finished)
    says(finished, "sign:signatures.reporter", signature(finished))
    assert papers.report(finished.owner, finished.visit).current is None


def test_a_photo_that_arrives_later_is_not_in_the_paper(
    papers: VisitPapers, finished: Phone, crew: Quick
) -> None:
    content = take_photo(finished)
    paper = issue(papers, finished)
    assert papers.report(finished.owner, finished.visit).current == paper
    send_photo(finished, content)
    assert papers.report(finished.owner, finished.visit).current is None
    issue(papers, finished)
    assert [len(shown) for shown in crew.pictures] == [0, 0, 1, 1]


def test_going_on_to_the_next_state_changes_nothing_in_the_paper(
    papers: VisitPapers, world: World, finished: Phone
) -> None:
    paper = issue(papers, finished)
    inspector, finished.owner = finished.owner, world["supervisor"]
    finished.client.sign_in(world["supervisor"])
    says(finished, "status", status("accepted"))
    assert papers.report(inspector, finished.visit).current == paper


# --- warnings ---------------------------------------------------------------------------------------


def test_what_should_be_looked_at_first_is_known_and_forbids_nothing(
    papers: VisitPapers, finished: Phone
) -> None:
    take_photo(finished)
    finished.write(TICK, True)
    finished.write(TICK, False, replaces=[])
    finished.sync()
    report = papers.report(finished.owner, finished.visit)
    assert (report.material.missing, report.material.disputed) == (1, (TICK,))
    assert report.unsigned
    assert issue(papers, finished).state is State.GENUINE


def test_a_batch_issues_nothing_in_which_the_team_disagrees(papers: VisitPapers, finished: Phone) -> None:
    finished.write(TICK, True)
    finished.write(TICK, False, replaces=[])
    finished.sync()
    says(finished, "sign:signatures.reporter", signature(finished))
    report = papers.report(finished.owner, finished.visit)
    order = BatchOrder(report.visit.province, report.visit.year, ("pdf",), issue=True)
    piece = making(papers)(finished.owner, report.visit, order)
    assert piece.draft
    assert piece.remark
    assert (piece.remark.code, piece.remark.parameters) == ("reports.draft_disputed", {"disputed": 1})


def test_a_batch_that_is_made_again_issues_no_paper_again(papers: VisitPapers, finished: Phone) -> None:
    says(finished, "sign:signatures.reporter", signature(finished))
    visit = papers.report(finished.owner, finished.visit).visit
    order = BatchOrder(visit.province, visit.year, ("pdf",), issue=True)
    first, second = (making(papers)(finished.owner, visit, order) for _ in range(2))
    assert not first.draft
    assert second == first
    assert len(papers.report(finished.owner, finished.visit).editions) == 1


def test_two_processes_with_one_batch_issue_one_paper(
    papers: VisitPapers, finished: Phone, crew: Quick, world: World, config: Config
) -> None:
    """The one that was taken for dead is still at it."""
    says(finished, "sign:signatures.reporter", signature(finished))
    visit = papers.report(finished.owner, finished.visit).visit
    order = BatchOrder(visit.province, visit.year, ("pdf",), issue=True)
    other = build_collections(world.store, config, quick_passwords()).visit_papers
    other._rendering = crew  # type: ignore[assignment]  # as the fixture does with the other one
    faster: list[Piece] = []
    crew.meanwhile = lambda: faster.append(making(other)(finished.owner, visit, order))
    later = making(papers)(finished.owner, visit, order)
    assert [later] == faster
    assert not later.draft
    assert len(papers.report(finished.owner, finished.visit).editions) == 1


def test_a_signature_that_covers_no_later_change_is_counted(papers: VisitPapers, finished: Phone) -> None:
    says(finished, "sign:signatures.reporter", signature(finished))
    report = papers.report(finished.owner, finished.visit)
    assert (report.unsigned, report.void_signatures) == (False, 0)
    says(finished, TICK, True)
    assert papers.report(finished.owner, finished.visit).void_signatures == 1


# --- files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_before_it_is_issued_the_file_is_a_draft_without_a_number(
    papers: VisitPapers, phone: Phone, crew: Quick, ending: str
) -> None:
    file = papers.file(phone.owner, phone.visit, ending, DigitStyle.THAI, at=AT)
    assert file.paper is None
    (document,) = crew.documents
    assert (document.watermark, document.digits) == ("ร่าง", DigitStyle.THAI)
    assert "นท ขก" not in "\n".join(texts(document))
    assert "/verify" not in "\n".join(texts(document))


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_after_it_is_issued_the_file_is_the_same_to_the_byte_for_ever(
    papers: VisitPapers, issued: IssuedPapers, finished: Phone, crew: Quick, ending: str
) -> None:
    paper = issue(papers, finished)
    first = report_file(papers, finished, ending)
    assert report_file(papers, finished, ending, "thai") == first
    assert issued.read(finished.owner, paper.code, ending)[1] == first
    assert len(crew.documents) == 2  # those of issuing it
    says(finished, TICK, True)
    assert report_file(papers, finished, ending) != first
    assert issued.read(finished.owner, paper.code, ending)[1] == first


def test_after_it_was_revoked_the_file_is_a_draft_again(
    papers: VisitPapers, issued: IssuedPapers, world: World, finished: Phone
) -> None:
    paper = issue(papers, finished)
    issued.revoke(world["supervisor"], paper.code, "ออกผิด", at=AT + timedelta(hours=1))
    file = papers.file(finished.owner, finished.visit, "pdf", DigitStyle.ARABIC, at=AT)
    assert file.paper is None
    assert "ร่าง".encode() in file.content


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_data_can_be_had_of_any_visit(papers: VisitPapers, phone: Phone, ending: str) -> None:
    assert report_file(papers, phone, ending)


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_blank_form_carries_nothing_of_any_visit(papers: VisitPapers, crew: Quick, ending: str) -> None:
    assert papers.blank("nacc-2563", 2567, ending, DigitStyle.ARABIC, at=AT)
    (document,) = crew.documents
    assert document.watermark == ""
    assert "เทศบาลตำบลนาดี" not in "\n".join(texts(document))


# --- who --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["colleague", "outsider", "staff", "executive"])
def test_whoever_may_not_open_the_visit_learns_of_no_report(
    papers: VisitPapers, world: World, finished: Phone, who: str
) -> None:
    for ask in (
        lambda: papers.report(world[who], finished.visit),
        lambda: papers.file(world[who], finished.visit, "csv", DigitStyle.ARABIC, at=AT),
        lambda: issue(papers, finished, world[who]),
    ):
        with pytest.raises(Problem) as raised:
            ask()
        assert raised.value.kind is ProblemKind.NOT_FOUND


def test_an_auditor_reads_and_issues_nothing(
    papers: VisitPapers, issued: IssuedPapers, world: World, finished: Phone
) -> None:
    auditor = world["auditor"]
    with pytest.raises(Problem, match="not_your_role"):
        issue(papers, finished, auditor)
    paper = issue(papers, finished)
    assert papers.report(auditor, finished.visit).current == paper
    assert issued.read(auditor, paper.code, "pdf")[0] == paper
    with pytest.raises(Problem, match="only_supervisors_revoke"):
        issued.revoke(auditor, paper.code, "ไม่ชอบ", at=AT)


def test_the_team_issues_and_only_supervisors_revoke(
    papers: VisitPapers, issued: IssuedPapers, world: World, finished: Phone
) -> None:
    paper = issue(papers, finished)
    with pytest.raises(Problem, match="only_supervisors_revoke"):
        issued.revoke(finished.owner, paper.code, "ออกผิด", at=AT)
    assert issued.revoke(world["supervisor"], paper.code, "ออกผิด", at=AT).state is State.REVOKED


@pytest.mark.parametrize("who", ["staff", "executive"])
def test_an_agency_reads_the_genuine_paper_about_itself_and_no_other(
    papers: VisitPapers, issued: IssuedPapers, world: World, finished: Phone, who: str
) -> None:
    agency = world[who].agency or ""
    first = issue(papers, finished)
    assert issued.of_agency(world[who], agency) == [first]
    assert issued.read(world[who], first.code, "pdf")[0] == first
    says(finished, TICK, True)
    second = issue(papers, finished)
    assert issued.of_agency(world[who], agency) == [second]
    with pytest.raises(Problem, match="unknown"):
        issued.read(world[who], first.code, "pdf")
    issued.revoke(world["supervisor"], second.code, "ออกผิด", at=AT)
    assert issued.of_agency(world[who], agency) == []


def test_a_neighbouring_agency_reads_nothing(issued: IssuedPapers, world: World, app: Flask) -> None:
    """The person is of another agency than the one the paper is about."""
    staff = world["staff"]
    other = world.agencies["เทศบาลเมืองสว่าง"]
    held = app.extensions["checklist"].papers
    from tests.reports.test_papers import ORDER, made

    paper = held.issue(
        type(ORDER)(
            "supervision", "visit/x", other.id, other.name, other.province, 2567, "", DigitStyle.ARABIC
        ),
        made,
        by="somebody",
        at=AT,
    )
    assert not issued.may_read(staff, paper)
    assert issued.of_agency(staff, other.id) == []


def test_a_colleague_who_is_not_of_the_team_reads_no_issued_paper(
    papers: VisitPapers, issued: IssuedPapers, world: World, finished: Phone
) -> None:
    paper = issue(papers, finished)
    for who in ("colleague", "outsider"):
        with pytest.raises(Problem, match="unknown"):
            issued.read(world[who], paper.code, "pdf")
        assert issued.of_agency(world[who], paper.agency) == []
