"""A passage writes itself until somebody writes it; from then on it is theirs, and they are told when the
draft would say something else."""

import pytest
from flask import Flask

from checklist_app.accounts import Audit
from checklist_app.errors import Problem
from checklist_app.ita import Passage
from checklist_app.ita.drafting import passages
from checklist_app.ita.passages.model import digest_of
from checklist_app.ita.passages.records import LONGEST_PASSAGE, MOST_PASSAGES, Passages
from checklist_app.store import Document
from tests.cast import World
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, Bureau, bureau_of, scores_of
from tests.store.model import ModelStore

RESULT = Passage("result", "ได้คะแนน 93.99")
OURS = "เทศบาลของเราได้คะแนน 93.99 สูงสุดในอำเภอ"


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world, app.extensions["checklist"].store)


def write(
    bureau: Bureau, text: str, *, revision: int = 0, passage: Passage = RESULT, who: str = "staff"
) -> None:
    bureau.ita.passages.write(bureau[who], bureau.agency, CYCLE, passage, text, revision=revision)


def give_up(bureau: Bureau, *, revision: int, who: str = "staff") -> None:
    bureau.ita.passages.give_up(bureau[who], bureau.agency, CYCLE, RESULT.key, revision=revision)


def now(bureau: Bureau, draft: str = RESULT.draft) -> Passage:
    return Passage(RESULT.key, draft, bureau.ita.passages.of(bureau.agency, CYCLE).get(RESULT.key))


def test_what_was_written_stands_whatever_the_draft_says_later(bureau: Bureau) -> None:
    assert now(bureau).text == RESULT.draft
    write(bureau, OURS)
    later = now(bureau, "ได้คะแนน 99.54")
    assert later.text == OURS
    assert later.has_drifted
    assert not now(bureau).has_drifted


def test_the_drafted_text_itself_is_no_writing(bureau: Bureau) -> None:
    write(bureau, f"  {RESULT.draft}\r\n")
    assert now(bureau).written is None
    write(bureau, OURS)
    write(bureau, RESULT.draft, revision=now(bureau).revision)
    assert now(bureau, "ได้คะแนน 99.54").text == "ได้คะแนน 99.54"


def test_a_passage_can_be_left_out(bureau: Bureau) -> None:
    write(bureau, " ")
    assert now(bureau).text == ""


