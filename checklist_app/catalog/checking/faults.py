"""One fault of a form file, and the list in which all of them are gathered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from checklist_app.errors import Parameter, Problem, ProblemKind

PREFIX = "catalog.fault."
LONGEST_QUOTE = 60
MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """`id` is that of the question or section, empty where there is none."""

    line: int
    id: str
    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """For the sentence: the wording is chosen at the edge."""
        return Problem(ProblemKind.INVALID, self.code, self.parameters)


@dataclass(slots=True)
class Report:
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, id: str, code: str, **parameters: Parameter) -> None:
        if len(self.faults) < MOST_FAULTS:
            quoted = {
                name: _quote(value) if isinstance(value, str) else value for name, value in parameters.items()
            }
            self.faults.append(Fault(line, _quote(id), PREFIX + code, quoted))

    def sorted(self) -> list[Fault]:
        return sorted(self.faults, key=lambda fault: fault.line)


def _quote(text: str) -> str:
    """What is quoted from a file is kept short and on one line."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
