"""Every sentence that a script may say exists, in Thai and in English, and no script says another."""

import re
from collections.abc import Iterator

import pytest

from checklist_app.errors import Problem, ProblemKind
from checklist_app.resources import STATIC
from checklist_app.web.phone_words import own_words, words
from checklist_app.wording import LANGUAGES, Language, say

SCRIPTS = {path.relative_to(STATIC).as_posix(): path.read_text("utf-8") for path in STATIC.rglob("*.js")}
# What is said, with everything that stands in its first argument: a name, a choice of names, a beginning.
SAID = re.compile(r"\bsay\(([^(){}$]*(?:\$\{[^}]*\}[^(){}$]*)*)")
REFUSED = re.compile(r"\bnew Problem\(([^(){}]*)")
NAME = re.compile(r'"([a-z]+[._][a-z0-9_.]+)"')
BEGINNING = re.compile(r"`([a-z0-9]+_[a-z0-9_.]*)\$\{[^}]*\}([a-z0-9_]*)`")
GAP = re.compile(r"\{(\w+)\}")
THAI = re.compile(r"[\u0e00-\u0e7f]")


def test_whatever_a_script_says_has_words() -> None:
    known = words("th")
    said = dict(mentioned(SAID, NAME))
    assert len(said) > 10
    assert {name: place for name, place in said.items() if name not in known} == {}


def test_whatever_a_script_refuses_has_words() -> None:
    known = words("th")
    assert {code: place for code, place in mentioned(REFUSED, NAME) if code not in known} == {}


def test_names_that_are_put_together_lead_to_words() -> None:
    for (first, last), place in patterns():
        assert [key for key in own_words() if fits(key, first, last)], f"{place}: {first}…{last}"


def test_no_words_are_kept_that_no_script_says() -> None:
    source = "\n".join(SCRIPTS.values())
    literal = set(re.findall(r'"([a-z0-9_.]+)"', source))
    made = BEGINNING.findall(source)  # some are put together before they are said
    unsaid = [key for key in own_words() if key not in literal and not any(fits(key, *one) for one in made)]
    assert unsaid == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_of_their_language(language: Language) -> None:
    wrong = [
        key for key, said in own_words().items() if bool(THAI.search(said[language])) != (language == "th")
    ]
    assert [key for key in wrong if GAP.sub("", own_words()[key][language]).strip(" ·/-")] == []


def test_english_keeps_the_gaps_of_the_thai() -> None:
    assert [key for key, said in own_words().items() if gaps(said["th"]) != gaps(said["en"])] == []


@pytest.mark.parametrize("code", ["catalog.answer_too_long", "thai.not_a_date", "visits.locked"])
def test_a_refusal_of_the_server_can_be_said_without_it(code: str) -> None:
    assert words("th")[code] == say(Problem(ProblemKind.INVALID, code), "th")


def mentioned(call: re.Pattern[str], name: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for place, source in SCRIPTS.items():
        for argument in call.findall(source):
            for found in name.findall(first_of(argument)):
                yield found, place


def first_of(arguments: str) -> str:
    """Without the parameters, which begin with a brace and are cut off already, or come after a comma."""
    return re.split(r",\s*(?![^`]*`[^`]*$)", arguments, maxsplit=1)[0]


def patterns() -> Iterator[tuple[tuple[str, str], str]]:
    for place, source in SCRIPTS.items():
        for argument in SAID.findall(source):
            for first, last in BEGINNING.findall(argument):
                yield (first, last), place


def fits(key: str, first: str, last: str) -> bool:
    return key.startswith(first) and key.endswith(last)


def gaps(sentence: str) -> set[str]:
    return set(GAP.findall(sentence))
