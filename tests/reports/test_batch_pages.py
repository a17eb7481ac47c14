"""A whole province's reports in the browser: asked for, watched, fetched; with script and without."""

import re
from dataclasses import replace
from threading import Event
from urllib.parse import unquote

import pytest
from flask import Flask

from checklist_app.accounts import Draft, Person, Role
from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.errors import unavailable
from checklist_app.reports import batch_worker
from checklist_app.reports.batch_model import KEPT, Stage
from checklist_app.reports.batches import LEASE
from tests.cast import OTHER_PROVINCE, PROVINCE, World
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.reports.provinces import YEAR, Bench, Gate, Maker, bench, finish_visit

ADDRESS = "/reports/province"
HERE = f"{YEAR} {PROVINCE}"


@pytest.fixture
def office(app: Flask, world: World, config: Config) -> Bench:
    """The worker of the app makes what the test says, when the test says so."""
    finish_visit(world, world.agencies["เทศบาลตำบลนาดี"])
    finish_visit(world, world.agencies["องค์การบริหารส่วนตำบลโนนงาม"])
    made = bench(world, config, Maker())
    made.worker.wake = lambda: None  # type: ignore[method-assign]  # tests work off by themselves
    known = app.extensions["checklist"]
    app.extensions["checklist"] = replace(known, batches=made.batches, batch_worker=made.worker)
    return made


@pytest.fixture
def supervisor(client_of: ClientOf, office: Bench) -> StrictClient:
    return client_of("supervisor")


def ask(client: StrictClient, **fields: str) -> str:
    """The address of the new batch."""
    answer = client.post(ADDRESS, data={"csrf_token": client.token(ADDRESS), "place": HERE, **fields})
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_supervisor_asks_for_the_own_province_and_fetches_the_zip(
    supervisor: StrictClient, office: Bench
) -> None:
    address = ask(supervisor, pdf="y", docx="y")
    office.worker.work_off()
    page = supervisor.get(address)
    assert "พร้อมดาวน์โหลด" in page.text
    assert f'href="{address}.zip"' in page.text
    answer = supervisor.get(f"{address}.zip")
    assert answer.data == office.parcel(address.rpartition("/")[2]).read_bytes()
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    named = unquote(answer.headers["Content-Disposition"])
    assert f"filename*=UTF-8''รายงานนิเทศ-{PROVINCE}-{YEAR}.zip" in named


def test_a_broken_download_goes_on_where_it_stopped(supervisor: StrictClient, office: Bench) -> None:
    address = ask(supervisor, pdf="y")
    office.worker.work_off()
    whole = supervisor.get(f"{address}.zip")
    rest = supervisor.get(
        f"{address}.zip", headers={"Range": "bytes=100-", "If-Range": whole.headers["ETag"]}
    )
    assert rest.status_code == 206
    assert rest.data == whole.data[100:]


def test_the_zip_is_never_held_in_memory(supervisor: StrictClient, office: Bench) -> None:
    address = ask(supervisor, pdf="y")
    office.worker.work_off()
    assert supervisor.get(f"{address}.zip", buffered=False).is_streamed


def test_while_it_works_the_page_loads_itself_again_without_script(
    supervisor: StrictClient, office: Bench
) -> None:
    page = supervisor.get(ask(supervisor, pdf="y")).text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "progress.js" in page
    assert "รอคิว" in page
    office.worker.work_off()


def test_news_are_real_numbers_and_what_failed(supervisor: StrictClient, office: Bench) -> None:
    office.maker.failing["เทศบาลตำบลนาดี"] = unavailable("aside.too_long", seconds=60)
    address, seen = ask(supervisor, pdf="y"), []
    office.maker.before = lambda _: seen.append(supervisor.get(f"{address}/news").get_json())
    office.worker.work_off()
    assert seen[0]["open"] is True
    assert (seen[0]["done"], seen[0]["total"]) == (0, 2)
    assert "องค์การบริหารส่วนตำบลโนนงาม" in seen[0]["current"]
    last = supervisor.get(f"{address}/news").get_json()
    assert (last["open"], last["done"]) == (False, 2)
    assert last["failures"][0]["agency"] == "เทศบาลตำบลนาดี"
    assert "60" in last["failures"][0]["sentence"]
    assert "เทศบาลตำบลนาดี" in supervisor.get(address).text


