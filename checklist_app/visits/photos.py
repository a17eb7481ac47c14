"""The photos of visits: what a phone sends is checked, decoded and written anew before it is kept.

A photo has the name that its phone gave it, the SHA-256 of what was sent; the bytes that are kept have
another one. A photo belongs to the visits to which it was sent, and is unknown to all others: who only
knows its name learns nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final, Protocol, cast

from checklist_app.aside import aside
from checklist_app.clock import stamp
from checklist_app.errors import conflict, invalid, not_found
from checklist_app.pictures import TYPE, kept_and_printed, require_own
from checklist_app.store import Body, Document, Kind, Store, together

LARGEST_FILE: Final = 12_000_000
_SECONDS: Final = 30
_SECONDS_FOR_ALL: Final = 300


@dataclass(frozen=True, slots=True)
class Photo:
    """`id` is the hash of what was sent, `stored` that of what is kept, `printed` that of what goes on
    paper, made at the same time; empty in what came from another installation."""

    id: str
    stored: str
    type: str
    width: int
    height: int
    size: int
    by: str
    at: str
    visits: tuple[str, ...]
    printed: str = ""


class Files(Protocol):
    def put(self, content: bytes, *, sha256: str | None = None) -> str: ...

    def get(self, sha256: str) -> bytes: ...


class Photos:
    KIND = Kind("photos", indexes=("visits",))

    def __init__(self, store: Store, files: Files) -> None:
        self._store = store
        self._files = files

    def accept(self, sha256: str, content: bytes, *, visit: str, by: str, at: datetime) -> bool:
        """True when this visit did not have the photo yet; sent again, nothing changes."""
        if len(content) > LARGEST_FILE:
            raise invalid("photos.too_large", field="file", most=LARGEST_FILE // 1_000_000)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise invalid("photos.differs", field="file")
        known = self._store.get(self.KIND.name, sha256)
        made = known.body if known else self._made(content, by=by, at=at)
        return together(self._store, lambda: self._belong(sha256, made, visit))

    def keep(self, photos: Iterable[tuple["Photo", bytes]]) -> None:
        """The bytes that another installation kept, before `adopt`. Only pictures that were written by this
        program pass: nothing comes along with them."""
        kept = [*photos]
        sizes = [(photo.width, photo.height) for photo, _ in kept]
        if kept:
            aside(require_own, [content for _, content in kept], sizes, seconds=_SECONDS_FOR_ALL)
        for photo, content in kept:
            self._files.put(content, sha256=photo.stored)

    def adopt(self, photo: "Photo", *, visit: str) -> None:
        """Within the transaction of the caller. A photo that another visit has here is shared only with
        who shows the same picture: its name alone opens nothing."""
        known = self._store.get(self.KIND.name, photo.id)
        if known is not None and known.body["stored"] != photo.stored and not self.has(photo.id, visit=visit):
            raise conflict("carried.photo_differs", photo=photo.id[:12])
        self._belong(photo.id, _body(photo), visit)

    def find(self, sha256: str, *, visit: str) -> Photo | None:
        document = self._store.get(self.KIND.name, sha256)
        photo = _photo(document) if document else None
        return photo if photo and visit in photo.visits else None

    def has(self, sha256: str, *, visit: str) -> bool:
        return self.find(sha256, visit=visit) is not None

    def read(self, sha256: str, *, visit: str) -> bytes:
        photo = self.find(sha256, visit=visit)
        if photo is None:
            raise not_found("photos.unknown")
        return self._files.get(photo.stored)

    def read_printed(self, sha256: str, *, visit: str) -> bytes:
        """As it goes on paper; as it is kept, when it came from another installation."""
        photo = self.find(sha256, visit=visit)
        return self._files.get(photo.printed) if photo and photo.printed else self.read(sha256, visit=visit)

    def missing(self, sha256s: Iterable[str], *, visit: str) -> list[str]:
        """Those still to be sent to this visit, in the order asked."""
        return self.missing_of_each({visit: sha256s})[visit]

    def missing_of_each(self, asked: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
        """As `missing`, by visit."""
        wanted = {visit: [*dict.fromkeys(sha256s)] for visit, sha256s in asked.items()}
        found = self._store.get_all(self.KIND.name, chain.from_iterable(wanted.values()))
        there = {(visit, id) for id, each in found.items() for visit in cast(list[str], each.body["visits"])}
        return {
            visit: [sha256 for sha256 in sha256s if (visit, sha256) not in there]
            for visit, sha256s in wanted.items()
        }

    def of_visit(self, visit: str) -> list[Photo]:
        return [_photo(document) for document in self._store.find(self.KIND.name, {"visits": visit})]

    def _made(self, content: bytes, *, by: str, at: datetime) -> Body:
        """The bytes are kept before the document, which never names a file that is not there."""
        picture, printed = aside(kept_and_printed, content, seconds=_SECONDS)
        return {
            "stored": self._files.put(picture.content),
            "printed": self._files.put(printed),
            "type": TYPE,
            "width": picture.width,
            "height": picture.height,
            "size": len(picture.content),
            "by": by,
            "at": stamp(at),
            "visits": [],
        }

    def _belong(self, sha256: str, made: Body, visit: str) -> bool:
        """Within the transaction: another phone may have sent the same photo meanwhile."""
        document = self._store.get(self.KIND.name, sha256)
        body, version = (document.body, document.version) if document else (made, 0)
        visits = cast(list[str], body["visits"])
        if visit in visits:
            return False
        self._store.put(self.KIND.name, sha256, {**body, "visits": [*visits, visit]}, version=version)
        return True


def _body(photo: Photo) -> Body:
    return {
        "stored": photo.stored,
        "printed": photo.printed,
        "type": photo.type,
        "width": photo.width,
        "height": photo.height,
        "size": photo.size,
        "by": photo.by,
        "at": photo.at,
        "visits": [],
    }


def _photo(document: Document) -> Photo:
    body = cast(dict[str, str], document.body)
    return Photo(
        id=document.id,
        stored=body["stored"],
        printed=body.get("printed", ""),
        type=body["type"],
        width=int(body["width"]),
        height=int(body["height"]),
        size=int(body["size"]),
        by=body["by"],
        at=body["at"],
        visits=tuple(body["visits"]),
    )
