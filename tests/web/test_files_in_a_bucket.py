"""The app where files lie in a bucket: nobody who uses it sees a difference, unless the storage is away."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from checklist_app.app import create_app
from checklist_app.config import Config
from checklist_app.errors import Problem
from checklist_app.store.files.asking import Patience
from tests.cast import World, quick_passwords
from tests.client import StrictClient
from tests.servers.misbehaving import Storage, a_storage, fails
from tests.visits.phones import SAME_ORIGIN, Phone, begin

HASTY = Patience(answer=10, connection=10, trying=10, again=1)


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    monkeypatch.setattr("checklist_app.store.files.bucket.PATIENT", HASTY)
    monkeypatch.setattr("checklist_app.store.files.bucket.FRESH", 0.0)
    with a_storage() as storage:
        yield storage


@pytest.fixture
def app(world: World, config: Config, storage: Storage, tmp_path: Path) -> Flask:
    app = create_app(
        replace(config, files=storage.bucket, work=tmp_path / "work"),
        world.store,
        passwords=quick_passwords(),
    )
    app.test_client_class = StrictClient
    return app


@pytest.fixture
def phone(app: Flask, world: World) -> Phone:
    client = app.test_client()
    assert isinstance(client, StrictClient)
    client.sign_in(world["inspector"])
    form = app.extensions["checklist"].forms.keep("nacc-2563", 2567)
    phone = begin(world["inspector"], client, form, world.agencies["เทศบาลตำบลนาดี"].id)
    phone.sync()
    return phone


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "JPEG")
    return out.getvalue()


def address(content: bytes, visit: str) -> str:
    return f"/api/files/{hashlib.sha256(content).hexdigest()}?visit={visit}"


def test_a_photo_goes_into_the_bucket_and_comes_back(phone: Phone) -> None:
    content = picture()
    where = address(content, phone.visit)
    assert phone.client.put(where, data=content, headers=SAME_ORIGIN).status_code == 201
    shown = phone.client.get(where)
    assert Image.open(io.BytesIO(shown.data)).size == (60, 40)


def test_while_the_storage_is_away_a_photo_is_refused_and_later_taken(phone: Phone, storage: Storage) -> None:
    content = picture()
    where = address(content, phone.visit)
    storage.always = fails(503, "SlowDown")
    refused = phone.client.put(where, data=content, headers=SAME_ORIGIN)
    assert refused.status_code == 503
    assert refused.get_json()["error"]["code"] == "store.files_unreachable"
    assert phone.client.head(where).status_code == 404
    storage.always = None
    assert phone.client.put(where, data=content, headers=SAME_ORIGIN).status_code == 201


def test_a_photo_that_cannot_be_shown_now_is_said_in_words(phone: Phone, storage: Storage) -> None:
    content = picture()
    where = address(content, phone.visit)
    phone.client.put(where, data=content, headers=SAME_ORIGIN)
    storage.always = fails(500)
    shown = phone.client.get(where)
    assert shown.status_code == 503
    assert "ที่เก็บไฟล์ไม่ตอบ" in shown.get_json()["error"]["message"]


def test_a_storage_that_is_away_is_told_and_all_else_goes_on(phone: Phone, storage: Storage) -> None:
    assert phone.client.get("/readyz").status_code == 200
    storage.always = fails(500)
    answer = phone.client.get("/readyz")
    assert answer.status_code == 200  # or no process would be ready, and nobody could answer a survey
    assert answer.get_json()["checks"]["files"] == "failed"
    storage.always = None
    assert phone.client.get("/readyz").get_json()["checks"]["files"] == "ok"


def test_a_storage_that_refuses_stops_the_start(config: Config, world: World, storage: Storage) -> None:
    storage.always = fails(403, "InvalidAccessKeyId")
    with pytest.raises(Problem, match=r"config\.bucket_refused.*InvalidAccessKeyId"):
        create_app(replace(config, files=storage.bucket), world.store, passwords=quick_passwords())
