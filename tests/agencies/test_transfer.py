"""Register files through the commands."""

import errno
import os
from pathlib import Path

import pytest

from checklist_app.agencies import export_agencies, import_agencies
from checklist_app.errors import Problem, ProblemKind
from tests.agencies.register import EVERYTHING, Register, three_agencies

SHEET = "ชื่อ,อำเภอ,จังหวัด\r\nอบต.ก,บ้านม่วง,สกลนคร\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(SHEET, "utf-8")
    return path


def test_a_dry_run_writes_nothing(file: Path) -> None:
    register = Register()
    assert len(import_agencies(register.agencies, file, dry_run=True).added) == 1
    assert register.agencies.within(EVERYTHING) == []


def test_an_import_is_written_once_and_then_unchanged(file: Path) -> None:
    register = Register()
    import_agencies(register.agencies, file)
    assert import_agencies(register.agencies, file).unchanged == (2,)
    assert register.actions().count("agencies.imported") == 2


def test_a_file_with_errors_is_told_and_not_written(file: Path) -> None:
    file.write_text(SHEET + "อบต.ข,,\r\n", "utf-8")
    register = Register()
    assert import_agencies(register.agencies, file).errors
    assert register.agencies.within(EVERYTHING) == []


@pytest.mark.parametrize("name", ["missing.csv", "", "a\0b.csv"])
def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem) as refusal:
        import_agencies(Register().agencies, tmp_path / name)
    assert refusal.value.code == "agencies.file_unreadable"


@pytest.mark.parametrize("ending", [".csv", ".XLSX"])
def test_an_export_is_written_and_read_back(tmp_path: Path, ending: str) -> None:
    register, agencies = three_agencies()
    path = tmp_path / f"out{ending}"
    assert export_agencies(register.agencies, path) == len(agencies)
    assert len(import_agencies(register.agencies, path).unchanged) == len(agencies)


def test_an_export_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for name, code in (
        ("out.pdf", "agencies.file_ending"),
        ("no/folder.csv", "agencies.file_not_written"),
        ("a\0.csv", "agencies.file_not_written"),
    ):
        with pytest.raises(Problem) as refusal:
            export_agencies(Register().agencies, tmp_path / name)
        assert refusal.value.code == code


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_an_export_that_breaks_off_leaves_the_earlier_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    register, _ = three_agencies()
    path = tmp_path / "out.csv"
    path.write_text("earlier")

    def broken(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os if call == "fsync" else Path, call, broken)
    with pytest.raises(Problem) as refusal:
        export_agencies(register.agencies, path)
    assert (refusal.value.kind, refusal.value.code) == (
        ProblemKind.UNAVAILABLE,
        "agencies.file_not_written",
    )
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text() == "earlier"
