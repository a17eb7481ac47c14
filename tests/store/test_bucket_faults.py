"""A storage that is away, slow, full of nonsense or refuses: nothing wrong is shown, nothing is taken for
kept, and whoever waits is told soon."""

import ipaddress
import logging
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import obstore
import pytest

from checklist_app.bucket import Bucket
from checklist_app.clock import now
from checklist_app.errors import Problem, ProblemKind
from checklist_app.serving.certificates import Place, new_authority, new_server
from checklist_app.store import Files, files_at, shelf_at
from checklist_app.store.files import asking
from checklist_app.store.files.asking import Patience
from checklist_app.wording import say
from tests.servers.misbehaving import (
    Storage,
    Trouble,
    a_storage,
    breaks_off,
    fails,
    hangs_up,
    loses_the_answer,
    never_answers,
    tells_something_else,
)
from tests.servers.objects import APP, OWNER, READER, Keys, Objects, raw

PHOTO = b"a photograph"


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Callable[[Patience], None]:
    def have(patience: Patience) -> None:
        monkeypatch.setattr("checklist_app.store.files.bucket.PATIENT", patience)
        monkeypatch.setattr("checklist_app.store.files.bucket.QUICK", replace(patience, again=0))

    return have


@pytest.fixture
def storage(patience: Callable[[Patience], None]) -> Iterator[Storage]:
    patience(Patience(answer=10, connection=10, trying=10, again=1))
    with a_storage() as storage:
        yield storage


@pytest.fixture
def files(storage: Storage) -> Files:
    return files_at(storage.bucket)


@pytest.fixture
def hurried(storage: Storage, patience: Callable[[Patience], None]) -> Files:
    patience(Patience(answer=0.3, connection=10, trying=10, again=1))
    return files_at(storage.bucket)


def unreachable(act: Callable[[], object]) -> Problem:
    with pytest.raises(Problem, match=r"store\.files_unreachable") as told:
        act()
    assert told.value.kind is ProblemKind.UNAVAILABLE
    assert "ส่งอีกครั้ง" in say(told.value, "th")
    return told.value


# --- trouble that passes -----------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [fails(500), fails(503, "SlowDown"), hangs_up, loses_the_answer])
def test_trouble_that_passes_is_not_even_noticed(storage: Storage, files: Files, trouble: Trouble) -> None:
    storage.troubles.append(trouble)
    name = files.put(PHOTO)
    assert len(storage.asked) == 2
    storage.troubles.append(fails(500))
    assert files.get(name) == PHOTO


def test_an_answer_that_does_not_come_is_asked_for_again(storage: Storage, hurried: Files) -> None:
    storage.troubles.append(never_answers)
    hurried.put(PHOTO)
    assert len(storage.asked) > 1
    assert [*storage.kept.values()] == [PHOTO]


def test_an_answer_that_breaks_off_is_never_taken_for_the_file(storage: Storage, files: Files) -> None:
    name = files.put(PHOTO)
    storage.always = breaks_off
    unreachable(lambda: files.get(name))
    storage.always = None
    assert files.get(name) == PHOTO


# --- trouble that stays ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [fails(500), fails(503, "SlowDown"), hangs_up, pytest.param(never_answers, marks=pytest.mark.slow)],
)
def test_a_storage_that_does_not_do_its_work_is_told_after_some_tries(
    request: pytest.FixtureRequest, storage: Storage, trouble: Trouble
) -> None:
    files: Files = request.getfixturevalue("hurried" if trouble is never_answers else "files")
    storage.always = trouble
    asked: list[Callable[[], object]] = [
        lambda: files.put(PHOTO),
        lambda: files.get("0" * 64),
        lambda: files.has("0" * 64),
        lambda: [*files.names()],
    ]
    for act in asked:
        storage.asked.clear()
        unreachable(act)
        assert 1 <= len(storage.asked) <= 2
    assert not files.answers()


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [("http://127.0.0.1:1", "no answer"), ("http://nothing.invalid", "unknown host")],
)
def test_a_storage_that_is_away_is_told(storage: Storage, endpoint: str, reason: str) -> None:
    away = files_at(replace(storage.bucket, endpoint=endpoint))
    assert unreachable(lambda: away.put(PHOTO)).parameters == {"reason": reason}
    assert not away.answers()


def test_what_was_in_trouble_is_sent_again_and_kept(storage: Storage, files: Files) -> None:
    storage.always = fails(500)
    unreachable(lambda: files.put(PHOTO))
    assert storage.kept == {}
    storage.always = None
    assert files.get(files.put(PHOTO)) == PHOTO


def test_another_answer_is_not_taken_for_the_file(storage: Storage, files: Files) -> None:
    name = files.put(PHOTO)
    storage.always = tells_something_else
    with pytest.raises(Problem, match=r"store\.file_damaged"):
        files.get(name)


@pytest.mark.parametrize("code", ["AccessDenied", "SignatureDoesNotMatch", "ExpiredToken"])
def test_rights_that_are_lost_while_the_server_runs_are_told_at_once(
    storage: Storage, files: Files, code: str
) -> None:
    storage.always = fails(403, code)
    with pytest.raises(Problem, match=rf"store\.files_refused.*{code}") as refused:
        files.put(PHOTO)
    assert refused.value.kind is ProblemKind.UNAVAILABLE
    assert len(storage.asked) == 1
    assert not files.answers()


