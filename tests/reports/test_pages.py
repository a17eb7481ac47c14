"""The pages of papers: what a person of the office sees and does, and what anybody learns of a paper."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask

from checklist_app.accounts.throttles import BRAKES
from checklist_app.codes import with_check
from checklist_app.errors import unavailable
from checklist_app.reports.codes import shown_code
from checklist_app.reports.papers import Paper
from tests.cast import World
from tests.client import Page, StrictClient
from tests.conftest import ClientOf
from tests.reports.conftest import AGENCY, Quick, says, send_photo, signature, status, take_photo
from tests.visits.phones import Phone

TICK = "answer:3.2.1-6/01"
ISSUE, AGAIN = "ออกเอกสารฉบับจริง</button>", "ออกเอกสารฉบับใหม่แทน</button>"
UNKNOWN = shown_code(with_check("zzzzzzzzz"))


@pytest.fixture(autouse=True)
def _with_the_quick_crew(crew: Quick) -> None:
    """Every test here."""


def page_of(phone: Phone) -> str:
    return f"/visits/{phone.visit}/report"


def seen_by(client: StrictClient, phone: Phone, language: str = "th") -> str:
    answer = client.get(page_of(phone), query_string={"lang": language})
    assert answer.status_code == 200
    return answer.text


def press(client: StrictClient, phone: Phone, **fields: str) -> int:
    hidden = Page(client.get(page_of(phone)).text).hidden
    sent = {"digits": "arabic", **hidden, **fields}
    return client.post(f"/visits/{phone.visit}/papers", data=sent).status_code


def papers_of(app: Flask, phone: Phone) -> list[Paper]:
    found: list[Paper] = app.extensions["checklist"].papers.of(f"visit/{phone.visit}")
    return found


def issued(app: Flask, phone: Phone) -> Paper:
    assert press(phone.client, phone) == 302
    return papers_of(app, phone)[0]


def revoke(client: StrictClient, paper: Paper, reason: str) -> int:
    token = client.token("/about")
    data = {"csrf_token": token, "reason": reason}
    return client.post(f"/papers/{paper.code}/revoke", data=data).status_code


# --- the report page --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_is_sound_in_every_state_and_language(
    app: Flask, phone: Phone, client_of: ClientOf, language: str
) -> None:
    supervisor = client_of("supervisor")
    seen_by(supervisor, phone, language)
    says(phone, "status", {"state": "complete", "reason": "", "content": ""})
    take_photo(phone)
    seen_by(supervisor, phone, language)
    paper = issued(app, phone)
    seen_by(supervisor, phone, language)
    says(phone, TICK, True)
    seen_by(supervisor, phone, language)
    issued(app, phone)
    seen_by(supervisor, phone, language)
    assert revoke(supervisor, papers_of(app, phone)[0], "ออกผิด") == 302
    seen_by(supervisor, phone, language)
    seen_by(client_of("auditor"), phone, language)
    for known in (paper, papers_of(app, phone)[0]):
        assert supervisor.get(f"/verify/{known.shown}?lang={language}").status_code == 200


def test_before_the_visit_is_complete_it_says_why_and_shows_a_draft(phone: Phone) -> None:
    page = seen_by(phone.client, phone)
    assert "ยังออกเอกสารไม่ได้ เพราะงานนี้ยังไม่ปิด" in page
    assert f"/visits/{phone.visit}/close" in page
    assert "ดูร่าง PDF" in page
    assert ISSUE not in page
    assert press(phone.client, phone) == 409


def test_a_finished_visit_offers_one_button_and_a_choice_of_digits(app: Flask, finished: Phone) -> None:
    page = seen_by(finished.client, finished)
    assert page.count(ISSUE) == 1
    assert press(finished.client, finished, digits="thai") == 302
    assert papers_of(app, finished)[0].digits == "thai"
    page = seen_by(finished.client, finished)
    assert "ออกเอกสารเลขที่ นท ขก 1/2567 แล้ว" in page
    assert "ดูร่าง PDF" not in page
    assert ISSUE not in page


def test_it_warns_and_lets_the_person_decide(app: Flask, finished: Phone) -> None:
    content = take_photo(finished)
    finished.write(TICK, True)
    finished.write(TICK, False, replaces=[])
    finished.sync()
    page = seen_by(finished.client, finished)
    assert "รูป 1 ภาพยังไม่ถึงสำนักงาน" in page
    assert "มี 1 ข้อที่ทีมตอบไม่ตรงกัน" in page
    assert "ยังไม่มีใครลงลายมือชื่อในแอป" in page
    send_photo(finished, content)
    says(finished, TICK, True)
    says(finished, "sign:signatures.reporter", signature(finished))
    assert "ควรตรวจเรื่องต่อไปนี้ก่อน" not in seen_by(finished.client, finished)
    says(finished, TICK, False)
    assert "ลายมือชื่อ 1 รายการลงไว้ก่อนมีการแก้ไข" in seen_by(finished.client, finished)
    issued(app, finished)


def test_after_a_change_it_says_so_and_offers_a_new_edition(app: Flask, finished: Phone) -> None:
    first = issued(app, finished)
    assert "ตรงกับข้อมูลปัจจุบัน" in seen_by(finished.client, finished)
    says(finished, TICK, True)
    page = seen_by(finished.client, finished)
    assert "มีการแก้ไขงานนี้หลังออกเอกสาร" in page
    assert page.count(AGAIN) == 1
    second = issued(app, finished)
    page = seen_by(finished.client, finished)
    assert "ตรงกับข้อมูลปัจจุบัน" in page
    assert "ฉบับก่อนหน้า" in page
    assert f'ด้วยเลขที่ <span class="whole">{second.number}</span>' in page
    assert f"/papers/{first.code}.pdf" in page


def test_a_visit_that_was_sent_back_is_not_shown_as_settled(
    app: Flask, finished: Phone, world: World
) -> None:
    paper = issued(app, finished)
    finished.owner = world["supervisor"]
    finished.client.sign_in(world["supervisor"])
    says(finished, "status", status("returned", "ขาดรูปป้าย"))
    page = seen_by(finished.client, finished)
    assert "งานนี้ถูกเปิดแก้ไขอีกครั้งหลังออกเอกสาร" in page
    assert "ออกเอกสารแล้ว และตรงกับข้อมูลปัจจุบัน" not in page
    assert paper.number in page


def test_a_page_that_is_out_of_date_issues_nothing(app: Flask, finished: Phone) -> None:
    """As pressing twice, or beside a colleague."""
    hidden = Page(seen_by(finished.client, finished)).hidden
    issued(app, finished)
    again = finished.client.post(f"/visits/{finished.visit}/papers", data={**hidden, "digits": "arabic"})
    assert again.status_code == 409
    assert "มีผู้ออกหรือยกเลิกเอกสารของงานนี้ไปแล้วเมื่อครู่" in again.text
    assert len(papers_of(app, finished)) == 1


def test_a_crew_that_is_busy_is_told_with_what_to_do(app: Flask, finished: Phone, crew: Quick) -> None:
    crew.fails = unavailable("aside.busy")
    hidden = Page(seen_by(finished.client, finished)).hidden
    answer = finished.client.post(f"/visits/{finished.visit}/papers", data=hidden)
    assert answer.status_code == 503
    assert "รอหนึ่งนาที" in answer.text
    assert finished.client.get(f"{page_of(finished)}.pdf").status_code == 503
    assert papers_of(app, finished) == []


def test_an_auditor_sees_no_button_that_leads_nowhere(
    app: Flask, finished: Phone, client_of: ClientOf
) -> None:
    auditor = client_of("auditor")
    assert ISSUE not in seen_by(auditor, finished)
    assert press(auditor, finished) == 403
    paper = issued(app, finished)
    page = seen_by(auditor, finished)
    assert f"/papers/{paper.code}.pdf" in page
    assert "/revoke" not in page


def test_the_office_finds_the_page_from_its_list(finished: Phone, client_of: ClientOf) -> None:
    for who in ("supervisor", "auditor", "inspector"):
        assert f'href="{page_of(finished)}"' in client_of(who).get("/visits/office").text


# --- revoking ---------------------------------------------------------------------------------------


def test_a_supervisor_revokes_with_a_reason(app: Flask, finished: Phone, client_of: ClientOf) -> None:
    supervisor, paper = client_of("supervisor"), issued(app, finished)
    assert f"/papers/{paper.code}/revoke" in seen_by(supervisor, finished)
    assert "/revoke" not in seen_by(finished.client, finished)
    assert revoke(finished.client, paper, "ไม่ใช่หน้าที่") == 403
    assert revoke(supervisor, paper, "  ") == 422
    assert papers_of(app, finished) == [paper]
    assert revoke(supervisor, paper, "ออกผิด<b>หน่วยงาน") == 302
    page = seen_by(supervisor, finished)
    assert "เหตุผล: ออกผิด&lt;b&gt;หน่วยงาน" in page
    assert ISSUE in page


def test_a_missing_reason_is_asked_for_where_it_belongs(
    app: Flask, finished: Phone, client_of: ClientOf
) -> None:
    supervisor, paper = client_of("supervisor"), issued(app, finished)
    token = supervisor.token("/about")
    answer = supervisor.post(f"/papers/{paper.code}/revoke", data={"csrf_token": token, "reason": ""})
    assert answer.status_code == 422
    assert '<details class="more" open>' in answer.text
    assert 'aria-describedby="reason-error"' in answer.text


# --- downloads --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "type", "how"),
    [
        ("pdf", "application/pdf", "inline"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
        ("csv", "text/csv", "attachment"),
        ("json", "application/json", "attachment"),
    ],
)
def test_files_have_their_type_a_thai_name_and_are_not_kept(
    finished: Phone, ending: str, type: str, how: str
) -> None:
    answer = finished.client.get(f"{page_of(finished)}.{ending}")
    assert (answer.status_code, answer.mimetype) == (200, type)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    name = answer.headers["Content-Disposition"]
    assert name.startswith(f"{how}; filename=\"report-2567.{ending}\"; filename*=UTF-8''")
    draft = "-ร่าง" if ending in ("pdf", "docx") else ""
    assert unquote(name.partition("''")[2]) == f"รายงานนิเทศ-{AGENCY}-2567{draft}.{ending}"
    assert name.isascii()


def test_an_issued_file_loses_the_word_draft_and_an_old_one_gains_its_code(
    app: Flask, finished: Phone
) -> None:
    first = issued(app, finished)
    now = finished.client.get(f"{page_of(finished)}.pdf")
    same = finished.client.get(f"/papers/{first.shown.lower()}.pdf")
    assert now.data == same.data
    assert now.headers["Content-Disposition"].endswith(quoted(f"รายงานนิเทศ-{AGENCY}-2567.pdf"))
    says(finished, TICK, True)
    issued(app, finished)
    old = finished.client.get(f"/papers/{first.code}.pdf")
    assert old.data == same.data
    assert old.headers["Content-Disposition"].endswith(quoted(f"รายงานนิเทศ-{AGENCY}-2567-{first.shown}.pdf"))


def quoted(name: str) -> str:
    return re.sub(
        "[^A-Za-z0-9_.-]+", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name
    )


def test_a_damaged_file_is_not_served(app: Flask, finished: Phone) -> None:
    paper = issued(app, finished)
    files = app.extensions["checklist"].papers._files
    files.path(paper.files["pdf"]).write_bytes(b"%PDF forged")
    answer = finished.client.get(f"/papers/{paper.code}.pdf")
    assert answer.status_code == 503
    assert "เสียหาย" in answer.text
    assert finished.client.get(f"/papers/{paper.code}.docx").status_code == 200


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_everybody_of_the_office_gets_the_blank_form(client_of: ClientOf, ending: str) -> None:
    client = client_of("staff")
    assert f"/forms/nacc-2563/2567/blank.{ending}" in client.get("/catalog/forms/nacc-2563?year=2567").text
    answer = client.get(f"/forms/nacc-2563/2567/blank.{ending}")
    assert answer.status_code == 200
    assert unquote(answer.headers["Content-Disposition"]).endswith(f"แบบนิเทศ-2567.{ending}")
    assert client.get(f"/forms/no-such-form/2567/blank.{ending}").status_code == 404


# --- the agency -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["staff", "executive"])
def test_an_agency_finds_the_paper_about_itself_on_its_page(
    app: Flask, world: World, finished: Phone, client_of: ClientOf, who: str
) -> None:
    client, paper = client_of(who), issued(app, finished)
    page = client.get(f"/agencies/{world[who].agency}").text
    assert paper.number in page
    assert f"/papers/{paper.code}.pdf" in page
    assert client.get(f"/papers/{paper.code}.pdf").status_code == 200
    assert client.get(page_of(finished)).status_code == 403
    assert client.get(f"{page_of(finished)}.pdf").status_code == 403


def test_who_may_not_open_the_visit_sees_no_paper_of_it(
    app: Flask, world: World, finished: Phone, client_of: ClientOf
) -> None:
    paper = issued(app, finished)
    colleague = client_of("colleague")
    assert paper.number not in colleague.get(f"/agencies/{world['staff'].agency}").text
    assert colleague.get(f"/papers/{paper.code}.pdf").status_code == 404
    assert colleague.get(page_of(finished)).status_code == 404


# --- verification -----------------------------------------------------------------------------------


def test_anybody_learns_that_a_paper_is_genuine_and_nothing_of_what_it_says(
    app: Flask, world: World, finished: Phone, client: StrictClient
) -> None:
    says(finished, f"note:{TICK[7:]}", "ข้อความลับของงาน")
    paper = issued(app, finished)
    answer = client.get(f"/verify/{paper.shown}")
    assert answer.status_code == 200
    for told in (AGENCY, "ขอนแก่น", "นท ขก 1/2567", paper.shown, *paper.files.values(), "ยังใช้อ้างอิงได้"):
        assert told in answer.text
    for secret in ("ข้อความลับ", finished.visit, world["inspector"].name, world["inspector"].id):
        assert secret not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_code_leads_to_its_paper_however_it_is_spelled(
    app: Flask, finished: Phone, client: StrictClient
) -> None:
    paper = issued(app, finished)
    for spelling in (paper.code, paper.shown.lower(), paper.shown.replace("-", " "), paper.shown):
        page = client.get(f"/verify/{spelling}")
        assert page.status_code == 200
        assert f'<link rel="canonical" href="/verify/{paper.shown}">' in page.text
        typed = client.get("/verify", query_string={"code": f" {spelling} "})
        assert (typed.status_code, typed.location) == (302, f"/verify/{paper.shown}")


def test_a_superseded_paper_leads_to_the_one_that_holds(
    app: Flask, finished: Phone, client: StrictClient
) -> None:
    first = issued(app, finished)
    says(finished, TICK, True)
    second = issued(app, finished)
    page = client.get(f"/verify/{first.shown}").text
    assert "มีฉบับใหม่แทนแล้วเมื่อ" in page
    assert second.number in page
    assert f'href="/verify/{second.shown}"' in page
    assert "ยังใช้อ้างอิงได้" not in page


def test_a_superseded_paper_leads_past_those_between_to_the_last(
    app: Flask, finished: Phone, client: StrictClient
) -> None:
    first, _, last = (issued(app, finished) for _ in range(3))
    assert f'href="/verify/{last.shown}"' in client.get(f"/verify/{first.shown}").text


def test_nobody_is_sent_to_a_paper_that_was_revoked_as_if_it_held(
    app: Flask, finished: Phone, client: StrictClient, client_of: ClientOf
) -> None:
    first, second = (issued(app, finished) for _ in range(2))
    revoke(client_of("supervisor"), second, "ออกผิด")
    page = client.get(f"/verify/{first.shown}").text
    assert "โปรดใช้ฉบับใหม่" not in page
    assert "ฉบับที่แทนก็ถูกยกเลิกแล้ว" in page


def test_a_revoked_paper_is_told_with_its_date_and_without_the_reason(
    app: Flask, finished: Phone, client: StrictClient, client_of: ClientOf
) -> None:
    paper = issued(app, finished)
    revoke(client_of("supervisor"), paper, "เหตุผลภายในสำนักงาน")
    page = client.get(f"/verify/{paper.shown}").text
    assert "สำนักงานยกเลิกเอกสารนี้เมื่อ <time" in page
    assert "เหตุผลภายใน" not in page
    assert "ยังใช้อ้างอิงได้" not in page


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_mistyped_code_is_known_as_such_without_looking_it_up(
    client: StrictClient, app: Flask, language: str
) -> None:
    wrong = UNKNOWN[:-1] + ("0" if UNKNOWN[-1] != "0" else "1")
    for address in (f"/verify/{wrong}?lang={language}", f"/verify?code={wrong}&lang={language}"):
        answer = client.get(address)
        assert answer.status_code == 422
        assert f'value="{wrong}"' in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert app.extensions["checklist"].store.count("throttles") == 0


def test_hostile_text_in_place_of_a_code_is_only_text(client: StrictClient) -> None:
    for typed in ('"><script>alert(1)</script>', "{{7*7}}", "ก" * 400, "%00", "../..", "‮abc"):
        answer = client.get("/verify", query_string={"code": typed})
        assert answer.status_code in (400, 422)
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_code_that_was_never_issued_is_told_as_unknown(client: StrictClient, language: str) -> None:
    answer = client.get(f"/verify/{UNKNOWN}?lang={language}")
    assert answer.status_code == 404
    assert UNKNOWN in answer.text


def unknown(number: int) -> str:
    return with_check("".join(f"{number:09d}"))


def at(client: StrictClient, address: str, code: str) -> int:
    client.environ_base["REMOTE_ADDR"] = address
    return client.get(f"/verify/{code}").status_code


def test_going_through_codes_is_slowed_down_by_address(
    app: Flask, finished: Phone, client: StrictClient
) -> None:
    paper, free = issued(app, finished), BRAKES["papers"].free
    statuses = [at(client, "10.0.0.1", unknown(number)) for number in range(free + 3)]
    assert statuses == [404] * free + [429] * 3
    assert at(client, "10.0.0.1", paper.code) == 429
    assert at(client, "10.0.0.2", paper.code) == 200


def test_a_known_code_costs_nothing_however_often_an_office_scans_it(
    app: Flask, finished: Phone, client: StrictClient
) -> None:
    paper = issued(app, finished)
    for number in range(BRAKES["papers"].free * 2):
        assert at(client, "10.0.0.1", paper.code) == 200
        assert at(client, "10.0.0.1", f"{number % 10}" * 9) == 422
    assert at(client, "10.0.0.1", unknown(1)) == 404


def test_whoever_is_signed_in_is_not_held_up_by_a_stranger_at_the_same_address(
    app: Flask, finished: Phone, client: StrictClient, client_of: ClientOf
) -> None:
    paper, free = issued(app, finished), BRAKES["papers"].free
    for number in range(free + 1):
        at(client, "10.0.0.1", unknown(number))
    assert at(client, "10.0.0.1", paper.code) == 429
    assert at(client_of("staff"), "10.0.0.1", paper.code) == 200


def test_guessing_codes_keeps_nobody_from_signing_in(client: StrictClient) -> None:
    for number in range(BRAKES["papers"].free + 2):
        at(client, "10.0.0.1", unknown(number))
    assert client.submit("/accounts/sign-in", name="inspector", password="wrong").status_code == 422


def test_the_wait_for_codes_ends(app: Flask) -> None:
    from checklist_app.clock import now
    from checklist_app.errors import Problem

    throttles, at = app.extensions["checklist"].throttles, now()
    for _ in range(200):
        throttles.missed("papers", "10.0.0.1", at=at)
    with pytest.raises(Problem, match="throttled"):
        throttles.pass_by("papers", "10.0.0.1", at=at)
    throttles.pass_by("papers", "10.0.0.1", at=at + BRAKES["papers"].longest)
    throttles.pass_by("papers", "10.0.0.1", at=at + timedelta(hours=2))
