"""The houses of the ITA cycle stand on each other in one order; only the faces may look into each of them."""

import ast
from pathlib import Path

from checklist_app import ita

HOME = Path(ita.__file__).parent
LAYERS = (
    {"cycle", "rights"},
    {"scoring"},
    {"analysing"},
    {"measures"},
    {"passages"},
    {"letters"},
    {"dossier"},
    {"drafting", "comparing"},
    {"everything"},
    {"proposing", "watching", "reminding"},
)
LEVEL = {house: level for level, layer in enumerate(LAYERS) for house in layer}
FACES = ("pages", "forms")


def test_a_house_uses_those_beneath_it_alone() -> None:
    below = [
        path for path in sorted(HOME.rglob("*.py")) if path != HOME / "__init__.py" and not is_face(path)
    ]
    assert {house_of(path) for path in below} <= LEVEL.keys()
    wrong = [
        f"{path.relative_to(HOME)} uses {used}"
        for path in below
        for used in houses_used(path)
        if used != house_of(path) and LEVEL[used] >= LEVEL[house_of(path)]
    ]
    assert wrong == []


def is_face(path: Path) -> bool:
    return path.stem.endswith(FACES)


def house_of(path: Path) -> str:
    return path.relative_to(HOME).parts[0].removesuffix(".py")


def houses_used(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    inner = {name.split(".")[2] for name in modules if name.startswith("checklist_app.ita.")}
    return inner & LEVEL.keys()
