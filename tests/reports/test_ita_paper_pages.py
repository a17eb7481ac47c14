"""The papers of a cycle in the office: who gets them, how they are called, where their texts are edited."""

import pytest
from flask import Flask

from checklist_app.ita import MeasureDraft, passages
from checklist_app.ita.drafting import drafts
from tests.cast import World
from tests.conftest import ClientOf
from tests.documents.docx_reading import Read
from tests.ita.world import CYCLE, Bureau, bureau_of, scores_of


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world)


def address(bureau: Bureau, last: str) -> str:
    return f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/{last}"


def test_the_page_says_what_each_paper_lacks_and_offers_the_others(
    bureau: Bureau, client_of: ClientOf
) -> None:
    page = client_of("staff").get(address(bureau, "papers")).text
    assert page.count("ยังทำไม่ได้") == 6
    bureau.score(scores_of("001-2567"))
    bureau.plan(MeasureDraft(title="จัดทำคู่มือ"))
    page = client_of("executive").get(address(bureau, "papers?digits=arabic&months=6")).text
    assert page.count("ยังทำไม่ได้") == 1  # the comparison
    assert "measures.pdf?digits=arabic&amp;months=6" in page
    assert "ต้องมีคะแนน ITA อย่างน้อยสองปี" in page


def test_a_paper_comes_in_the_digits_of_the_agency_unless_others_are_asked_for(
    bureau: Bureau, client_of: ClientOf
) -> None:
    bureau.plan(MeasureDraft(title="จัดทำคู่มือ", steps=("ร่าง", "เผยแพร่")))
    client = client_of("inspector")
    own = Read(client.get(address(bureau, "measures.docx")).data).text()
    other = Read(client.get(address(bureau, "measures.docx?digits=arabic")).data).text()
    assert "๒. เผยแพร่" in own
    assert "2. เผยแพร่" in other


def test_a_pdf_is_shown_and_named_for_people(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"))
    answer = client_of("auditor").get(address(bureau, "analysis.pdf"))
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith('inline; filename="ita-analysis-2570.pdf"')


def test_what_cannot_be_made_says_why(bureau: Bureau, client_of: ClientOf) -> None:
    answer = client_of("staff").get(address(bureau, "memo.pdf"))
    assert answer.status_code == 409
    assert "ยังไม่มีมาตรการของปีนี้" in answer.text


def test_years_that_are_asked_for_are_compared(bureau: Bureau, client_of: ClientOf) -> None:
    for case, year in (("001-2567", 2566), ("001-2567", 2567), ("001-2568", 2568)):
        bureau.score(scores_of(case), year)
    text = Read(
        client_of("staff").get(address(bureau, "comparison.docx?years=2566,2567&years=2568")).data
    ).text()
    assert all(f"ปี ๒๕๖{digit}" in text for digit in "๖๗๘")


def test_years_to_compare_change_no_other_paper(bureau: Bureau, client_of: ClientOf) -> None:
    for case, year in (("001-2567", 2567), ("001-2567", 2568), ("001-2567", 2569), ("001-2568", 2570)):
        bureau.score(scores_of(case), year)
    bureau.plan(MeasureDraft(title="จัดทำคู่มือ"))
    text = Read(client_of("staff").get(address(bureau, "followup.docx?years=2567,2568")).data).text()
    assert "ปี ๒๕๗๐" in text
    assert "ปี ๒๕๖๗" not in text


def test_every_drafted_passage_has_a_page_to_be_edited_on(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"))
    bureau.score(scores_of("001-2568"), CYCLE.year)
    bureau.plan(MeasureDraft(title="จัดทำคู่มือ"))
    staff, inspector = client_of("staff"), client_of("inspector")
    pages = [address(bureau, last) for last in ("papers", "analysis", "comparison")]
    written, read = ("".join(who.get(page).text for page in pages) for who in (staff, inspector))
    keys = [*drafts(bureau.dossier())]
    assert len(keys) > 20
    assert [key for key in keys if f'id="text-{key}"' not in written] == []
    assert [key for key in keys if f'id="passage-{key}"' not in read] == []
    assert "<textarea" not in read


def test_a_note_says_what_was_written_on_the_page_of_the_papers(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.plan(MeasureDraft(title="จัดทำคู่มือ"))
    staff, base = client_of("staff"), passages(bureau.dossier())["memo.closing"].base
    written = "จึงเรียนมาเพื่อโปรดพิจารณา"
    sent = {"text": written, "version": "0", "base": base, "next": address(bureau, "papers")}
    answer = staff.post(
        address(bureau, "passages/memo.closing"),
        data={**sent, "csrf_token": staff.token(address(bureau, "papers"))},
    )
    assert answer.location == address(bureau, "papers") + "#passage-memo.closing"
    note = Read(staff.get(address(bureau, "memo.docx")).data).text()
    assert written in note
    assert "จึงเรียนมาเพื่อโปรดทราบ" not in note


def test_for_those_of_other_agencies_there_are_no_papers(bureau: Bureau, client_of: ClientOf) -> None:
    outsider = client_of("outsider")
    assert outsider.get(address(bureau, "papers")).status_code == 404
    assert outsider.get(address(bureau, "measures.pdf")).status_code == 404


def test_a_year_that_is_none_is_told(bureau: Bureau, client_of: ClientOf) -> None:
    answer = client_of("staff").get(f"/agencies/{bureau.agency.id}/ita/99/papers")
    assert answer.status_code == 422
