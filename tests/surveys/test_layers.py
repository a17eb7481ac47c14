"""The houses of the surveys stand on each other in one order, up to everything.py; what is given all
collections, and the faces, may look into each of them."""

import ast
from functools import cache
from pathlib import Path

from checklist_app import surveys

HOME = Path(surveys.__file__).parent
HOUSES = ("asking", "points", "counting", "listening", "answering", "rounds", "watching", "publishing")


def test_below_everything_a_house_uses_those_beneath_it_alone() -> None:
    below = beneath("everything.py")
    assert len(below) > 20
    upwards = [f"{user} uses {used}" for user in below for used in uses(user) if level(used) > level(user)]
    assert upwards == []


def test_nothing_that_everything_is_made_of_asks_for_everything_or_for_a_request() -> None:
    below = beneath("everything.py")
    assert "everything.py" not in below
    assert [module for module in below if "flask" in imported(module)] == []


def beneath(module: str) -> set[str]:
    """All that it is made of."""
    found: set[str] = set()
    waiting = [*uses(module)]
    while waiting:
        if (used := waiting.pop()) not in found:
            found.add(used)
            waiting += uses(used)
    return found


def level(module: str) -> int:
    house = module.partition("/")[0]
    return HOUSES.index(house) if house in HOUSES else -1


def uses(module: str) -> set[str]:
    names = (name.split(".")[2:] for name in imported(module) if name.startswith("checklist_app.surveys."))
    return {path for parts in names if (HOME / (path := "/".join(parts) + ".py")).is_file()}


@cache
def imported(module: str) -> frozenset[str]:
    nodes = [*ast.walk(ast.parse((HOME / module).read_text("utf-8")))]
    named = {node.module: node.names for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    inner = {f"{name}.{alias.name}" for name, aliases in named.items() for alias in aliases}
    return frozenset(named) | inner
