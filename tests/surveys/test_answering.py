"""What was filled in is read as it was meant, or the fault is named by its question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.errors import Problem, ProblemKind
from checklist_app.surveys.answering.given import LONGEST_TEXT, faults, read_given
from checklist_app.surveys.asking.questions import standard

QUESTIONS = standard()
IDS = [question.id for question in QUESTIONS.questions]


def test_ratings_become_numbers_options_stay_and_texts_are_cleaned() -> None:
    filled = {"overall": "5", "process": " ๔ ", "visitor": "resident", "comment": "  ดี\r\nมาก\u200b  "}
    assert read_given(QUESTIONS, filled) == {
        "overall": 5, "process": 4, "visitor": "resident", "comment": "ดี\nมาก",
    }  # fmt: skip


def test_what_was_left_out_is_not_there() -> None:
    assert read_given(QUESTIONS, {"overall": "0", "comment": " \n ", "visitor": ""}) == {"overall": 0}


@pytest.mark.parametrize("overall", ["", " ", "\u200b", "\0"])
def test_the_overall_question_must_be_answered(overall: str) -> None:
    with pytest.raises(Problem, match=r"surveys\.answer_missing") as told:
        read_given(QUESTIONS, {"overall": overall})
    assert told.value.field == "overall"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("overall", "6"),
        ("overall", "-1"),
        ("overall", "5.0"),
        ("process", "5 5"),
        ("visitor", "5"),
        ("outcome", "WHOLE"),
    ],
)
def test_what_is_no_option_is_refused_by_its_question(field: str, value: str) -> None:
    with pytest.raises(Problem, match=r"surveys\.not_an_option") as told:
        read_given(QUESTIONS, {"overall": "5", field: value})
    assert told.value.field == field


@pytest.mark.parametrize("letter", ["ก", "👍", "\n", "e\u0301"])
def test_five_hundred_characters_are_taken_and_one_more_is_not(letter: str) -> None:
    held = f"ก{letter * (LONGEST_TEXT - 2)}ก"
    assert len(str(read_given(QUESTIONS, {"overall": "5", "comment": held})["comment"])) == LONGEST_TEXT
    with pytest.raises(Problem) as told:
        read_given(QUESTIONS, {"overall": "5", "comment": f"{held}ก"})
    assert told.value.parameters == {"most": LONGEST_TEXT, "length": LONGEST_TEXT + 1}


def test_phone_numbers_are_taken_out_of_texts() -> None:
    given = read_given(QUESTIONS, {"overall": "5", "comment": "โทร 081-234-5678"})
    assert given["comment"] == "โทร [เบอร์โทร]"


def test_all_faults_are_found_each_with_its_question() -> None:
    found = faults(QUESTIONS, {"process": "9", "comment": "ก" * 501, "staff": "5"})
    assert [(fault.code, fault.field) for fault in found] == [
        ("surveys.not_an_option", "process"),
        ("surveys.answer_missing", "overall"),
        ("surveys.text_too_long", "comment"),
    ]


@given(st.dictionaries(st.one_of(st.sampled_from(IDS), st.text(max_size=5)), st.text(max_size=600)))
def test_anything_is_read_or_refused_and_only_what_is_asked_is_kept(fields: dict[str, str]) -> None:
    found = faults(QUESTIONS, fields)
    assert {fault.kind for fault in found} <= {ProblemKind.INVALID}
    assert {fault.field for fault in found} <= set(IDS)
    if found:
        with pytest.raises(Problem) as told:
            read_given(QUESTIONS, fields)
        assert (told.value.code, told.value.field) == (found[0].code, found[0].field)
    else:
        assert "overall" in (given := read_given(QUESTIONS, fields))
        assert set(given) <= set(IDS)
