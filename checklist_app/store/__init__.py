"""Storage: the protocol, its engines, and what keeps data safe (backup, restore, verify)."""

from checklist_app.store.chain import canonical, chain_hash
from checklist_app.store.counters import Counters, Seen
from checklist_app.store.files import LOST, Files, Finished, FolderFiles, Shelf, files_at, shelf_at
from checklist_app.store.leases import Leases
from checklist_app.store.metered import MeteredStore, figures_of
from checklist_app.store.protocol import Body, Document, Entry, Head, JsonValue, Key, Kind, NewEntry, Store
from checklist_app.store.stale import again_when_stale, stale_as, telling, together

__all__ = [
    "LOST",
    "Body",
    "Counters",
    "Document",
    "Entry",
    "Files",
    "Finished",
    "FolderFiles",
    "Head",
    "JsonValue",
    "Key",
    "Kind",
    "Leases",
    "MeteredStore",
    "NewEntry",
    "Seen",
    "Shelf",
    "Store",
    "again_when_stale",
    "canonical",
    "chain_hash",
    "figures_of",
    "files_at",
    "shelf_at",
    "stale_as",
    "telling",
    "together",
]
