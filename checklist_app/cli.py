"""The `checklist` command. Every command says in one line what it did or what to do next, and ends
with 0 only when all of it was done."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from checklist_app import __version__, commands
from checklist_app.errors import Problem
from checklist_app.serving.terminal import complain

Command: TypeAlias = Callable[[argparse.Namespace], int]
Group: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(words: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Thai still gets its line
    arguments = build_parser().parse_args(words)
    run: Command = arguments.run
    try:
        return run(arguments)
    except Problem as problem:
        complain(problem)
        return 1
    except BrokenPipeError:  # whoever read the answer has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="checklist", description=__doc__)
    parser.add_argument("--version", action="version", version=f"checklist {__version__}")
    words = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_serving(words)
    _add_people(words)
    _add_data(words)
    forms = _add(words, "forms", "look after form files").add_subparsers(required=True, metavar="COMMAND")
    check = _add(forms, "check", "explain every fault of a form file", commands.check_forms)
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    return parser


def _add_serving(words: Group) -> None:
    serving_ = _add(words, "serve", "run the server", commands.serve)
    serving_.add_argument("--host", help="network address to listen on (setting CHECKLIST_HOST)")
    serving_.add_argument("--port", help="port to listen on (setting CHECKLIST_PORT)")
    serving_.add_argument("--demo", action="store_true", help="load the demonstration data first")
    serving_.add_argument(
        "--lan", action="store_true", help="HTTPS for phones on the local network, as a trial"
    )
    serving_.add_argument("--lan-remove", action="store_true", help="remove what --lan made")
    _add(words, "work", "make papers of whole provinces, beside servers on the same database", commands.work)
    demonstrating = _add(words, "demo", "load the demonstration data", commands.demo)
    demonstrating.add_argument(
        "--beside-others", action="store_true", help="even where agencies are registered"
    )


def _add_people(words: Group) -> None:
    people = _add(words, "user", "people, when nobody can sign in").add_subparsers(
        required=True, metavar="COMMAND"
    )
    _add(people, "list", "list everybody", commands.list_people)
    adding = _add(
        people,
        "add-administrator",
        "add an administrator with a one-time password",
        commands.add_administrator,
    )
    adding.add_argument("sign_in", metavar="SIGN_IN")
    adding.add_argument("name", metavar="NAME")
    resetting = _add(
        people, "reset-password", "give somebody a new one-time password", commands.reset_password
    )
    resetting.add_argument("sign_in", metavar="SIGN_IN")


def _add_data(words: Group) -> None:
    importing = _add(
        words, "import", "read the register of agencies from CSV or XLSX, or a visit", commands.import_file
    )
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--visit", action="store_true", help="a visit that was exported as JSON")
    importing.add_argument("--dry-run", action="store_true", help="only say what would change")
    exporting = _add(
        words, "export", "write the register to .csv or .xlsx, a visit, or everything", commands.export
    )
    exporting.add_argument("file", type=Path, metavar="FILE")
    what = exporting.add_mutually_exclusive_group()
    what.add_argument("--tinydb", action="store_true", help="everything, as JSON that stock TinyDB opens")
    what.add_argument("--visit", metavar="ID", help="one visit with its history and photos, as JSON")
    backing = _add(
        words, "backup", "write store, files and secret to one file, and check it", commands.make_backup
    )
    backing.add_argument("file", type=Path, metavar="FILE")
    restoring = _add(words, "restore", "put a backup in place", commands.restore_backup)
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument("--replace", action="store_true", help="even where data is; it is kept beside")
    _add(words, "verify", "check every entry, chain and file", commands.verify_everything)
    copying = _add(
        words,
        "copy-store",
        "copy a store into another, folder or database, and prove both the same; run it again to go on, or "
        "to bring what is new. Stop the servers first. Photos and other files are not part of it",
        commands.copy_everything,
    )
    copying.add_argument("source", metavar="FROM", help="a folder, or postgresql://user@host/database")
    copying.add_argument("target", metavar="TO", help="as FROM; empty, or an earlier copy of FROM")


def _add(
    words: Group,
    name: str,
    help: str,
    run: Command | None = None,
) -> argparse.ArgumentParser:
    parser = words.add_parser(name, help=help, description=help)
    if run is not None:
        parser.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
