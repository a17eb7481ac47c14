"""Who gets in where. Each route declares it; here every route is tried by everybody.

A new route needs one line in SAMPLES: how to fill in its address, and who must not find what is there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from checklist_app.accounts import Role
from checklist_app.app import create_app
from checklist_app.clock import now, today
from checklist_app.config import Config
from checklist_app.ita import Cycle, FollowUpDraft, MeasureDraft
from checklist_app.reports.papers import Made, Order
from checklist_app.surveys import Period
from checklist_app.surveys.model import PointDraft
from checklist_app.thai import DigitStyle
from tests.cast import CAST, NOBODY, OTHER_PROVINCE, World, make_world, quick_passwords
from tests.client import StrictClient
from tests.conftest import COMPILED, ClientOf
from tests.visits.phones import begin

EVERYBODY = (*(draft.sign_in for draft in CAST), NOBODY)
LIKE_OTHERS = ("colleague", "auditor", "administrator")  # seldom told apart by a mistake: looked at in CI
WHO = tuple(who for who in EVERYBODY if who not in LIKE_OTHERS)


@dataclass(frozen=True)
class Sample:
    """`outsiders` have the role but not the scope: for them the address does not exist."""

    arguments: dict[str, str] = field(default_factory=dict)
    outsiders: frozenset[str] = frozenset()
    sent: dict[str, str] = field(default_factory=dict)


def person(sign_in: str, *outsiders: str) -> Sample:
    return Sample({"id": f"person:{sign_in}"}, frozenset(outsiders))


OWN_AGENCY_OUTSIDERS = frozenset({"outsider"})
STALE = {"version": "0"}  # a form that is whole, and comes too late to change anything
AN_AGENCY = Sample({"id": "agency:เทศบาลตำบลนาดี"}, OWN_AGENCY_OUTSIDERS, STALE)
A_VISIT = {"id": "visit"}
A_PAPER = {"code": "paper"}
A_POINT = {"code": "point"}
AT_A_POINT = Sample(A_POINT, OWN_AGENCY_OUTSIDERS)
A_ROUND = {"agency": "agency:เทศบาลตำบลนาดี", "year": "round:year", "number": "round:number"}
PUBLISHED = {
    "agency": "agency:เทศบาลตำบลนาดี",
    "year": "published:year",
    "number": "published:number",
}
AT_AN_AGENCY = Sample({"agency": "agency:เทศบาลตำบลนาดี"}, OWN_AGENCY_OUTSIDERS)
IN_A_CYCLE = {"agency": "agency:เทศบาลตำบลนาดี", "year": "2570"}
A_REPORT = {**IN_A_CYCLE, "id": "reported"}
NOT_OF_THE_TEAM = frozenset({"colleague", "outsider"})
SAMPLES: dict[str, Sample] = {
    "accounts.change_password": Sample(),
    "accounts.leave": Sample(),
    "accounts.revoke_other_sessions": Sample(),
    "accounts.revoke_session": Sample({"id": "0" * 64}, frozenset(EVERYBODY)),
    "accounts.sessions": Sample(),
    "accounts.sign_in": Sample(),
    "accounts.sign_out": Sample(),
    "agencies.deactivate": AN_AGENCY,
    "agencies.detail": AN_AGENCY,
    "agencies.edit": AN_AGENCY,
    "agencies.export": Sample({"ending": "csv"}),
    "agencies.index": Sample(),
    "agencies.new": Sample(),
    "agencies.reactivate": AN_AGENCY,
    "agencies_api.all_provinces": Sample(),
    "agencies_api.register": Sample(),
    "agencies_import.confirm": Sample({"id": "none"}, frozenset(EVERYBODY)),
    "agencies_import.preview": Sample({"id": "none"}, frozenset(EVERYBODY)),
    "agencies_import.upload": Sample(),
    "batches.download": Sample({"id": "none"}, frozenset(EVERYBODY)),
    "batches.index": Sample(),
    "batches.news": Sample({"id": "none"}, frozenset(EVERYBODY)),
    "batches.progress": Sample({"id": "none"}, frozenset(EVERYBODY)),
    "batches.stop": Sample({"id": "none"}, frozenset(EVERYBODY)),
    "catalog.edit_edition": Sample({"year": "2569"}),
    "catalog.edition": Sample({"year": "2569"}),
    "catalog.form": Sample({"form_id": "nacc-2563"}),
    "catalog.index": Sample(),
    "catalog.reset_edition": Sample({"year": "2569"}),
    "health.alive": Sample(),
    "health.ready": Sample(),
    "ita_import.confirm": Sample({"id": "none"}, frozenset(EVERYBODY)),
    "ita_import.export": Sample({"year": "2569", "ending": "csv"}),
    "ita_import.preview": Sample({"id": "none"}, frozenset(EVERYBODY)),
    "ita_import.upload": Sample(),
    "ita_evidence.all": Sample({**A_REPORT, "months": "6"}, OWN_AGENCY_OUTSIDERS),
    "ita_evidence.attach": Sample({**A_REPORT, "months": "6"}, OWN_AGENCY_OUTSIDERS),
    "ita_evidence.detach": Sample({**A_REPORT, "months": "6"}, OWN_AGENCY_OUTSIDERS),
    "ita_evidence.file": Sample({**A_REPORT, "months": "6", "sha256": "0" * 64}, frozenset(EVERYBODY)),
    "ita_evidence.link": Sample({**A_REPORT, "months": "6"}, OWN_AGENCY_OUTSIDERS),
    "ita_followup.all": Sample({**IN_A_CYCLE, "months": "6"}, OWN_AGENCY_OUTSIDERS),
    "ita_followup.edit": Sample({**A_REPORT, "months": "6"}, OWN_AGENCY_OUTSIDERS),
    "ita_signing.approve": Sample({**IN_A_CYCLE, "what": "measures"}, OWN_AGENCY_OUTSIDERS),
    "ita_signing.sign": Sample({**IN_A_CYCLE, "what": "measures"}, OWN_AGENCY_OUTSIDERS),
    "ita.cycle": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS),
    "ita.home": Sample(),
    "ita.of_agency": AT_AN_AGENCY,
    "ita_analysis.edit": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS),
    "ita_analysis.save": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS, STALE),
    "ita_letters.edit": AT_AN_AGENCY,
    "ita_letters.save": Sample({"agency": "agency:เทศบาลตำบลนาดี"}, OWN_AGENCY_OUTSIDERS, STALE),
    "ita_measures.all": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS),
    "ita_measures.edit": Sample(A_REPORT, OWN_AGENCY_OUTSIDERS),
    "ita_measures.meet": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS),
    "ita_measures.move": Sample(A_REPORT, OWN_AGENCY_OUTSIDERS),
    "ita_measures.new": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS),
    "ita_measures.paste": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS),
    "ita_measures.proposals": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS),
    "ita_measures.remove": Sample(A_REPORT, OWN_AGENCY_OUTSIDERS),
    "ita_measures.take": Sample(IN_A_CYCLE, frozenset(EVERYBODY)),
    "ita_papers.all": Sample(IN_A_CYCLE, OWN_AGENCY_OUTSIDERS),
    "ita_papers.file": Sample({**IN_A_CYCLE, "name": "measures", "ending": "docx"}, OWN_AGENCY_OUTSIDERS),
    "ita_passages.give_up": Sample({**IN_A_CYCLE, "key": "none"}, frozenset(EVERYBODY)),
    "ita_passages.write": Sample({**IN_A_CYCLE, "key": "none"}, frozenset(EVERYBODY)),
    "ita_scores.adopt": Sample(
        {"agency": "agency:เทศบาลตำบลนาดี", "year": "2569"}, OWN_AGENCY_OUTSIDERS, STALE
    ),
    "ita_scores.edit": Sample({"agency": "agency:เทศบาลตำบลนาดี", "year": "2569"}, OWN_AGENCY_OUTSIDERS),
    "ita_scores.save": Sample({"agency": "agency:เทศบาลตำบลนาดี", "year": "2569"}, OWN_AGENCY_OUTSIDERS),
    "ita_batches.index": Sample({"year": "2570"}),
    "ita_comparison.show": Sample({"agency": "agency:เทศบาลตำบลนาดี", "year": "2570"}, OWN_AGENCY_OUTSIDERS),
    "ita_province.sheet": Sample({"year": "2570"}),
    "ita_province.show": Sample({"year": "2570"}),
    "metrics.figures": Sample(),
    "people.activate": person("outsider", "supervisor"),
    "people.audit": Sample(),
    "people.deactivate": person("outsider", "supervisor"),
    "people.edit": person("outsider", "supervisor"),
    "people.index": Sample(),
    "people.new": Sample(),
    "people.person": person("outsider", "supervisor"),
    "people.reset_password": person("outsider", "supervisor"),
    "reports.blank": Sample({"form": "nacc-2563", "year": "2567", "ending": "docx"}),
    "reports.issue": Sample(A_VISIT, NOT_OF_THE_TEAM),
    "reports.paper_file": Sample({**A_PAPER, "ending": "pdf"}, NOT_OF_THE_TEAM),
    "reports.report": Sample(A_VISIT, NOT_OF_THE_TEAM),
    "reports.report_file": Sample({**A_VISIT, "ending": "csv"}, NOT_OF_THE_TEAM),
    "reports.revoke": Sample(A_PAPER, NOT_OF_THE_TEAM),
    "reports_api.paper": Sample(A_VISIT, NOT_OF_THE_TEAM),
    "shell.about": Sample(),
    "shell.favicon": Sample(),
    "shell.home": Sample(),
    "shell.robots": Sample(),
    "survey_comments.approve": Sample(A_ROUND, OWN_AGENCY_OUTSIDERS),
    "survey_comments.judge": Sample({"agency": "agency:เทศบาลตำบลนาดี", "id": "none"}, frozenset(EVERYBODY)),
    "survey_comments.queue": Sample(A_ROUND, OWN_AGENCY_OUTSIDERS),
    "survey_entries.entry": AT_A_POINT,
    "survey_form.ask": Sample(),
    "survey_form.form": Sample(A_POINT),
    "survey_form.notice": Sample(),
    "survey_form.thanks": Sample(A_POINT),
    "survey_improvements.all": AT_AN_AGENCY,
    "survey_improvements.edit": Sample(
        {"agency": "agency:เทศบาลตำบลนาดี", "id": "none"}, frozenset(EVERYBODY)
    ),
    "survey_improvements.new": AT_AN_AGENCY,
    "survey_kiosk.connect": Sample(A_POINT, OWN_AGENCY_OUTSIDERS),
    "survey_kiosk.connecting": Sample(A_POINT, OWN_AGENCY_OUTSIDERS),
    "survey_kiosk.deliver": Sample(A_POINT),
    "survey_kiosk.disconnect": Sample(A_POINT, OWN_AGENCY_OUTSIDERS),
    "survey_kiosk.kiosk": Sample(A_POINT),
    "survey_paper_form.blank": AT_A_POINT,
    "survey_papers.file": Sample({**A_ROUND, "ending": "docx"}, OWN_AGENCY_OUTSIDERS),
    "survey_papers.issue": Sample(A_ROUND, OWN_AGENCY_OUTSIDERS),
    "survey_papers.report": Sample(A_ROUND, OWN_AGENCY_OUTSIDERS),
    "survey_points.agency": AT_AN_AGENCY,
    "survey_points.checked": AT_A_POINT,
    "survey_points.close": Sample(A_POINT, OWN_AGENCY_OUTSIDERS, STALE),
    "survey_points.edit": AT_A_POINT,
    "survey_points.home": Sample(),
    "survey_points.new": AT_AN_AGENCY,
    "survey_points.point": AT_A_POINT,
    "survey_points.poster": Sample({**A_POINT, "kind": "card"}, OWN_AGENCY_OUTSIDERS),
    "survey_points.qr": Sample({**A_POINT, "ending": "svg"}),
    "survey_points.reopen": Sample(A_POINT, OWN_AGENCY_OUTSIDERS, STALE),
    "survey_questions.new": AT_AN_AGENCY,
    "survey_questions.questions": AT_AN_AGENCY,
    "survey_results.file": Sample(
        {"agency": "agency:เทศบาลตำบลนาดี", "year": "2570", "number": "1", "ending": "csv"},
        OWN_AGENCY_OUTSIDERS,
    ),
    "survey_results.results": Sample(
        {"agency": "agency:เทศบาลตำบลนาดี", "year": "2570", "number": "1"}, OWN_AGENCY_OUTSIDERS
    ),
    "survey_published.all": Sample({"agency": "agency:เทศบาลตำบลนาดี"}),
    "survey_published.data": Sample({**PUBLISHED, "ending": "csv"}),
    "survey_published.published": Sample(PUBLISHED),
    "survey_rounds.decide": Sample(A_ROUND, OWN_AGENCY_OUTSIDERS),
    "survey_rounds.detail": Sample(A_ROUND, OWN_AGENCY_OUTSIDERS),
    "survey_settings.settings": AT_AN_AGENCY,
    "survey_watch.agency": Sample(
        {"agency": "agency:เทศบาลตำบลนาดี", "year": "2570", "number": "1"}, OWN_AGENCY_OUTSIDERS
    ),
    "survey_watch.province": Sample(),
    "verify.ask": Sample(),
    "verify.paper": Sample(A_PAPER),
    "visit_shells.form": Sample({"spoken": "th", "beginning": "form"}),
    "visit_shells.form_definition": Sample({"beginning": "form"}),
    "visit_shells.paper": Sample({"spoken": "en", "beginning": "form"}),
    "visit_shells.shell": Sample({"spoken": "th", "name": "home"}),
    "visits.home": Sample(),
    "visits.of_visit": Sample({**A_VISIT, "name": "team"}, NOT_OF_THE_TEAM),
    "visits.office": Sample(),
    "visits.own": Sample({"name": "ready"}),
    "visits.paper": Sample(A_VISIT, NOT_OF_THE_TEAM),
    "visits.visit": Sample(A_VISIT, NOT_OF_THE_TEAM),
    "visits_api.get_file": Sample({"sha256": "0" * 64, "visit": "none"}, frozenset(EVERYBODY)),
    "visits_api.join": Sample(),
    "visits_api.pack": Sample(),
    "visits_api.put_file": Sample({"sha256": "0" * 64, "visit": "none"}, frozenset(EVERYBODY)),
    "visits_api.sync": Sample(),
    "static.asset": Sample({"version": "current", "name": "css/tokens.css"}),
    "worker.manifest": Sample(),
    "worker.offline": Sample({"spoken": "en"}),
    "worker.recover": Sample(),
    "worker.recovery_script": Sample(),
    "worker.service_worker": Sample(),
}
# Every address of an agency is tried with two more: one of another province, and a neighbour's.
ELSEWHERE = (
    Sample(
        {"id": "agency:เทศบาลตำบลดอยสูง"},
        frozenset({"supervisor", "inspector", "colleague", "staff", "executive"}),
        STALE,
    ),
    Sample({"id": "agency:เทศบาลเมืองสว่าง"}, frozenset({"outsider", "staff", "executive"}), STALE),
)
# What a route may answer to somebody it lets in: pages, redirects, and complaints about an empty form.
# Not 400: that is what a missing token is answered with, before access is proved at all.
WELCOME = frozenset({200, 302, 409, 422})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, World]:
    """One world for the whole matrix: most requests are refused, none of the others changes rights."""
    world = make_world()
    config = Config.from_environment({"CHECKLIST_STORE": str(tmp_path_factory.mktemp("store"))})
    app = create_app(config, world.store, passwords=quick_passwords())
    app.test_client_class = StrictClient
    app.jinja_env.bytecode_cache = COMPILED
    return app, world


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]
    assert silent == []


def test_every_route_has_a_sample_here(app: Flask) -> None:
    assert set(app.view_functions) == set(SAMPLES)


def test_a_route_that_says_nothing_is_closed(app: Flask, client_of: ClientOf) -> None:
    app.add_url_rule("/silent", "silent", lambda: "secret")
    answer = client_of("administrator").get("/silent")
    assert answer.status_code == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize("who", [*WHO, *(pytest.param(who, marks=pytest.mark.slow) for who in LIKE_OTHERS)])
def test_everybody_gets_what_the_declaration_says(shared: tuple[Flask, World], who: str) -> None:
    app, world = shared
    for rule, method, sample in requests_of(app):
        client, address = client_for(app, world, who), address_of(app, world, rule, sample)
        sent = sample.sent if method == "POST" else None
        headers = proofs(client) if method != "GET" else {}
        answer = client.open(address, method=method, headers=headers, data=sent)
        expected = expected_status(app, rule, who, sample)
        assert answer.status_code in expected, f"{who}: {method} {rule.rule} -> {answer.status_code}"
        if answer.status_code == 302 and expected is not WELCOME:
            assert "/accounts/sign-in" in answer.location


def test_people_of_another_province_do_not_exist_for_a_supervisor(client_of: ClientOf, world: World) -> None:
    client = client_of("supervisor")
    stranger = client.get(f"/accounts/people/{world['outsider'].id}")
    nobody = client.get("/accounts/people/nobody-at-all")
    assert stranger.status_code == nobody.status_code == 404
    assert _said(stranger, world["outsider"].id) == _said(nobody, "nobody-at-all")
    assert OTHER_PROVINCE not in client.get("/accounts/people").text


def _said(answer: TestResponse, id: str) -> str:
    """Without what was asked for, and without the code of the request."""
    return answer.text.replace(id, "").replace(answer.headers["X-Request-Id"], "")


def requests_of(app: Flask) -> Iterator[tuple[Rule, str, Sample]]:
    for rule in app.url_map.iter_rules():
        sample = SAMPLES[rule.endpoint]
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            for tried in (sample, *(ELSEWHERE if sample is AN_AGENCY else ())):
                yield rule, method, tried


def proofs(client: StrictClient) -> dict[str, str]:
    """That the request comes from a page of ours, so that what is tried is access and not forgery."""
    token = client.token("/about") or client.token("/accounts/sign-in")
    return {"X-CSRFToken": token, "Sec-Fetch-Site": "same-origin"}


def expected_status(app: Flask, rule: Rule, who: str, sample: Sample) -> frozenset[int]:
    roles: frozenset[Role] | None = getattr(app.view_functions[rule.endpoint], "access", None)
    if roles is None:
        return WELCOME
    if who == NOBODY:
        return frozenset({401 if rule.rule.startswith("/api/") else 302})
    role = next(draft.role for draft in CAST if draft.sign_in == who)
    if role not in roles:
        return frozenset({403})
    return frozenset({404}) if who in sample.outsiders else WELCOME


def client_for(app: Flask, world: World, who: str) -> StrictClient:
    client = app.test_client()
    assert isinstance(client, StrictClient)
    if who != NOBODY:
        client.sign_in(world[who])
    return client


def address_of(app: Flask, world: World, rule: Rule, sample: Sample) -> str:
    filled = {name: real(app, world, text) for name, text in sample.arguments.items()}
    with app.test_request_context():
        return url_for(rule.endpoint, _external=False, **filled)


def real(app: Flask, world: World, text: str) -> str:
    kind, _, name = text.partition(":")
    if kind == "person":
        return world[name].id
    if kind == "agency":
        return world.agencies[name].id
    if text in {"visit", "form"}:
        visit = a_visit(app, world)
        return visit if text == "visit" else visit.split("-")[0]
    made = {"paper": a_paper, "point": a_point, "reported": a_reported_measure}
    if text in made:
        return made[text](app, world)
    if kind == "published":
        return str(getattr(a_published_round(app, world), name))
    if kind == "round":
        a_point(app, world)  # without one there are no rounds
        return str(getattr(Period.of(today()), name))
    return app.extensions["assets"].version if text == "current" else text


def a_visit(app: Flask, world: World) -> str:
    """The inspector's, begun once."""
    visits, inspector = app.extensions["checklist"].visits, world["inspector"]
    begun: list[str] = [visit.id for visit, _ in visits.of(inspector)]
    if not begun:
        client = client_for(app, world, "inspector")
        form = app.extensions["checklist"].forms.keep("nacc-2563", 2567)
        phone = begin(inspector, client, form, world.agencies["เทศบาลตำบลนาดี"].id)
        phone.sync()
        begun = [phone.visit]
    return begun[0]


