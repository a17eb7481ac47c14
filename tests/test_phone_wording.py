"""Every sentence that a script may say exists, in Thai and in English, and no script says another."""

import posixpath
import re
from collections.abc import Iterator

import pytest

from checklist_app.errors import Problem, ProblemKind
from checklist_app.resources import STATIC
from checklist_app.visits.words import STATUS_NAMES
from checklist_app.web.phone_words import own_words, words
from checklist_app.web.static import Assets
from checklist_app.wording import LANGUAGES, Language, say

SCRIPTS = {path.relative_to(STATIC).as_posix(): path.read_text("utf-8") for path in STATIC.rglob("*.js")}
# What is said, with everything that stands in its first argument: a name, a choice of names, a beginning.
SAID = re.compile(r"\bsay\(([^(){}$]*(?:\$\{[^}]*\}[^(){}$]*)*)")
REFUSED = re.compile(r"\bnew Problem\(([^(){}]*)")
NAME = re.compile(r'"([a-z]+[._][a-z0-9_.]+)"')
BEGINNING = re.compile(r"`([a-z0-9]+_[a-z0-9_.]*)\$\{[^}]*\}([a-z0-9_]*)`")
LEADS_TO = re.compile(r'"(\.{1,2}/[^"]+\.js)"')
COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
PAGES = [
    f"js/visits/{name}.js" for name in ("home", "new", "ready", "join", "form", "paper", "team", "close")
]
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


@pytest.mark.parametrize("page", PAGES)
def test_a_page_carries_along_what_its_scripts_may_say(page: str) -> None:
    known = words("th")
    carried = Assets(STATIC).scripts.said_on(page, known)
    reached = reached_from("js/web/app.js", page)
    for call in (SAID, REFUSED):
        said = {name: place for name, place in mentioned(call, NAME) if place in reached and name in known}
        assert len(said) > 5
        assert {name: place for name, place in said.items() if name not in carried} == {}
    for (first, last), place in patterns():
        if place in reached:
            assert {key for key in own_words() if fits(key, first, last)} <= carried


def test_a_page_does_not_carry_what_only_others_say() -> None:
    scripts = Assets(STATIC).scripts
    assert "new_no_agency" in scripts.said_on("js/visits/new.js", words("th"))
    assert "new_no_agency" not in scripts.said_on("js/visits/close.js", words("th"))
    assert scripts.said_on("js/web/app.js", words("th")) < scripts.said_on("js/visits/home.js", words("th"))


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


@pytest.mark.parametrize("code", ["catalog.answer_too_long", "thai.not_a_date"])
def test_what_is_refused_on_the_phone_is_said_as_by_the_server(code: str) -> None:
    assert words("th")[code] == say(Problem(ProblemKind.INVALID, code), "th")


def reached_from(*entries: str) -> set[str]:
    """Everything that may come to run on a page with these modules."""
    reached, ahead = set(entries), [*entries]
    while ahead:
        place = ahead.pop()
        for found in LEADS_TO.findall(COMMENT.sub("", SCRIPTS[place])):
            to = posixpath.normpath(posixpath.join(posixpath.dirname(place), found))
            if to not in reached:
                reached.add(to)
                ahead.append(to)
    return reached


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


def test_the_office_calls_the_states_of_a_visit_as_the_phone_does() -> None:
    spoken = own_words()
    assert {f"pages_status_{status}": name for status, name in STATUS_NAMES.items()} == {
        key: said["th"] for key, said in spoken.items() if key.startswith("pages_status_")
    }
