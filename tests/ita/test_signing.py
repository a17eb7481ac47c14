"""An executive signs what stood on the page, and nothing else; what was changed since is told from it."""

from dataclasses import replace

import pytest

from checklist_app.ita import FollowUpDraft, Measure, MeasureDraft, MeasureState, Result, Signed
from tests.cast import World
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of

MANUAL = MeasureDraft(title="จัดทำคู่มือ", steps=("ร่างคู่มือ",), departments=("สำนักปลัด",), duration="ตลอดปี")


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


@pytest.fixture
def manual(bureau: Bureau) -> Measure:
    return bureau.plan(MANUAL).measures[0]


def page(bureau: Bureau, what: str = "measures") -> str:
    return f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/sign/{what}"


def report(bureau: Bureau, measure: Measure) -> None:
    draft = FollowUpDraft(months=6, state=MeasureState.DONE, results=(Result("ร่างแล้ว", 0),))
    plans = bureau.ita.plans
    plans.report(bureau["staff"], bureau.agency, CYCLE, measure.id, draft, revision=0, at=NOON)


def test_the_executive_reads_all_of_it_and_signs(
    bureau: Bureau, manual: Measure, client_of: ClientOf
) -> None:
    client = client_of("executive")
    shown = client.get(page(bureau)).text
    for text in (MANUAL.title, *MANUAL.steps, *MANUAL.departments, MANUAL.duration):
        assert text in shown
    answer = client.submit(page(bureau), text="เห็นชอบ ให้ดำเนินการ")
    assert answer.location == page(bureau)
    signed = bureau.dossier().plan.sign_off(Signed.MEASURES)
    assert signed
    assert (signed.text, signed.position) == ("เห็นชอบ ให้ดำเนินการ", bureau["executive"].position)
    assert "ผู้บริหารลงนามแล้ว" in client_of("staff").get(page(bureau)).text
    assert client.get(f"{page(bureau)}?lang=en").status_code == 200


def test_a_report_is_signed_with_its_results(bureau: Bureau, manual: Measure, client_of: ClientOf) -> None:
    report(bureau, manual)
    client = client_of("executive")
    assert "ร่างแล้ว" in client.get(page(bureau, "followup-6")).text
    assert "ร่างแล้ว" not in client.get(page(bureau)).text
    whole = client.get(page(bureau, "followup-12")).text
    assert "ผลรอบ 6 เดือน" in whole
    assert "ยังไม่ได้รายงานรอบนี้" in whole
    client.submit(page(bureau, "followup-6"))
    assert bureau.dossier().plan.sign_off(Signed.HALFWAY)


def test_what_was_changed_meanwhile_is_not_signed_but_shown(
    bureau: Bureau, manual: Measure, client_of: ClientOf
) -> None:
    client = client_of("executive")
    token = client.token(page(bureau))
    seen = client.get(page(bureau)).text.split('name="seen"')[1].split('value="')[1][:64]
    changed = replace(MANUAL, title="จัดทำคู่มือฉบับใหม่")
    plans = bureau.ita.plans
    plans.change(bureau["staff"], bureau.agency, CYCLE, manual.id, changed, revision=1)
    answer = client.post(page(bureau), data={"csrf_token": token, "seen": seen, "text": "เห็นชอบแล้ว"})
    assert answer.status_code == 409
    assert "จัดทำคู่มือฉบับใหม่" in answer.text
    assert "เห็นชอบแล้ว" in answer.text
    assert seen not in answer.text
    assert bureau.dossier().plan.signed == ()


def test_a_change_after_signing_wants_a_new_signature_and_the_old_one_stays(
    bureau: Bureau, manual: Measure, client_of: ClientOf
) -> None:
    executive = client_of("executive")
    executive.submit(page(bureau), text="ครั้งแรก")
    bureau.plan(MeasureDraft(title="เผยแพร่แผน"))
    shown = client_of("staff").get(page(bureau)).text
    assert "แก้ไขหลังลงนาม ต้องเสนอลงนามใหม่" in shown
    assert "เนื้อหาแก้ไขแล้วหลังจากนั้น" in shown
    executive.submit(page(bureau), text="ครั้งที่สอง")
    history = executive.get(page(bureau)).text
    assert history.index("ครั้งที่สอง") < history.index("ครั้งแรก")
    assert "แก้ไขหลังลงนาม ต้องเสนอลงนามใหม่" not in history


@pytest.mark.parametrize("who", ["staff", "supervisor", "inspector", "auditor", "administrator"])
def test_everybody_else_reads_and_nobody_else_signs(
    bureau: Bureau, manual: Measure, client_of: ClientOf, who: str
) -> None:
    client = client_of(who)
    assert "รอผู้บริหารของหน่วยงาน" in client.get(page(bureau)).text
    answer = client.post(page(bureau), data={"csrf_token": client.token("/about"), "seen": "x"})
    assert answer.status_code == 403
    assert bureau.dossier().plan.signed == ()


def test_nothing_is_signed_where_there_is_nothing(bureau: Bureau, client_of: ClientOf) -> None:
    client = client_of("executive")
    assert "ปีนี้ยังไม่มีมาตรการ" in client.get(page(bureau)).text
    answer = client.post(page(bureau), data={"csrf_token": client.token("/about"), "seen": ""})
    assert answer.status_code == 409


def test_there_is_nothing_else_to_sign(bureau: Bureau, client_of: ClientOf) -> None:
    assert client_of("executive").get(page(bureau, "followup-9")).status_code == 404
    assert client_of("outsider").get(page(bureau)).status_code == 404


def test_who_has_signed_is_not_asked_again(bureau: Bureau, manual: Measure, client_of: ClientOf) -> None:
    again, client = "ลงนามอีกครั้งพร้อมข้อสั่งการใหม่", client_of("executive")
    assert again not in client.get(page(bureau)).text
    client.submit(page(bureau))
    assert again in client.get(page(bureau)).text
