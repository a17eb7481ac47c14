"""The test client: every HTML page it fetches must be a sound page, unless a test says otherwise."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from checklist_app.accounts import Person
from checklist_app.clock import now

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
UNLABELLED_TYPES = frozenset({"hidden", "submit", "button", "image"})


class StrictClient(FlaskClient):
    """`sound=False` switches the checks off for one request."""

    def open(self, *args: Any, sound: bool = True, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if sound and response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            assert faults_of(response) == []
        return response

    def sign_in(self, person: Person) -> None:
        """As after the sign-in page, without the page."""
        sessions = self.application.extensions["checklist"].sessions
        self.set_cookie("checklist", sessions.begin(person.id, device="test", at=now()))

    def token(self, address: str) -> str:
        """The CSRF token of the form on this page."""
        return Page(self.get(address).text).hidden.get("csrf_token", "")

    def submit(self, address: str, **fields: Any) -> TestResponse:
        """Fill in the form of this page, hidden fields included, and send it."""
        page = Page(self.get(address).text)
        return self.post(address, data={**page.hidden, **fields})


def faults_of(response: TestResponse) -> list[str]:
    page = Page(response.text)
    faults = list(page.faults)
    if page.language not in {"th", "en"}:
        faults.append("no language")
    if not page.title.strip(" ·"):
        faults.append("no title")
    if page.headings != 1:
        faults.append(f"{page.headings} h1")
    faults += [f"no label for {name}" for id, name in page.inputs if id not in page.labelled]
    faults += [f"points to no id: {id}" for id in sorted(page.references - page.ids)]
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy:
        faults.append("no policy")
    faults += ["a style that the policy forbids" for style in page.styles if _hash(style) not in policy]
    faults += ["a script that the policy forbids" for code in page.scripts if _hash(code) not in policy]
    if "⟦" in response.text:
        faults.append("a text without English: " + response.text.split("⟦")[1].split("⟧")[0])
    return faults


def _hash(style: str) -> str:
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"


class Page(HTMLParser):
    """What the checks need to know of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.hidden: dict[str, str] = {}
        self.inputs: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.ids: set[str] = set()
        self.references: set[str] = set()
        self.language, self.title, self.headings = "", "", 0
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        self._is_code = False
        self.feed(html)
        self.close()
        if self._open:
            self.faults.append(f"never closed: {self._open}")

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        if tag not in VOID:
            self._open.append(tag)
        self._note(tag, attributes)
        self._look_for_inline(tag, attributes)
        self._collect_ids(attributes)

    def handle_startendtag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, given)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"closed without being open: {tag}")

    def handle_data(self, data: str) -> None:
        if "title" in self._open[-1:]:
            self.title += data
        if "style" in self._open[-1:]:
            self.styles.append(data)
        if self._is_code and "script" in self._open[-1:]:
            self.scripts.append(data)

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "html":
            self.language = attributes.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        elif tag == "label":
            self.labelled.add(attributes.get("for", ""))
        elif tag == "img" and "alt" not in attributes:
            self.faults.append("img without alt")
        elif tag in {"input", "select", "textarea"}:
            self._note_input(attributes)

    def _note_input(self, attributes: dict[str, str]) -> None:
        if attributes.get("type") == "hidden":
            self.hidden.setdefault(attributes.get("name", ""), attributes.get("value", ""))
        wants_label = attributes.get("type") not in UNLABELLED_TYPES and "aria-label" not in attributes
        if wants_label and "label" not in self._open:
            self.inputs.append((attributes.get("id", ""), attributes.get("name", "")))

    def _look_for_inline(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "script":
            self._is_code = "src" not in attributes and attributes.get("type") != "application/json"
        inline = [name for name in attributes if name == "style" or name.startswith("on")]
        self.faults += [f"inline {name} on {tag}" for name in inline]

    def _collect_ids(self, attributes: dict[str, str]) -> None:
        if id := attributes.get("id"):
            if id in self.ids:
                self.faults.append(f"id twice: {id}")
            self.ids.add(id)
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            self.references.update(attributes.get(name, "").split())
