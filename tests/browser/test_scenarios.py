"""What inspectors live through, in three real browsers against the real server: no signal, phones that
die, servers that die, wrong clocks, bad connections. Nothing that was answered may be lost or doubled."""

import random
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from threading import Timer

import pytest

from checklist_app.resources import ROOT
from tests.browser.engines import FIREFOX_LATER, WEBKIT_LATER
from tests.browser.engines.engine import settled
from tests.browser.fault_proxy import WELL, Fault, first
from tests.browser.stage import Phone, Stage, at

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TYPED = """[...document.querySelectorAll('#form [data-kind=text][data-field^="answer:"]')]
  .map((input) => input.dataset.field)[0]"""
MANY = """const ticks = given[1]
const before = {}
for (let round = 0; round < given[2]; round += 1) {
  const value = round % 2 === 0 || null
  const changes = ticks.map((field) => ({ field, value, replaces: before[field] ?? [] }))
  for (const { id, field } of await journal.recordMany(given[0], changes)) before[field] = [id]
}
return ticks.length * given[2]"""
A_DAY_AHEAD = """{ const Real = Date
  globalThis.Date = class extends Real {
    constructor(...how) { how.length ? super(...how) : super(Real.now() + 93_600_000) }
    static now() { return Real.now() + 93_600_000 }
  } }"""
# The form is measured whole when the test says so.
MEASURED_LATER = """{ const wait = setTimeout
  globalThis.later = []
  globalThis.setTimeout = (work, after, ...given) =>
    after === 1000 ? later.push(work) : wait(work, after, ...given) }"""
MEASURE = """for (const work of later.splice(0)) work()
for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
return !document.querySelector("#form.whole")"""
MIDDLE = "(({{ y, height }}) => y + height / 2)(document.querySelector({!r}).getBoundingClientRect())"
A_FINGER = 10  # pixels
LOOK_FOR_UPDATE = "navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => true)"
# For as long as the proxy holds back the picture.
LOADS_LATE = """if (location.hash === "#late") addEventListener("DOMContentLoaded", () => {
  document.body.append(Object.assign(new Image(), { src: "/late.png" }))
  globalThis.isLate = document.readyState !== "complete"
})"""
READS_AND_WRITES = """void journal.record(...given, true, [])
const reading = async () => { for (;;) await Promise.all([journal.visits(), journal.operations(given[0])]) }
for (let reader = 0; reader < 5; reader += 1) void reading()
globalThis.isBusy = true"""
NEW_PHOTO = """const canvas = new OffscreenCanvas(400, 300)
const paper = canvas.getContext("2d")
for (let x = 0; x < 400; x += 4) for (let y = 0; y < 300; y += 4) {
  paper.fillStyle = `rgb(${(x * y) % 256} ${(x * 7 + y * 13) % 256} ${(x * x + y) % 256})`
  paper.fillRect(x, y, 4, 4)
}
const type = "image/jpeg"
const photo = new File([await canvas.convertToBlob({ type, quality: 0.9 })], "photo.jpg", { type })
await (await get("photo_intake")).addFromGallery(given, "", [photo])
const [sha256] = await journal.waitingFiles(given)
return [sha256, (await journal.file(sha256)).bytes.byteLength]"""
OWN_HASH = """const digest = await crypto.subtle.digest("SHA-256", (await journal.file(given)).bytes)
return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")"""
AT_OFFICE = "return (await fetch(`/api/files/${given[0]}?visit=${given[1]}`)).headers.get('Content-Type')"


@WEBKIT_LATER
def test_the_app_starts_without_signal_after_one_use_with_signal(stage: Stage) -> None:
    phone = stage.ready("cold")
    visit = phone.begin_visit()
    phone.drained()
    stage.close()
    stage.server.kill()
    phone = stage.phone("cold")
    phone.goto("/visits")
    assert phone.sees(f'a[href="/visits/{visit}"]')
    one, other, *_ = phone.open_visit(visit)
    phone.tick(one)
    phone.tick(other)
    assert phone.unsent() == 2
    phone.open_visit(visit)
    assert phone.is_ticked(one)
    assert phone.is_ticked(other)


