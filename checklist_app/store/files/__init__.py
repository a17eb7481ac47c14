"""Photographs and other files, and the finished parcels of a province: in a folder, or in a bucket of an
S3-compatible storage that every machine reaches. Nobody above sees which."""

from pathlib import Path

from checklist_app.bucket import Bucket
from checklist_app.errors import Problem, invalid
from checklist_app.settings import SETTINGS
from checklist_app.store.files.folder import FolderFiles, FolderShelf
from checklist_app.store.files.naming import LOST
from checklist_app.store.files.protocol import Files, Finished, Shelf

__all__ = ["LOST", "Files", "Finished", "FolderFiles", "FolderShelf", "Shelf", "files_at", "shelf_at"]

_SHELF = "batches"  # beside the files; their names are hashes and never meet it


def files_at(place: Path | Bucket) -> Files:
    if isinstance(place, Path):
        return FolderFiles(place)
    try:
        from checklist_app.store.files.bucket import BucketFiles  # an extra: not every installation has it
    except ImportError as error:
        raise _no_client() from error
    return BucketFiles(place)


def shelf_at(place: Path | Bucket) -> Shelf:
    if isinstance(place, Path):
        return FolderShelf(place / _SHELF)
    try:
        from checklist_app.store.files.bucket import BucketShelf  # an extra, as above
    except ImportError as error:
        raise _no_client() from error
    return BucketShelf(place, _SHELF)


def _no_client() -> Problem:
    return invalid("config.no_bucket_client", setting=SETTINGS["files"].name)
