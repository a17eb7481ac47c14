"""A visit goes from one phone to another without any network: as a file, and as codes before a camera.

Both phones are browsers with a disk of their own; the second one's camera sees what the first one showed."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageFilter
from playwright.sync_api import BrowserContext, Page, sync_playwright

from checklist_app.web.headers import HEADERS
from tests.browser.serving import ARGUMENTS, CHROMIUM, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOM = (640, 480)
ANSWERS = 200
PASSPHRASE = "ข้าวเหนียวมะม่วง 42"
PAGE = """<!doctype html><html lang="th"><meta charset="utf-8"><title>เครื่องทดสอบ</title>
<script type="application/json" id="words">{"transfer_film_stop": "หยุดแสดง"}</script>
<div id="film"></div><input type="file" id="file"><video id="camera"></video>"""

FILL = """async ([journal, answers]) => {
  const { createVisit, recordMany, setPerson, putFile } = await import(journal)
  const id = "01hvx2m4p6r8t0v2x4z6a8c0e5"
  await setPerson({ id, name: "สมชาย", position: "เจ้าพนักงาน" })
  const digest = "0123456789abcdef".repeat(4)
  const agency = { agency: id, agency_name: "อบต.ทุ่งแก" }
  const facts = { ...agency, form: "nacc-2563", year: 2570, digest, join: "k7m2p9xz" }
  const visit = await createVisit(facts)
  const changes = Array.from({ length: answers }, (_, i) => ({
    field: `answer:s3/${i}`, value: i % 3 === 0 ? null : `คำตอบที่ ${i}`, replaces: [] }))
  await recordMany(visit, changes)
  const bytes = crypto.getRandomValues(new Uint8Array(40000)).buffer
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")
  await putFile({ sha256, visit, bytes, type: "image/jpeg", width: 1920, height: 1080 })
  const photo = { field: `photo:${id}`, value: { file: sha256 }, replaces: [] }
  await recordMany(visit, [photo])
  return visit
}"""
HELD = """async ([journal, visit]) => {
  const { operations, waiting, waitingFiles } = await import(journal)
  const wire = ({ id, field, value, replaces, at, by, device, n }) =>
    [id, field, value, replaces, at, by, device, n]
  const all = (await operations(visit)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const [unsent, files] = [await waiting(visit), await waitingFiles(visit)]
  return { operations: all.map(wire), waiting: unsent.length, files }
}"""
SAVE = "async ([transfer, visit, options]) => (await import(transfer)).saveFile([visit], options)"
LOAD = """async ([transfer, passphrase]) => {
  const { loadFile } = await import(transfer)
  try { return await loadFile(document.querySelector("#file").files[0], { passphrase }) }
  catch (problem) { return problem.code }
}"""
SHOW = """async ([transfer, visit]) => {
  const { showFrames } = await import(transfer)
  void showFrames(visit, document.querySelector("#film"))
}"""
SCAN = """async ([transfer]) => {
  const { scanFrames } = await import(transfer)
  const video = document.querySelector("#camera")
  const seen = []
  const taken = await scanFrames(video, ({ done, of }) => seen.push([done, of]))
  return { taken, seen, isOff: video.srcObject === null, own: !("BarcodeDetector" in globalThis) }
}"""
GIVE_UP = """async ([scan]) => {
  const { scan: scanned } = await import(scan)
  const video = document.querySelector("#camera")
  const given = new AbortController()
  video.addEventListener("playing", () => given.abort(new Error("enough")))
  const tracks = []
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await real(wish)
    tracks.push(...stream.getTracks())
    return stream
  }
  const told = await scanned(video, { signal: given.signal }).catch((error) => error.message)
  return [told, tracks.map(({ readyState }) => readyState)]
}"""


class Phone:
    """A browser with its own disk, on a page of the app's address that is bound by the app's policy."""

    def __init__(self, page: Page, modules: str) -> None:
        self.page, self.modules = page, modules
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def run(self, script: str, module: str, *given: object) -> Any:
        return self.page.evaluate(script, [f"{self.modules}/{module}", *given])

    def held(self, visit: str) -> Any:
        return self.run(HELD, "visits/journal.js", visit)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@contextmanager
def phone(app: Flask, address: str, disk: Path, *arguments: str) -> Iterator[Phone]:
    with sync_playwright() as driver:
        context: BrowserContext = driver.chromium.launch_persistent_context(
            disk,
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, *arguments],
            viewport={"width": 390, "height": 740},
        )
        context.route("**/phone", lambda route: route.fulfill(body=PAGE, headers=policy()))
        page = context.pages[0]
        made = Phone(page, f"/static/{app.extensions['assets'].version}/js")
        page.goto(f"{address}/phone")
        yield made
        assert made.complaints == []
        context.close()


def policy() -> dict[str, str]:
    return {**HEADERS, "Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_file_brings_a_visit_to_another_phone(
    app: Flask, address: str, tmp_path: Path, passphrase: str
) -> None:
    with phone(app, address, tmp_path / "one") as one:
        visit = one.run(FILL, "visits/journal.js", ANSWERS)
        before = one.held(visit)
        with one.page.expect_download() as download:
            one.run(SAVE, "visits/transfer.js", visit, {"passphrase": passphrase})
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert one.held(visit) == before
    assert file.name.startswith("nithet-อบต.ทุ่งแก-25")
    assert file.suffix == (".nithet" if passphrase else ".json")
    assert ("สมชาย".encode() in file.read_bytes()) is not bool(passphrase)
    with phone(app, address, tmp_path / "other") as other:
        other.page.locator("#file").set_input_files(file)
        if passphrase:
            assert other.run(LOAD, "visits/transfer.js", "something else") == "transfer.wrong_passphrase"
        first = other.run(LOAD, "visits/transfer.js", passphrase)
        again = other.run(LOAD, "visits/transfer.js", passphrase)
        assert [first["operations"], first["photos"]] == [ANSWERS + 2, 1]
        assert [again["operations"], again["photos"]] == [0, 0]
        assert other.held(visit) == before


@pytest.mark.slow
def test_a_phone_films_a_visit_off_the_screen_of_another(app: Flask, address: str, tmp_path: Path) -> None:
    with phone(app, address, tmp_path / "one") as one:
        visit = one.run(FILL, "visits/journal.js", ANSWERS)
        before = one.held(visit)
        one.run(SHOW, "visits/transfer.js", visit)
        seen = [one.page.locator("#film svg").screenshot() for _ in range(60)]
        one.page.get_by_role("button", name="หยุดแสดง").click()
        assert one.page.locator("#film *").count() == 0
    film = tmp_path / "film.y4m"
    film.write_bytes(filmed(seen))
    with phone(app, address, tmp_path / "other", *camera(film)) as other:
        result = other.run(SCAN, "visits/transfer.js")
        assert result["own"], "this browser reads codes itself; our reader was not tested"
        assert result["isOff"]
        assert result["taken"]["operations"] == ANSWERS + 2
        done, of = result["seen"][-1]
        assert done == of > 5
        assert other.held(visit)["operations"] == before["operations"]


def test_the_camera_is_let_go_when_scanning_is_given_up(app: Flask, address: str, tmp_path: Path) -> None:
    film = tmp_path / "film.y4m"
    film.write_bytes(filmed([blank()]))
    with phone(app, address, tmp_path / "one", *camera(film)) as one:
        assert one.run(GIVE_UP, "qr/scan.js") == ["enough", ["ended"]]


def camera(film: Path) -> list[str]:
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


def filmed(seen: list[bytes]) -> bytes:
    """As a hand-held camera sees a screen: turned a little, not quite sharp, in a dim room."""
    width, height = ROOM
    colourless = bytes([128]) * (width * height // 2)
    header = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    return header + b"".join(b"FRAME\n" + room(one).tobytes() + colourless for one in seen)


def room(screen: bytes) -> Image.Image:
    shown = Image.open(io.BytesIO(screen)).convert("L").resize((400, 400), Image.Resampling.BILINEAR)
    seen = Image.new("L", ROOM, 90)
    seen.paste(shown, (120, 40))
    turned = seen.rotate(4, Image.Resampling.BICUBIC, fillcolor=90)
    return turned.filter(ImageFilter.GaussianBlur(0.6))


def blank() -> bytes:
    file = io.BytesIO()
    Image.new("L", (10, 10), 200).save(file, "PNG")
    return file.getvalue()