def a_paper(app: Flask, world: World) -> str:
    """About the visit, issued once; its files are the concern of other tests."""
    papers, agency = app.extensions["checklist"].papers, world.agencies["เทศบาลตำบลนาดี"]
    subject = f"visit/{a_visit(app, world)}"
    about = (subject, agency.id, agency.name, agency.province, 2567, "", DigitStyle.ARABIC)
    found = papers.of(subject) or [
        papers.issue(
            Order("supervision", *about), lambda _: Made(b"pdf", b"docx", pages=1), by="somebody", at=now()
        )
    ]
    return str(found[0].code)


def a_point(app: Flask, world: World) -> str:
    """A service point of the staff's own agency, made once."""
    points, agency = app.extensions["checklist"].surveys.points, world.agencies["เทศบาลตำบลนาดี"].id
    draft = PointDraft(name="เคาน์เตอร์บริการประชาชน")
    found = points.of(agency) or [points.create(world["staff"], agency, draft, today=today())]
    return str(found[0].code)


def a_reported_measure(app: Flask, world: World) -> str:
    """Of the staff's own agency, with a report after six months, made once."""
    plans, agency = app.extensions["checklist"].ita.plans, world.agencies["เทศบาลตำบลนาดี"]
    plan = plans.of(agency, Cycle(2570))
    if not plan.measures:
        plan = plans.add(world["staff"], agency, Cycle(2570), [("", MeasureDraft(title="จัดทำคู่มือ"))])
    measure = plan.measures[0]
    if not measure.followups:
        draft = FollowUpDraft(months=6)
        plans.report(world["staff"], agency, Cycle(2570), measure.id, draft, revision=0, at=now())
    return str(measure.id)


def a_published_round(app: Flask, world: World) -> Period:
    """Of the half-year before, decided once."""
    surveys, agency = app.extensions["checklist"].surveys, world.agencies["เทศบาลตำบลนาดี"].id
    period: Period = Period.of(today()).previous
    if surveys.rounds.get(agency, period) is None:
        draft = PointDraft(name="จุดบริการเดิม")
        surveys.points.create(world["staff"], agency, draft, today=period.span.start)
        surveys.rounds.settle(agency, at=now())
        surveys.rounds.decide(world["executive"], agency, period, "รับทราบ", at=now())
    return period
