"""One class of error, six kinds. Rules raise a Problem with a code and its parameters;
the wording (Thai, English) is chosen at the edge from the folder
data/wording/problems/, and only web/errors.py knows which HTTP status a kind has."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

Parameter = str | int


class ProblemKind(StrEnum):
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class Problem(Exception):  # noqa: N818 - an answer to a person, not a defect
    """Something a person must be told. `code` names the sentence, `field` the input it is about."""

    def __init__(
        self,
        kind: ProblemKind,
        code: str,
        parameters: Mapping[str, Parameter] | None = None,
        *,
        field: str | None = None,
    ) -> None:
        super().__init__(kind, code)
        self.kind: Final = kind
        self.code: Final = code
        self.parameters: Final = dict(parameters or {})
        self.field: Final = field

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.kind}: {self.code}" + (f" ({details})" if details else "")


def invalid(code: str, *, field: str | None = None, **parameters: Parameter) -> Problem:
    return Problem(ProblemKind.INVALID, code, parameters, field=field)


def not_found(code: str, **parameters: Parameter) -> Problem:
    return Problem(ProblemKind.NOT_FOUND, code, parameters)


def forbidden(code: str, **parameters: Parameter) -> Problem:
    return Problem(ProblemKind.FORBIDDEN, code, parameters)


def conflict(code: str, *, field: str | None = None, **parameters: Parameter) -> Problem:
    return Problem(ProblemKind.CONFLICT, code, parameters, field=field)


def unavailable(code: str, **parameters: Parameter) -> Problem:
    return Problem(ProblemKind.UNAVAILABLE, code, parameters)
