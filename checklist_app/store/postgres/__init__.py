"""The engine for many machines: the same documents and streams in PostgreSQL, or what speaks its protocol."""

from checklist_app.store.postgres.engine import PostgresStore
from checklist_app.store.postgres.opening import open_database
from checklist_app.store.postgres.whole import WholeDatabase

__all__ = ["PostgresStore", "WholeDatabase", "open_database"]
