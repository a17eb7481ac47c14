"""Register files on the server's own disk, for the commands `import` and `export`."""

from pathlib import Path
from typing import Final

from checklist_app.accounts import COMMAND_LINE
from checklist_app.agencies.exporting import to_csv, to_xlsx
from checklist_app.agencies.plan import ImportPlan
from checklist_app.agencies.records import Agencies
from checklist_app.agencies.tables import LARGEST_FILE, read_table
from checklist_app.durable import AS_USUAL, write_whole
from checklist_app.errors import invalid, unavailable

_ENCODERS: Final = {".csv": to_csv, ".xlsx": to_xlsx}


def import_agencies(agencies: Agencies, path: Path, *, dry_run: bool = False) -> ImportPlan:
    """What the file changes, or would change. With errors in its rows nothing is written:
    the caller shows `plan.errors`."""
    table = read_table(_content(path))
    plan = agencies.plan(COMMAND_LINE.scope, table)
    if dry_run or plan.errors:
        return plan
    return agencies.carry_out(COMMAND_LINE, table, previewed=plan.fingerprint)


def export_agencies(agencies: Agencies, path: Path) -> int:
    """How many agencies the file now holds; its ending says whether it is CSV or XLSX."""
    encode = _ENCODERS.get(path.suffix.lower())
    if encode is None:
        raise invalid("agencies.file_ending", field="file", value=path.suffix)
    register = agencies.within(COMMAND_LINE.scope)
    content = encode(register)
    try:
        write_whole(path, content, mode=AS_USUAL)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise unavailable("agencies.file_not_written", path=str(path)) from error
    return len(register)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise invalid("agencies.file_unreadable", field="file", path=str(path)) from error