def test_a_screen_reader_is_told_only_now_and_then(office: Bench, supervisor: StrictClient) -> None:
    address = ask(supervisor, pdf="y")
    batch = office.batches.take("hands", at=now())
    assert batch is not None
    spoken = set()
    for done in range(100):
        office.batches.keep(replace(batch, done=done, total=100))
        spoken.add(supervisor.get(f"{address}/news").get_json()["spoken"])
    assert len(spoken) == 10


def test_a_batch_that_was_begun_again_says_why(office: Bench, supervisor: StrictClient) -> None:
    address = ask(supervisor, pdf="y")
    office.batches.take("gone", at=now())
    assert "จึงเริ่มทำชุดนี้ใหม่ให้เอง" not in supervisor.get(address).text
    office.batches.take("hands", at=now() + LEASE)
    assert "จึงเริ่มทำชุดนี้ใหม่ให้เอง" in supervisor.get(address).text


def test_it_can_be_stopped_and_begun_again(supervisor: StrictClient, office: Bench) -> None:
    address = ask(supervisor, docx="y")
    stopped = supervisor.post(f"{address}/stop", data={"csrf_token": supervisor.token(address)})
    assert stopped.status_code == 302
    page = supervisor.get(address).text
    assert "หยุดแล้ว" in page
    again = ask_again(supervisor, page)
    assert again != address
    begun = office.batches.fetch(office.world["supervisor"], again.rpartition("/")[2])
    assert begun.order.formats == ("docx",)
    assert not begun.order.issue


def ask_again(client: StrictClient, page: str) -> str:
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return client.post(ADDRESS, data=fields).location


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.INTERRUPTED, "ระบบหยุดกลางคันขณะทำชุดนี้หลายครั้ง"),
        (Stage.FAILED, "พื้นที่ดิสก์ไม่พอ"),
        (Stage.STOPPED, "หยุดตามที่สั่ง"),
    ],
)
def test_an_end_without_a_file_says_why_and_offers_to_begin_again(
    supervisor: StrictClient, office: Bench, stage: Stage, said: str
) -> None:
    address = ask(supervisor, pdf="y")
    taken = office.batches.take("hands", at=now())
    assert taken is not None
    reason = unavailable("reports.batch_no_room", free=1, needed=600)
    office.batches.keep(taken.ended(stage, at=now(), reason=reason))
    page = supervisor.get(address).text
    assert said in page
    assert "เริ่มทำใหม่ทั้งชุด" in page
    assert ".zip" not in page
    assert 'http-equiv="refresh"' not in page