def test_a_bucket_that_is_gone_is_not_taken_for_a_file_that_is_gone(storage: Storage, files: Files) -> None:
    storage.always = fails(404, "NoSuchBucket")
    with pytest.raises(Problem, match=r"store\.files_refused.*NoSuchBucket"):
        files.get("0" * 64)


def test_a_parcel_that_breaks_off_is_not_taken_for_whole(storage: Storage) -> None:
    storage.kept["/office/batches/one.zip"] = b"z" * 10_000_000
    pieces = shelf_at(storage.bucket).open("one.zip")
    assert pieces is not None
    assert not isinstance(pieces, Path)
    assert len(next(pieces)) > 0
    storage.always = fails(500)
    unreachable(lambda: next(pieces))


# --- others are still served -------------------------------------------------------------------------


def test_a_storage_that_hangs_does_not_hold_everybody(
    request: pytest.FixtureRequest, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(asking, "TURN", 0.05)
    files: Files = request.getfixturevalue("hurried")
    storage.always = never_answers
    with ThreadPoolExecutor(6) as pool:
        told = [*pool.map(lambda _: unreachable(lambda: files.put(PHOTO)), range(6))]
    assert [problem.parameters["reason"] for problem in told].count("busy") == 4
    assert len(storage.asked) <= 2 * 2


def test_those_who_watch_the_server_ask_the_storage_now_and_then(
    storage: Storage, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.require()
    clock = [time.monotonic()]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    storage.asked.clear()
    assert all(files.answers() for _ in range(10))
    assert storage.asked == ["HEAD /office/checklist-files"]
    storage.always = fails(500)
    assert files.answers()
    clock[0] += 6
    assert not files.answers()
    storage.always = None
    clock[0] += 6
    assert files.answers()


# --- the start ---------------------------------------------------------------------------------------


def test_a_storage_that_is_away_at_the_start_is_waited_for(
    storage: Storage, files: Files, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checklist_app.store.files.bucket.FRESH", 0.0)
    storage.always = fails(503, "SlowDown")
    with caplog.at_level(logging.WARNING):
        files.require()
    assert "s3://office" in caplog.text
    assert "SlowDown" in caplog.text
    assert not files.answers()
    storage.always = None
    assert files.answers()
    assert files.get(files.put(PHOTO)) == PHOTO


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (APP, "elsewhere"),
        (READER, "office"),
        (Keys("nobody", "the secret of the app"), "office"),
        (Keys("app", "the secret of another"), "office"),
    ],
    ids=["wrong bucket", "no right to write", "wrong key", "wrong secret"],
)
def test_a_storage_that_will_never_do_stops_the_start_and_stays_as_it_was(
    objects: Objects, keys: Keys, name: str
) -> None:
    wanted = objects.bucket(keys, name=name, prefix="never")
    with pytest.raises(Problem, match=r"config\.bucket_refused") as refused:
        files_at(wanted).require()
    for words in (say(refused.value, "th"), say(refused.value, "en"), str(refused.value)):
        assert f"s3://{name}/never" in words
        assert keys.secret not in words
    assert "CHECKLIST_FILES" in say(refused.value, "th")
    whole = raw(objects.bucket(OWNER, prefix="never"))
    assert [*obstore.list(whole).collect()] == []


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [(fails(404, ""), "HTTP 404"), (tells_something_else, "another answer"), (fails(405, ""), "HTTP 405")],
)
def test_another_server_is_not_taken_for_a_storage(
    storage: Storage, files: Files, trouble: Trouble, reason: str
) -> None:
    storage.always = trouble
    with pytest.raises(Problem, match=rf"config\.bucket_refused.*{reason}"):
        files.require()


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Storage]:
    """Its certificate is of an authority that only `authority.pem` knows."""
    at = Place(ipaddress.IPv4Address("127.0.0.1"), "storage.local")
    authority = new_authority(at, now())
    certificate, key = new_server(authority, at, now()).files()
    (tmp_path / "authority.pem").write_bytes(authority.files()[0])
    (tmp_path / "server.pem").write_bytes(certificate + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with a_storage(context) as storage:
        yield storage


def test_a_storage_whose_certificate_nobody_vouches_for_is_refused(encrypted: Storage) -> None:
    with pytest.raises(Problem, match=r"config\.bucket_refused.*certificate"):
        files_at(encrypted.bucket).require()
    assert encrypted.asked == []


def test_an_authority_of_the_office_is_trusted_where_the_machine_trusts_it(
    encrypted: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    files = files_at(encrypted.bucket)
    files.require()
    assert files.get(files.put(PHOTO)) == PHOTO


def test_a_machine_without_keys_and_without_a_role_is_told(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(Problem, match=r"config\.bucket_no_keys") as refused:
        files_at(replace(objects.bucket(), key="", secret="")).require()
    assert "CHECKLIST_FILES_KEY" in say(refused.value, "th")


def test_keys_may_come_from_where_the_client_usually_looks(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", bucket.key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", bucket.secret)
    files = files_at(replace(bucket, key="", secret=""))
    assert files.get(files.put(PHOTO)) == PHOTO


def test_an_installation_without_the_client_is_told_what_to_install(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "checklist_app.store.files.bucket", None)
    for open_place in (files_at, shelf_at):
        with pytest.raises(Problem, match=r"config\.no_bucket_client") as refused:
            open_place(storage.bucket)
        assert "checklist-app[s3]" in say(refused.value, "th")
