"""Storage: the protocol, its engines, and what keeps data safe (backup, restore, verify)."""

from checklist_app.store.chain import canonical, chain_hash
from checklist_app.store.files import FolderFiles
from checklist_app.store.protocol import Body, Document, Entry, Head, JsonValue, Key, Kind, NewEntry, Store

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
    "canonical",
    "chain_hash",
]