def test_a_file_that_was_removed_is_said_so(
    supervisor: StrictClient, office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = ask(supervisor, pdf="y")
    assert supervisor.get(f"{address}.zip").status_code == 409
    office.worker.work_off()
    office.parcel(address.rpartition("/")[2]).unlink()
    assert supervisor.get(f"{address}.zip").status_code == 404
    later = now() + KEPT
    monkeypatch.setattr("checklist_app.reports.batch_pages.now", lambda: later)
    assert "ลบแล้ว" in supervisor.get(address).text
    assert "ลบไฟล์แล้ว" in supervisor.get(ADDRESS).text


@pytest.mark.parametrize(
    "sent",
    [
        {"place": HERE},
        {"place": "", "pdf": "y"},
        {"place": f"{YEAR} {OTHER_PROVINCE}", "pdf": "y"},
        {"place": f"๒๕๗๐ {PROVINCE}\0", "pdf": "y"},
        {"place": "9" * 5000 + " x", "pdf": "y"},
    ],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(
    supervisor: StrictClient, sent: dict[str, str]
) -> None:
    answer = supervisor.post(ADDRESS, data={"csrf_token": supervisor.token(ADDRESS), **sent})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_the_same_asked_for_twice_leads_to_the_list(supervisor: StrictClient) -> None:
    ask(supervisor, pdf="y")
    data = {"csrf_token": supervisor.token(ADDRESS), "place": HERE, "pdf": "y"}
    answer = supervisor.post(ADDRESS, data=data)
    assert answer.status_code == 409
    assert "กำลังทำรายงานของจังหวัดและปีนี้อยู่แล้ว" in answer.text


def test_two_provinces_wait_for_each_other(client_of: ClientOf, office: Bench, world: World) -> None:
    finish_visit(world, world.agencies["เทศบาลตำบลดอยสูง"])
    administrator = client_of("administrator")
    assert OTHER_PROVINCE in administrator.get(ADDRESS).text
    first = ask(administrator, pdf="y")
    second = ask(administrator, pdf="y", place=f"{YEAR} {OTHER_PROVINCE}")
    seen: list[str] = []
    office.maker.before = lambda _: seen.append(administrator.get(second).text)
    office.worker.work_off()
    assert "รอคิว" in seen[0]
    assert all("พร้อมดาวน์โหลด" in administrator.get(address).text for address in (first, second))


def test_only_who_supervises_the_province_finds_it(client_of: ClientOf, office: Bench, world: World) -> None:
    address = ask(client_of("supervisor"), pdf="y")
    office.worker.work_off()
    stranger = client_of(supervisor_of_elsewhere(world, office))
    addresses = (address, f"{address}/news", f"{address}.zip")
    assert {stranger.get(one).status_code for one in addresses} == {404}
    for who in ("inspector", "auditor", "staff", "executive"):
        assert {client_of(who).get(one).status_code for one in (ADDRESS, *addresses)} == {403}
    assert client_of("administrator").get(f"{address}.zip").status_code == 200


def supervisor_of_elsewhere(world: World, office: Bench) -> Person:
    draft = Draft("คนกำกับที่อื่น", "หัวหน้ากลุ่มงาน", "elsewhere", Role.SUPERVISOR, OTHER_PROVINCE)
    person, _ = office.people.create(draft, by=world["administrator"])
    body = {**world.store.documents["people"][person.id].body, "must_change_password": False}
    world.store.put("people", person.id, body, version=person.version)
    return replace(person, must_change_password=False)


def test_where_nothing_is_finished_the_page_says_what_will_be_here(client_of: ClientOf) -> None:
    page = client_of("supervisor").get(ADDRESS).text
    assert "ยังไม่มีงานที่ปิดแล้ว" in page
    assert '<form method="post"' not in page.split("<main")[1]


@pytest.mark.parametrize("path", ["", "page"])
def test_every_page_is_there_in_english(supervisor: StrictClient, office: Bench, path: str) -> None:
    address = ask(supervisor, pdf="y")
    shown = supervisor.get(f"{address if path else ADDRESS}?lang=en")
    assert shown.status_code == 200
    assert "⟦" not in shown.text
    office.worker.work_off()
    assert "Download ZIP" in supervisor.get(f"{address}?lang=en").text


def test_asking_wakes_who_makes_them(
    app: Flask, client_of: ClientOf, world: World, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_worker, "BETWEEN_LOOKS", 600.0)
    finish_visit(world, world.agencies["เทศบาลตำบลนาดี"])
    gate, started = Gate(), Event()
    made = bench(world, config, Maker(before=gate))
    known = app.extensions["checklist"]
    app.extensions["checklist"] = replace(known, batches=made.batches, batch_worker=made.worker)
    monkeypatch.setattr(made.worker, "_tidy", lambda: started.set())
    made.worker.start()
    assert started.wait(30)
    address = ask(client_of("supervisor"), pdf="y")
    assert gate.reached.wait(30)
    gate.opened.set()
    made.worker.close()
    assert made.maker.made == ["เทศบาลตำบลนาดี"]
    assert address.startswith(ADDRESS)
