"""The collections: editions that an administrator edits, and forms that visits keep."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.accounts import Audit
from checklist_app.catalog import Editions, Forms, failing, instrument_means
from checklist_app.catalog.edition_reading import read_edition
from checklist_app.catalog.records import EDITIONS
from checklist_app.errors import Problem, ProblemKind
from tests.store.model import ModelStore

YEARS = range(2562, 2571)


def with_mark(editions: Editions, year: int, mark: str) -> dict[str, Any]:
    return {**editions.body(year), "pass_mark": mark}


def test_there_is_an_edition_for_every_year_newest_first(editions: Editions) -> None:
    assert editions.years() == sorted(YEARS, reverse=True)


@pytest.mark.parametrize("year", YEARS)
def test_an_edition_has_ten_indicators_weights_of_a_hundred_and_a_source_for_each_fact(
    year: int, editions: Editions
) -> None:
    edition = editions.get(year)
    assert edition.year == year
    assert [indicator.id for indicator in edition.indicators] == [str(n) for n in range(1, 11)]
    assert [(i.id, str(i.weight)) for i in edition.instruments] == [
        ("IIT", "30"),
        ("EIT", "30"),
        ("OIT", "40"),
    ]
    assert str(edition.pass_mark) == "85.00"
    about = {fact.about for fact in edition.facts}
    assert {"weights", "indicators", "counts", "levels", "pass_mark", "objectives"} <= about
    assert all(fact.source for fact in edition.facts)
    assert edition.objectives
    assert set(edition.objectives) == {str(n) for n in range(1, 11)}


@pytest.mark.parametrize(
    ("year", "counts"),
    [
        (2562, [30, 15, 48]),
        (2563, [30, 15, 43]),
        (2565, [30, 15, 43]),
        (2566, [30, 15, 43]),
        (2567, [15, 9, 35]),
        (2568, [15, 9, 28]),
        (2569, [None, None, 26]),
    ],
)
def test_questions_are_counted_by_year(year: int, counts: list[int | None], editions: Editions) -> None:
    assert [instrument.questions for instrument in editions.get(year).instruments] == counts


@pytest.mark.parametrize("year", YEARS)
def test_parts_add_up_to_their_indicator_and_indicators_to_their_instrument(
    year: int, editions: Editions
) -> None:
    edition = editions.get(year)
    for indicator in edition.indicators:
        parts = [part.span.count for part in indicator.parts]
        if parts and None not in parts:
            assert sum(count or 0 for count in parts) == indicator.span.count
    for instrument in edition.instruments:
        counts = [indicator.span.count for indicator in edition.of_instrument(instrument.id)]
        if None not in counts:
            assert sum(count or 0 for count in counts) == instrument.questions


@pytest.mark.parametrize("year", YEARS)
def test_listed_questions_lie_in_the_span_of_what_they_ask_about(year: int, editions: Editions) -> None:
    edition = editions.get(year)
    spans = edition.spans()
    for question in edition.questions:
        span = spans[question.about]
        if span.first:
            first, last, own = (int(id[1:]) for id in (span.first, span.last, question.id))
            assert first <= own <= last, question


def test_only_the_latest_years_are_not_confirmed(editions: Editions) -> None:
    assert [year for year in editions.years() if not editions.get(year).confirmed] == [2570, 2569]
    low = [fact for fact in editions.get(2570).facts if fact.confidence == "low"]
    assert len(low) == len(editions.get(2570).facts)


def test_other_spellings_of_a_name_are_understood(editions: Editions) -> None:
    edition = editions.get(2565)
    for name in ("ประสิทธิภาพการสื่อสาร", "ประสิทธิผลการสื่อสาร"):
        found = edition.named(name)
        assert found is not None
        assert found.id == "7"
    assert edition.named("การปรับปรุงระบบการทำงาน") == edition.named("การปรับปรุงการทำงาน")
    assert edition.named("ไม่มี") is None


def test_an_unknown_year_is_offered_the_nearest_earlier_edition_unconfirmed(editions: Editions) -> None:
    edition = editions.get(2575)
    assert (edition.year, edition.carried_from, edition.confirmed) == (2575, 2570, False)
    editions.save({**editions.body(2570), "status": "confirmed"}, year=2570, version=0, actor="x")
    assert editions.get(2570).confirmed
    assert not editions.get(2571).confirmed


def test_a_year_before_all_editions_is_not_found(editions: Editions) -> None:
    with pytest.raises(Problem) as problem:
        editions.get(2561)
    assert problem.value.kind is ProblemKind.NOT_FOUND
    assert editions.find(2561) is None


def test_an_edited_edition_stands_in_front_of_the_shipped_one(editions: Editions, store: ModelStore) -> None:
    saved = editions.save(with_mark(editions, 2569, "80.00"), year=2569, version=0, actor="an administrator")
    assert editions.get(2569) == saved
    assert (str(saved.pass_mark), saved.version) == ("80.00", 1)
    assert str(editions.get(2568).pass_mark) == "85.00"
    (entry,) = Audit(store).before()
    assert (entry.actor, entry.action, entry.subject) == ("an administrator", "edition.saved", "2569")


def test_an_edit_is_followed_by_what_is_computed(editions: Editions) -> None:
    scores = {str(n): Decimal(82) for n in range(1, 11)}
    assert len(failing(editions.get(2569), scores)) == 10
    editions.save(with_mark(editions, 2569, "82.00"), year=2569, version=0, actor="x")
    assert failing(editions.get(2569), scores) == ()
    assert instrument_means(editions.get(2569), scores)["OIT"] == Decimal("82.00")


def test_an_edit_from_a_stale_version_is_a_conflict(editions: Editions, store: ModelStore) -> None:
    editions.save(with_mark(editions, 2569, "80.00"), year=2569, version=0, actor="x")
    with pytest.raises(Problem) as problem:
        editions.save(with_mark(editions, 2569, "70.00"), year=2569, version=0, actor="y")
    assert problem.value.kind is ProblemKind.CONFLICT
    assert str(editions.get(2569).pass_mark) == "80.00"
    assert len(Audit(store).before()) == 1


def test_an_edition_of_a_new_year_can_be_made_from_what_is_offered(editions: Editions) -> None:
    editions.save({**editions.body(2571), "status": "confirmed"}, year=2571, version=0, actor="x")
    assert 2571 in editions.years()
    assert editions.get(2571).confirmed
    assert editions.get(2572).carried_from == 2571


def test_a_reset_brings_the_shipped_edition_back(editions: Editions, store: ModelStore) -> None:
    before = editions.get(2569)
    editions.save(with_mark(editions, 2569, "80.00"), year=2569, version=0, actor="x")
    editions.reset(2569, version=1, actor="y")
    assert editions.get(2569) == before
    assert [entry.action for entry in Audit(store).before()] == ["edition.reset", "edition.saved"]
    with pytest.raises(Problem):
        editions.reset(2569, version=1, actor="y")


def change(body: Any, path: str, value: Any) -> Any:
    *way, last = path.split(".")
    for step in way:
        body = body[int(step)] if isinstance(body, list) else body[step]
    body[int(last) if isinstance(body, list) else last] = value
    return body


@pytest.mark.parametrize(
    ("path", "value", "code", "field"),
    [
        ("instruments.0.weight", "40", "edition_weights", "instruments"),
        ("instruments.0.weight", "-1", "edition_mark", "instruments.0.weight"),
        ("instruments.0.weight", 30, "edition_mark", "instruments.0.weight"),
        ("instruments.0.weight", "NaN", "edition_mark", "instruments.0.weight"),
        ("instruments.0.weight", "1e1", "edition_mark", "instruments.0.weight"),
        ("instruments.0.questions", -1, "edition_whole", "instruments.0.questions"),
        ("instruments.1.id", "IIT", "edition_twice", "instruments"),
        ("instruments", [], "edition_rows", "instruments"),
        ("indicators.0.instrument", "XIT", "edition_instrument", "indicators.0.instrument"),
        ("indicators.0.name", " ", "edition_text", "indicators.0.name"),
        ("indicators.0.id", "x", "edition_whole", "indicators.0.id"),
        ("indicators.1.id", "1", "edition_twice", "indicators"),
        ("indicators.8.parts.0", None, "edition_not_an_object", "indicators.8.parts.0"),
        ("levels.1.total", "99.00", "edition_level_order", "levels.1"),
        ("levels.4.total", "10.00", "edition_level_last", "levels"),
        ("pass_mark", "85.001", "edition_mark", "pass_mark"),
        ("pass_mark", "๘๕", "edition_mark", "pass_mark"),
        ("pass_mark", "100.01", "edition_mark", "pass_mark"),
        ("facts.0.confidence", "sure", "edition_confidence", "facts.0.confidence"),
        ("objectives", [], "edition_rows", "objectives"),
        ("status", None, "edition_text", "status"),
    ],
)
def test_a_wrong_edition_is_refused_at_its_field(
    path: str, value: Any, code: str, field: str, editions: Editions
) -> None:
    body = json.loads(json.dumps(editions.body(2568)))
    change(body, path, value)
    with pytest.raises(Problem) as problem:
        editions.save(body, year=2568, version=0, actor="x")
    assert (problem.value.code, problem.value.field) == (f"catalog.{code}", field)
    assert not editions.is_edited(2568)


BODY = json.loads((EDITIONS / "2563.json").read_text("utf-8"))
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 1.5, 10**40, "", "x" * 5000, "1" * 5000, [], {}, [None], [[]], {"id": 1}]
)


@settings(deadline=None)
@given(key=st.sampled_from(sorted(BODY)), junk=JUNK)
def test_whatever_an_edition_holds_there_is_a_problem_and_no_crash(key: str, junk: Any) -> None:
    kind = ProblemKind.INVALID
    try:
        read_edition({**BODY, key: junk})
    except Problem as problem:
        kind = problem.kind
    assert kind is ProblemKind.INVALID


def test_a_form_that_does_not_exist_is_not_found(forms: Forms) -> None:
    for id in ("", "../nacc-2563", "x" * 10_000):
        with pytest.raises(Problem) as problem:
            forms.get(id)
        assert problem.value.kind is ProblemKind.NOT_FOUND


def test_a_digest_names_form_year_and_editions(forms: Forms, editions: Editions) -> None:
    digests = {forms.rendered("nacc-2563", year).digest for year in (2563, 2564, 2570)}
    assert len(digests) == 3
    before = forms.rendered("nacc-2563", 2569).digest
    assert forms.rendered("nacc-2563", 2569).digest == before
    editions.save(with_mark(editions, 2569, "80.00"), year=2569, version=0, actor="x")
    assert forms.rendered("nacc-2563", 2569).digest != before


def test_a_visit_keeps_the_form_that_it_began_with(
    store: ModelStore, editions: Editions, tmp_path: Path
) -> None:
    text = (
        '{"format": 1, "id": "a", "name": "ก", "printed_for": 2569, "title": ["ก {year}"],'
        ' "items": [{"id": "s", "heading": "ก", "items": [{"id": "q", "type": "tick", "label": "เดิม"}]}]}'
    )
    (tmp_path / "a.json").write_text(text, "utf-8")
    begun = Forms(store, editions, folder=tmp_path).keep("a", 2569)
    (tmp_path / "a.json").write_text(text.replace("เดิม", "ใหม่"), "utf-8")
    upgraded = Forms(store, editions, folder=tmp_path)
    assert upgraded.kept(begun.digest) == begun
    assert [question.label for question in upgraded.kept(begun.digest).questions()] == ["เดิม"]
    assert [question.label for question in upgraded.keep("a", 2569).questions()] == ["ใหม่"]


def test_keeping_the_same_form_again_writes_nothing_new(forms: Forms, store: ModelStore) -> None:
    first, second = forms.keep("nacc-2563", 2570), forms.keep("nacc-2563", 2570)
    assert first == second
    assert store.count(Forms.KIND.name) == 1


def test_a_kept_form_keeps_its_editions_too(forms: Forms, editions: Editions) -> None:
    begun = forms.keep("nacc-2563", 2569)
    body = json.loads(json.dumps(editions.body(2569)))
    change(body, "indicators.0.name", "ชื่อใหม่")
    editions.save(body, year=2569, version=0, actor="x")
    assert forms.kept(begun.digest) == begun


def test_an_unknown_digest_is_not_found(forms: Forms) -> None:
    with pytest.raises(Problem) as problem:
        forms.kept("0" * 64)
    assert problem.value.kind is ProblemKind.NOT_FOUND


def test_a_faulty_form_file_stops_the_start_and_is_named(
    store: ModelStore, editions: Editions, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text('{\n"format": 1', "utf-8")
    with pytest.raises(Problem) as problem:
        Forms(store, editions, folder=tmp_path)
    assert problem.value.code == "catalog.form_faulty"
    assert problem.value.parameters["file"] == "bad.json"
    assert problem.value.parameters["line"] == 2
