"""Every route says who may use it; a test walks the URL map and fails on silence.

@pages.get("/agencies")
@access(SIGNED_IN)
def index() -> str: ...
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from checklist_app.accounts.model import Role

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC: frozenset[Role] | None = None
SIGNED_IN: frozenset[Role] = frozenset(Role)


def only(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def access(roles: frozenset[Role] | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare who may call this view: PUBLIC, SIGNED_IN, or only(Role.X, …).

    The declaration is enforced before the view runs (see `enforce`)."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.access = roles  # type: ignore[attr-defined]
        return view

    return declare
