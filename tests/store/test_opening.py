"""The engine for a database is an extra: who lacks it is told what to install."""

import subprocess
import sys

ASKING = """
import sys
from pathlib import Path
sys.modules["psycopg"] = None
from checklist_app.config import Database
from checklist_app.errors import Problem
from checklist_app.store.opening import open_store, open_whole
for opening in (
    lambda: open_store(Database("postgresql://h/d"), (), secret="s", connections=1),
    lambda: open_whole(Database("postgresql://h/d"), (), secret="s"),
):
    try:
        opening()
    except Problem as problem:
        print(problem.code)
"""


def test_where_the_driver_is_not_installed_that_is_what_is_said() -> None:
    said = subprocess.run([sys.executable, "-c", ASKING], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["store.postgres_missing"] * 2
