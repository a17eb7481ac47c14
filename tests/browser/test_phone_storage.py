"""What the phone stores is stored, and what it sends arrives once, whatever happens to the browser, its
database and the line."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, Route

from checklist_app.catalog import Form
from tests.browser.phones import SABOTAGE, ask, kill, phone, sign_in
from tests.browser.serving import served
from tests.cast import World
from tests.conftest import ClientOf
from tests.visits import phones

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OLD = json.loads((Path(__file__).parent / "phone_storage_1.json").read_text("utf-8"))
ME = {"id": "01kaj0000000000000000000aa", "name": "คนนิเทศ", "position": ""}
FACTS = {
    "agency": "a",
    "agency_name": "เทศบาลตำบลนาดี",
    "form": "nacc-2563",
    "year": 2569,
    "digest": "d" * 64,
    "join": "abcd1234",
}
RECORD = "return (await journal.record(visit, field, value, [])).n"
NUMBERS = "return (await journal.operations(visit)).map((one) => one.n).sort((one, other) => one - other)"
SENT = """
  const proved = ({ since, head, server }) => since === server?.seq && head === server?.head
  return { waiting: (await journal.waiting()).length, agrees: (await journal.visits()).map(proved) }
"""

SYNCED = "await sync.syncNow();"
SPOILT = """
  const bytes = new TextEncoder().encode("no picture").buffer
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  await journal.putFile({ visit, sha256, bytes, type: "image/jpeg", width: 8, height: 6 })
  const facts = { item: "", caption: "", width: 8, height: 6, size: bytes.byteLength, order: 1 }
  const photo = { file: sha256, taken: new Date().toISOString(), ...facts }
  await journal.record(visit, `photo:${(await journal.operations(visit))[0].id}`, photo, [])
  return sha256
"""
REFUSED = "return [...await upkeep.refusedFiles()].map(([sha256, { code }]) => [sha256, code])"
COUNT_LOADED = """
  globalThis.loaded = 0
  const get = IDBObjectStore.prototype.get
  IDBObjectStore.prototype.get = function (key) {
    if (this.name === "files") globalThis.loaded += 1
    return get.call(this, key)
  };
"""
# As an older version of the app has left it.
FORGET_NOTE = """
  await journal.run(["meta"], "readwrite", async (tx) => {
    tx.objectStore("meta").delete(journal.refusalKey(sha256))
  })
