"""How papers look is an agency's own choice, checked before it is kept."""

from dataclasses import replace

import pytest
from flask import Flask

from checklist_app.accounts import Audit
from checklist_app.errors import Problem
from checklist_app.ita.letters.headings import COLUMNS, HEADINGS, WORDINGS
from checklist_app.ita.letters.model import Letters, Opinion
from checklist_app.ita.letters.records import LONGEST, MOST_OPINIONS
from checklist_app.thai import DigitStyle
from tests.cast import World
from tests.conftest import ClientOf
from tests.ita.filled import Filled
from tests.ita.world import Bureau, bureau_of


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world, app.extensions["checklist"].store)


def change(bureau: Bureau, *, who: str = "staff", **chosen: object) -> Letters:
    letters = replace(bureau.ita.letters.of(bureau.agency), **chosen)  # type: ignore[arg-type]
    return bureau.ita.letters.change(bureau[who], bureau.agency, letters)


def place(bureau: Bureau) -> str:
    return f"/agencies/{bureau.agency.id}/ita/letters"


def test_what_was_chosen_is_read_back_whole(bureau: Bureau) -> None:
    chosen = change(
        bureau,
        digits=DigitStyle.ARABIC,
        headings={"measures.method": "วิธีดำเนินการ"},
        office="สำนักปลัดเทศบาล",
        number="ขก 52301/-",
        to="นายกเทศมนตรีตำบลนาดี",
        preparer_position="นักวิเคราะห์นโยบายและแผน",
        opinions=(Opinion("ความเห็นของปลัดเทศบาล", position="ปลัดเทศบาล"),),
    )
    assert bureau.ita.letters.of(bureau.agency) == chosen
    assert chosen.heading("measures.method") == "วิธีดำเนินการ"
    assert chosen.heading("followup.method") == HEADINGS["followup.method"]


def test_thai_digits_hold_until_others_are_chosen(bureau: Bureau) -> None:
    assert bureau.ita.letters.of(bureau.agency).digits is DigitStyle.THAI


def test_empty_opinions_and_headings_as_they_are_anyway_are_not_kept(bureau: Bureau) -> None:
    kept = change(
        bureau,
        headings={"measures.method": HEADINGS["measures.method"], "measures.title": "  "},
        opinions=(Opinion(" "), Opinion("ความเห็น  ของปลัด"), Opinion("")),
    )
    assert kept.headings == {}
    assert kept.opinions == (Opinion("ความเห็น ของปลัด"),)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"office": "ก" * (LONGEST + 1)}, "text_too_long"),
        ({"opinions": (Opinion("ก", name="ก" * (LONGEST + 1)),)}, "text_too_long"),
        ({"headings": {"measures.method": "ก" * (LONGEST + 1)}}, "text_too_long"),
        ({"headings": {"measures.colour": "สี"}}, "no_such_heading"),
        ({"headings": {"measures_cover": "มาตรการ {ปี}"}}, "no_such_gap"),
        ({"headings": {"measures_cover": "มาตรการ {year"}}, "no_such_gap"),
        ({"headings": {"measures.method": "วิธี {name}"}}, "no_such_gap"),
        ({"headings": {"measures_cover": "\n".join(["ก" * 200] * 2)}}, "text_too_long"),
        ({"opinions": tuple(Opinion(str(n)) for n in range(MOST_OPINIONS + 1))}, "too_many_opinions"),
    ],
)
def test_what_cannot_be_is_refused(bureau: Bureau, chosen: dict[str, object], code: str) -> None:
    with pytest.raises(Problem, match=code):
        change(bureau, **chosen)  # type: ignore[arg-type]
    assert bureau.ita.letters.of(bureau.agency).version == 0


@pytest.mark.parametrize("who", ["executive", "inspector", "auditor"])
def test_who_only_reads_chooses_nothing(bureau: Bureau, who: str) -> None:
    with pytest.raises(Problem, match="not_yours_to_keep"):
        change(bureau, who=who, office="อื่น")


def test_who_comes_second_is_told(bureau: Bureau) -> None:
    seen = bureau.ita.letters.of(bureau.agency)
    change(bureau, office="สำนักปลัดเทศบาล")
    with pytest.raises(Problem, match="letters_changed_meanwhile"):
        bureau.ita.letters.change(bureau["supervisor"], bureau.agency, replace(seen, office="กองคลัง"))
    assert bureau.ita.letters.of(bureau.agency).office == "สำนักปลัดเทศบาล"


def test_every_change_leaves_a_trace(bureau: Bureau) -> None:
    change(bureau, office="สำนักปลัดเทศบาล")
    (last,) = Audit(bureau.store).before(limit=1)
    assert (last.action, last.subject) == ("ita_letters.changed", bureau.agency.id)
    assert last.details["office"] == "สำนักปลัดเทศบาล"


