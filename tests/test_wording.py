"""Every sentence exists, in Thai and in English, and is fit to be read."""

import ast
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.resources import DATA, TEMPLATES
from checklist_app.wording import problem_wording, say, texts, translate

PACKAGE = Path(__file__).parent.parent / "checklist_app"
RAISERS = frozenset({"invalid", "not_found", "forbidden", "conflict", "unavailable", "Problem", "_wrong"})
CODE = re.compile(r"[a-z]+\.[a-z_0-9]+")
THAI = re.compile(r"[\u0e00-\u0e7f]")
INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
IN_TEMPLATE = re.compile(r"""\b_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
SHOWN_AS_THEY_STAND = ("forms.py", "words.py", "navigation.py")
GAP = re.compile(r"\{(\w+)\}")
WORDING = sorted((DATA / "wording").rglob("*.json"))


def test_every_problem_that_can_be_raised_has_a_sentence_in_both_languages() -> None:
    raised = dict(raised_codes())
    assert len(raised) > 20
    missing = {c: place for c, place in raised.items() if set(problem_wording().get(c, ())) != {"th", "en"}}
    assert missing == {}


def test_every_text_of_a_page_has_english() -> None:
    shown = dict(shown_texts())
    assert len(shown) > 50
    assert {text: place for text, place in shown.items() if text not in texts("en")} == {}


def test_english_keeps_the_gaps_of_the_thai() -> None:
    differing = [thai for thai, english in texts("en").items() if gaps(thai) != gaps(english)]
    differing += [code for code, said in problem_wording().items() if gaps(said["th"]) != gaps(said["en"])]
    assert differing == []


@pytest.mark.parametrize("file", WORDING, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_wording_is_normal_text_without_invisible_characters(file: Path) -> None:
    text = file.read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not INVISIBLE.search(text)
    assert "เเ" not in text  # two เ instead of แ


def test_no_two_files_say_different_things_for_one_code_or_text() -> None:
    for folder in {file.parent for file in WORDING}:
        said: dict[str, object] = {}
        for file in sorted(folder.glob("*.json")):
            for key, value in json.loads(file.read_text("utf-8")).items():
                assert said.setdefault(key, value) == value, f"{file}: {key}"


def test_a_sentence_asks_only_for_what_is_told_where_it_is_raised() -> None:
    untold = {
        f"{place}: {code}": sorted(missing)
        for code, place, told in raised_with()
        if told is not None and (missing := gaps(problem_wording()[code]["th"]) - told - {"code"})
    }
    assert untold == {}


def test_a_problem_is_said_with_its_parameters() -> None:
    problem = invalid("accounts.password_short", field="new", least=10)
    assert "10" in say(problem, "th")
    assert THAI.search(say(problem, "th"))
    assert not THAI.search(say(problem, "en"))


def test_a_problem_without_a_sentence_shows_its_code() -> None:
    assert "web.never_worded" in say(Problem(ProblemKind.INTERNAL, "web.never_worded"), "en")


def test_a_text_without_english_is_shown_as_missing() -> None:
    assert translate("ไม่มีคำแปลนี้", "en") == "⟦ไม่มีคำแปลนี้⟧"


def test_a_gap_without_a_value_stays_visible() -> None:
    assert translate("พบ {n} แห่ง") == "พบ {n} แห่ง"


def test_values_are_never_read_as_patterns() -> None:
    assert translate("พบ {n} แห่ง", n="{secret} {0.__class__}") == "พบ {secret} {0.__class__} แห่ง"


def raised_codes() -> Iterator[tuple[str, str]]:
    for code, place, _ in raised_with():
        yield code, place


def raised_with() -> Iterator[tuple[str, str, set[str] | None]]:
    """Each code with its place and the parameters told; None where they cannot be read off."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in RAISERS:
                for constant in _constants(node):
                    yield constant, f"{file.relative_to(PACKAGE)}:{node.lineno}", _told(node)


def _told(call: ast.Call) -> set[str] | None:
    named = {keyword.arg for keyword in call.keywords}
    if None in named or _name(call.func) in {"Problem", "_wrong"}:
        return None
    return {name for name in named if name}


def _constants(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        if _is_text(argument) and CODE.fullmatch(argument.value):
            yield argument.value


def shown_texts() -> Iterator[tuple[str, str]]:
    for file in sorted(TEMPLATES.rglob("*.html")):
        for found in IN_TEMPLATE.finditer(file.read_text("utf-8")):
            yield found[1] or found[2], file.name
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            yield from _shown_by(node, file)


def _shown_by(node: ast.AST, file: Path) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Call) and _name(node.func) == "_" and isinstance(node.args[0], ast.Constant):
        yield str(node.args[0].value), file.name
    elif file.name.endswith(SHOWN_AS_THEY_STAND) and _is_text(node) and THAI.search(node.value):
        yield node.value, file.name


class Text(ast.Constant):
    value: str


def _is_text(node: ast.AST) -> TypeGuard[Text]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def gaps(sentence: str) -> set[str]:
    return set(GAP.findall(sentence))
