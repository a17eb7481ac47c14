"""`checklist copy-store`: from the settings of both sides to a proved copy, and what to set afterwards."""

import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from checklist_app.config import Config, secret_of
from checklist_app.errors import unavailable
from checklist_app.serving.terminal import both, tell
from checklist_app.settings import SECRET_FILE
from checklist_app.store import Kind
from checklist_app.store.copying import Copied, Stage, Tell, copy_store, same_place
from checklist_app.store.opening import open_whole
from checklist_app.store.verify import require_store

BETWEEN: Final = 1.0  # seconds from one line about how far it is to the next


def move(source: Config, target: Config, kinds: Iterable[Kind]) -> Copied:
    if source.store == target.store:
        raise same_place()
    if isinstance(source.store, Path):
        require_store(source.store)
    known, name, secret = tuple(kinds), _shown(source), _secret_to_copy(source, target)
    with (
        closing(open_whole(source.store, known, secret=secret)) as ours,
        closing(open_whole(target.store, known, secret=secret, copying=name)) as theirs,
    ):
        return copy_store(ours, theirs, name=name, kinds=[kind.name for kind in known], tell=_progress())


def what_next(source: Config, target: Config) -> str:
    """Where the secret is, never what it is."""
    place, key = _shown(target), ""
    if source.secret_key or not isinstance(source.store, Path):
        text = "ใช้งานต่อด้วย CHECKLIST_STORE={place} และ CHECKLIST_SECRET_KEY เดิม"
    else:
        key = str(source.store / SECRET_FILE)
        text = "ใช้งานต่อด้วย CHECKLIST_STORE={place} และตั้ง CHECKLIST_SECRET_KEY ทุกเครื่องเป็นข้อความในไฟล์ {key}"
    return both(text, place=place, key=key)


def _shown(config: Config) -> str:
    """A database without user and password."""
    if isinstance(config.store, Path):
        return str(config.store)
    parts = urlsplit(config.store.url)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _secret_to_copy(source: Config, target: Config) -> str:
    """The same installation has the same secret wherever its data is; so none is made here."""
    if isinstance(source.store, Path):
        if isinstance(target.store, Path):
            return ""  # which a folder does not ask for
        if not source.secret_key and not (source.store / SECRET_FILE).exists():
            raise unavailable("store.copy_no_secret", folder=str(source.store))
    return secret_of(source)


def _progress() -> Tell:
    last = time.monotonic()

    def tell_stage(stage: Stage, done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BETWEEN:
            last = time.monotonic()
            tell(both(_STAGES[stage], done=f"{done:,}"))

    return tell_stage


_STAGES: Final[dict[Stage, str]] = {
    "documents": "คัดลอกเอกสารแล้ว {done}",
    "entries": "คัดลอกรายการแล้ว {done}",
    "checking": "ตรวจทั้งสองฝั่งแล้ว {done}",
}