"""
HURRY = """() => {
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  AbortSignal.timeout = () => timeout(500)
}"""
PATIENT = "() => void (AbortSignal.timeout = () => new AbortController().signal)"
LEAVE = "() => void dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"
COME_BACK = "() => void dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
HOLD = """() => new Promise((held) => {
  navigator.locks.request("sync", () => new Promise((resolve) => { globalThis.release = resolve; held() }))
})"""
HEARD = """async (kind) => {
  const count = () => heard.filter((one) => one.field.startsWith(kind)).length
  while (count() < 20) await new Promise(requestAnimationFrame)
  return true
}"""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose disk lasts as long as the test."""
    context = browser.new_context()
    context.add_init_script(SABOTAGE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    return opened(context, address)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/about")
    return page


def begin(page: Page, app: Flask) -> str:
    visit: str = ask(
        page, app, "await journal.setPerson(me); return journal.createVisit(facts)", me=ME, facts=FACTS
    )
    return visit


# --- storing ----------------------------------------------------------------------------------------


def test_a_stored_answer_survives_the_death_of_the_browser(
    driver: Playwright, app: Flask, address: str, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with phone(driver, profile) as context:
        page = opened(context, address)
        visit = begin(page, app)
        ask(page, app, RECORD, visit=visit, field="note:1", value="ก่อนดับ")
        kill(profile)
    with phone(driver, profile) as context:
        held = ask(opened(context, address), app, "return journal.operations(visit)", visit=visit)
    assert [one["value"] for one in held if one["field"] == "note:1"] == ["ก่อนดับ"]


@pytest.mark.parametrize("fault", ["handles.at(-1).close()", "fault = 'aborts'", "fault = 'dies'"])
def test_a_lost_connection_loses_nothing_and_writes_nothing_twice(page: Page, app: Flask, fault: str) -> None:
    """Closed before, aborted within, and gone after the write had come through."""
    visit = begin(page, app)
    ask(page, app, RECORD, visit=visit, field="note:1", value="ก")
    page.evaluate(fault)
    assert ask(page, app, RECORD, visit=visit, field="note:2", value="ข") == 3
    page.reload()
    assert ask(page, app, RECORD, visit=visit, field="note:3", value="ค") == 4
    assert ask(page, app, NUMBERS, visit=visit) == [1, 2, 3, 4]


def test_two_tabs_see_each_other_and_never_number_twice(
    page: Page, context: BrowserContext, app: Flask, address: str
) -> None:
    visit = begin(page, app)
    other = opened(context, address)
    listen = "globalThis.heard = []; journal.onChange((news) => heard.push(...(news.operations ?? [])))"
    for tab in (page, other):
        ask(tab, app, listen)
    write = """
      for (let n = 0; n < 20; n += 1) globalThis.last = journal.record(visit, `${who}:${n}`, "ก", [])
    """
    ask(page, app, write, visit=visit, who="note")
    ask(other, app, write, visit=visit, who="comment")
    for tab in (page, other):
        tab.evaluate("last")
    assert ask(page, app, NUMBERS, visit=visit) == [*range(1, 42)]
    for tab, theirs in ((page, "comment"), (other, "note")):
        assert tab.evaluate(HEARD, theirs)


def test_a_change_that_is_being_stored_when_the_page_is_left_is_stored_once_by_the_next(
    page: Page, context: BrowserContext, app: Flask, address: str
) -> None:
    """And by the page itself when somebody comes back to it, whichever is first."""
    visit = begin(page, app)
    ask(page, app, "globalThis.written = journal.record(visit, 'note:1', 'ก', [])", visit=visit)
    page.evaluate(LEAVE)
    ask(page, app, "globalThis.later = journal.record(visit, 'note:2', 'ข', [])", visit=visit)
    other = opened(context, address)
    numbers = f"await journal.record(visit, 'note:3', 'ค', []); {NUMBERS}"
    assert ask(other, app, numbers, visit=visit) == [1, 2, 3, 4]
    page.evaluate(COME_BACK)
    assert page.evaluate("async () => (await written).value + (await later).value") == "กข"
    assert ask(page, app, NUMBERS, visit=visit) == [1, 2, 3, 4]
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_page_that_was_left_holds_nothing_and_reads_on_when_somebody_comes_back(
    page: Page, context: BrowserContext, app: Flask, address: str
) -> None:
    visit = begin(page, app)
    other = opened(context, address)
    busy = """globalThis.done = journal.run(["ops"], "readwrite", (tx) => new Promise((resolve) => {
      const store = tx.objectStore("ops")
      const again = () => (globalThis.isDone ? resolve("read") : (store.count().onsuccess = again))
      again()
    }))"""
    ask(page, app, busy)
    page.evaluate(LEAVE)
    assert ask(other, app, RECORD, visit=visit, field="note:1", value="ก") == 2
    page.evaluate("() => void (globalThis.isDone = true)")
    page.evaluate(COME_BACK)
    assert page.evaluate("done") == "read"


def test_a_full_phone_is_told_as_such_and_keeps_what_it_has(page: Page, app: Flask) -> None:
    visit = begin(page, app)
    refuse = """() => {
      globalThis.put = IDBObjectStore.prototype.put
      IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError") }
    }"""
    page.evaluate(refuse)
    tell = "return journal.record(visit, 'note:1', 'ก', []).then(() => '', (problem) => problem.code)"
    assert ask(page, app, tell, visit=visit) == "phone.storage_full"
    page.evaluate("() => void (IDBObjectStore.prototype.put = put)")
    assert ask(page, app, RECORD, visit=visit, field="note:2", value="ข") == 2
    assert ask(page, app, NUMBERS, visit=visit) == [1, 2]


def test_what_cannot_be_stored_at_all_is_told_otherwise(page: Page, app: Flask) -> None:
    visit = begin(page, app)
    tell = "return journal.record(visit, 'note:1', () => 'ก', []).then(() => '', (problem) => problem.code)"
    assert ask(page, app, tell, visit=visit) == "phone.storage_failed"
    assert ask(page, app, NUMBERS, visit=visit) == [1]


def test_a_newer_page_may_add_to_the_database_while_an_older_one_is_open(
    page: Page, context: BrowserContext, app: Flask, address: str
) -> None:
    visit = begin(page, app)
    newer = opened(context, address)
    newer.evaluate(
        """() => new Promise((resolve, reject) => {
          const request = indexedDB.open("nithet", 99)
          request.onupgradeneeded = () => request.result.createObjectStore("later")
          request.onsuccess = () => { request.result.close(); resolve() }
          request.onerror = () => reject(request.error)
        })"""
    )
    assert ask(page, app, RECORD, visit=visit, field="note:1", value="ก") == 2


MAKE = """(old) => new Promise((resolve, reject) => {
  const request = indexedDB.open("nithet", old.version)
  request.onerror = () => reject(request.error)
  request.onupgradeneeded = () => {
    for (const [name, { keyPath, indexes }] of Object.entries(old.stores)) {
      const store = request.result.createObjectStore(name, { keyPath })
      for (const [index, multiEntry] of Object.entries(indexes)) {
        store.createIndex(index, index, { multiEntry })
      }
      for (const record of old.records[name]) {
        store.put(record.bytes ? { ...record, bytes: new Uint8Array(record.bytes).buffer } : record)
      }
    }
  }
  request.onsuccess = () => { request.result.close(); resolve() }
})"""
SHAPE = """() => new Promise((resolve) => {
  const request = indexedDB.open("nithet")
  request.onsuccess = () => {
    const stores = {}
    for (const name of request.result.objectStoreNames) {
      const store = request.result.transaction(name).objectStore(name)
      const indexes = [...store.indexNames].map((index) => [index, store.index(index).multiEntry])
      stores[name] = { keyPath: store.keyPath, indexes: Object.fromEntries(indexes) }
    }
    request.result.close()
    resolve(stores)
  }
})"""


def test_what_version_1_stored_still_opens_and_goes_on(page: Page, app: Flask) -> None:
    page.evaluate(MAKE, OLD)
    visit = OLD["records"]["visits"][0]["id"]
    held = ask(
        page,
        app,
        """const photo = await journal.file((await journal.waitingFiles())[0])
        return {
          device: await journal.device(), person: await journal.person(), visits: await journal.visits(),
          counts: await journal.counts(visit), photo: [...new Uint8Array(photo.bytes)],
          forms: await journal.pack("forms"), pending: (await journal.meta("pending_photo")).item,
        }""",
        visit=visit,
    )
    assert (held["device"]["letter"], held["person"]["name"]) == ("K", "คนนิเทศ")
    assert [one["agency_name"] for one in held["visits"]] == ["เทศบาลตำบลนาดี"]
    assert held["counts"] == {"operations": 3, "waiting": 2, "refused": 1, "waiting_files": 1}
    assert held["photo"] == [255, 216, 255, 217]
    assert (held["forms"][0]["year"], held["pending"]) == (2569, "3.1")
    assert ask(page, app, RECORD, visit=visit, field="note:9", value="ต่อ") == 4


def test_a_new_phone_has_all_that_version_1_had(page: Page, app: Flask) -> None:
    """When the schema grows, version 1 stays part of it, or old pages could not go on."""
    begin(page, app)
    shape = page.evaluate(SHAPE)
    for name, store in OLD["stores"].items():
        assert shape[name]["keyPath"] == store["keyPath"]
        assert shape[name]["indexes"].items() >= store["indexes"].items()


def test_a_torn_log_is_renewed_before_anything_else_is_written(page: Page, app: Flask) -> None:
    visit = begin(page, app)
    torn = """
      const kept = await caches.open("settings")
      await kept.delete("/log-is-whole")
      location.reload()
    """
    with page.expect_navigation():
        ask(page, app, torn)
    assert ask(page, app, RECORD, visit=visit, field="note:1", value="ก") == 2
    left = """
      const fillers = IDBKeyRange.bound("filler ", "filler~")
      const open = indexedDB.open("nithet")
      const { result } = await new Promise((resolve) => (open.onsuccess = () => resolve(open)))
      const count = result.transaction("meta").objectStore("meta").count(fillers)
      await new Promise((resolve) => (count.onsuccess = resolve))
      result.close()
      return [count.result, Boolean(await caches.match("/log-is-whole"))]
    """
    assert ask(page, app, left) == [0, True]


# --- letting go -------------------------------------------------------------------------------------


def test_nothing_is_forgotten_while_work_waits_unless_a_person_insists(page: Page, app: Flask) -> None:
    visit = begin(page, app)
    tell = "return upkeep.forget({ force }).then(() => '', (problem) => problem.code)"
    assert ask(page, app, tell, force=False) == "phone.work_waits"
    assert ask(page, app, NUMBERS, visit=visit) == [1]
    assert ask(page, app, tell, force=True) == ""
    assert ask(page, app, "return [await journal.visits(), await journal.person() ?? null]") == [[], None]


def test_an_old_visit_leaves_the_phone_only_when_the_server_has_proved_to_hold_it(
    page: Page, app: Flask
) -> None:
    visit = begin(page, app)
    later = "await upkeep.tidy(Date.now() + days * 86400000); return (await journal.visits()).length"
    assert ask(page, app, later, days=31) == 1
    receive = """
      const [{ waiting, ...one }] = await journal.operations(visit)
      const entries = [{ ...one, seq: 1, received: one.at, sender: one.by }]
      const server = { seq: 1, head, files_missing: [], members: [], devices: [], at: one.at }
      await upkeep.receive(visit, { from: 0, since: 1, head: "h", entries, refused: [], server })
    """
    ask(page, app, receive, visit=visit, head="another")
    assert ask(page, app, later, days=31) == 1
    ask(page, app, receive, visit=visit, head="h")
    assert ask(page, app, later, days=29) == 1
    assert ask(page, app, later, days=31) == 0
    assert ask(page, app, NUMBERS, visit=visit) == []
    ask(page, app, "await journal.addVisit({ ...facts, id: visit })", facts=FACTS, visit=visit)
    assert ask(page, app, RECORD, visit=visit, field="note:1", value="ก") == 2


def test_a_long_history_is_taken_in_whole_and_told_once(page: Page, app: Flask) -> None:
    visit = begin(page, app)
    take = """
      globalThis.told = []
      journal.onChange((news) => news.visit && told.push(news.operations.length))
      const [{ waiting, ...one }] = await journal.operations(visit)
      const entry = (n) => ({ ...one, id: n === 1 ? one.id : `${one.id.slice(0, -4)}${1000 + n}`, n, seq: n })
      const entries = Array.from({ length: 450 }, (_, index) => entry(index + 1))
      const server = { seq: 450, head: "h", files_missing: [], members: [], devices: [], at: one.at }
      await upkeep.receive(visit, { from: 0, since: 450, head: "h", entries, refused: [], server })
      await journal.record(visit, "note:1", "ก", [])
      while (told.length < 2) await new Promise(requestAnimationFrame)
      const { since } = await journal.visit(visit)
      return [since, (await journal.operations(visit)).length, (await journal.waiting(visit)).length, told]
    """
    assert ask(page, app, take, visit=visit) == [450, 451, 1, [449, 1]]


def test_what_is_handed_over_twice_is_taken_once(page: Page, app: Flask) -> None:
    visit = begin(page, app)
    hand = """
      const [one] = await journal.operations(visit)
      const theirs = { ...one, id: one.id.slice(0, -1) + "z", field: "note:1", device: "otherphone" }
      const taken = await journal.importOperations(visit, [one, theirs], facts)
      return [taken, await journal.importOperations(visit, [theirs], facts)]
    """
    assert ask(page, app, hand, visit=visit, facts=FACTS) == [1, 0]
    assert ask(page, app, "return (await journal.waiting(visit)).length", visit=visit) == 2


# --- sending ----------------------------------------------------------------------------------------


@pytest.fixture
def form(app: Flask) -> Form:
    kept: Form = app.extensions["checklist"].forms.keep("nacc-2563", 2569)
    return kept


@pytest.fixture
def ready(page: Page, context: BrowserContext, app: Flask, address: str, world: World, form: Form) -> str:
    """A visit with three answers that the real server would take, of somebody who is signed in."""
    sign_in(context, app, address, world["inspector"])
    person, agency = world["inspector"], world.agencies["เทศบาลตำบลนาดี"]
    me = {"id": person.id, "name": person.name, "position": person.position}
    facts = {
        **FACTS,
        "agency": agency.id,
        "agency_name": agency.name,
        "digest": form.digest,
        "form": form.id,
        "year": form.year,
    }
    questions = [question.id for question in form.questions()][:2]
    changes = [{"field": f"note:{id}", "value": "ก", "replaces": []} for id in questions]
    begin = """
      await journal.setPerson(me)
      const visit = await journal.createVisit(facts)
      await journal.recordMany(visit, changes)
      return visit
    """
    visit: str = ask(page, app, begin, me=me, facts=facts, changes=changes)
    return visit


def stored(app: Flask, visit: str) -> list[str]:
    return [entry.id for entry in app.extensions["checklist"].store.read(f"visits/{visit}")]


def test_what_was_written_reaches_the_real_server_and_is_proved_to_be_there(
    page: Page, app: Flask, ready: str
) -> None:
    with page.expect_request("**/api/sync") as sent:
        ask(page, app, "await sync.syncNow()")
    assert sent.value.headers["content-encoding"] == "gzip"
    assert ask(page, app, SENT) == {"waiting": 0, "agrees": [True]}
    assert len(stored(app, ready)) == 3
    assert ask(page, app, "return (await journal.pack('agencies')).length") == 4
    assert ask(page, app, "return (await journal.pack('visits')).map((one) => one.id)") == [ready]


def cut(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text()[:-30])


def lose(route: Route) -> None:
    route.fetch()
    route.abort("connectionreset")


def fail(route: Route) -> None:
    route.fulfill(status=500, json={"error": {"kind": "internal", "message": ""}})


def twice(route: Route) -> None:
    route.fetch()
    route.fulfill(response=route.fetch())


def no_signal(route: Route) -> None:
    route.abort("internetdisconnected")


def sign_in_first(route: Route) -> None:
    route.fulfill(status=401, json={"error": {"kind": "forbidden", "message": ""}})


def never(route: Route) -> None:
    """The answer does not come; the page's patience is short."""


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (cut, "failed"),
        (lose, "offline"),
        (fail, "failed"),
        (twice, "idle"),
        (no_signal, "offline"),
        (sign_in_first, "sign-in"),
        (never, "offline"),
    ],
)
def test_a_bad_line_loses_nothing_and_stores_nothing_twice(
    page: Page, app: Flask, ready: str, fault: Callable[[Route], None], state: str
) -> None:
    page.evaluate(HURRY)
    page.route("**/api/sync", fault, times=1)
    told = """
      globalThis.states = []
      document.addEventListener("sync:state", ({ detail }) => states.push(detail.state))
      await sync.start()
      return (await journal.operations(visit)).length
    """
    assert ask(page, app, told, visit=ready) == 3
    wait_for_state(page, state)
    page.evaluate(PATIENT)
    ask(page, app, "await sync.syncNow()")
    assert ask(page, app, SENT) == {"waiting": 0, "agrees": [True]}
    assert len(stored(app, ready)) == len(set(stored(app, ready))) == 3


