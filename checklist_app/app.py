"""The composition root: config -> store (given) -> collections -> blueprints -> errors.
Only this module knows all packages; nothing happens before `create_app` is called."""

from datetime import date
from functools import partial
from pathlib import Path
from threading import Event

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from checklist_app import __version__
from checklist_app.accounts import Audit, Passwords, People, Sessions, Throttles, people_pages
from checklist_app.accounts import pages as account_pages
from checklist_app.agencies import Agencies, Agency, Imports, ScoreSets, import_pages
from checklist_app.agencies import api as agencies_api
from checklist_app.agencies import pages as agency_pages
from checklist_app.catalog import Editions, Forms
from checklist_app.catalog import pages as catalog_pages
from checklist_app.config import Config, secret_of
from checklist_app.documents import Rendering
from checklist_app.ita import KINDS as ITA_KINDS
from checklist_app.ita import Ita, Measured, cycle_pages, cycle_reminders
from checklist_app.ita.analysing import analysis_pages
from checklist_app.ita.comparing import comparison_pages
from checklist_app.ita.letters import letter_pages
from checklist_app.ita.measures import evidence_pages, followup_pages, signing_pages
from checklist_app.ita.passages import passage_pages
from checklist_app.ita.proposing import proposal_pages
from checklist_app.ita.scoring import import_pages as score_import_pages
from checklist_app.ita.scoring import score_pages
from checklist_app.ita.watching import province_pages
from checklist_app.logs import request_id
from checklist_app.reports import (
    SUPERVISION,
    SURVEY,
    About,
    Batches,
    BatchWorker,
    CyclePapers,
    IssuedPapers,
    ItaPapers,
    Papers,
    SurveyPapers,
    Trades,
    VisitPapers,
    VisitReports,
    batch_pages,
    cycle_batch_pages,
    ita_paper_pages,
    making,
    parcels_at,
    survey_form_pages,
    survey_pages,
    verify_pages,
)
from checklist_app.reports import api as reports_api
from checklist_app.reports import pages as report_pages
from checklist_app.resources import STATIC, TEMPLATES
from checklist_app.store import Kind, Leases, MeteredStore, Store, figures_of, files_at
from checklist_app.surveys import KINDS as SURVEY_KINDS
from checklist_app.surveys import Clockwork, Facts, Mailing, Post, Reminder, Surveys, reminders_of
from checklist_app.surveys.answering import entry_pages, form_pages, kiosk_pages
from checklist_app.surveys.asking import question_pages
from checklist_app.surveys.counting import result_pages
from checklist_app.surveys.listening import comment_pages, improvement_pages
from checklist_app.surveys.points import point_pages
from checklist_app.surveys.publishing import published_pages
from checklist_app.surveys.rounds import round_pages, setting_pages
from checklist_app.surveys.watching import watch_pages
from checklist_app.tracing import Tracing
from checklist_app.visits import Devices, Packing, Photos, Visits, shell_pages
from checklist_app.visits import api as visits_api
from checklist_app.visits import pages as visit_pages
from checklist_app.web import (
    access,
    compression,
    errors,
    gate,
    headers,
    health,
    metrics,
    shell,
    static,
    worker,
)
from checklist_app.web.charts import number as chart_number
from checklist_app.web.charts import svg as chart_svg
from checklist_app.web.context import EXTENSION, Collections, person_or_none
from checklist_app.web.form_session import FormSessions
from checklist_app.web.language import _, in_language, language, remember
from checklist_app.web.metrics import Metrics
from checklist_app.web.moments import day, moment
from checklist_app.web.navigation import door_here, doors
from checklist_app.web.observing import Observing
from checklist_app.web.phone_words import phone_words

LARGEST_REQUEST = 16 * 1024 * 1024
LARGEST_FORM_TEXT = 2 * 1024 * 1024
MOST_FORM_PARTS = 2_000

KINDS: tuple[Kind, ...] = (
    People.KIND,
    Sessions.KIND,
    Throttles.KIND,
    Agencies.KIND,
    Imports.KIND,
    ScoreSets.KIND,
    Editions.KIND,
    Forms.KIND,
    Visits.KIND,
    Devices.KIND,
    Photos.KIND,
    Papers.KIND,
    Batches.KIND,
    Leases.KIND,
    *SURVEY_KINDS,
    *ITA_KINDS,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    shell.pages,
    static.pages,
    worker.pages,
    health.pages,
    metrics.pages,
    account_pages.pages,
    people_pages.pages,
    agency_pages.pages,
    import_pages.pages,
    agencies_api.api,
    catalog_pages.pages,
    shell_pages.pages,
    visit_pages.pages,
    visits_api.api,
    report_pages.pages,
    survey_pages.pages,
    ita_paper_pages.pages,
    survey_form_pages.pages,
    reports_api.api,
    verify_pages.pages,
    batch_pages.pages,
    cycle_batch_pages.pages,
    comparison_pages.pages,
    province_pages.pages,
    form_pages.pages,
    kiosk_pages.pages,
    point_pages.pages,
    question_pages.pages,
    entry_pages.pages,
    setting_pages.pages,
    comment_pages.pages,
    improvement_pages.pages,
    result_pages.pages,
    round_pages.pages,
    published_pages.pages,
    watch_pages.pages,
    score_pages.pages,
    proposal_pages.pages,
    followup_pages.pages,
    evidence_pages.pages,
    signing_pages.pages,
    cycle_pages.pages,
    analysis_pages.pages,
    passage_pages.pages,
    score_import_pages.pages,
    letter_pages.pages,
)