def test_a_new_visit_is_begun_by_hand_without_signal_and_sent_later(stage: Stage) -> None:
    phone = stage.ready()
    with stage.proxy.away():
        phone.goto("/visits/new")
        phone.sees("#beginning")
        phone.engine.type("#agency-search", "ทุ่งแก")
        phone.sees("#agency-list li")
        phone.engine.click("#agency-list li")
        phone.sees("#agency-chosen .chosen")
        phone.engine.click("#beginning .begin")
        visit: str = phone.engine.wait_for("location.pathname.match(/^.visits.([^/]{30,})$/)?.[1]")
        phone.engine.wait_for("document.body.dataset.ready === ''")
        assert phone.unsent() > 0
    phone.drained()
    assert sorted(one["id"] for one in phone.truth(visit)["ops"]) == sorted(phone.held(visit))


def test_what_the_app_called_stored_survives_that_the_browser_is_killed(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    with stage.proxy.away():
        ticks = iter(phone.open_visit(visit))
        done: list[str] = []
        for _ in range(3):
            for field in (next(ticks), next(ticks)):
                phone.tick(field)
                done.append(field)
            stage.kill()
            phone = stage.phone("one")
            phone.open_visit(visit)
            assert [field for field in done if not phone.is_ticked(field)] == []
        assert phone.unsent() >= len(done)


@FIREFOX_LATER
def test_phones_that_were_apart_agree_and_show_both_answers(stage: Stage) -> None:
    names = ["one", "two", "three"] if stage.engine == "chromium" else ["one", "two"]
    visit = stage.ready("one").begin_visit()
    stage.phone("one").drained()
    for name in names[1:]:
        stage.ready(name).add_visit(visit)
    ticked = {name: answered_apart(stage, name, visit, place) for place, name in enumerate(names)}
    disputed = stage.phone(names[-1]).engine.js(TYPED)
    for name in names + names:
        stage.phone(name).sync()
        stage.phone(name).drained()
    digests = set()
    for name in names:
        phone = stage.phone(name)
        phone.open_visit(visit)
        assert [field for field in ticked.values() if not phone.is_ticked(field)] == []
        assert sorted(phone.values(visit, disputed)) == sorted(names)
        assert str(len(names)) in phone.sees(".q .chip")
        digests.add(phone.digest(visit))
    assert len(digests) == 1


def answered_apart(stage: Stage, name: str, visit: str, place: int) -> str:
    """The tick that only this phone has made; the text field it has filled like all others."""
    phone = stage.phone(name)
    with stage.proxy.away():
        field = phone.open_visit(visit)[place]
        phone.tick(field)
        typed = phone.engine.js(TYPED)
        phone.type(typed, name)
        phone.holds(visit, typed, name)
    return field


def test_who_leaves_a_page_while_it_sends_is_not_kept_waiting_by_it(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    ticks = phone.open_visit(visit)
    made = 0
    for _ in range(3):
        with stage.proxy.away():
            made += phone.ask(MANY, [visit, ticks, 3])
        phone.engine.fire("dispatchEvent(new Event('online'))")
        phone.goto("/visits")
        phone.open_visit(visit)
    phone.drained()
    assert whole(phone, visit) == made + 1


def test_who_leaves_a_page_before_it_has_loaded_is_not_kept_waiting_by_it(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    field, other = phone.open_visit(visit)[:2]
    stage.proxy.rule = first(1, "/late.png", Fault(delay=10))
    phone.engine.preload(LOADS_LATE)
    phone.engine.fire("location.assign('/visits#late')")
    phone.engine.wait_for("globalThis.isLate && Boolean(document.querySelector('main'))")
    phone.begin(READS_AND_WRITES, [visit, other])
    phone.engine.wait_for("globalThis.isBusy")
    phone.engine.fire(f"location.assign('/visits/{visit}')")
    phone.engine.wait_for(
        f"location.pathname !== '/visits' && Boolean(document.querySelector({at(field)!r}))"
    )
    phone.tick(field)
    assert phone.values(visit, other) == [True]
    phone.drained()


def test_what_is_ticked_in_the_moment_of_leaving_is_there_on_the_next_page(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    for field in phone.open_visit(visit)[:4]:
        phone.engine.fire(f"(document.querySelector({at(field)!r}).click(), location.assign('/visits'))")
        phone.engine.wait_for("location.pathname === '/visits' && document.readyState === 'complete'")
        phone.wait(
            "return (await journal.operations(given[0])).some((one) => one.field === given[1])",
            [visit, field],
        )
        phone.open_visit(visit)
        assert phone.is_ticked(field)
    phone.drained()


@pytest.mark.slow
def test_a_server_that_dies_in_the_middle_is_served_when_it_is_back(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    ticks = phone.open_visit(visit)
    dying: list[Timer] = []

    def rule(method: str, path: str) -> Fault:
        if path == "/api/sync" and not dying:
            dying.append(Timer(0.05, stage.server.kill))
            dying[0].start()
        return WELL

    with stage.proxy.away():  # the app sends by itself as soon as it is over
        made = phone.ask(MANY, [visit, ticks, 13])
        stage.proxy.rule = rule
    phone.engine.fire("dispatchEvent(new Event('online'))")
    phone.wait("return !(await fetch('/healthz').catch(() => null))?.ok")
    dying[0].join()
    assert phone.unsent() > 0
    stage.server.start()
    phone.drained()
    assert whole(phone, visit) == made + 1
    stage.server.stop()
    stage.server.command("verify")


@pytest.mark.parametrize("engine", ["chromium"], indirect=True, scope="module")
def test_a_clock_that_is_a_day_ahead_decides_nothing(stage: Stage) -> None:
    stage.ready("two")
    visit = stage.ready("one").begin_visit()
    stage.phone("one").drained()
    stage.close()
    fast = stage.phone("two")
    fast.engine.preload(A_DAY_AHEAD)
    fast.goto("/visits")
    fast.sync()
    fast.add_visit(visit)
    said(fast, visit, "จากเครื่องที่นาฬิกาเร็ว")
    right = stage.phone("one")
    right.sync()
    field = said(right, visit, "แก้ไขทีหลัง")
    first_said, then_said = [one["at"] for one in right.truth(visit)["ops"] if one["field"] == field]
    assert first_said > then_said
    digest = right.digest(visit)
    fast = stage.phone("two")
    fast.engine.preload(A_DAY_AHEAD)
    fast.goto("/visits")
    fast.sync()
    assert fast.values(visit, field) == ["แก้ไขทีหลัง"]
    assert fast.digest(visit) == digest


def said(phone: Phone, visit: str, text: str) -> str:
    """The first text field of the visit, filled and sent."""
    phone.open_visit(visit)
    field: str = phone.engine.js(TYPED)
    phone.type(field, text)
    phone.holds(visit, field, text)
    phone.drained()
    return field


@pytest.fixture
def next_version(stage: Stage, tmp_path: Path) -> Iterator[Path]:
    """The app with one script changed; the server is itself again afterwards."""
    copytree(ROOT / "checklist_app", tmp_path / "checklist_app")
    copytree(ROOT / "static", tmp_path / "static")
    for name in ("templates", "data", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    with (tmp_path / "static" / "js" / "web" / "print.js").open("a") as script:
        script.write("// changed\n")
    yield tmp_path
    stage.server.kill()
    stage.server.source = ROOT


@FIREFOX_LATER
def test_an_update_keeps_what_is_not_sent(stage: Stage, next_version: Path) -> None:
    phone = stage.ready("updated")
    visit = phone.begin_visit()
    field, *_ = phone.open_visit(visit)
    phone.drained()
    stage.proxy.rule = first(10_000, "/api/", Fault(cut_request=0))
    phone.tick(field)
    before = phone.engine.js("document.documentElement.dataset.version")
    stage.server.kill()
    stage.server.source = next_version
    stage.server.start()
    phone.engine.js(LOOK_FOR_UPDATE)
    phone.sees("#update button")
    assert phone.engine.js("document.documentElement.dataset.version") == before
    phone.engine.click("#update button")
    phone.engine.wait_for(f"document.documentElement.dataset.version !== '{before}'")
    phone.engine.wait_for("document.body.dataset.ready === ''")
    assert phone.is_ticked(field)
    assert phone.unsent() == 1
    stage.proxy.rule = first(0, "", WELL)
    phone.sync()
    phone.drained()


def test_who_is_signed_out_meanwhile_keeps_everything_and_is_asked_to_sign_in(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    field, *_ = phone.open_visit(visit)
    phone.drained()
    stage.server.stop()
    phone.tick(field)
    stage.server.end_sessions()
    stage.server.start()
    phone.sync()
    phone.sees("#sent a")
    assert phone.unsent() == 1
    phone.sign_in(then=f"/visits/{visit}")
    phone.engine.wait_for("document.body.dataset.ready === ''")
    assert phone.is_ticked(field)
    phone.drained()
    stage.forget_phones(but="one")


def test_a_tap_meets_what_it_was_meant_for_while_the_form_is_measured(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    phone.engine.preload(MEASURED_LATER)
    _, field, *_ = phone.open_visit(visit)
    phone.engine.wait_for("later.length")
    _, before = phone.engine.js(settled(at(field)))
    assert phone.ask(MEASURE)
    now = phone.engine.js(MIDDLE.format(at(field)))
    stage.close()
    assert abs(now - before) < A_FINGER


def test_two_tabs_of_one_visit_follow_each_other(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    one, other, *_ = phone.open_visit(visit)
    second = phone.engine.open_tab()
    phone.open_visit(visit)
    phone.tick(one)
    phone.engine.switch(0)
    phone.engine.wait_for(f"document.querySelector({at(one)!r}).checked")
    phone.tick(other)
    phone.engine.switch(second)
    phone.engine.wait_for(f"document.querySelector({at(other)!r}).checked")
    assert phone.values(visit, one) == phone.values(visit, other) == [True]
    stage.close()


def test_a_photo_that_is_cut_every_few_kilobytes_ends_as_one_file(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    phone.open_visit(visit)
    with stage.proxy.away():
        sha256, size = phone.ask(NEW_PHOTO, visit)
    cuts = list(range(0, size, 8 * 1024))
    left = iter(cuts)
    stage.proxy.rule = lambda method, path: Fault(cut_request=next(left, None)) if method == "PUT" else WELL
    before = set(files_of(stage))
    for _ in cuts:
        phone.sync()
    phone.drained()
    put = [one for one in stage.proxy.passed if one.method == "PUT" and sha256 in one.path]
    assert [one.status for one in put if one.status] == [201]
    assert len(put) == len(cuts) + 1
    assert len(set(files_of(stage)) - before) == 1
    assert phone.ask(OWN_HASH, sha256) == sha256
    assert phone.ask(AT_OFFICE, [sha256, visit]) == "image/jpeg"


def files_of(stage: Stage) -> Iterator[Path]:
    return (file for file in (stage.server.folder / "files").rglob("*") if file.is_file())


@pytest.mark.slow
def test_a_connection_that_breaks_anywhere_loses_and_doubles_nothing(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    ticks = phone.open_visit(visit)
    phone.drained()
    dice = random.Random(20261121)
    faults = [any_fault(dice) for _ in range(40)]
    left = iter(faults)
    stage.proxy.rule = lambda method, path: next(left, WELL) if path == "/api/sync" else WELL
    for number, _ in enumerate(faults):
        phone.record(visit, ticks[number % len(ticks)], True)
        phone.sync()
    phone.drained()
    assert whole(phone, visit) == len(faults) + 1


def any_fault(dice: random.Random) -> Fault:
    place = dice.randrange(2000)
    kinds = [
        Fault(cut_request=place),
        Fault(cut_response=place),
        Fault(truncate=place),
        Fault(duplicate=True),
    ]
    return dice.choice(kinds)


def whole(phone: Phone, visit: str) -> int:
    """How many operations the server holds: each once, without a gap, the same as the phone's."""
    truth = phone.truth(visit)
    assert [one["seq"] for one in truth["ops"]] == list(range(1, len(truth["ops"]) + 1))
    assert sorted(one["id"] for one in truth["ops"]) == sorted(phone.held(visit))
    phone.wait("return (await journal.visit(given[0])).head === given[1]", [visit, truth["head"]])
    return len(truth["ops"])
