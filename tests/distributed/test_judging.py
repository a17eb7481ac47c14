"""The judge finds what is wrong: otherwise a scenario that ends well would prove nothing."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from checklist_app.app import KINDS, create_app
from checklist_app.config import Config
from checklist_app.store import NewEntry
from tests.cast import quick_passwords
from tests.client import Page, StrictClient
from tests.distributed.judging import chain_faults, judge
from tests.distributed.load import FORM, RATED, Load
from tests.distributed.serving import SECRET
from tests.distributed.town import settle
from tests.store.model import ModelStore
from tests.visits.phones import begin


@pytest.fixture
def store() -> ModelStore:
    return ModelStore(KINDS)


@pytest.fixture
def load(store: ModelStore, tmp_path: Path) -> Load:
    """Two citizens and a phone have been served, by an app of this process."""
    given = {
        "CHECKLIST_STORE": str(tmp_path / "store"),
        "CHECKLIST_FILES": str(tmp_path / "files"),
        "CHECKLIST_SECRET_KEY": SECRET,
    }
    config = Config.from_environment(given)
    load = Load(0, settle(store, config))
    app = create_app(config, store, passwords=quick_passwords())
    app.test_client_class = StrictClient
    client = app.test_client()
    assert isinstance(client, StrictClient)
    path = f"/s/{load.town.point}"
    for rating in ("4", "5"):
        nonce = Page(client.get(path).text).hidden["nonce"]
        filled = {"visitor": "resident", "outcome": "whole", **dict.fromkeys(RATED, rating)}
        assert client.post(path, data=urlencode({"nonce": nonce, **filled}), headers=FORM).status_code == 303
        load.record.answers[nonce] = filled
    client.sign_in(load.town.people["inspector"])
    phone = begin(load.town.people["inspector"], client, load.town.form, load.town.agency)
    phone.sync()
    load.phones = [phone]
    return load


def test_who_was_told_the_truth_has_nothing_to_complain_about(store: ModelStore, load: Load) -> None:
    verdict = judge(store, load, SECRET)
    assert verdict.faults == []
    assert (verdict.answers, verdict.operations, verdict.lost, verdict.twice) == (2, 1, 0, 0)


def test_an_answer_that_was_acknowledged_and_is_not_there_is_lost(store: ModelStore, load: Load) -> None:
    before = ModelStore(KINDS)
    stream = load.town.answers
    entry = store.read(stream)[0]
    before.append(stream, [NewEntry(entry.id, entry.body)])
    before.append(
        f"visits/{load.phones[0].visit}",
        [NewEntry(e.id, e.body) for e in store.read(f"visits/{load.phones[0].visit}")],
    )
    assert judge(before, load, SECRET).lost == 1


def test_an_operation_that_a_phone_believes_to_be_kept_is_missed(store: ModelStore, load: Load) -> None:
    phone = load.phones[0]
    phone.write("note:3.2.1-6/01", "ไม่เคยส่ง")
    phone.waiting.clear()
    assert judge(store, load, SECRET).lost == 1


def test_a_phone_that_was_told_another_history_is_named(store: ModelStore, load: Load) -> None:
    load.phones[0].head = "0" * 64
    assert "knows another history" in judge(store, load, SECRET).faults[0]


def test_an_answer_with_other_words_is_named(store: ModelStore, load: Load) -> None:
    nonce = next(iter(load.record.answers))
    load.record.answers[nonce] = {**load.record.answers[nonce], "staff": "1"}
    assert "with other words" in judge(store, load, SECRET).faults[0]


def test_a_chain_that_breaks_and_a_head_that_differs_are_named(store: ModelStore, load: Load) -> None:
    stream = load.town.answers
    entries = store.read(stream)
    assert "breaks at 2" in chain_faults(store.head(stream), stream, [entries[0], entries[0]])[0]
    assert "is not its last entry" in chain_faults(replace(store.head(stream), seq=3), stream, entries)[0]