def create_app(
    config: Config, store: Store, *, passwords: Passwords | None = None, tracing: Tracing | None = None
) -> Flask:
    files_at(config.files).require()
    app = Flask("checklist_app", static_folder=None, template_folder=str(TEMPLATES))
    # The router's own redirects would name whatever host the request claimed.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    _configure(app, config)
    figures = app.extensions[metrics.EXTENSION] = Metrics(partial(figures_of, store))
    tellers = (figures.tell_verb, tracing.tell_verb) if tracing else (figures.tell_verb,)
    metered = MeteredStore(store, figures.tell_kept, tellers)
    app.extensions[EXTENSION] = build_collections(metered, config, passwords or Passwords())
    app.extensions[health.LEAVING] = Event()
    app.extensions["assets"] = static.shipped(STATIC)
    app.extensions["shells"] = shell_pages.addresses
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _install_web(app, config)
    trusts = config.trusted_proxies > 0
    app.wsgi_app = Observing(app.wsgi_app, figures, tracing, trusts=trusts)  # type: ignore[assignment,method-assign]
    return app


def _configure(app: Flask, config: Config) -> None:
    app.config.update(
        SECRET_KEY=secret_of(config),
        # Flask's own session holds no person (web/context.py does), only the secret behind the tokens
        # of forms and the messages for the next page; hence its name.
        SESSION_COOKIE_NAME="__Host-form" if config.secure else "form",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME="https" if config.secure else "http",
        WTF_CSRF_CHECK_DEFAULT=False,  # web/gate.py decides: a token for forms, the origin for /api
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM_TEXT,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        DATA_FOLDER=config.store,
        FILES_HERE=isinstance(config.files, Path),
        BASE_URL=config.base_url,
        METRICS_TOKEN=config.metrics_token,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}


def build_collections(store: Store, config: Config, passwords: Passwords) -> Collections:
    audit, sessions = Audit(store), Sessions(store)
    agencies, editions = Agencies(store, audit), Editions(store, audit)
    throttles = Throttles(store, secret=secret_of(config))
    people = People(
        store, audit, sessions, passwords, throttles=throttles, provinces_of=agencies.provinces_of
    )
    files = files_at(config.files)
    forms, photos = Forms(store, editions), Photos(store, files)
    visits = Visits(store, audit, people, agencies, forms, photos, throttles)
    papers, rendering = Papers(store, audit, files, base_url=config.base_url), Rendering()
    visit_papers = VisitPapers(visits, photos, people, forms, papers, rendering)
    ita = Ita.build(store, audit, agencies, editions, ScoreSets(store, audit), files)
    surveys = Surveys.build(store, audit, agencies, secret=secret_of(config))
    post = Post(config.smtp, config.mail_from) if config.smtp else None

    def reminders(agency: Agency, today: date) -> list[Reminder]:
        return [*reminders_of(surveys, agency.id, today), *cycle_reminders(ita, agency, today)]

    mailing = Mailing(surveys, agencies, post, reminders, base_url=config.base_url)
    survey_papers = SurveyPapers(surveys, agencies, papers, rendering)
    ita_papers = ItaPapers(ita, rendering)
    trades: Trades = {
        About.VISITS: VisitReports(visits, making(visit_papers)),
        About.ITA: CyclePapers(ita, ita_papers),
    }
    batches = Batches(store, audit, parcels_at(config), trades)
    return Collections(
        store=store,
        files=files,
        people=people,
        sessions=sessions,
        throttles=throttles,
        audit=audit,
        agencies=agencies,
        forms=forms,
        editions=editions,
        photos=photos,
        visits=visits,
        papers=papers,
        visit_papers=visit_papers,
        survey_papers=survey_papers,
        ita_papers=ita_papers,
        issued=IssuedPapers(papers, {SUPERVISION: visit_papers.may_read, SURVEY: survey_papers.may_read}),
        rendering=rendering,
        surveys=surveys,
        ita=ita,
        clockwork=Clockwork(surveys, mailing),
        batches=batches,
        batch_worker=BatchWorker(batches, people, agencies),
        packing=Packing(agencies, forms, ita.scores, visits, Facts(surveys.watch), Measured(ita.plans).of),
    )


def _install_web(app: Flask, config: Config) -> None:
    app.session_interface = FormSessions()
    CSRFProtect(app)
    app.before_request(gate.refuse_bad_address)
    app.before_request(gate.refuse_huge_forms)
    app.before_request(access.enforce)
    app.before_request(gate.refuse_foreign_writes)
    app.after_request(compression.compress)  # runs last: Flask goes through them backwards
    app.after_request(headers.secure)
    app.after_request(remember)
    errors.install(app)
    app.jinja_env.globals.update(
        {
            "_": _,
            "language": language,
            "in_language": in_language,
            "moment": moment,
            "day": day,
            "person": person_or_none,
            "doors": doors,
            "door_here": door_here,
            "allows": access.allows,
            "chart_svg": chart_svg,
            "chart_number": chart_number,
            "static_url": static.static_url,
            "assets_version": static.assets_version,
            "phone_words": phone_words,
            "scripts_of": static.scripts_of,
            "phone_sheet": static.phone_sheet,
            "version": __version__,
            "request_id": request_id.get,
        }
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way
