"""Storage: the protocol, its engines, and what keeps data safe (backup, restore, verify)."""

from checklist_app.store.chain import canonical, chain_hash
from checklist_app.store.files import FolderFiles
from checklist_app.store.protocol import Body, Document, Entry, Head, JsonValue, Key, Kind, NewEntry, Store
from checklist_app.store.stale import again_when_stale, stale_as

__all__ = [
    "Body",
    "Document",
    "Entry",
    "FolderFiles",
    "Head",
    "JsonValue",
    "Key",
    "Kind",
    "NewEntry",
    "Store",
    "again_when_stale",
    "canonical",
    "chain_hash",
    "stale_as",
]
