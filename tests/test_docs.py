"""What the documents say is there is there, and what is there is in them."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklist_app.catalog.types import QUESTION_TYPES
from checklist_app.cli import build_parser
from checklist_app.settings import SETTINGS
from checklist_app.store.postgres import schema
from checklist_app.store.postgres.connecting import PATIENCE
from checklist_app.store.postgres.statements import DISTRIBUTED_BY

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *(ROOT / "docs").glob("*.md"),
]


def commands(parser: argparse.ArgumentParser, name: str) -> Iterator[str]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield name
    for group in groups:
        for word, deeper in group.choices.items():
            yield from commands(deeper, f"{name} {word}")


def test_every_setting_is_in_the_readme_as_the_code_has_it() -> None:
    rows = [line for line in README.splitlines() if line.startswith("| `CHECKLIST_")]
    expected = [
        f"| `{s.name}` | {f'`{s.default}`' if s.default else ''} | {s.description} |"
        for s in SETTINGS.values()
    ]
    assert rows == expected


def test_every_command_is_in_the_readme_and_no_other() -> None:
    named = re.findall(r"^\| `(checklist [a-z -]+)` \|", README, re.MULTILINE)
    assert sorted(named) == sorted(commands(build_parser(), "checklist"))


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for command in commands(build_parser(), "checklist"):
        with pytest.raises(SystemExit) as ended:
            build_parser().parse_args([*command.split()[1:], "--help"])
        assert ended.value.code == 0
        assert command in capsys.readouterr().out


def test_every_package_and_module_of_the_app_is_in_the_structure() -> None:
    structure = README.split("## Project structure")[1].split("## Settings")[0]
    there = {
        path.name + ("/" if path.is_dir() else "")
        for path in (ROOT / "checklist_app").iterdir()
        if not path.name.startswith("__") and path.name != "shipped"
    }
    missing = {
        name for name in there if not re.search(rf"^\s+.*\b{re.escape(name)}", structure, re.MULTILINE)
    }
    assert missing == set()
    named = set(re.findall(r"^      ([a-z_]+(?:/|\.py)(?: [a-z_]+\.py)*)", structure, re.MULTILINE))
    assert {part for name in named for part in name.split()} - there == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", document.read_text("utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_exists(document: Path) -> None:
    named = re.findall(
        r"`((?:checklist_app|tests|scripts|docs|benchmarks|deploy|data|templates|static)/[\w./-]+)`",
        document.read_text("utf-8"),
    )
    for name in named:
        if not name.startswith("data/var"):
            assert (ROOT / name).exists(), f"{document.name} names {name}"


def test_every_proof_in_the_readme_exists() -> None:
    """A bare file name lies in the folder of the path before it."""
    features = README.split("## What it does today")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in features.splitlines() if line.startswith("| ")]
    proofs = [re.findall(r"`([^`]+)`", row[-1]) for row in rows[1:]]
    assert all(proofs), "a feature without a proof"
    for cell in proofs:
        folder = ROOT
        for name in cell:
            path = ROOT / name if "/" in name else folder / name
            assert path.exists(), f"the README names {name} as a proof"
            folder = path.parent


def test_operations_gives_the_ratios_of_the_benchmark() -> None:
    figures = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    ratios = sorted(re.findall(r"\| granian \| [\d,]+ \| (\d\.\d\d) \|", figures), key=float)
    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert f"{ratios[0]} to {ratios[-1]} times, see [benchmarks.md]" in operations


def test_the_tables_of_the_database_are_in_the_guide_with_what_spreads_them() -> None:
    guide = (ROOT / "docs" / "store.md").read_text("utf-8").split("## On PostgreSQL")[1].split("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| (`\w+`|not spread) \|", guide, re.MULTILINE))
    made = [
        re.findall(r"TABLE IF NOT EXISTS (\w+)", statement)
        for statement in (schema.FOUNDATION, *(each for step in schema.STEPS for each in step.statements))
    ]
    expected = {
        name: f"`{DISTRIBUTED_BY[name]}`" if name in DISTRIBUTED_BY else "not spread"
        for [name] in filter(None, made)
    }
    assert told == expected
    for figure in (PATIENCE.waits, PATIENCE.silence, PATIENCE.statement / 1000):
        assert re.search(rf"\b{figure:.0f}\b( seconds|\W+is\b)", guide), f"the guide does not say {figure}"


def test_every_type_of_question_is_in_the_guide_to_forms() -> None:
    guide = (ROOT / "docs" / "forms.md").read_text("utf-8")
    assert [name for name in QUESTION_TYPES if f"`{name}`" not in guide] == []


def test_every_benchmark_is_in_the_figures_with_its_command() -> None:
    figures = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    packages = [path.parent for path in (ROOT / "benchmarks").glob("*/__main__.py")]
    for path in (*(ROOT / "benchmarks").glob("[a-z]*.py"), *packages):
        assert f"python -m benchmarks.{path.stem}" in figures
