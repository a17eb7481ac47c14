"""What makes the pages an app: the service worker with the list of what it keeps, the manifest, the page
for what is not there offline, and a way out when an installation is broken.

Whoever serves pages that a phone keeps says their addresses: `app.extensions["shells"]` is a function
that gives them. They must be the same for everybody."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, current_app, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from checklist_app.clock import now
from checklist_app.errors import Problem, ProblemKind
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.kept import kept
from checklist_app.web.language import _, speak
from checklist_app.web.static import PHONE_SHEET, assets, static_url
from checklist_app.wording import LANGUAGES, Language

pages = Blueprint("worker", __name__)

SCRIPT = "js/web/service_worker.js"
RECOVERY = "js/web/recover.js"
PAPER_SHEETS = {"css/catalog.css", "css/paper.css"}  # the filled form looks like the blank one
# Scripts that only pages of the office use, or that are not asked for under their own name.
NOT_ON_THE_PHONE = (SCRIPT, RECOVERY, "js/reports/", "js/surveys/")
_JAVASCRIPT = "text/javascript; charset=utf-8"
# How long an edited form may take to become a new version; rendering all shells is not free.
LOOKED_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Build:
    version: str
    addresses: tuple[str, ...]
    made: datetime


class Builds:
    """The last build, made anew when its addresses or its age ask for it."""

    def __init__(self) -> None:
        self._last: Build | None = None
        self._making = threading.Lock()

    def current(self) -> Build:
        addresses = tuple(_kept_addresses())
        with self._making:
            last = self._last
            if last is None or last.addresses != addresses or now() - last.made > LOOKED_AFTER:
                self._last = last = Build(_digest_of(addresses), addresses, now())
            return last


@pages.record
def _hold_builds(state: BlueprintSetupState) -> None:
    state.app.extensions["builds"] = Builds()


@pages.get("/sw.js")
@access(PUBLIC)
def service_worker() -> AnyResponse:
    builds: Builds = current_app.extensions["builds"]
    build = builds.current()
    facts = json.dumps({"version": build.version, "assets": assets().version, "addresses": build.addresses})
    return kept(f"self.BUILD = {facts};\n{_source(SCRIPT)}", _JAVASCRIPT)


@pages.get("/manifest.webmanifest")
@access(PUBLIC)
def manifest() -> AnyResponse:
    speak("th")  # one app, whatever language it was installed in
    return kept(json.dumps(_manifest(), ensure_ascii=False), "application/manifest+json")


@pages.get("/shells/<any(th, en):spoken>/offline")
@access(PUBLIC)
def offline(spoken: Language) -> AnyResponse:
    speak(spoken)
    return kept(render_template("web/offline.html"))


@pages.get("/recover")
@access(PUBLIC)
def recover() -> str:
    return render_template("web/recover.html")


@pages.get("/recover/script.js")
@access(PUBLIC)
def recovery_script() -> AnyResponse:
    """Not under /static, where a broken worker might answer instead of us."""
    return kept(_source(RECOVERY), _JAVASCRIPT)


def _source(name: str) -> str:
    return assets().by_name[name].decode()


def _kept_addresses() -> Iterable[str]:
    shells: Callable[[], list[str]] = current_app.extensions.get("shells", list)
    yield from (f"/shells/{spoken}/offline" for spoken in LANGUAGES)
    yield from shells()
    yield from (static_url(name) for name in assets().by_name if _is_for_the_phone(name))


def _is_for_the_phone(name: str) -> bool:
    if name.startswith("js/"):
        return not name.startswith(NOT_ON_THE_PHONE)
    return name in {PHONE_SHEET, *PAPER_SHEETS} or name.startswith("img/icon")


def _digest_of(addresses: Iterable[str]) -> str:
    digest = hashlib.sha256(_source(SCRIPT).encode())
    client = current_app.test_client()
    for address in addresses:
        digest.update(f"{address}\n".encode())
        if not address.startswith("/static/"):  # there the address names the content
            digest.update(_content(client.get(address, base_url=request.host_url), address))
    return digest.hexdigest()[:12]


def _content(answer: AnyResponse, address: str) -> bytes:
    if answer.status_code != 200:
        raise Problem(ProblemKind.INTERNAL, "web.no_shell", {"address": address})
    return answer.get_data()


def _manifest() -> dict[str, object]:
    return {
        "id": "/",
        "name": _("นิเทศ ติดตามและบันทึกผลลงพื้นที่"),
        "short_name": _("นิเทศ"),
        "description": _("นิเทศ ติดตาม และบันทึกผลลงพื้นที่ ใช้งานได้แม้ไม่มีสัญญาณ"),
        "lang": "th",
        "dir": "ltr",
        "start_url": "/visits",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#14213d",
        "background_color": "#ffffff",
        "categories": ["government", "productivity"],
        "launch_handler": {"client_mode": ["navigate-existing", "auto"]},
        "icons": [
            _icon("img/icon-192.png", 192, "any"),
            _icon("img/icon-512.png", 512, "any"),
            _icon("img/icon-maskable-512.png", 512, "maskable"),
        ],
        "screenshots": [
            _screenshot("home", "390x780", _("งานนิเทศของฉัน")),
            _screenshot("form", "390x780", _("แบบนิเทศ")),
            _screenshot("close", "390x780", _("สรุปและลงนาม")),
            _screenshot("wide", "1280x800", _("แบบนิเทศ"), wide=True),
        ],
        "shortcuts": [
            {"name": _("เริ่มงานนิเทศใหม่"), "url": "/visits/new"},
            {"name": _("เตรียมเครื่องก่อนออกพื้นที่"), "url": "/visits/ready"},
        ],
    }


def _icon(name: str, pixels: int, purpose: str) -> dict[str, str]:
    return {
        "src": static_url(name),
        "sizes": f"{pixels}x{pixels}",
        "type": "image/png",
        "purpose": purpose,
    }


def _screenshot(name: str, size: str, label: str, *, wide: bool = False) -> dict[str, str]:
    return {
        "src": static_url(f"img/screenshots/{name}.png"),
        "sizes": size,
        "type": "image/png",
        "form_factor": "wide" if wide else "narrow",
        "label": label,
    }
