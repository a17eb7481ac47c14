"""The form as inspectors fill it, as the server renders it: the paper's texts and order, and for every
question a control that writes a field which visits accept."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it has no types
import pytest
from flask import Flask

from checklist_app.catalog import Form
from checklist_app.visits.fields import canonical_value
from tests.client import StrictClient

OFFICIAL = json.loads((Path(__file__).parent.parent / "catalog" / "official_2563.json").read_text("utf-8"))
FORMS = ("nacc-2563", "follow-up-visit")
SMALL = 16 * 1024
# Heads of columns, which rows one under another do not need, and the dash of a row that is a tick here.
ONLY_ON_PAPER = {"ประเด็นการนิเทศติดตาม", "เกณฑ์การพิจารณา / คำอธิบาย", "ข้อคำถาม", "--"}
Attributes = dict[str, str | None]


class Shown(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Attributes]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.texts).split())

    def having(self, name: str) -> list[Attributes]:
        return [attributes for _, attributes in self.tags if name in attributes]

    def values(self, name: str) -> list[str]:
        return [str(attributes[name]) for attributes in self.having(name)]


def kept(app: Flask, id: str, year: int = 2570) -> Form:
    with app.app_context():
        form: Form = app.extensions["checklist"].forms.keep(id, year)
    return form


def page_of(client: StrictClient, form: Form, spoken: str = "th") -> str:
    answer = client.get(f"/shells/{spoken}/forms/{form.digest[:16]}")
    assert answer.status_code == 200
    return answer.text


def form_of(html: str) -> Shown:
    return Shown(html[html.index('<form id="form"') : html.index("</form>")])


def test_every_official_text_is_there_as_on_paper(app: Flask, client: StrictClient) -> None:
    shown = form_of(page_of(client, kept(app, "nacc-2563", 2563))).words
    missing = {text for text in OFFICIAL["strings"] if " ".join(text.split()) not in shown}
    assert missing <= ONLY_ON_PAPER, missing - ONLY_ON_PAPER


@pytest.mark.parametrize("id", FORMS)
def test_the_questions_stand_in_the_order_of_the_paper(id: str, app: Flask, client: StrictClient) -> None:
    form = kept(app, id)
    boxes = [
        box for box in form_of(page_of(client, form)).having("class") if box["class"] in {"q", "q extra"}
    ]
    assert [box["id"] for box in boxes] == [question.id for question in form.questions()]


@pytest.mark.parametrize("id", FORMS)
def test_every_control_writes_a_field_that_visits_accept(id: str, app: Flask, client: StrictClient) -> None:
    form = kept(app, id)
    fields = form_of(page_of(client, form)).values("data-field")
    assert len(set(fields)) > 5
    for field in fields:
        canonical_value(form, field, None)


@pytest.mark.parametrize("id", FORMS)
def test_every_question_can_be_answered(id: str, app: Flask, client: StrictClient) -> None:
    form = kept(app, id)
    shown = form_of(page_of(client, form))
    reached = {field.split(":")[1] for field in shown.values("data-field") if ":" in field}
    reached |= {
        value for name in ("data-people", "data-signed", "data-photos") for value in shown.values(name)
    }
    assert {question.id for question in form.questions()} <= reached


@pytest.mark.parametrize("id", FORMS)
def test_every_option_has_a_place_for_the_text_it_asks_for(id: str, app: Flask, client: StrictClient) -> None:
    form = kept(app, id)
    asked = [option.id for question in form.questions() for option in question.options if option.asks_text]
    shown = form_of(page_of(client, form))
    places = [
        attributes["data-of"]
        for tag, attributes in shown.tags
        if tag == "textarea" and "data-of" in attributes
    ]
    assert places == asked


@pytest.mark.parametrize("id", FORMS)
def test_no_two_elements_share_an_id(id: str, app: Flask, client: StrictClient) -> None:
    ids = Shown(page_of(client, kept(app, id))).values("id")
    assert len(ids) == len(set(ids))


def test_in_english_the_paper_stays_thai_and_says_so(app: Flask, client: StrictClient) -> None:
    form = kept(app, "nacc-2563")
    html = page_of(client, form, "en")
    shown = form_of(html)
    assert shown.tags[0][1]["lang"] == "th"
    assert {
        attributes.get("lang") for attributes in shown.having("aria-label") if "opener" in str(attributes)
    } == {"en"}
    assert form.sections[1].heading in shown.words
    assert "⟦" not in Shown(html).words


def test_the_form_is_small_on_the_wire(app: Flask, client: StrictClient) -> None:
    """Without the sentences of scripts and without the sheet, which would be files of their own elsewhere."""
    html = page_of(client, kept(app, "nacc-2563"))
    beside = r'<script type="application/json".*?</script>|<style>.*?</style>'
    bare = re.sub(beside, "", html, flags=re.DOTALL)
    assert len(brotli.compress(bare.encode())) < SMALL


def test_nobody_is_named_in_a_shell(app: Flask, client: StrictClient) -> None:
    form = kept(app, "nacc-2563")
    assert page_of(client, form) == page_of(client, form)
    for attributes in form_of(page_of(client, form)).having("data-field"):
        assert attributes.get("value") is None or attributes.get("type") == "radio"


@pytest.mark.parametrize("id", FORMS)
def test_the_paper_has_the_same_blanks_as_the_catalogue(id: str, app: Flask, client: StrictClient) -> None:
    form = kept(app, id)
    answer = client.get(f"/shells/th/forms/{form.digest[:16]}/paper")
    assert Shown(answer.text).values("data-question") == [question.id for question in form.questions()]
