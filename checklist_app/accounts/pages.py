"""A person's own account: signing in and out, the password, the devices signed in on."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from flask.typing import ResponseReturnValue

from checklist_app.accounts import Entrance, Session
from checklist_app.accounts.forms import ConfirmForm, PasswordForm, SignInForm
from checklist_app.accounts.sessions import LONGEST_DAYS
from checklist_app.accounts.words import action_name, device_name, role_name, role_purpose
from checklist_app.clock import now
from checklist_app.errors import Problem, ProblemKind
from checklist_app.web.access import PUBLIC, SIGNED_IN, access
from checklist_app.web.context import (
    collections,
    current_person,
    current_session,
    person_or_none,
    session_cookie,
)
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach, local_address, status_unless_settled
from checklist_app.web.language import _

pages = Blueprint("accounts", __name__, url_prefix="/accounts")
for word in (role_name, role_purpose, action_name, device_name):
    pages.add_app_template_global(word)


@pages.route("/sign-in", methods=["GET", "POST"])
@access(PUBLIC)
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and person_or_none():
        return redirect(local_address(request.args.get("next")))
    form, status = SignInForm(), status_unless_settled()
    if form.validate_on_submit():
        try:
            return _signed_in(form)
        except Problem as problem:
            attach(form, problem)
            status = status_of(problem)
    return render_template("accounts/sign_in.html", form=form), status


@pages.get("/sign-out")
@access(PUBLIC, even_with_one_time_password=True)
def leave() -> str:
    """For pages that hold no token because phones keep them, and for work that is not sent yet."""
    return render_template("accounts/leave.html")


@pages.post("/sign-out")
@access(SIGNED_IN, even_with_one_time_password=True)
def sign_out() -> ResponseReturnValue:
    ended = _ended_on_the_server()
    response = redirect(url_for("accounts.sign_in"))
    response.delete_cookie(
        session_cookie(), secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True
    )
    form_session.clear()
    _tell_signed_out(ended)
    return response


@pages.route("/password", methods=["GET", "POST"])
@access(SIGNED_IN, even_with_one_time_password=True)
def change_password() -> ResponseReturnValue:
    form, status = PasswordForm(), status_unless_settled()
    if form.validate_on_submit():
        try:
            return _password_changed(form)
        except Problem as problem:
            attach(form, problem)
            status = status_of(problem)
    return render_template("accounts/password.html", form=form), status


@pages.get("/sessions")
@access(SIGNED_IN)
def sessions() -> str:
    held = collections().sessions.of(current_person().id)
    return render_template("accounts/sessions.html", sessions=held, own=_session().id, form=ConfirmForm())


@pages.post("/sessions/<id>/revoke")
@access(SIGNED_IN)
def revoke_session(id: str) -> ResponseReturnValue:
    collections().sessions.revoke(id, person=current_person().id)
    collections().audit.record(
        actor=current_person().id, action="session.revoked", subject=current_person().id
    )
    flash(_("ยกเลิกการลงชื่อเข้าใช้ของอุปกรณ์นั้นแล้ว"))
    return redirect(url_for("accounts.sessions"))


@pages.post("/sessions/revoke-others")
@access(SIGNED_IN)
def revoke_other_sessions() -> ResponseReturnValue:
    ended = collections().sessions.revoke_all(current_person().id, but=_session().id)
    collections().audit.record(
        actor=current_person().id, action="session.revoked", subject=current_person().id
    )
    flash(_("ยกเลิกการลงชื่อเข้าใช้ของอุปกรณ์อื่น {n} เครื่องแล้ว", n=ended))
    return redirect(url_for("accounts.sessions"))


def _ended_on_the_server() -> bool:
    """Whoever wants out gets out on their device, even while the store refuses writes."""
    try:
        _entrance().sign_out(_session())
    except Problem as problem:
        return problem.kind is ProblemKind.NOT_FOUND  # ended from another device meanwhile
    return True


def _tell_signed_out(ended: bool) -> None:
    if ended:
        flash(_("ออกจากระบบแล้ว"))
        return
    flash(
        _(
            "ออกจากระบบในเครื่องนี้แล้ว แต่ขณะนี้ระบบบันทึกไม่ได้ จึงยังยกเลิกบนเครื่องแม่ข่ายไม่ได้ "
            "เมื่อระบบกลับมา กรุณาลงชื่อเข้าใช้แล้วยกเลิกเครื่องนี้ที่หน้าอุปกรณ์ที่ลงชื่อเข้าใช้"
        ),
        "warn",
    )


def _password_changed(form: PasswordForm) -> Response:
    """All sessions ended with the old password; this device goes on with a new one."""
    person = current_person()
    _entrance().change_password(
        person,
        current=form.current.data or "",
        new=form.new.data or "",
        address=request.remote_addr or "",
        at=now(),
    )
    flash(_("เปลี่ยนรหัสผ่านแล้ว อุปกรณ์อื่นที่ลงชื่อเข้าใช้ไว้ต้องลงชื่อเข้าใช้ใหม่"))
    return _with_session(
        redirect(url_for("shell.home")), _entrance().begin(person, device=_device(), at=now())
    )


def _signed_in(form: SignInForm) -> Response:
    token = _entrance().sign_in(
        form.name.data or "",
        form.password.data or "",
        address=request.remote_addr or "",
        device=_device(),
        at=now(),
    )
    form_session.clear()  # what a stranger may have put there before does not follow into the session
    return _with_session(redirect(local_address(request.args.get("next"))), token)


def _with_session(answer: ResponseReturnValue, token: str) -> Response:
    response = make_response(answer)
    response.set_cookie(
        session_cookie(),
        token,
        max_age=LONGEST_DAYS * 24 * 60 * 60,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _entrance() -> Entrance:
    held = collections()
    return Entrance(held.people, held.sessions, held.throttles, held.audit)


def _session() -> Session:
    session = current_session()
    assert session is not None  # noqa: S101 - the access rule has let only people with a session in
    return session


def _device() -> str:
    return request.headers.get("User-Agent", "")