def wait_for_state(page: Page, state: str) -> None:
    """The policy of the page forbids what Playwright's own waiting does."""
    page.evaluate(
        "async (state) => { while (!states.includes(state)) await new Promise(requestAnimationFrame) }", state
    )


def test_a_change_is_sent_without_being_asked_to(page: Page, app: Flask, ready: str, form: Form) -> None:
    ask(page, app, "await sync.start()")
    with page.expect_response("**/api/sync"):
        ask(page, app, RECORD, visit=ready, field=f"note:{[*form.questions()][3].id}", value="ข")


@pytest.mark.parametrize(
    "event",
    [
        'globalThis.dispatchEvent(new Event("online"))',
        'globalThis.dispatchEvent(new Event("focus"))',
        'navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data: "signal" }))',
    ],
)
def test_whatever_may_mean_signal_is_taken_for_it(page: Page, app: Flask, ready: str, event: str) -> None:
    ask(page, app, "await sync.start()")
    with page.expect_response("**/api/sync"):
        page.evaluate(f"() => void {event}")


def test_two_tabs_send_once(
    page: Page, context: BrowserContext, app: Flask, address: str, ready: str
) -> None:
    other = opened(context, address)
    requests: list[Request] = []
    context.on(
        "request", lambda request: requests.append(request) if request.url.endswith("/api/sync") else None
    )
    other.evaluate(HOLD)
    ask(page, app, "await sync.syncNow()")
    assert requests == []
    other.evaluate("release()")
    ask(page, app, "await sync.syncNow()")
    assert ask(page, app, SENT)["waiting"] == 0


