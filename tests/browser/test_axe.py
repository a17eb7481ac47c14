"""Every page, in both languages and three browsers, as axe sees it: nothing that keeps people out. The phone
app's pages are looked at with a visit on them, and with their dialogs open."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from checklist_app.resources import ROOT
from tests.browser.engines import FIREFOX_LATER
from tests.browser.stage import Phone, Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = ROOT / "tests" / "js" / "node_modules" / "axe-core" / "axe.min.js"
ADMINISTRATOR = "demo-admin"
RUN = """axe.run(document, { resultTypes: ["violations"] }).then(({ violations, passes }) => {
  const why = ({ any, all }) => [...any, ...all].map(({ message }) => message).join("; ").slice(0, 200)
  const told = ({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${why(node)}`)
  return { looked: passes.length, found: violations.flatMap(told) }
})"""
LINKS = "[location, ...document.links].map(({ pathname }) => pathname)"
OVER = "document.readyState === 'complete' && !document.querySelector('[data-news]')"
CODE = "document.querySelector('.facts code')?.textContent"
REGISTER = "ชื่อหน่วยงาน,ประเภท,อำเภอ,จังหวัด\\nเทศบาลตำบลทดลอง,เทศบาลตำบล,เมือง,สกลนคร\\n"
SCORES = "หน่วยงาน,ปี,1,2\\nอบต.ทุ่งแก,2569,90,91\\nอบต.ไม่มี,2569,90,101\\n"
UPLOAD = """(() => { const files = new DataTransfer()
  files.items.add(new File(["%s"], "table.csv", { type: "text/csv" }))
  document.querySelector("input[type=file]").files = files.files
  return true })()"""

# By route: what stands in the address in place of <…> is found on the page before the colon.
OFFICE = {
    "/": "/",
    "/about": "/about",
    "/accounts/audit": "/accounts/audit",
    "/accounts/password": "/accounts/password",
    "/accounts/people": "/accounts/people",
    "/accounts/people/<id>": "/accounts/people/{person}",
    "/accounts/people/<id>/deactivate": "/accounts/people/{person}/deactivate",
    "/accounts/people/<id>/edit": "/accounts/people/{person}/edit",
    "/accounts/people/<id>/reset-password": "/accounts/people/{person}/reset-password",
    "/accounts/people/new": "/accounts/people/new",
    "/accounts/sessions": "/accounts/sessions",
    "/accounts/sign-out": "/accounts/sign-out",
    "/agencies": "/agencies",
    "/agencies/<id>": "/agencies/{agency}",
    "/agencies/<id>/edit": "/agencies/{agency}/edit",
    "/agencies/<agency>/ita/<int:year>": "/agencies/{planned}/ita/{year}",
    "/agencies/<agency>/ita/<int:year>/analysis": "/agencies/{planned}/ita/{year}/analysis",
    "/agencies/<agency>/ita/<int:year>/followup/<int:months>": "/agencies/{planned}/ita/{year}/followup/6",
    "/agencies/<agency>/ita/<int:year>/followup/<int:months>/<id>": (
        "/agencies/{planned}/ita/{last}/followup/12/{reported}"
    ),
    '/agencies/<agency>/ita/<int:year>/sign/<any("measures", "followup-6", "followup-12"):what>': (
        "/agencies/{planned}/ita/{year}/sign/followup-6"
    ),
    "/agencies/<agency>/ita/<int:year>/measures": "/agencies/{planned}/ita/{year}/measures",
    "/agencies/<agency>/ita/<int:year>/measures/<id>": "/agencies/{planned}/ita/{year}/measures/{measure}",
    "/agencies/<agency>/ita/<int:year>/measures/<id>/evidence/<int:months>": (
        "/agencies/{planned}/ita/{last}/measures/{reported}/evidence/12"
    ),
    "/agencies/<agency>/ita/<int:year>/measures/new": "/agencies/{planned}/ita/{year}/measures/new",
    "/agencies/<agency>/ita/<int:year>/measures/paste": "/agencies/{planned}/ita/{year}/measures/paste",
    "/agencies/<agency>/ita/<int:year>/measures/proposals": (
        "/agencies/{planned}/ita/{year}/measures/proposals"
    ),
    "/agencies/<agency>/ita/<int:year>/papers": "/agencies/{planned}/ita/{year}/papers",
    "/agencies/<agency>/ita/scores/<int:year>": "/agencies/{planned}/ita/scores/{last}",
    "/agencies/<agency>/ita/letters": "/agencies/{planned}/ita/letters",
    "/agencies/import": "/agencies/import",
    "/agencies/import/<id>": "/agencies/import/{register}",
    "/agencies/new": "/agencies/new",
    "/ita/import": "/ita/import",
    "/ita/import/<id>": "/ita/import/{scores}",
    "/catalog/": "/catalog/",
    "/catalog/editions/<int:year>": "/catalog/editions/2570",
    "/catalog/editions/<int:year>/edit": "/catalog/editions/2570/edit",
    "/catalog/forms/<form_id>": "/catalog/forms/nacc-2563",
    "/agencies/<agency>/ita/<int:year>/comparison": "/agencies/{planned}/ita/{year}/comparison",
    "/ita/province/<int:year>": "/ita/province/{year}?province={province}",
    "/ita/province/<int:year>/papers": "/ita/province/{year}/papers?province={province}",
    "/recover": "/recover",
    "/reports/province": "/reports/province",
    "/reports/province/<id>": "/reports/province/{batch}",
    "/surveys/<agency>/comments/<int:year>/<int:number>": "/surveys/{surveyed}/comments/{published}",
    "/surveys/<agency>/improvements": "/surveys/{surveyed}/improvements",
    "/surveys/<agency>/improvements/<id>": "/surveys/{surveyed}/improvements/{improvement}",
    "/surveys/<agency>/improvements/new": "/surveys/{agency}/improvements/new",
    "/surveys/<agency>/questions": "/surveys/{agency}/questions",
    "/surveys/<agency>/questions/new": "/surveys/{agency}/questions/new",
    "/surveys/<agency>/settings": "/surveys/{agency}/settings",
    "/surveys/<agency>/results/<int:year>/<int:number>": "/surveys/{surveyed}/results/{published}",
    "/p/<agency>": "/p/{surveyed}",
    "/p/<agency>/<int:year>/<int:number>": "/p/{surveyed}/{published}",
    "/surveys/<agency>/rounds/<int:year>/<int:number>": "/surveys/{surveyed}/rounds/{published}",
    "/surveys/<agency>/rounds/<int:year>/<int:number>/papers": (
        "/surveys/{surveyed}/rounds/{published}/papers"
    ),
    "/surveys/watch": "/surveys/watch",
    "/surveys/watch/<agency>/<int:year>/<int:number>": "/surveys/watch/{surveyed}/{published}",
    "/surveys": "/surveys",
    "/surveys/<agency>": "/surveys/{surveyed}",
    "/surveys/<agency>/points/new": "/surveys/{surveyed}/points/new",
    "/s/<code>/kiosk": "/s/{point}/kiosk",  # when it is connected: test_survey_kiosk.py
    "/surveys/points/<code>": "/surveys/points/{point}",
    "/surveys/points/<code>/edit": "/surveys/points/{point}/edit",
    "/surveys/points/<code>/entry": "/surveys/points/{point}/entry",
    "/visits/office": "/visits/office",
}
OF_A_PAPER = ("/visits/{issued}/report", "/verify/{code}")
SIGNED_OUT = {
    "/S": "/S",
    "/S/<code>": "/S/ZZZZZ1",  # with a form on it: test_survey_form.py
    "/s": "/s?code=abc",
    "/s/<code>": "/s/1ZZZZZ",
    "/s/<code>/thanks": "/s/ZZZZZ1/thanks",
    "/s/notice": "/s/notice",
    "/accounts/sign-in": "/accounts/sign-in",
    "/verify": "/verify",
    "/verify/<code>": "/verify/ZZZZZ-ZZZZX",
    "not found": "/nothing-here",
}
PHONE = {
    "/visits": ["/visits"],
    "/visits/<any(new, ready, join):name>": ["/visits/new", "/visits/ready", "/visits/join"],
    "/visits/<id>": ["/visits/{visit}"],
    "/visits/<id>/<any(team, close):name>": ["/visits/{visit}/team", "/visits/{visit}/close"],
    "/visits/<id>/paper": ["/visits/{visit}/paper"],
    "/visits/<id>/report": ["/visits/{visit}/report"],
    "/shells/<any(th, en):spoken>/offline": ["/shells/{language}/offline"],
}
NOT_PAGES = (
    "/ita/scores/",
    "/agencies/<agency>/ita/<int:year>/<any(",
    "/agencies/<agency>/ita/<int:year>/measures/<id>/evidence/<int:months>/",
    *("/s/<code>/qr.", "/s/<code>/<any(poster"),
    *("/api/", "/static/", "/agencies/export", "/shells/forms/", "/recover/script.js"),
    *("/forms/", "/papers/", "/visits/<id>/report."),
    *("/reports/province/<id>.", "/reports/province/<id>/"),
    "/ita/province/<int:year>.xlsx",
    "/surveys/points/<code>/paper.pdf",
    "/surveys/points/<code>/kiosk",  # shown once, after a button: test_survey_kiosk.py
    "/surveys/<agency>/results/<int:year>/<int:number>.",
    "/surveys/<agency>/rounds/<int:year>/<int:number>/report.",
    "/p/<agency>/<int:year>/<int:number>.",
)
LEADING_ON = {"/ita", "/agencies/<agency>/ita"}
NOT_PAGES_EITHER = {
    "/favicon.ico", "/healthz", "/manifest.webmanifest", "/metrics", "/readyz", "/robots.txt", "/sw.js",
}  # fmt: skip
# Shells are the same templates as the pages of the phone, without what is filled in.
SHELLS = "/shells/<any(th, en):spoken>/"

Language = str


@pytest.fixture(params=["th", pytest.param("en", marks=pytest.mark.long)])
def language(request: pytest.FixtureRequest) -> str:
    spoken: str = request.param
    return spoken


@cache
def axe() -> str:
    if not AXE.is_file():
        pytest.fail("axe is not there: npm --prefix tests/js ci --ignore-scripts")
    return AXE.read_text("utf-8")


def test_no_page_is_forgotten() -> None:
    routes = [
        path
        for path, methods in json.loads((ROOT / "tests" / "routes.json").read_text()).items()
        if "GET" in methods
    ]
    pages = {path for path in routes if not path.startswith(NOT_PAGES)} - NOT_PAGES_EITHER - LEADING_ON
    left = pages - {*OFFICE, *SIGNED_OUT, *PHONE}
    assert {path for path in left if not path.startswith(SHELLS)} == set()


def test_pages_for_everybody_keep_nobody_out(stage: Stage, language: Language) -> None:
    phone = watched(stage, "stranger")
    assert "\n".join(faults(phone, SIGNED_OUT.values(), language)) == ""


@pytest.mark.parametrize("engine", ["chromium"], indirect=True, scope="module")
def test_pages_of_the_office_keep_nobody_out(stage: Stage, language: Language) -> None:
    phone = watched(stage, f"office {language}")
    phone.sign_in(ADMINISTRATOR, then="/")
    known = ids(phone)
    pages = [page.format(**known) for page in [*OFFICE.values(), *OF_A_PAPER]]
    assert "\n".join(faults(phone, pages, language)) == ""


@FIREFOX_LATER
def test_pages_of_the_phone_keep_nobody_out(stage: Stage, language: Language) -> None:
    visit = filled_visit(stage)
    phone = watched(stage, "phone")
    pages = [page.format(visit=visit, language=language) for pages in PHONE.values() for page in pages]
    found = list(faults(phone, pages, language))
    for opener, dialog in (("button.where", "#outline"), (".q .opener", "#item")):
        phone.goto(f"/visits/{visit}?lang={language}")
        phone.engine.wait_for("document.body.dataset.ready === ''")
        phone.sees("[data-agency]", "ทุ่งแก")
        phone.engine.click(opener)
        phone.engine.wait_for(f"document.querySelector('{dialog}').open")
        found += [f"{dialog}: {fault}" for fault in looked_at(phone)]
    assert "\n".join(found) == ""


def watched(stage: Stage, name: str) -> Phone:
    stage.close()
    phone = stage.phone(name)
    phone.engine.preload(axe())
    return phone


def filled_visit(stage: Stage) -> str:
    """A visit with a tick, a text, a note and a dispute."""
    phone = stage.ready("phone")
    visits: list[dict[str, Any]] = phone.ask("return journal.visits()")
    if visits:
        return str(visits[0]["id"])
    visit = phone.begin_visit()
    one, other, third, *_ = phone.open_visit(visit)
    phone.tick(one)
    for field, value in ((other, True), (other, False), (third.replace("answer", "note"), "หมายเหตุ")):
        phone.record(visit, field, value)
    phone.drained()
    return visit


def ids(phone: Phone) -> dict[str, str]:
    phone.goto("/accounts/people")
    person = linked(phone, "accounts.people")
    phone.goto("/agencies")
    agency = linked(phone, "agencies")
    phone.goto("/agencies/import")
    phone.engine.js(UPLOAD % REGISTER)
    phone.engine.click("main form button")
    register = phone.engine.wait_for("location.pathname.match(/^.agencies.import.(.+)/)?.[1]")
    phone.goto("/ita/import")
    phone.engine.js(UPLOAD % SCORES)
    phone.engine.click("main form button")
    scores = phone.engine.wait_for("location.pathname.match(/^.ita.import.(.+)/)?.[1]")
    phone.goto("/reports/province")
    phone.engine.click("main form .actions button")
    batch = phone.engine.wait_for(f"{OVER} && location.pathname.match(/^.reports.province.(.+)/)?.[1]")
    known = {"person": person, "agency": agency, "register": register, "scores": scores, "batch": batch}
    return {**known, **planned(phone), **surveyed(phone), **issued(phone)}


def planned(phone: Phone) -> dict[str, str]:
    """The agency of the demonstration that is in the middle of a cycle, one of its measures, and one that was
    reported on in the cycle before."""
    phone.goto("/agencies")
    agency = phone.engine.wait_for(
        "[...document.links].find((link) => link.textContent.includes('ทุ่งแก'))?.pathname.split('/')[2]"
    )
    phone.goto("/ita")
    year = phone.engine.wait_for("location.pathname.match(/^.ita.province.([0-9]+)/)?.[1]")
    last = str(int(year) - 1)
    phone.goto(f"/agencies/{agency}/ita/{year}/measures")
    measure = under(phone, "measures")
    phone.goto(f"/agencies/{agency}/ita/{last}/followup/12")
    known = {"planned": agency, "year": year, "last": last, "province": "สกลนคร"}
    return {**known, "measure": measure, "reported": under(phone, "followup.12")}


def surveyed(phone: Phone) -> dict[str, str]:
    """The agency of the demonstration that asks its citizens, one of its service points, its published round
    and one of its promises."""
    phone.goto("/surveys")
    agency = linked(phone, "surveys")
    phone.goto(f"/surveys/{agency}")
    point = phone.engine.wait_for(
        f"{LINKS}.map((path) => path.match(/points.([a-z0-9]{{6}})$/)?.[1]).find(Boolean)"
    )
    phone.goto(f"/p/{agency}")
    published = phone.engine.wait_for(
        f"{LINKS}.map((path) => path.match(/([0-9]+.[12])$/)?.[1]).find(Boolean)"
    )
    phone.goto(f"/surveys/{agency}/improvements")
    known = {"surveyed": agency, "point": point, "published": published}
    return {**known, "improvement": under(phone, "improvements")}


def issued(phone: Phone) -> dict[str, str]:
    """Of the finished visit of the demonstration, issued when it is first looked for."""
    phone.goto("/visits/office")
    visit: str = phone.engine.wait_for(
        f"{LINKS}.find((path) => path.endsWith('00001/report'))?.split('/')[2]"
    )
    phone.goto(f"/visits/{visit}/report")
    if not phone.engine.js(f"Boolean({CODE})"):
        phone.engine.click("main form button")
    return {"issued": visit, "code": phone.engine.wait_for(CODE)}


def linked(phone: Phone, folder: str) -> str:
    """The first id that the page links to."""
    return under(phone, f"^.{folder}")


def under(phone: Phone, folder: str) -> str:
    """The first id that the page links to in a folder, wherever that lies."""
    pattern = f"/{folder}.([a-z0-9]{{26}})$/"
    found: str = phone.engine.wait_for(f"{LINKS}.map((path) => path.match({pattern})?.[1]).find(Boolean)")
    return found


def faults(phone: Phone, pages: Any, language: Language) -> Iterator[str]:
    for page in pages:
        phone.goto(f"{page}{'&' if '?' in page else '?'}lang={language}")
        phone.engine.wait_for(f"document.documentElement.lang === '{language}'")
        yield from (f"{page}: {fault}" for fault in looked_at(phone))


def looked_at(phone: Phone) -> list[str]:
    phone.engine.wait_for("document.readyState === 'complete'")
    result = phone.engine.js(RUN)
    assert result["looked"] > 5
    found: list[str] = result["found"]
    return found
