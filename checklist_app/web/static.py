"""Static files under /static/<version>/…: the version is the digest of all of them, so each may be
kept for ever. They are read once into memory; what is not among them cannot be asked for.
The phone app has one style sheet, joined here of those in the same folder: one request, and the
addresses in it stay right. Its scripts are joined too (web/scripts.py)."""

import gzip
import hashlib
import mimetypes
import re
import threading
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from checklist_app.errors import Problem, ProblemKind, not_found
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.scripts import Scripts

try:
    import brotli  # type: ignore[import-untyped]  # it has no types
except ImportError:  # smaller answers are welcome, not needed
    brotli = None

SMALLEST_COMPRESSED = 500
MOST_PACKED = 64
PHONE_SHEET = "css/phone.css"
PHONE_LAYERS = (
    "tokens",
    "base",
    "layout",
    "components",
    "phone_shell",
    "visits",
    "visit_pages",
    "evidence",
    "print",
)
_FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".webmanifest": "application/manifest+json"}

pages = Blueprint("static", __name__)


class Asset:
    def __init__(self, name: str, content: bytes) -> None:
        self.content = content
        self.type = (
            _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        )
        self.digest = hashlib.sha256(content).hexdigest()[:20]
        self._variants: Mapping[str, bytes] | None = None
        self._compressing = threading.Lock()

    @property
    def variants(self) -> Mapping[str, bytes]:
        """The content by encoding, best first; only encodings that make it smaller. Made once, when
        first asked for; who asks meanwhile waits."""
        with self._compressing:
            if self._variants is None:
                self._variants = self._compressed()
            return self._variants

    def _compressed(self) -> Mapping[str, bytes]:
        made = {"identity": self.content}
        if len(self.content) >= SMALLEST_COMPRESSED and self._is_text:
            made = {"gzip": gzip.compress(self.content, 9, mtime=0), **made}
            if brotli:
                made = {"br": brotli.compress(self.content), **made}
        return {name: body for name, body in made.items() if len(body) <= len(self.content)}

    @property
    def _is_text(self) -> bool:
        return self.type.startswith("text/") or self.type.endswith(("javascript", "json", "xml"))


class Assets:
    def __init__(self, folder: Path) -> None:
        files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        self.by_name = {str(path.relative_to(folder).as_posix()): path.read_bytes() for path in files}
        self.by_name[PHONE_SHEET] = self._joined(PHONE_LAYERS)
        # Of the sheet inside a page: without this in the policy no browser would apply it.
        self.sheet_hash = b64encode(hashlib.sha256(self.by_name[PHONE_SHEET]).digest()).decode()
        self.scripts = Scripts(
            {name: body.decode() for name, body in self.by_name.items() if name.endswith(".js")}
        )
        self.by_name |= {name: text.encode() for name, text in self.scripts.joined().items()}
        self._assets = {name: Asset(name, content) for name, content in self.by_name.items()}
        digest = hashlib.sha256()
        for name, content in self.by_name.items():
            digest.update(f"{name}\n{len(content)}\n".encode() + content)
        self.version = digest.hexdigest()[:12]

    def get(self, name: str) -> Asset | None:
        return self._assets.get(name)

    def _joined(self, layers: Iterable[str]) -> bytes:
        whole = b"\n".join(self.by_name.get(f"css/{layer}.css", b"") for layer in layers)
        return re.sub(rb"/\*.*?\*/\n?", b"", whole, flags=re.DOTALL)


@cache
def shipped(folder: Path) -> Assets:
    """Read once, for all apps of a process."""
    return Assets(folder)


def assets() -> Assets:
    held: Assets = current_app.extensions["assets"]
    return held


def assets_version() -> str:
    return assets().version


def static_url(name: str) -> str:
    if name not in assets().by_name:
        raise Problem(ProblemKind.INTERNAL, "web.no_asset", {"name": name})
    return url_for("static.asset", version=assets().version, name=name)


def phone_sheet() -> Markup:
    """The sheet itself, for the page that must not wait a round trip for it."""
    return Markup(assets().by_name[PHONE_SHEET].decode())  # noqa: S704 - a file of ours


def scripts_of(script: str) -> list[str]:
    """The joined files that the browser may fetch at once for a page with this module."""
    return assets().scripts.files_of(script)


@pages.get("/static/<version>/<path:name>")
@access(PUBLIC)
def asset(version: str, name: str) -> AnyResponse:
    """Another version than ours is refused: a page must not mix files of two versions."""
    found = assets().get(name) if version == assets().version else None
    if found is None:
        raise not_found("web.no_page")
    return _answer(found)


def _answer(asset: Asset) -> AnyResponse:
    encoding = next(e for e in asset.variants if e == "identity" or request.accept_encodings[e] > 0)
    response = Response(asset.variants[encoding], content_type=_with_charset(asset.type))
    if encoding != "identity":
        response.content_encoding = encoding
    response.set_etag(f"{asset.digest}-{encoding}")
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = _FOR_EVER
    return response.make_conditional(request)


def smallest_now(body: bytes) -> tuple[str, bytes]:
    """For an answer that is made for one request: its encoding and bytes, as far as is worth the time."""
    if brotli and request.accept_encodings["br"] > 0:
        return "br", brotli.compress(body, quality=5)
    if request.accept_encodings["gzip"] > 0:
        return "gzip", gzip.compress(body, 5, mtime=0)
    return "identity", body


def smallest_kept(body: bytes) -> tuple[str, bytes]:
    """For an answer that is the same for everybody: compressed once, and well."""
    return ("br", _packed(body)) if brotli and request.accept_encodings["br"] > 0 else smallest_now(body)


@lru_cache(maxsize=MOST_PACKED)
def _packed(body: bytes) -> bytes:
    packed: bytes = brotli.compress(body)
    return packed


def _with_charset(type: str) -> str:
    return f"{type}; charset=utf-8" if type.startswith("text/") else type
