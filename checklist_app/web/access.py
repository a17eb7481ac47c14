"""Every route says who may use it; a test walks the URL map and fails on silence.

@pages.get("/agencies")
@access(SIGNED_IN)
def index() -> str: ...
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.accounts import Person, Role
from checklist_app.errors import Problem, ProblemKind, forbidden
from checklist_app.web.context import person_or_none

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC: frozenset[Role] | None = None
SIGNED_IN: frozenset[Role] = frozenset(Role)


def only(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def access(
    roles: frozenset[Role] | None, *, even_with_one_time_password: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare who may call this view: PUBLIC, SIGNED_IN, or only(Role.X, …).

    The declaration is enforced before the view runs (see `enforce`). A person with a one-time
    password reaches only the views that say so."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.access = roles  # type: ignore[attr-defined]  # a function carries its declaration
        view.even_with_one_time_password = even_with_one_time_password  # type: ignore[attr-defined]
        return view

    return declare


def enforce() -> ResponseReturnValue | None:
    """Run before every request; whoever may not go on is sent to sign in or told so."""
    if request.endpoint is None:
        return None  # no such address: the answer is 404 for everybody
    roles = declared(request.endpoint)
    if roles is None:
        return None
    person = person_or_none()
    if person is None:
        return _ask_to_sign_in()
    if person.role not in roles:
        raise forbidden("web.not_your_role")
    return _ask_for_own_password(person)


def declared(endpoint: str) -> frozenset[Role] | None:
    view = current_app.view_functions[endpoint]
    roles: frozenset[Role] | str | None = getattr(view, "access", "undeclared")
    if isinstance(roles, str):
        raise Problem(ProblemKind.INTERNAL, "web.undeclared_access", {"endpoint": endpoint})
    return roles


def allows(endpoint: str, person: Person | None) -> bool:
    """Whether this person would be let in; for showing only links that lead somewhere."""
    if endpoint not in current_app.view_functions:
        return False
    roles = declared(endpoint)
    return roles is None or (person is not None and person.role in roles)


def is_api() -> bool:
    return request.path.startswith("/api/")


def _ask_to_sign_in() -> ResponseReturnValue:
    if is_api():
        raise forbidden("web.sign_in_first")
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=wanted if wanted != "/" else None))


def _ask_for_own_password(person: Person) -> ResponseReturnValue | None:
    view = current_app.view_functions[request.endpoint or ""]
    if not person.must_change_password or getattr(view, "even_with_one_time_password", False):
        return None
    if is_api():
        raise forbidden("web.change_password_first")
    return redirect(url_for("accounts.change_password"))
