"""Photos and signatures in a real browser: shrunk beside the page, stored before they are shown."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.evidence_bench import bench, photo, quarters

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BYTES, LONGEST_EDGE = 450_000, 1920
PATIENCE = 120_000  # a machine may be busy; nothing here depends on how long anything takes
WATCH = """
globalThis.seen = { longest: 0, decodes: 0, urls: 0, places: 0 }
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) seen.longest = Math.max(seen.longest, Math.round(task.duration))
}).observe({ type: "longtask" })
const decode = globalThis.createImageBitmap
globalThis.createImageBitmap = (...all) => { seen.decodes += 1; return decode(...all) }
const [made, revoked] = [URL.createObjectURL, URL.revokeObjectURL]
URL.createObjectURL = (blob) => { seen.urls += 1; return made.call(URL, blob) }
URL.revokeObjectURL = (address) => { seen.urls -= 1; revoked.call(URL, address) }
const ask = navigator.geolocation.getCurrentPosition
navigator.geolocation.getCurrentPosition = (...all) => {
  seen.places += 1
  ask.apply(navigator.geolocation, all)
}
"""
COUNT_IN_WORKER = """() => {
  self.open = self.most = self.all = 0
  const decode = self.createImageBitmap
  self.createImageBitmap = async (...all) => {
    self.open += 1; self.all += 1; self.most = Math.max(self.most, self.open)
    return decode.apply(self, all)
  }
  const close = ImageBitmap.prototype.close
  ImageBitmap.prototype.close = function () { self.open -= 1; close.call(this) }
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with bench() as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone; whatever its console complains about fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(WATCH)
    visit(page, address)
    yield page
    context.close()
    assert complaints == []


def visit(page: Page, address: str) -> None:
    page.goto(address)
    expect(buttons(page, "ถ่ายรูป")).to_be_visible(timeout=PATIENCE)
    until(page, "!!globalThis.bench")


def until(page: Page, condition: str) -> None:
    """Asked again and again from here: the page's own policy forbids to evaluate text in it."""
    for _ in range(PATIENCE // 20):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    raise AssertionError(condition)


def files(*contents: bytes) -> list[FilePayload]:
    return [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": c} for n, c in enumerate(contents)]


def buttons(page: Page, name: str) -> Locator:
    return page.locator("#buttons").get_by_role("button", name=name)


def add(page: Page, chosen: Path | list[FilePayload], *, button: str = "เลือกรูปในเครื่อง") -> None:
    with page.expect_file_chooser() as opened:
        buttons(page, button).click()
    opened.value.set_files(chosen)
    expect(buttons(page, button)).to_be_enabled(timeout=PATIENCE)


def photos(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("bench.photos()")
    return found


def stored(page: Page, sha256: str) -> bytes:
    return base64.b64decode(
        page.evaluate(
            """async (sha256) => {
              const { bytes } = await bench.journal.file(sha256)
              return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""))
            }""",
            sha256,
        )
    )


def strip(page: Page) -> Locator:
    return page.locator(".photo-strip .photo")


@pytest.mark.parametrize("orientation", [1, 6])
def test_twelve_megapixels_are_shrunk_beside_the_page(page: Page, orientation: int, tmp_path: Path) -> None:
    original = photo(size=(4000, 3000), orientation=orientation)
    file = tmp_path / "photo.jpg"  # given as bytes, the driver would put it together on the page
    file.write_bytes(original)
    page.evaluate("seen.longest = 0")
    add(page, file)
    expect(strip(page)).to_have_count(1)
    [one] = photos(page)
    content = stored(page, one["file"])
    assert len(original) > 4 * MOST_BYTES
    assert len(content) == one["size"] <= MOST_BYTES
    assert max(one["width"], one["height"]) <= LONGEST_EDGE
    assert (one["width"] < one["height"]) == (orientation == 6)
    upright = ["red", "green", "blue", "white"] if orientation == 1 else ["blue", "red", "white", "green"]
    assert quarters(content) == upright
    assert hashlib.sha256(content).hexdigest() == one["file"]
    assert b"Exif" not in content
    assert one["taken"] == "2026-11-20T02:15:00.000Z"
    assert "place" not in one
    assert [worker.url.rsplit("/", 1)[-1] for worker in page.workers] == ["photo_worker.js"]
    seen = page.evaluate("seen")
    print("longest task of the page, ms:", seen["longest"])
    assert (seen["decodes"], seen["places"]) == (0, 0)


@pytest.mark.slow
def test_forty_photos_are_open_one_at_a_time(page: Page) -> None:
    add(page, files(photo(100)))
    until(page, "document.querySelector('.photo img')?.naturalWidth > 0")  # the worker rests
    [worker] = page.workers
    worker.evaluate(COUNT_IN_WORKER)
    add(page, files(*(photo(number, size=(1200, 900)) for number in range(40))))
    assert len(photos(page)) == 41
    until(page, "document.querySelectorAll('.photo-strip .photo').length === 41")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    until(page, "[...document.querySelectorAll('.photo img')].at(-1).naturalWidth > 0")
    most, decodes = worker.evaluate("() => [self.most, self.all]")
    assert most == 1
    assert decodes > 40  # each photo, and the thumbnails that came into view
    until(page, "seen.urls === 0")
    assert len({one["file"] for one in photos(page)}) == 41
    assert [one["order"] for one in photos(page)] == list(range(1, 42))
    assert page.evaluate("bench.journal.waitingFiles().then((all) => all.length)") == 41
    assert page.evaluate("bench.orphans") == []
    assert page.evaluate("seen.decodes") == 0


def test_without_a_canvas_for_workers_the_page_shrinks_itself(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(WATCH + "delete globalThis.OffscreenCanvas")
    visit(page, address)
    add(page, files(photo(size=(2400, 1800), orientation=6)))
    expect(strip(page)).to_have_count(1)
    [one] = photos(page)
    assert (one["width"], one["height"]) == (1440, 1920)
    assert quarters(stored(page, one["file"])) == ["blue", "red", "white", "green"]
    assert page.workers == []
    context.close()


def test_a_canvas_that_comes_out_blank_is_told_and_not_stored(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    blank = "CanvasRenderingContext2D.prototype.drawImage = () => {}"
    page.add_init_script(WATCH + "delete globalThis.OffscreenCanvas;" + blank)
    visit(page, address)
    add(page, files(photo()))
    expect(page.get_by_role("alert")).to_contain_text("หน่วยความจำของเครื่องไม่พอ")
    assert photos(page) == []
    context.close()


def test_what_cannot_be_opened_is_told_by_name_and_the_others_are_taken(page: Page) -> None:
    heic, whole = b"\0\0\0\x20ftypheic" + b"\0" * 100, photo()
    add(page, files(heic, whole, b"not a picture", whole[:2000], whole))
    told = page.get_by_role("alert")
    expect(told).to_contain_text("0.jpg: รูปนี้เป็นชนิด HEIC")
    expect(told).to_contain_text("2.jpg: เปิดไฟล์นี้เป็นรูปไม่ได้")
    expect(told).to_contain_text("3.jpg: เปิดไฟล์นี้เป็นรูปไม่ได้")
    expect(told).to_contain_text("4.jpg: ข้อนี้มีรูปนี้อยู่แล้ว")
    assert len(photos(page)) == 1


def test_a_visit_holds_sixty_photos(page: Page) -> None:
    page.evaluate(
        """async () => {
          const value = { item: "", caption: "", taken: "", width: 1, height: 1, size: 1, order: 1 }
          const many = Array.from({ length: 60 }, (_, at) =>
            ({ field: `photo:${at}`, value: { ...value, file: String(at) }, replaces: [] }))
          await bench.journal.recordMany(bench.visit, many)
        }"""
    )
    add(page, files(photo()))
    expect(page.get_by_role("alert")).to_contain_text("ไม่เกิน 60 รูป")
    assert page.evaluate("bench.journal.waitingFiles().then((all) => all.length)") == 0


def test_a_full_phone_is_told_and_the_visit_claims_no_photo(page: Page) -> None:
    page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put
          IDBObjectStore.prototype.put = function (...all) {
            if (this.name === "files") throw new DOMException("full", "QuotaExceededError")
            return put.apply(this, all)
          }
          document.addEventListener("visit:failed", ({ detail }) => { globalThis.failed = detail.error.code })
        }"""
    )
    add(page, files(photo()))
    expect(page.get_by_role("alert")).to_contain_text("0.jpg")
    assert page.evaluate("globalThis.failed") == "phone.storage_full"
    assert photos(page) == []


def test_a_page_that_dies_under_its_camera_offers_the_spot_again(page: Page, address: str) -> None:
    with page.expect_file_chooser():
        buttons(page, "ถ่ายรูป").click()
    until(page, "bench.journal.meta('pending_photo').then((spot) => spot?.item === 's.1')")
    visit(page, address)
    offered = page.locator("#notices .notice")
    expect(offered).to_contain_text("ป้ายประกาศ")
    with page.expect_file_chooser() as opened:
        offered.get_by_role("button", name="ถ่ายรูป").click()
    assert opened.value.element.get_attribute("capture") == "environment"
    opened.value.set_files(files(photo()))
    expect(offered).to_have_count(0)
    assert len(photos(page)) == 1
    visit(page, address)
    expect(strip(page)).to_have_count(1)
    expect(offered).to_have_count(0)


def test_the_place_is_kept_only_when_somebody_has_switched_it_on(page: Page, address: str) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 16.4419, "longitude": 102.8359, "accuracy": 12.4})
    page.get_by_label("เก็บพิกัดไว้กับรูป").check()
    until(page, "bench.journal.meta('photo_place').then((place) => place?.on === true)")
    visit(page, address)
    expect(page.get_by_label("เก็บพิกัดไว้กับรูป")).to_be_checked()
    add(page, files(photo()))
    assert photos(page)[0]["place"] == {"latitude": "16.436111", "longitude": "16.436111", "accuracy": 0}
    assert (
        page.evaluate("seen.places") == 0
    )  # where the phone is now says nothing about a photo of the gallery
    add(page, files(photo(2, place=False)), button="ถ่ายรูป")
    until(page, "bench.photos().length === 2 && !!bench.photos()[1].place")
    assert photos(page)[1]["place"] == {"latitude": "16.441900", "longitude": "102.835900", "accuracy": 12}


def test_a_photo_gets_its_caption_its_item_and_its_place_in_the_row(page: Page) -> None:
    add(page, files(photo(1), photo(2), photo(3)))
    expect(strip(page)).to_have_count(3)
    first = photos(page)[0]["field"]
    strip(page).nth(0).click()
    view = page.get_by_role("dialog", name="รูปที่ 1 จาก 3")
    view.get_by_label("คำบรรยายรูป").fill("  ป้าย  ประกาศ ")
    view.get_by_role("button", name="เลื่อนไปถัดไป").click()
    expect(page.get_by_role("dialog", name="รูปที่ 2 จาก 3").get_by_label("คำบรรยายรูป")).to_have_value(
        "ป้าย ประกาศ"
    )
    page.keyboard.press("Escape")
    expect(strip(page).nth(1)).to_contain_text("ป้าย ประกาศ")
    assert [one["field"] for one in photos(page)].index(first) == 1
    strip(page).nth(1).click()
    page.get_by_label("รูปนี้เป็นหลักฐานของข้อ").select_option(label="เว็บไซต์")
    expect(strip(page)).to_have_count(2)
    page.get_by_role("button", name="ปิด").click()
    assert {one["item"] for one in photos(page)} == {"s.1", "s.2"}
    until(page, "seen.urls === 0")


def test_a_removed_photo_comes_back_as_it_was(page: Page) -> None:
    add(page, files(photo()))
    before = photos(page)
    strip(page).click()
    page.get_by_role("button", name="ลบรูปนี้").click()
    expect(strip(page)).to_have_count(0)
    until(
        page, "bench.journal.waitingFiles().then((all) => all.length === 0)"
    )  # nobody waits for it any more
    page.get_by_role("button", name="เลิกทำ").click()
    expect(strip(page)).to_have_count(1)
    assert photos(page) == before
    until(page, "bench.journal.waitingFiles().then((all) => all.length === 1)")


def test_a_photo_without_its_place_is_kept_and_explained(page: Page) -> None:
    page.context.grant_permissions([])
    page.get_by_label("เก็บพิกัดไว้กับรูป").check()
    until(page, "bench.journal.meta('photo_place').then((place) => place?.on === true)")
    add(page, files(photo(place=False)), button="ถ่ายรูป")
    expect(page.locator(".photo-work")).to_contain_text("ไม่อนุญาตให้แอปทราบตำแหน่ง")
    assert len(photos(page)) == 1


def test_a_photo_says_where_it_is(page: Page) -> None:
    add(page, files(photo()))
    expect(strip(page)).to_contain_text("รอส่ง")
    sent = """async () => {
      const [{ file }] = bench.photos()
      await new Promise((done) => {
        const opening = indexedDB.open("nithet")
        opening.onsuccess = () => {
          const tx = opening.result.transaction("files", "readwrite")
          const store = tx.objectStore("files")
          store.get(file).onsuccess = ({ target: { result } }) => {
            delete result.waiting
            store.put(result)
          }
          tx.oncomplete = () => { opening.result.close(); done() }
        }
      })
      document.dispatchEvent(new CustomEvent("sync:state", { detail: { state: "idle" } }))
    }"""
    page.evaluate(sent)
    expect(strip(page)).to_contain_text("ถึงสำนักงานแล้ว")


def draw(page: Page, points: list[tuple[float, float]]) -> None:
    """Points in parts of the pad."""
    box = page.locator(".pad-area").bounding_box()
    assert box
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


def sign(page: Page) -> None:
    page.evaluate("bench.sign()")
    expect(page.locator(".pad-area")).to_be_visible()
    draw(page, [(0.2, 0.3), (0.35, 0.6), (0.5, 0.25), (0.6, 0.65), (0.8, 0.4)])
    draw(page, [(0.2, 0.95), (0.5, 0.85), (0.9, 0.98)])


def used(page: Page) -> list[list[list[int]]]:
    page.get_by_role("button", name="ใช้ลายมือชื่อนี้").click()
    until(page, "globalThis.signed !== undefined")
    strokes: list[list[list[int]]] = page.evaluate("signed")
    return strokes


def test_twenty_rotations_leave_every_stroke_as_it_was_drawn(page: Page) -> None:
    sign(page)
    plain = used(page)
    sign(page)
    for turn in range(20):
        size = (844, 390) if turn % 2 == 0 else (390, 844)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        until(
            page,
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
        )
        assert ink_is_inside(page)
    assert used(page) == plain
    assert len(plain) == 2
    assert all(isinstance(n, int) and 0 <= n <= 10_000 for stroke in plain for point in stroke for n in point)


def ink_is_inside(page: Page) -> bool:
    inside: bool = page.evaluate(
        """() => {
          const box = (name) => document.querySelector(name).getBoundingClientRect()
          const [pad, ink] = [box(".pad-area"), box(".pad-ink g")]
          return ink.width > 20 && ink.left >= pad.left - 3 && ink.right <= pad.right + 3 &&
            ink.top >= pad.top - 3 && ink.bottom <= pad.bottom + 3
        }"""
    )
    return inside


def test_ink_added_after_turning_the_phone_joins_the_rest(page: Page) -> None:
    sign(page)
    page.set_viewport_size({"width": 844, "height": 390})
    until(page, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    draw(page, [(0.01, 0.1), (0.99, 0.9)])
    strokes = used(page)
    assert len(strokes) == 3
    flat = [number for stroke in strokes for point in stroke for number in point]
    assert 0 <= min(flat) <= max(flat) <= 10_000
    assert page.locator("#shown svg path").count() == 3
    left, top, width, height = map(float, (page.locator("#shown svg").get_attribute("viewBox") or "").split())
    assert all(left < x < left + width and top < y < top + height for stroke in strokes for x, y in stroke)


def test_a_blank_pad_is_no_signature(page: Page) -> None:
    page.evaluate("bench.sign()")
    for slip in ([], [(0.5, 0.5), (0.5, 0.5)], [(0.5, 0.5), (0.52, 0.5)]):
        if slip:
            draw(page, slip)
        page.get_by_role("button", name="ใช้ลายมือชื่อนี้").click()
        expect(page.locator(".pad-said")).to_contain_text("น้อยเกินไป")
    assert page.evaluate("globalThis.signed === undefined")


def test_undo_takes_back_a_stroke_and_also_a_clearing(page: Page) -> None:
    sign(page)
    ink = page.locator(".pad-ink path")
    page.get_by_role("button", name="เลิกทำ").click()
    expect(ink).to_have_count(1)
    page.get_by_role("button", name="ล้าง").click()
    expect(ink).to_have_count(0)
    page.get_by_role("button", name="เลิกทำ").click()
    expect(ink).to_have_count(1)


def test_escape_never_loses_ink_without_asking(page: Page) -> None:
    sign(page)
    for _ in range(3):  # some browsers close at the second one without asking
        page.keyboard.press("Escape")
    expect(page.locator(".pad-said")).to_contain_text("ต้องการทิ้งหรือไม่")
    page.get_by_role("button", name="ลงลายมือชื่อต่อ").click()
    assert page.locator(".pad-ink path").count() == 2
    page.keyboard.press("Escape")
    page.get_by_role("button", name="ทิ้งลายเส้นนี้").click()
    until(page, "globalThis.signed === null")
    page.evaluate("bench.sign()")
    page.keyboard.press("Escape")
    until(page, "globalThis.signed === null && !document.querySelector('dialog')")


def test_a_typed_name_is_explained_to_be_no_signature(page: Page) -> None:
    page.evaluate("bench.sign()")
    assert page.locator(".pad input").count() == 0
    page.get_by_text("ลงลายมือชื่อบนหน้าจอไม่ได้?").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pad-help p")).to_be_visible()
    assert "ไม่ถือเป็นลายมือชื่อ" in page.locator(".pad-help p").inner_text()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (844, 390), (1280, 800)])
def test_everything_of_the_pad_is_in_reach(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    sign(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelector('.pad').scrollWidth <= innerWidth")
    for button in page.locator(".pad button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    area = page.locator(".pad-area").bounding_box()
    assert area
    assert area["height"] >= 150
