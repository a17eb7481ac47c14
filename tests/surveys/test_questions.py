"""An agency asks its own questions as versions that never change; a question keeps its id while it asks the
same, because numbers are compared by it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from checklist_app.accounts import Audit
from checklist_app.errors import Problem
from checklist_app.surveys.asking.question_rules import (
    MOST_QUESTIONS,
    AspectRow,
    OptionRow,
    QuestionRow,
    check,
    edited,
    faults,
)
from checklist_app.surveys.asking.questions import QuestionKind, Questions, standard
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.surveys.world import GOOD, Office, office_of


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def fresh() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new{next(numbers)}"


def aspect_rows(questions: Questions) -> list[AspectRow]:
    return [AspectRow(aspect.id, aspect.name) for aspect in questions.aspects]


def rows(questions: Questions) -> list[QuestionRow]:
    return [
        QuestionRow(
            question.id,
            question.text,
            question.hint,
            question.aspect,
            place,
            options=tuple(OptionRow(option.id, option.text) for option in question.options),
        )
        for place, question in enumerate(questions.questions, start=1)
    ]


def changed(id: str, **changes: object) -> list[QuestionRow]:
    """The standard rows, one of them edited."""
    return [replace(row, **changes) if row.id == id else row for row in rows(standard())]  # type: ignore[arg-type]


def made(question_rows: list[QuestionRow], aspects: list[AspectRow] | None = None) -> Questions:
    held = aspect_rows(standard()) if aspects is None else aspects
    return edited(standard(), held, question_rows, new_id=fresh()).questions


def codes(questions: Questions) -> dict[str, str | None]:
    return {problem.code.removeprefix("surveys."): problem.field for problem in faults(questions)}


def test_rows_left_alone_make_the_same_questions() -> None:
    assert made(rows(standard())) == standard()
    assert faults(standard()) == []


def test_a_reworded_question_keeps_its_id_when_it_means_the_same() -> None:
    reworded = made(changed("process", text={"th": "ขั้นตอนและเวลา"}))
    assert [question.id for question in reworded.questions] == [q.id for q in standard().questions]


def test_a_question_that_means_something_else_is_a_new_one() -> None:
    other = made(changed("process", text={"th": "ค่าธรรมเนียม"}, same=False))
    assert other.get("process") is None
    new = other.get("new1")
    assert new is not None
    assert (new.text["th"], new.aspect, other.questions.index(new)) == ("ค่าธรรมเนียม", "process", 2)


def test_a_question_that_was_not_reworded_stays_the_same_whatever_was_ticked() -> None:
    assert made(changed("process", same=False)) == standard()


def test_what_reports_know_keeps_its_id_kind_and_duty() -> None:
    other = made(changed("overall", text={"th": "โดยรวมเป็นอย่างไร"}, same=False, aspect="staff", removed=True))
    overall = other.get("overall")
    assert overall is not None
    assert (overall.required, overall.aspect, overall.kind) == (True, "", QuestionKind.RATING)


def test_a_new_question_comes_before_the_verdict_unless_it_has_a_place() -> None:
    new = QuestionRow("", {"th": "ค่าธรรมเนียม"}, aspect="process")
    assert [q.id for q in made([*rows(standard()), new]).questions][-3:] == ["new1", "overall", "comment"]
    first = replace(new, order=0)
    assert made([*rows(standard()), first]).questions[0].id == "new1"


def test_an_empty_row_and_one_that_was_taken_out_ask_nothing() -> None:
    left = made([*changed("channels", removed=True), QuestionRow("", {})])
    assert [question.id for question in left.questions] == [
        *("visitor", "outcome", "process", "staff", "facilities", "overall", "comment")
    ]


def test_a_new_aspect_is_chosen_by_its_place_in_the_same_form() -> None:
    aspects = [*aspect_rows(standard()), AspectRow("new-1", {"th": "ค่าใช้จ่าย"}), AspectRow("new-2", {})]
    asked = made(changed("channels", aspect="new-1"), aspects)
    assert [aspect.id for aspect in asked.aspects][-1] == "new1"
    assert [question.id for question in asked.of_aspect("new1")] == ["channels"]
    assert codes(asked) == {"aspect_without_question": "aspect.channels.name"}


def test_a_question_does_not_silently_lose_an_aspect_that_was_taken_out() -> None:
    aspects = [replace(row, removed=row.key == "staff") for row in aspect_rows(standard())]
    assert codes(made(rows(standard()), aspects)) == {"aspect_gone": "question.staff.aspect"}


def test_the_alternative_aspect_has_the_same_id_everywhere() -> None:
    aspects = [*aspect_rows(standard()), AspectRow("result", {"th": "ผลของการให้บริการ"})]
    asked = made([*rows(standard()), QuestionRow("result", {"th": "ผล"}, aspect="result")], aspects)
    assert [question.id for question in asked.of_aspect("result")] == ["result"]
    assert faults(asked) == []


def test_options_keep_their_ids_like_questions() -> None:
    def with_options(*, same: bool) -> list[str]:
        options = (
            OptionRow("resident", {"th": "คนในตำบล"}),
            OptionRow("business", standard().questions[0].options[2].text),
            OptionRow("other", {"th": "อื่น ๆ"}, removed=True),
            OptionRow("", {"th": "นักท่องเที่ยว"}),
            OptionRow("", {}),
        )
        visitor = made(changed("visitor", options=options, same=same)).questions[0]
        return [option.id for option in visitor.options]

    assert with_options(same=True) == ["resident", "business", "new1"]
    assert with_options(same=False) == ["new1", "business", "new2"]


def test_an_id_that_nobody_knows_is_not_believed() -> None:
    forged = made([*rows(standard()), QuestionRow("Forged|id", {"th": "ข้อใหม่"})])
    assert [question.id for question in forged.questions].count("new1") == 1
    assert faults(forged) == []


@pytest.mark.parametrize(
    ("id", "changes", "code", "field"),
    [
        ("process", {"text": {"th": " "}}, "thai_missing", "question.process.text"),
        ("process", {"text": {"th": "ก" * 201}}, "wording_too_long", "question.process.text"),
        ("process", {"hint": {"en": "x" * 201}}, "wording_too_long", "question.process.hint"),
        ("visitor", {"options": ()}, "option_count", "question.visitor.options"),
        (
            "visitor",
            {"options": (OptionRow("resident", {"th": "ก"}), OptionRow("other", {"th": "ก"}))},
            "option_twice",
            "question.visitor.options",
        ),
        (
            "visitor",
            {"options": (OptionRow("resident", {"en": "a"}), OptionRow("other", {"th": "ก"}))},
            "thai_missing",
            "question.visitor.options",
        ),
    ],
)
def test_a_fault_names_the_part_that_it_is_about(
    id: str, changes: dict[str, object], code: str, field: str
) -> None:
    assert codes(made(changed(id, **changes))) == {code: field}


def test_there_are_at_most_sixteen_questions_and_one_of_an_aspect() -> None:
    more = [QuestionRow("", {"th": f"ข้อ {n}"}) for n in range(MOST_QUESTIONS - 7)]
    assert codes(made([*rows(standard()), *more[:-1]])) == {}
    assert codes(made([*rows(standard()), *more])) == {"too_many_questions": None}
    alone = [replace(row, aspect="") for row in rows(standard())]
    assert codes(made(alone, [])) == {"no_rated_aspect": None}


def test_two_aspects_of_one_name_are_refused() -> None:
    aspects = [replace(row, name={"th": "ด้านเดียว"}) for row in aspect_rows(standard())]
    assert codes(made(rows(standard()), aspects)) == {"aspect_twice": "aspect.facilities.name"}


def test_questions_made_elsewhere_are_checked_as_well() -> None:
    broken = standard().questions
    cases = {
        "question_kinds": broken[:-1],
        "question_ids": (*broken, replace(broken[2], id="Not ours")),
    }
    for code, asked in cases.items():
        with pytest.raises(Problem, match=code):
            check(replace(standard(), questions=asked))
    doubled = (*broken, broken[2])
    with pytest.raises(Problem, match="question_ids"):
        check(replace(standard(), questions=doubled))


# --- versions -----------------------------------------------------------------------------------------


def published(office: Office, text: str, base: str) -> Questions:
    asked = replace(made(changed("process", text={"th": text})), version=base)
    return office.surveys.questions.publish(office.world["staff"], office.agency, asked)


def test_versions_follow_each_other_and_never_change(office: Office) -> None:
    sets = office.surveys.questions
    assert sets.current(office.agency).version == "standard-1"
    first = published(office, "หนึ่ง", "standard-1")
    before = sets.get(office.agency, "1")
    second = published(office, "สอง", "1")
    assert (first.version, second.version, sets.versions(office.agency)) == ("1", "2", ["1", "2"])
    again = office_of(office.world).surveys.questions
    assert before == sets.get(office.agency, "1") == again.get(office.agency, "1") == first
    assert again.current(office.agency) == second
    assert sets.get(office.agency, "standard-1") == standard()


def test_whoever_was_slower_undoes_nothing(office: Office) -> None:
    published(office, "หนึ่ง", "standard-1")
    with pytest.raises(Problem, match="questions_changed_meanwhile"):
        published(office, "สอง", "standard-1")
    assert office.surveys.questions.versions(office.agency) == ["1"]


def test_the_same_questions_again_are_no_new_version(office: Office) -> None:
    published(office, "หนึ่ง", "standard-1")
    assert published(office, "หนึ่ง", "standard-1").version == "1"


def test_publishing_leaves_a_trace(office: Office) -> None:
    published(office, "หนึ่ง", "standard-1")
    entry = Audit(office.store).before(limit=1)[0]
    assert (entry.action, entry.actor, entry.subject, entry.details) == (
        "survey_questions.published",
        office.world["staff"].id,
        office.agency,
        {"version": 1, "instead_of": "standard-1"},
    )


@pytest.mark.parametrize("who", ["executive", "inspector", "outsider"])
def test_others_publish_nothing(office: Office, who: str) -> None:
    asked = replace(made(changed("process", text={"th": "อื่น"})), version="standard-1")
    with pytest.raises(Problem):
        office.surveys.questions.publish(office.world[who], office.agency, asked)
    assert office.surveys.questions.versions(office.agency) == []


def test_answers_given_before_still_count(office: Office) -> None:
    point = office.point()
    office.answer(point)
    published(office, "หนึ่ง", "standard-1")
    office.answer(point, {**GOOD, "process": 1})
    counted = office.surveys.answers.counted(point.code, Period(2570, 1)).tally.counted
    assert counted.ratings["process"] == [0, 1, 0, 0, 0, 1]
