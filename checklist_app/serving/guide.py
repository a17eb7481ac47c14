"""The page that leads a phone through trusting the trial's authority and opening the app.
It is plain HTTP by nature (nothing is trusted yet), holds no data and accepts none."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader
from waitress.server import create_server

from checklist_app.resources import STATIC, TEMPLATES
from checklist_app.serving.sockets import listen

if TYPE_CHECKING:
    from checklist_app.serving.model import Answer, StartResponse, WSGIEnvironment

HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)


@dataclass(frozen=True, slots=True)
class Guide:
    app: str  # the address to open in the end
    certificate: bytes  # of the authority, DER: both Android and iOS install it as it is
    fingerprint: str


def serve_guide(guide: Guide, host: str, port: int) -> None:
    server = create_server(
        application(guide), sockets=[listen(host, port)], threads=2, connection_limit=100, ident=None
    )
    server.run()


def application(guide: Guide) -> "GuideApplication":
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    page = templates.get_template("serving/guide.html").render(app=guide.app, fingerprint=guide.fingerprint)
    return GuideApplication(
        {
            "/": ("text/html; charset=utf-8", page.encode()),
            "/guide.css": ("text/css; charset=utf-8", (STATIC / "css" / "guide.css").read_bytes()),
            "/checklist-ca.crt": ("application/x-x509-ca-cert", guide.certificate),
        }
    )


class GuideApplication:
    def __init__(self, pages: dict[str, tuple[str, bytes]]) -> None:
        self._pages = pages

    def __call__(self, environment: "WSGIEnvironment", start: "StartResponse") -> "Answer":
        known = self._pages.get(environment.get("PATH_INFO", "/"))
        status, (kind, body) = ("200 OK", known) if known else ("404 Not Found", ("text/plain", b"404"))
        if environment["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            status, kind, body = "405 Method Not Allowed", "text/plain", b"405"
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *HEADERS])
        return [] if environment["REQUEST_METHOD"] == "HEAD" else [body]