def test_the_name_of_a_paper_keeps_its_lines_and_the_heading_of_a_column_has_one(bureau: Bureau) -> None:
    kept = change(
        bureau,
        headings={
            "outcome_cover": " ผลงาน   ด้านคุณธรรม \r\n\r\n ของ{agency} ปี {year} ",
            "measures.method": "วิธี\nดำเนินการ",
            "measures_cover": HEADINGS["measures_cover"].replace("\n", "\r\n"),
        },
    )
    assert kept.headings == {
        "outcome_cover": "ผลงาน ด้านคุณธรรม\nของ{agency} ปี {year}",
        "measures.method": "วิธี ดำเนินการ",
    }


def test_names_of_papers_are_edited_as_they_stand_and_emptied_to_go_back(
    bureau: Bureau, client_of: ClientOf
) -> None:
    staff = client_of("staff")
    shown = Filled(staff.get(place(bureau)).text).values
    field = next(
        name.replace("-key", "-text") for name, value in shown.items() if value == "followup_success"
    )
    assert shown[field] == HEADINGS["followup_success"]
    sent = {name: value for name, value in shown.items() if name != "csrf_token"}
    assert staff.submit(place(bureau), **{**sent, field: "ความสำเร็จของปี {year}"}).status_code == 302
    assert bureau.ita.letters.of(bureau.agency).headings == {"followup_success": "ความสำเร็จของปี {year}"}
    refused = staff.submit(place(bureau), **{**sent, "version": "1", field: "ความสำเร็จ {nobody}"})
    assert refused.status_code == 422
    assert "ไม่รู้จัก “{nobody}” ในหัวข้อ ใช้ได้เฉพาะ {agency} {year} {before}" in refused.text
    assert staff.submit(place(bureau), **{**sent, "version": "1", field: ""}).status_code == 302
    assert bureau.ita.letters.of(bureau.agency).headings == {}


def test_every_column_has_ways_to_be_headed() -> None:
    assert {key.partition(".")[2] for key in COLUMNS} == WORDINGS.keys()


def test_the_page_suggests_the_posts_of_such_an_agency_and_keeps_the_choice(
    bureau: Bureau, client_of: ClientOf
) -> None:
    staff = client_of("staff")
    page = staff.get(place(bureau)).text
    assert "นายกเทศมนตรีตำบลนาดี" in page
    assert all(f'value="{word}"' in page for words in WORDINGS.values() for word in words)
    sent = {
        "digits": "arabic",
        "office": "สำนักปลัดเทศบาล",
        "headings-1-text": "ขั้นตอน/วิธีการปฏิบัติ",
        "opinions-0-order": "๒",
        "opinions-0-heading": "ความเห็นของนายก",
        "opinions-1-order": "1",
        "opinions-1-heading": "ความเห็นของปลัด",
    }
    assert staff.submit(place(bureau), **sent).status_code == 302
    kept = bureau.ita.letters.of(bureau.agency)
    assert (kept.digits, kept.office) == (DigitStyle.ARABIC, "สำนักปลัดเทศบาล")
    assert kept.headings == {"measures.method": "ขั้นตอน/วิธีการปฏิบัติ"}
    assert [each.heading for each in kept.opinions] == ["ความเห็นของปลัด", "ความเห็นของนายก"]
    assert 'value="ขั้นตอน/วิธีการปฏิบัติ"' in staff.get(place(bureau)).text


def test_after_a_conflict_both_choices_are_there_and_the_next_attempt_is_kept(
    bureau: Bureau, client_of: ClientOf
) -> None:
    staff = client_of("staff")
    token = staff.token(place(bureau))
    change(bureau, who="supervisor", office="กองยุทธศาสตร์")
    sent = {"csrf_token": token, "version": "0", "digits": "thai", "office": "สำนักปลัดเทศบาล"}
    refused = staff.post(place(bureau), data=sent)
    assert refused.status_code == 409
    assert "กองยุทธศาสตร์" in refused.text
    assert 'value="สำนักปลัดเทศบาล"' in refused.text
    assert staff.post(place(bureau), data={**sent, "version": "1"}).status_code == 302
    assert bureau.ita.letters.of(bureau.agency).office == "สำนักปลัดเทศบาล"


def test_what_was_typed_stays_beside_what_is_wrong_with_it(bureau: Bureau, client_of: ClientOf) -> None:
    long = "สำนัก" * LONGEST
    refused = client_of("staff").submit(place(bureau), digits="thai", office=long)
    assert refused.status_code == 422
    assert long in refused.text


def test_a_row_of_an_unknown_column_is_refused(bureau: Bureau, client_of: ClientOf) -> None:
    sent = {"digits": "thai", "headings-0-key": "measures.colour", "headings-0-text": "สี"}
    assert client_of("staff").submit(place(bureau), **sent).status_code == 422
    assert bureau.ita.letters.of(bureau.agency).version == 0


@pytest.mark.parametrize("who", ["executive", "inspector"])
def test_readers_see_the_choice_without_a_form(bureau: Bureau, client_of: ClientOf, who: str) -> None:
    change(bureau, office="สำนักปลัดเทศบาล", opinions=(Opinion("ความเห็นของปลัด", position="ปลัดเทศบาล"),))
    page = client_of(who).get(place(bureau)).text
    assert "สำนักปลัดเทศบาล" in page
    assert "ความเห็นของปลัด" in page
    assert "บันทึกรูปแบบเอกสาร" not in page
