"""The papers about rounds: drafts, official editions after closing, who may read them, and their pages."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from flask import Flask

from checklist_app.documents.document import texts
from checklist_app.errors import Problem, ProblemKind
from checklist_app.reports import survey_pages
from checklist_app.reports.issued import IssuedPapers
from checklist_app.reports.papers import Paper, State
from checklist_app.reports.survey_papers import SurveyPapers
from checklist_app.surveys import Period
from checklist_app.thai import DigitStyle
from tests.cast import World
from tests.client import Page, StrictClient
from tests.conftest import ClientOf
from tests.reports.conftest import Quick
from tests.surveys.world import GOOD, Office, look_on

PERIOD = Period(2570, 1)
DURING = datetime(2027, 1, 15, 3, tzinfo=UTC)
AFTER = datetime(2027, 4, 5, 3, tzinfo=UTC)
ISSUE, AGAIN = "ออกเอกสารฉบับจริง</button>", "ออกเอกสารฉบับใหม่แทน</button>"
OF_THE_AGENCY = ("staff", "executive", "supervisor", "inspector", "auditor", "administrator")


@pytest.fixture
def office(app: Flask, world: World, crew: Quick) -> Office:
    """With a point where twelve people answered, one of them with a wish."""
    held = Office(world, app.extensions["checklist"].surveys, world.store)
    point = held.point()
    for _ in range(11):
        assert held.answer(point)
    assert held.answer(point, {**GOOD, "comment": "อยากให้มีเก้าอี้เพิ่ม"})
    return held


@pytest.fixture
def papers(app: Flask) -> SurveyPapers:
    held: SurveyPapers = app.extensions["checklist"].survey_papers
    return held


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch, office: Office) -> Office:
    """What pages see after the round is over."""
    monkeypatch.setattr(survey_pages, "now", lambda: AFTER)
    return office


@pytest.fixture
def still_open(monkeypatch: pytest.MonkeyPatch, office: Office) -> Office:
    monkeypatch.setattr(survey_pages, "now", lambda: DURING)
    return office


def issue(papers: SurveyPapers, office: Office, who: str = "staff", **more: str) -> Paper:
    person = office.world[who]
    return papers.issue(person, office.agency, PERIOD, DigitStyle.ARABIC, at=AFTER, **more)


def content(papers: SurveyPapers, office: Office, ending: str = "pdf", at: datetime = AFTER) -> bytes:
    staff = office.world["staff"]
    return papers.file(staff, office.agency, PERIOD, ending, DigitStyle.ARABIC, at=at).content


def decide(office: Office, text: str = "ทราบ ให้เพิ่มเก้าอี้") -> None:
    office.surveys.rounds.decide(office.world["executive"], office.agency, PERIOD, text, at=AFTER)


# --- papers -----------------------------------------------------------------------------------------


def test_while_the_round_is_open_there_is_a_draft_and_no_paper(
    papers: SurveyPapers, office: Office, crew: Quick
) -> None:
    assert "12 คำตอบ" in content(papers, office, at=DURING).decode()
    assert crew.documents[0].watermark == "ร่าง"
    with pytest.raises(Problem, match="report_before_closing"):
        papers.issue(office.world["staff"], office.agency, PERIOD, DigitStyle.ARABIC, at=DURING)
    assert papers.report(office.world["staff"], office.agency, PERIOD, at=DURING).editions == ()


def test_after_closing_it_gets_a_number_of_its_own_series(papers: SurveyPapers, office: Office) -> None:
    paper = issue(papers, office)
    assert (paper.number, paper.kind, paper.year) == ("สพ ขก 1/2570", "survey", 2570)
    assert paper.subject == f"survey/{office.agency}/2570-1"
    assert paper.agency_name == "เทศบาลตำบลนาดี"


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_an_issued_file_stays_the_same_until_something_changes(
    papers: SurveyPapers, office: Office, issued: IssuedPapers, ending: str
) -> None:
    paper = issue(papers, office)
    first = content(papers, office, ending)
    assert issued.read(office.world["staff"], paper.code, ending)[1] == first
    assert content(papers, office, ending) == first
    decide(office)
    changed = content(papers, office, ending)
    assert "ทราบ ให้เพิ่มเก้าอี้".encode() in changed
    assert issued.read(office.world["staff"], paper.code, ending)[1] == first


def test_a_decision_after_issuing_shows_as_changed_and_a_new_edition_supersedes(
    papers: SurveyPapers, office: Office
) -> None:
    first = issue(papers, office)
    staff = office.world["staff"]
    assert papers.report(staff, office.agency, PERIOD, at=AFTER).current == first
    decide(office)
    report = papers.report(staff, office.agency, PERIOD, at=AFTER)
    assert (report.current, report.standing) == (None, first)
    second = issue(papers, office)
    newest, old = papers.report(staff, office.agency, PERIOD, at=AFTER).editions
    assert (newest, old.state) == (second, State.SUPERSEDED)


def test_what_is_changed_while_the_paper_is_made_uses_no_number(
    papers: SurveyPapers, office: Office, crew: Quick
) -> None:
    papers.report(office.world["staff"], office.agency, PERIOD, at=AFTER)
    crew.meanwhile = lambda: decide(office)
    with pytest.raises(Problem, match="report_changed_meanwhile"):
        issue(papers, office)
    assert issue(papers, office).number == "สพ ขก 1/2570"


def test_a_comment_that_nobody_has_read_is_not_on_the_paper(
    papers: SurveyPapers, office: Office, crew: Quick
) -> None:
    issue(papers, office)
    said = "\n".join(texts(crew.documents[0]))
    assert "อยากให้มีเก้าอี้เพิ่ม" not in said
    assert "ยังรอตรวจ 1 ข้อ" in said


def test_a_later_round_is_compared_with_the_earlier_one(
    papers: SurveyPapers, office: Office, crew: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_on(AFTER.date() + timedelta(days=1), monkeypatch)
    (point,) = office.surveys.points.of(office.agency)
    papers.report(office.world["staff"], office.agency, PERIOD, at=AFTER)
    for _ in range(12):
        assert office.answer(point, {**GOOD, "process": 1, "overall": 1}, at=AFTER)
    staff = office.world["staff"]
    papers.file(staff, office.agency, PERIOD.following, "pdf", DigitStyle.ARABIC, at=AFTER)
    said = "\n".join(texts(crew.documents[-1])).replace("\u00a0", " ")
    assert "เมื่อเทียบกับรอบที่ 1 ปีงบประมาณ พ.ศ. 2570" in said
    assert "ลดลง" in said


def test_a_round_that_never_was_is_not_found(papers: SurveyPapers, office: Office) -> None:
    with pytest.raises(Problem) as raised:
        papers.report(office.world["staff"], office.agency, Period(2560, 1), at=AFTER)
    assert raised.value.kind is ProblemKind.NOT_FOUND


# --- who --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OF_THE_AGENCY)
def test_everybody_with_the_agency_in_scope_reads_it(
    papers: SurveyPapers, office: Office, issued: IssuedPapers, who: str
) -> None:
    paper = issue(papers, office)
    assert issued.read(office.world[who], paper.code, "pdf")[0] == paper
    assert issued.of_agency(office.world[who], office.agency) == [paper]


def test_others_learn_of_no_paper(papers: SurveyPapers, office: Office, issued: IssuedPapers) -> None:
    paper = issue(papers, office)
    outsider = office.world["outsider"]
    for ask in (
        lambda: issued.read(outsider, paper.code, "pdf"),
        lambda: papers.report(outsider, office.agency, PERIOD, at=AFTER),
        lambda: papers.file(outsider, office.agency, PERIOD, "pdf", DigitStyle.ARABIC, at=AFTER),
        lambda: issue(papers, office, "outsider"),
    ):
        with pytest.raises(Problem) as raised:
            ask()
        assert raised.value.kind is ProblemKind.NOT_FOUND
    assert issued.of_agency(outsider, office.agency) == []


@pytest.mark.parametrize("who", ["executive", "inspector", "auditor"])
def test_only_who_keeps_the_surveys_issues(papers: SurveyPapers, office: Office, who: str) -> None:
    with pytest.raises(Problem, match="not_yours_to_keep"):
        issue(papers, office, who)


def test_only_supervisors_revoke(papers: SurveyPapers, office: Office, issued: IssuedPapers) -> None:
    paper = issue(papers, office)
    with pytest.raises(Problem, match="only_supervisors_revoke"):
        issued.revoke(office.world["staff"], paper.code, "ออกผิด", at=AFTER)
    revoked = issued.revoke(office.world["supervisor"], paper.code, "ออกผิด", at=AFTER)
    assert revoked.state is State.REVOKED
    assert papers.report(office.world["staff"], office.agency, PERIOD, at=AFTER).standing is None


# --- pages ------------------------------------------------------------------------------------------


def page_of(office: Office) -> str:
    return f"/surveys/{office.agency}/rounds/2570/1/papers"


def seen_by(client: StrictClient, office: Office, language: str = "th") -> str:
    answer = client.get(page_of(office), query_string={"lang": language})
    assert answer.status_code == 200
    return answer.text


def press(client: StrictClient, office: Office, **fields: str) -> int:
    hidden = Page(client.get(page_of(office)).text).hidden
    sent = {"digits": "arabic", **hidden, **fields}
    return client.post(page_of(office), data=sent).status_code


def editions(app: Flask, office: Office) -> list[Paper]:
    found: list[Paper] = app.extensions["checklist"].papers.of(f"survey/{office.agency}/2570-1")
    return found


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_is_sound_in_every_state_and_language(
    app: Flask, closed: Office, client_of: ClientOf, language: str
) -> None:
    staff, supervisor = client_of("staff"), client_of("supervisor")
    for step in steps(app, closed, staff, supervisor):
        for client in (staff, supervisor, client_of("executive")):
            seen_by(client, closed, language)
        assert step


def steps(app: Flask, office: Office, staff: StrictClient, supervisor: StrictClient) -> Iterator[str]:
    yield "closed"
    assert press(staff, office) == 302
    yield "issued"
    decide(office)
    yield "changed"
    assert press(staff, office, digits="thai") == 302
    yield "issued again"
    paper = editions(app, office)[0]
    data = {"csrf_token": supervisor.token(page_of(office)), "reason": "ออกผิด"}
    answer = supervisor.post(f"/papers/{paper.code}/revoke", data=data)
    assert answer.status_code == 302
    assert answer.location.endswith(page_of(office))
    yield "revoked"


def test_an_open_round_shows_a_draft_and_no_button(still_open: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    page = seen_by(staff, still_open)
    assert ISSUE not in page
    assert "ดูร่าง PDF" in page
    assert "รอบปิดเองหลังวันที่" in page
    assert press(staff, still_open) == 409


def test_a_closed_round_offers_one_button_to_who_may_press_it(
    app: Flask, closed: Office, client_of: ClientOf
) -> None:
    assert ISSUE not in seen_by(client_of("executive"), closed)
    staff = client_of("staff")
    page = seen_by(staff, closed)
    assert page.count(ISSUE) == 1
    assert "ความเห็น 1 ข้อยังรออ่าน" in page
    assert press(staff, closed, digits="thai") == 302
    assert editions(app, closed)[0].digits == "thai"
    assert "ออกเอกสารเลขที่ สพ ขก 1/2570 แล้ว" in seen_by(staff, closed)


def test_a_page_that_is_out_of_date_issues_nothing(app: Flask, closed: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    hidden = Page(seen_by(staff, closed)).hidden
    assert press(staff, closed) == 302
    again = staff.post(page_of(closed), data={**hidden, "digits": "arabic"})
    assert again.status_code == 409
    assert len(editions(app, closed)) == 1


def test_files_are_named_for_people(closed: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    address = f"/surveys/{closed.agency}/rounds/2570/1/report"
    draft = unquote(staff.get(f"{address}.pdf").headers["Content-Disposition"])
    assert "รายงานความพึงพอใจ-เทศบาลตำบลนาดี-2570-1-ร่าง.pdf" in draft
    assert press(staff, closed) == 302
    official = staff.get(f"{address}.docx")
    assert "-ร่าง" not in unquote(official.headers["Content-Disposition"])
    assert "wordprocessingml.document" in official.headers["Content-Type"]


@pytest.mark.parametrize("address", ["2570/3", "9999/1", "2560/1"])
def test_an_address_of_no_round_is_no_page(closed: Office, client_of: ClientOf, address: str) -> None:
    answer = client_of("staff").get(f"/surveys/{closed.agency}/rounds/{address}/papers")
    assert answer.status_code == 404


def test_both_kinds_of_papers_are_served_by_their_code(
    app: Flask, closed: Office, client_of: ClientOf
) -> None:
    assert press(client_of("staff"), closed) == 302
    (paper,) = editions(app, closed)
    for who in OF_THE_AGENCY:
        answer = client_of(who).get(f"/papers/{paper.code}.pdf")
        assert answer.status_code == 200
        assert "รายงานความพึงพอใจ-เทศบาลตำบลนาดี-2570" in unquote(answer.headers["Content-Disposition"])
    assert client_of("outsider").get(f"/papers/{paper.code}.pdf").status_code == 404


def test_revoking_without_a_reason_stays_on_the_page(app: Flask, closed: Office, client_of: ClientOf) -> None:
    assert press(client_of("staff"), closed) == 302
    supervisor, (paper,) = client_of("supervisor"), editions(app, closed)
    data = {"csrf_token": supervisor.token(page_of(closed)), "reason": " "}
    answer = supervisor.post(f"/papers/{paper.code}/revoke", data=data)
    assert answer.status_code == 422
    assert "กรุณาเขียนเหตุผลที่ยกเลิก" in answer.text


# --- verifying --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("th", ("หน่วยงานที่รายงาน", "รายงานผลการประเมินความพึงพอใจ รอบที่ 1 ปีงบประมาณ 2570")),
        ("en", ("Reporting agency", "Satisfaction survey report, round 1, fiscal year 2570")),
    ],
)
def test_anybody_learns_what_kind_of_paper_it_is(
    app: Flask, closed: Office, client_of: ClientOf, language: str, words: tuple[str, str]
) -> None:
    assert press(client_of("staff"), closed) == 302
    (paper,) = editions(app, closed)
    page = client_of(None).get(f"/verify/{paper.shown}?lang={language}").text
    for word in words:
        assert word in page
    assert "หน่วยงานที่รับการนิเทศ" not in page
    assert "รายงานการนิเทศ" not in re.sub(r"<(title|meta|nav)[^>]*>.*?</\1>", "", page)


def test_the_agency_page_lists_it_by_its_kind(closed: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    assert press(staff, closed) == 302
    assert "รายงานผลการประเมินความพึงพอใจ รอบที่ 1" in staff.get(f"/agencies/{closed.agency}").text
