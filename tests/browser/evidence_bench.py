"""A page that holds nothing but photos and a pad, under the app's own headers, for the tests of evidence."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from flask import Flask, Response, send_from_directory
from PIL import Image, ImageDraw, TiffImagePlugin

from checklist_app.web.headers import HEADERS
from checklist_app.web.phone_words import words
from tests.browser.serving import served

STATIC = Path(__file__).parents[2] / "static"
SHEETS = ("tokens", "base", "components", "evidence")
RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 160, 20), (20, 20, 220), (250, 250, 250)
SCRIPT = """
import { State } from "/static/0/js/visits/fold.js"
import * as journal from "/static/0/js/visits/journal.js"
import { offerPendingPhoto, photoButtons, photosOf, photoStrip } from "/static/0/js/visits/photos.js"
import { drawStrokes, openPad } from "/static/0/js/visits/signature.js"

const FACTS = { agency: "a", agency_name: "ก", form: "f", year: 2570, digest: "d".repeat(64), join: "code" }
const FORM = {
  sections: [{ id: "s", number: "1", title: "หมวด", indicators: [], questions: ["s.1", "s.2"] }],
  questions: {
    "s.1": { id: "s.1", type: "tick", label: "ป้ายประกาศ" },
    "s.2": { id: "s.2", type: "tick", label: "เว็บไซต์" },
  },
}
const state = new State()
const ids = ["strip", "buttons", "notices", "shown"]
const [holder, buttons, notices, shown] = ids.map((id) => document.getElementById(id))
const orphans = []

journal.onChange(async ({ visit: id, operations = [] }) => {
  for (const { field, value } of operations) {
    if (field.startsWith("photo:") && value && !(await journal.file(value.file))) orphans.push(field)
  }
  const fields = operations.filter((operation) => state.add(operation)).map(({ field }) => field)
  document.dispatchEvent(new CustomEvent("visit:changed", { detail: { fields } }))
})

await journal.setPerson({ id: "p", name: "คนนิเทศ", position: "" })
const visit = (await journal.visits())[0]?.id ?? (await journal.createVisit(FACTS))
for (const operation of await journal.operations(visit)) state.add(operation)
photoStrip(visit, "s.1", state, holder, FORM)
buttons.append(photoButtons(visit, "s.1"))
await offerPendingPhoto(visit, (item) => FORM.questions[item].label, notices)

globalThis.bench = {
  orphans,
  journal,
  visit,
  photos: () => photosOf(state).map(({ field, value }) => ({ field, ...value })),
  sign() {
    globalThis.signed = undefined
    openPad({ title: "คนลงนาม · นายกเทศมนตรี" }).then((strokes) => {
      globalThis.signed = strokes
      if (strokes) shown.replaceChildren(drawStrokes(strokes))
    })
  },
}
"""


@contextmanager
def bench() -> Iterator[str]:
    app = Flask("bench", static_folder=None)
    headers = {**HEADERS, "Permissions-Policy": "geolocation=(self)", "Cache-Control": "no-store"}

    @app.get("/")
    def page() -> str:
        sheets = "".join(f'<link rel="stylesheet" href="/static/0/css/{name}.css">' for name in SHEETS)
        said = json.dumps(dict(words("th")), ensure_ascii=False).replace("<", "\\u003c")
        places = "".join(
            f'<div id="{id}"></div>' for id in ("notices", "strip", "buttons", "shown", "failures")
        )
        return (
            f'<!doctype html><html lang="th"><meta name="viewport" content="width=device-width">'
            f'<link rel="icon" href="/static/0/img/icon.svg">{sheets}'
            f'<script type="application/json" id="words">{said}</script>'
            f'<script type="module" src="/bench.js"></script><body>{places}'
        )

    @app.get("/bench.js")
    def script() -> Response:
        return Response(SCRIPT, content_type="text/javascript")

    @app.get("/static/0/<path:name>")
    def asset(name: str) -> Response:
        return send_from_directory(STATIC, name)

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(headers)
        return response

    with served(app) as address:
        yield address


def photo(
    number: int = 0, *, size: tuple[int, int] = (1600, 1200), orientation: int = 1, place: bool = True
) -> bytes:
    """Four quarters under a mesh that does not compress well, with time and place in its head."""
    width, height = size
    image = Image.new("RGB", size, WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    mesh = Image.effect_noise((width // 4, height // 4), 60).resize(size)
    image = Image.blend(image, mesh.convert("RGB"), 0.25)
    ImageDraw.Draw(image).text((width / 3, height / 3), str(number), fill="black", font_size=height / 4)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769).update({0x9003: "2026:11:20 09:15:00", 0x9011: "+07:00"})
    degrees = tuple(map(TiffImagePlugin.IFDRational, (16, 26, 10)))
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: degrees, 3: "E", 4: degrees})
    written = BytesIO()
    image.save(written, "JPEG", quality=92, exif=exif)
    return written.getvalue()


def quarters(content: bytes) -> list[str]:
    image = Image.open(BytesIO(content)).convert("RGB")
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    found = []
    for x, y in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)):
        left, top = int(image.width * x) - 20, int(image.height * y) - 20
        pixel = (
            image.crop((left, top, left + 40, top + 40)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        )
        assert isinstance(pixel, tuple)
        found.append(min(names, key=lambda n: sum(abs(a - b) for a, b in zip(names[n], pixel, strict=True))))
    return found