def test_a_page_that_is_left_while_it_sends_lets_go_and_goes_on_when_somebody_comes_back(
    page: Page, app: Flask, ready: str
) -> None:
    page.route("**/api/sync", never, times=1)
    with page.expect_request("**/api/sync"):
        ask(page, app, "void sync.start()")
    page.evaluate(LEAVE)
    held = "async () => { while ((await navigator.locks.query()).held.length) await 0; return true }"
    assert page.evaluate(held)
    assert ask(page, app, "globalThis.late = journal.unsent()") is None
    with page.expect_response("**/api/sync"):
        page.evaluate(COME_BACK)
    wait_until_sent = "while ((await journal.waiting()).length) await new Promise(requestAnimationFrame)"
    ask(page, app, wait_until_sent)
    ask(page, app, "await sync.syncNow()")
    assert ask(page, app, SENT) == {"waiting": 0, "agrees": [True]}
    assert len(stored(app, ready)) == 3


def test_a_refused_answer_is_kept_and_can_be_corrected(page: Page, app: Flask, ready: str) -> None:
    ask(
        page,
        app,
        "await journal.record(visit, field, value, [])",
        visit=ready,
        field="visited_on",
        value="วันหนึ่ง",
    )
    ask(page, app, "await sync.syncNow()")
    [refused] = ask(page, app, "return journal.waiting(visit)", visit=ready)
    assert (refused["value"], bool(refused["refused"]["code"])) == ("วันหนึ่ง", True)
    again = "await journal.record(visit, 'visited_on', '2026-11-20', [id])"
    ask(page, app, again, visit=ready, id=refused["id"])
    ask(page, app, "await sync.syncNow()")
    assert ask(page, app, SENT) == {"waiting": 0, "agrees": [True]}
    visit = app.extensions["checklist"].visits.open(
        app.extensions["checklist"].people.find(refused["by"]), ready
    )
    assert app.extensions["checklist"].visits.state(visit).value("visited_on") == "2026-11-20"


