"""The engine for one machine: TinyDB in memory, made durable by a journal of our own."""

from checklist_app.store.embedded.engine import EmbeddedStore
from checklist_app.store.embedded.folder_store import FolderStore

__all__ = ["EmbeddedStore", "FolderStore"]
