"""Every place that writes under a condition says what becomes of it when somebody else was faster: who
edited is told, or it is done again, or there is a reason why neither is needed. A place is seen by its
`transaction()`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from tests.test_architecture import MODULES, PACKAGE

TELLING = frozenset({"stale_as", "telling"})
AGAIN = frozenset({"again_when_stale", "together"})

# Neither is seen from the place itself, and why that is right.
EXCUSED = {
    "catalog/records.py:save": "an editor is told of store.stale in its own words",
    "demo_surveys.py:load_surveys": "fills an installation that nobody uses yet",
    "reports/papers.py:_put": "whoever issues takes the next number, and has the paper made again",
}
BELOW = ("store/",)  # where transactions are made, not used


@dataclass(frozen=True)
class Place:
    name: str
    handled: bool


def places() -> Iterator[Place]:
    for path in MODULES:
        place, text = str(path.relative_to(PACKAGE)), path.read_text("utf-8")
        if "transaction()" in text and not place.startswith(BELOW):
            tree = ast.parse(text)
            for function, lines in transactions(tree):
                yield Place(f"{place}:{function}", any(is_handled(tree, line) for line in lines))


def transactions(tree: ast.Module) -> Iterator[tuple[str, tuple[ast.AST, ...]]]:
    """Of each use, the outermost function's name, and all that stands around it from the inside out."""
    around: dict[ast.AST, ast.AST] = {
        child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == "transaction":
            outside: list[ast.AST] = [node]
            while (next_one := around.get(outside[-1])) is not None:
                outside.append(next_one)
            names = [each.name for each in outside if isinstance(each, ast.FunctionDef)]
            yield names[-1], tuple(outside)


def is_handled(tree: ast.Module, node: ast.AST) -> bool:
    """Inside a `with` that tells; or a function that is told about, or done again, elsewhere in its
    module."""
    if isinstance(node, ast.With):
        return any(called(item.context_expr) in TELLING | own_tellers(tree) for item in node.items)
    return isinstance(node, ast.FunctionDef) and node.name in wrapped(tree)


@cache
def wrapped(tree: ast.Module) -> set[str]:
    """Names of functions whose calls stand within AGAIN or TELLING, also through others of the module."""
    found: set[str] = set()
    while True:
        more = {
            name
            for node in ast.walk(tree)
            if is_wrapper(tree, node) or (isinstance(node, ast.FunctionDef) and node.name in found)
            for name in named_in(node)
        }
        if more <= found:
            return found
        found |= more


def is_wrapper(tree: ast.Module, node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return called(node) in AGAIN
    return isinstance(node, ast.With) and is_handled(tree, node)


@cache
def own_tellers(tree: ast.Module) -> frozenset[str]:
    """Functions of the module that answer a `telling`."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(
        function.name
        for function in functions
        if any(isinstance(node, ast.Return) and called(node.value) in TELLING for node in ast.walk(function))
    )


def named_in(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


def called(node: ast.AST | None) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_every_transaction_says_what_happens_when_somebody_was_faster_or_is_excused() -> None:
    assert {place.name for place in places() if not place.handled} == set(EXCUSED)


@pytest.mark.parametrize(
    ("source", "handled"),
    [
        ("def a(s):\n  with s.transaction():\n    pass", False),
        ("def a(s):\n  with stale_as(x), s.transaction():\n    pass", True),
        ("def a(s):\n  with s.transaction():\n    with stale_as(x):\n      pass", False),
        ("def a(s):\n  def act():\n    with s.transaction():\n      pass\n  again_when_stale(act)", True),
        ("def a(s):\n  b(s)\ndef b(s):\n  with s.transaction():\n    pass", False),
        ("def a(s):\n  again_when_stale(lambda: b(s))\ndef b(s):\n  with s.transaction():\n    pass", True),
    ],
)
def test_the_reader_of_places_knows_them(source: str, handled: bool) -> None:
    tree = ast.parse(source)
    ((_, outside),) = transactions(tree)
    assert any(is_handled(tree, each) for each in outside) is handled