def test_what_came_too_late_for_a_locked_visit_is_offered_again_when_it_is_opened(
    page: Page, app: Flask, ready: str, world: World, client_of: ClientOf
) -> None:
    ask(page, app, "await sync.syncNow()")
    office = phones.Phone(world["supervisor"], client_of("supervisor"), ready)
    for state in ({"state": "complete"}, {"state": "accepted"}, {"state": "locked"}):
        office.sync()
        office.write("status", state)
    office.sync()
    ask(page, app, "await journal.record(visit, 'visited_on', '2026-11-20', [])", visit=ready)
    ask(page, app, "await sync.syncNow()")
    late = "return (await journal.waiting(visit)).map(({ refused }) => refused?.code)"
    assert ask(page, app, late, visit=ready) == ["visits.locked"]
    office.sync()
    office.write("status", {"state": "draft", "reason": "ทีมขอแก้ไข"})
    office.sync()
    ask(page, app, "await sync.syncNow()")
    assert ask(page, app, SENT) == {"waiting": 0, "agrees": [True]}
    office.sync()
    assert office.state.value("visited_on") == "2026-11-20"


def test_a_photo_goes_after_the_text_and_once(page: Page, app: Flask, ready: str, form: Form) -> None:
    calls: list[str] = []
    page.on("request", lambda request: calls.append(f"{request.method} {request.url.split('/api/')[-1][:6]}"))
    take = """
      const canvas = new OffscreenCanvas(8, 6)
      canvas.getContext("2d").fillRect(0, 0, 8, 6)
      const bytes = await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer()
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
      const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")
      await journal.putFile({ visit, sha256, bytes, type: "image/jpeg", width: 8, height: 6 })
      const taken = new Date().toISOString()
      const size = bytes.byteLength
      const photo = { file: sha256, item, caption: "", taken, width: 8, height: 6, size, order: 1 }
      await journal.record(visit, `photo:${(await journal.operations(visit))[0].id}`, photo, [])
    """
    ask(page, app, take, visit=ready, item=[*form.questions()][1].id)
    ask(page, app, "await sync.syncNow()")
    ask(page, app, "await sync.syncNow()")
    sent = [call for call in calls if "files" in call or "sync" in call]
    assert sent[:4] == ["POST sync", "HEAD files/", "PUT files/", "POST sync"]
    assert sent.count("PUT files/") == 1
    left = "return [await journal.waitingFiles(), (await journal.visit(visit)).server.files_missing]"
    assert ask(page, app, left, visit=ready) == [[], []]