def test_who_writes_another_passage_is_not_in_the_way(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    beaten, get = iter([True]), ModelStore.get
    other = Passage("strengths", "จุดแข็ง")

    def get_and_meanwhile(store: ModelStore, kind: str, id: str) -> Document | None:
        found = get(store, kind, id)
        if kind == Passages.KIND.name and next(beaten, False):
            write(bureau, "ของผู้กำกับ", passage=other, who="supervisor")
        return found

    monkeypatch.setattr(ModelStore, "get", get_and_meanwhile)
    write(bureau, OURS)
    held = bureau.ita.passages.of(bureau.agency, CYCLE)
    assert {key: each.text for key, each in held.items()} == {"result": OURS, "strengths": "ของผู้กำกับ"}


def test_who_writes_the_same_passage_is_told(bureau: Bureau) -> None:
    write(bureau, OURS)
    with pytest.raises(Problem, match="passage_changed_meanwhile"):
        write(bureau, "ของอีกคน", who="supervisor")
    with pytest.raises(Problem, match="passage_changed_meanwhile"):
        give_up(bureau, revision=0, who="supervisor")
    assert now(bureau).text == OURS


def test_what_was_given_up_and_written_anew_is_not_taken_for_what_was_seen(bureau: Bureau) -> None:
    write(bureau, OURS)
    seen = now(bureau).revision
    give_up(bureau, revision=seen)
    write(bureau, "ฉบับใหม่", who="supervisor")
    with pytest.raises(Problem, match="passage_changed_meanwhile"):
        write(bureau, "แก้จากฉบับแรก", revision=seen)
    assert now(bureau).text == "ฉบับใหม่"


def test_what_is_given_up_stays_in_the_audit_trail(bureau: Bureau) -> None:
    write(bureau, OURS)
    give_up(bureau, revision=now(bureau).revision)
    assert now(bureau).text == RESULT.draft
    (last, *_) = Audit(bureau.store).before(limit=1)
    assert (last.action, last.actor) == ("ita_passage.written", bureau["staff"].id)
    assert last.details["before"]["text"] == OURS  # type: ignore[index, call-overload]
    assert last.details["after"] is None


def test_a_draft_that_changed_before_the_writing_arrived_is_told(bureau: Bureau) -> None:
    seen = digest_of("ได้คะแนน 90.00")
    bureau.ita.passages.write(bureau["staff"], bureau.agency, CYCLE, RESULT, OURS, revision=0, base=seen)
    assert now(bureau).has_drifted
    write(bureau, OURS, revision=now(bureau).revision)
    assert not now(bureau).has_drifted


@pytest.mark.parametrize("who", ["executive", "inspector", "auditor"])
def test_who_only_reads_writes_nothing(bureau: Bureau, who: str) -> None:
    with pytest.raises(Problem, match="not_yours_to_keep"):
        write(bureau, OURS, who=who)
    write(bureau, OURS)
    with pytest.raises(Problem, match="not_yours_to_keep"):
        give_up(bureau, revision=1, who=who)
    assert now(bureau).text == OURS


@pytest.mark.parametrize("key", ["", "Result", "../x", "a" * 61, "ผล"])
def test_a_key_is_a_key(bureau: Bureau, key: str) -> None:
    with pytest.raises(Problem, match="no_such_passage"):
        write(bureau, OURS, passage=Passage(key, ""))


def test_there_is_an_end_to_texts(bureau: Bureau) -> None:
    write(bureau, "ก" * LONGEST_PASSAGE)
    with pytest.raises(Problem, match="text_too_long"):
        write(bureau, "ก" * (LONGEST_PASSAGE + 1), revision=now(bureau).revision)
    for number in range(1, MOST_PASSAGES):
        write(bureau, OURS, passage=Passage(f"indicator.{number}", ""))
    with pytest.raises(Problem, match="too_many_passages"):
        write(bureau, OURS, passage=Passage("memo.subject", ""))


# --- in the browser ---------------------------------------------------------------------------------------


def analysis(bureau: Bureau) -> str:
    return f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/analysis"


def send(client: StrictClient, bureau: Bureau, verb: str = "", **sent: str) -> tuple[int, str, str]:
    here = analysis(bureau)
    address = f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/passages/result{verb}"
    answer = client.post(address, data={"csrf_token": client.token(here), "next": here, **sent})
    return answer.status_code, answer.text, answer.headers.get("Location", "")


def drafted(bureau: Bureau) -> Passage:
    return passages(bureau.dossier())["result"]


def test_a_page_shows_who_wrote_and_leads_back_to_the_passage(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    staff, draft = client_of("staff"), drafted(bureau)
    assert "ระบบร่างให้" in staff.get(analysis(bureau)).text
    status, _, onward = send(staff, bureau, text=OURS, version="0", base=draft.base)
    assert (status, onward) == (302, f"{analysis(bureau)}#passage-result")
    page = client_of("inspector").get(analysis(bureau)).text
    assert OURS in page
    assert "แก้ไขโดย คนของเทศบาล" in page
    assert draft.draft not in page


def test_new_scores_never_overwrite_what_was_changed(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    staff = client_of("staff")
    send(staff, bureau, text=OURS, version="0", base=drafted(bureau).base)
    bureau.score(scores_of("001-2568"), total="99.54")
    page = staff.get(analysis(bureau)).text
    assert OURS in page
    assert "ข้อมูลเปลี่ยนหลังแก้ไข" in page
    assert drafted(bureau).draft.split("\n")[0] in page
    assert "99.54" in drafted(bureau).draft
    status, *_ = send(staff, bureau, "/give-up", version=str(drafted(bureau).revision))
    assert status == 302
    assert drafted(bureau).text == drafted(bureau).draft


def test_keeping_the_own_text_against_a_new_draft_settles_it(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    staff = client_of("staff")
    send(staff, bureau, text=OURS, version="0", base=drafted(bureau).base)
    bureau.score(scores_of("001-2568"), total="99.54")
    assert drafted(bureau).has_drifted
    send(staff, bureau, text=OURS, version=str(drafted(bureau).revision), base=drafted(bureau).base)
    assert not drafted(bureau).has_drifted
    assert drafted(bureau).text == OURS


def test_after_a_conflict_both_texts_are_there_and_the_next_attempt_is_kept(
    bureau: Bureau, client_of: ClientOf
) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    write(bureau, "ของผู้กำกับ", passage=drafted(bureau), who="supervisor")
    staff = client_of("staff")
    status, page, _ = send(staff, bureau, text=OURS, version="0", base=drafted(bureau).base)
    assert status == 409
    assert OURS in page
    assert "ของผู้กำกับ" in page
    assert drafted(bureau).text == "ของผู้กำกับ"
    again = {"text": OURS, "version": str(drafted(bureau).revision), "base": drafted(bureau).base}
    assert f'name="version" type="hidden" value="{again["version"]}"' in page
    assert send(staff, bureau, **again)[0] == 302
    assert drafted(bureau).text == OURS


def test_giving_up_what_somebody_else_has_changed_is_refused(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    write(bureau, OURS, passage=drafted(bureau))
    status, page, _ = send(client_of("staff"), bureau, "/give-up", version="7")
    assert status == 409
    assert OURS in page
    assert drafted(bureau).text == OURS


def test_a_text_that_is_too_long_is_shown_again_whole(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    long = "ยาว" * LONGEST_PASSAGE
    status, page, _ = send(client_of("staff"), bureau, text=long, version="0")
    assert status == 422
    assert long in page
    assert drafted(bureau).written is None


def test_nobody_is_led_to_another_site(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    _, _, onward = send(client_of("staff"), bureau, text=OURS, version="0", next="https://example.com/")
    assert onward == "/#passage-result"


def test_what_cannot_be_drafted_is_no_passage(bureau: Bureau, client_of: ClientOf) -> None:
    assert send(client_of("staff"), bureau, text=OURS, version="0")[0] == 404


@pytest.mark.parametrize("who", ["executive", "inspector"])
def test_readers_see_texts_without_a_box_to_change_them(
    bureau: Bureau, client_of: ClientOf, who: str
) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    page = client_of(who).get(analysis(bureau)).text
    assert drafted(bureau).draft.split("\n")[0] in page
    assert "<textarea" not in page
    assert send(client_of(who), bureau, text=OURS, version="0")[0] == 403


def test_a_text_is_shown_as_text(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    write(bureau, "</textarea><script>alert(1)</script>", passage=drafted(bureau))
    page = client_of("staff").get(analysis(bureau)).text
    assert "<script>alert(1)" not in page
