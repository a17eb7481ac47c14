"""docs/dependencies.md names every dependency with a reason, and nothing else."""

import re
import tomllib

from checklist_app.resources import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def rows(heading: str) -> list[list[str]]:
    section = (
        (ROOT / "docs" / "dependencies.md").read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    )
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def names(requirements: list[str]) -> list[str]:
    return sorted(re.split(r"[<>=!~\[; ]", requirement)[0].lower() for requirement in requirements)


def test_every_dependency_at_run_time_has_a_reason() -> None:
    assert sorted(row[0] for row in rows("Run time")) == names(PROJECT["dependencies"])


def test_every_extra_has_a_reason() -> None:
    extras = PROJECT["optional-dependencies"]
    declared = sorted((extra, name) for extra in extras if extra != "dev" for name in names(extras[extra]))
    assert sorted((row[0], row[1]) for row in rows("Extras")) == declared


def test_every_tool_of_development_has_a_reason() -> None:
    assert sorted(row[0] for row in rows("Development")) == names(PROJECT["optional-dependencies"]["dev"])


def test_a_reason_is_a_sentence() -> None:
    for heading in ("Run time", "Extras", "Development", "System packages"):
        for row in rows(heading):
            assert len(row[-1]) > len("A word."), row
            assert row[-1].endswith("."), row


def test_the_licence_is_the_one_that_is_declared() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