def test_a_photo_that_the_office_refuses_is_noted_and_not_loaded_again(
    page: Page, app: Flask, ready: str
) -> None:
    puts: list[str] = []
    page.on("request", lambda request: puts.append(request.url) if request.method == "PUT" else None)
    sha256 = ask(page, app, SPOILT, visit=ready)
    ask(page, app, SYNCED)
    assert ask(page, app, REFUSED) == [[sha256, "photos.not_an_image"]]
    assert ask(page, app, f"{COUNT_LOADED} {SYNCED} return globalThis.loaded") == 0
    ask(page, app, FORGET_NOTE, sha256=sha256)
    ask(page, app, SYNCED)
    assert ask(page, app, REFUSED) == [[sha256, "photos.not_an_image"]]
    assert len(puts) == 1


def test_a_refused_photo_is_forgotten_when_it_is_removed_and_offered_again_when_it_comes_back(
    page: Page, app: Flask, ready: str
) -> None:
    ask(page, app, SPOILT, visit=ready)
    ask(page, app, SYNCED)
    again = """
      const of = (await journal.operations(visit)).filter(({ field }) => field.startsWith("photo:"))
      const [{ field, value }] = of
      await journal.record(visit, field, on ? value : null, of.map(({ id }) => id))
      await upkeep.weighPhotos(visit)
      return [(await upkeep.refusedFiles()).size, (await journal.waitingFiles()).length]
    """
    assert ask(page, app, again, visit=ready, on=False) == [0, 0]
    assert ask(page, app, again, visit=ready, on=True) == [0, 1]
    ask(page, app, SYNCED)
    assert len(ask(page, app, REFUSED)) == 1
    ask(page, app, "await upkeep.dropVisit(visit, { force: true })", visit=ready)
    assert ask(page, app, REFUSED) == []


def test_a_photo_that_is_added_anew_is_offered_again(page: Page, app: Flask, ready: str) -> None:
    ask(page, app, SPOILT, visit=ready)
    ask(page, app, SYNCED)
    assert len(ask(page, app, REFUSED)) == 1
    ask(page, app, SPOILT, visit=ready)
    assert ask(page, app, REFUSED) == []
    ask(page, app, SYNCED)
    assert len(ask(page, app, REFUSED)) == 1
