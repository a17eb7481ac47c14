"""The code of a paper: what people do to it on the way from paper to keyboard is mended or noticed."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.codes import is_sound, with_check
from checklist_app.errors import Problem
from checklist_app.ids import ALPHABET
from checklist_app.reports.codes import LENGTH, read_code, shown_code

CODES = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(with_check)
SOME = ["000000000", "4t7kqm2xb", "zzzzzzzzz", "0z0z0z0z0", "123456789"]


def test_any_one_wrong_character_is_noticed_in_any_code() -> None:
    """The check is linear: a change is noticed in every code if it is in that of zeros. All of them."""
    zeros = "0" * LENGTH
    assert is_sound(zeros)
    changed = [zeros[:place] + letter + zeros[place + 1 :] for place in range(LENGTH) for letter in ALPHABET]
    assert {code for code in changed if is_sound(code)} == {zeros}


def test_any_two_characters_that_changed_places_are_noticed_in_any_code() -> None:
    """Swapping a and b at two places adds a+b at both: no such sum but that of equal ones is sound."""
    unnoticed = [
        (one, other, letter)
        for one, other in combinations(range(LENGTH), 2)
        for letter in ALPHABET[1:]
        if is_sound("".join(letter if place in (one, other) else "0" for place in range(LENGTH)))
    ]
    assert unnoticed == []


@pytest.mark.parametrize("chance", SOME)
def test_the_same_without_trusting_that_it_is_linear(chance: str) -> None:
    code = with_check(chance)
    for place in range(LENGTH):
        others = [code[:place] + letter + code[place + 1 :] for letter in ALPHABET if letter != code[place]]
        assert not any(map(is_sound, others))
    for one, other in combinations(range(LENGTH), 2):
        letters = list(code)
        letters[one], letters[other] = letters[other], letters[one]
        assert is_sound("".join(letters)) == (code[one] == code[other])


@given(CODES, st.data())
def test_wrong_and_swapped_characters_are_refused_by_name(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, LENGTH - 1))
    letter = data.draw(st.sampled_from(ALPHABET).filter(lambda letter: letter != code[place]))
    with pytest.raises(Problem, match="code_mistyped"):
        read_code(code[:place] + letter + code[place + 1 :])


@given(CODES)
def test_a_code_is_read_however_it_is_spelled(code: str) -> None:
    shown = shown_code(code)
    assert shown[5] == "-"
    assert len(shown) == LENGTH + 1
    misread = code.replace("0", "O").replace("1", "l")
    for spelling in (
        code,
        shown,
        shown.lower(),
        f"  {code[:3]} {code[3:7]}\n{code[7:]} ",
        shown.replace("-", "–"),
        shown.replace("-", "\u00a0"),
        misread,
        code.replace("1", "I").replace("0", "o"),
        code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
        shown.translate({ord(letter): ord(letter) + 0xFEE0 for letter in shown}),
        f"https://nithet.example.go.th/verify/{shown}",
        f"https://nithet.example.go.th/VERIFY/{shown}?lang=en",
        f"https://nithet.example.go.th/verify/{shown.lower()}/#top",
        f"({shown}).",
        f"\ufeff{shown[:5]}\u200b{shown[5:]}",  # as it is copied from a page or a paper
        f"\u2066{shown[:3]}\u00ad{shown[3:]}\u2069",
    ):
        assert read_code(spelling) == code, spelling


@pytest.mark.parametrize("text", ["", "-", "abc", "0" * 9, "0" * 11, "ก" * 10, "x" * 100_000, "\0" * 10])
def test_what_is_no_code_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Problem, match=r"papers\.code_") as raised:
        read_code(text)
    assert raised.value.field == "code"


def test_a_letter_that_no_code_has_is_not_guessed() -> None:
    with pytest.raises(Problem, match="code_mistyped"):
        read_code("0000u00000")
