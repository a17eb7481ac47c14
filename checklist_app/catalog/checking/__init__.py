"""Everything that is wrong with a form file, by line and id, in words: for people who write forms by
hand. Never raises for what is in the file."""

from pathlib import Path

from checklist_app.catalog.checking.faults import Fault, Report
from checklist_app.catalog.checking.meaning import check_meaning
from checklist_app.catalog.checking.shape import check_shape
from checklist_app.catalog.checking.wording import check_wording
from checklist_app.catalog.positions import NotJson, parse

LARGEST_FILE = 2_000_000
_BOM = b"\xef\xbb\xbf"

__all__ = ["Fault", "check_form", "check_form_file"]


def check_form_file(path: Path) -> list[Fault]:
    try:
        with path.open("rb") as file:
            return check_form(file.read(LARGEST_FILE + 1))
    except OSError as error:
        return [Fault(1, "", "catalog.fault.unreadable", {"reason": error.strerror or ""})]


def check_form(text: bytes) -> list[Fault]:
    """Faults by line; empty when the form can be used."""
    report = Report()
    if len(text) > LARGEST_FILE:
        report.add(1, "", "too_large", limit=LARGEST_FILE)
        return report.sorted()
    if text.startswith(_BOM):
        report.add(1, "", "byte_order_mark")
        text = text.removeprefix(_BOM)
    try:
        parsed = parse(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        report.add(text.count(b"\n", 0, error.start) + 1, "", "not_utf8", byte=error.start)
        return report.sorted()
    except NotJson as error:
        report.add(error.line, "", error.code, **error.parameters)
        return report.sorted()
    for repeat in parsed.repeats:
        report.add(repeat.line, "", "repeated_key", key=repeat.key)
    check_wording(report, parsed.root)
    check_shape(report, parsed.root)
    check_meaning(report, parsed.root)
    return report.sorted()
