"""The set-up that scripts/serve and scripts/test share: what stops it is one clear line, and it
does nothing twice. Python and pip are fakes in a folder of their own; nothing is downloaded."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checklist_app.resources import ROOT
from tests.browser.conftest import require_browser

SHELL_TOOLS = ("sh", "dirname", "cat", "grep", "rm", "mkdir")
FAKE_APP = '#!/bin/sh\necho served "$@"\n'

# Stands in for python3: real for questions, but counts every pip and makes .venv without one.
FAKE_PYTHON = r"""#!/bin/sh
case "$*" in
    *"-m pip install"*) echo "$*" >>"{log}"; {pip} exit 0 ;;
    *"-m venv "*)
        mkdir -p "{venv}/bin"
        cp "$0" "{venv}/bin/python"
        cp "{app}" "{venv}/bin/checklist"
        exit 0 ;;
esac
exec "{real}" "$@"
"""


class Checkout:
    """A copy of what the set-up needs, in a folder with a space and Thai letters in its name."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "ที่ ทดลอง"
        self.path = folder / "bin"
        self.log = folder / "pip.log"
        self.root.mkdir()
        self.path.mkdir()
        for name in ("pyproject.toml", "setup.py"):
            shutil.copy(ROOT / name, self.root)
        for name in ("scripts", "requirements"):
            shutil.copytree(ROOT / name, self.root / name)
        for tool in SHELL_TOOLS:
            (self.path / tool).symlink_to(str(shutil.which(tool)))
        (self.path / "cp").symlink_to(str(shutil.which("cp")))

    def python(self, text: str, name: str = "python3") -> None:
        file = self.path / name
        file.write_text(text, "utf-8")
        file.chmod(0o755)

    def counting_python(self, pip: str = "") -> None:
        app = self.path / "fake-app"
        app.write_text(FAKE_APP)
        app.chmod(0o755)
        names = {"log": self.log, "venv": self.root / ".venv", "app": app, "real": sys.executable, "pip": pip}
        self.python(FAKE_PYTHON.format(**names))

    def serve(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.root / "scripts" / "serve"), *arguments],
            env={"PATH": str(self.path), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    @property
    def installs(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def only_line(complained: str) -> str:
    lines = [line for line in complained.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1
    assert "Traceback" not in complained
    return lines[0]


# --- what stops it -----------------------------------------------------------------------------


def test_no_python_at_all_is_said(checkout: Checkout) -> None:
    ended = checkout.serve()
    assert ended.returncode != 0
    assert "Python 3.11 or newer" in only_line(ended.stderr)


def test_a_python_that_is_too_old_is_the_same_as_none(checkout: Checkout) -> None:
    checkout.python("#!/bin/sh\nexit 1\n")
    ended = checkout.serve()
    assert ended.returncode != 0
    assert "apt install python3" in only_line(ended.stderr)


def test_a_missing_venv_module_names_the_package(checkout: Checkout) -> None:
    checkout.python(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n')
    ended = checkout.serve()
    assert ended.returncode != 0
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"apt install python{version}-venv" in only_line(ended.stderr)


def test_an_older_python_with_venv_is_taken_before_a_newer_without(checkout: Checkout) -> None:
    checkout.python('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexit 0\n', "python3.13")
    checkout.counting_python()
    assert checkout.serve("--port", "9000").stdout == "served serve --port 9000\n"


def test_packages_that_cannot_be_installed_are_said_and_tried_again(checkout: Checkout) -> None:
    checkout.counting_python(pip="exit 1;")
    ended = checkout.serve()
    assert ended.returncode != 0
    assert "could not be installed" in only_line(ended.stderr)
    checkout.counting_python()
    assert checkout.serve().returncode == 0


# --- what it does ------------------------------------------------------------------------------


def test_arguments_go_on_to_the_command_as_they_are(checkout: Checkout) -> None:
    checkout.counting_python()
    assert checkout.serve("--demo", "a b").stdout == "served serve --demo a b\n"


def test_packages_come_from_the_lock_with_hashes_and_the_application_from_the_checkout(
    checkout: Checkout,
) -> None:
    checkout.counting_python()
    checkout.serve()
    packages, application = checkout.log.read_text("utf-8").splitlines()
    assert "--require-hashes" in packages
    assert packages.endswith("requirements/serve.txt")
    assert "--no-deps --no-build-isolation --editable" in application


def test_a_second_run_installs_nothing_and_says_nothing(checkout: Checkout) -> None:
    checkout.counting_python()
    checkout.serve()
    before = checkout.installs
    again = checkout.serve()
    assert (again.stdout, again.stderr) == ("served serve\n", "")
    assert checkout.installs == before == 2


@pytest.mark.parametrize("name", ["requirements/serve.txt", "pyproject.toml", "setup.py"])
def test_a_change_of_what_decides_installs_again(checkout: Checkout, name: str) -> None:
    checkout.counting_python()
    checkout.serve()
    with (checkout.root / name).open("a") as file:
        file.write("# changed\n")
    checkout.serve()
    assert checkout.installs == 4


def _break_off(checkout: Checkout) -> None:
    (checkout.root / ".venv" / "unfinished").touch()


def _lose_python(checkout: Checkout) -> None:
    (checkout.root / ".venv" / "bin" / "python").unlink()


@pytest.mark.parametrize("harm", [_break_off, _lose_python])
def test_a_set_up_that_was_broken_off_starts_over(
    checkout: Checkout, harm: Callable[[Checkout], None]
) -> None:
    checkout.counting_python()
    checkout.serve()
    harm(checkout)
    (checkout.root / ".venv" / "left-over").touch()
    assert checkout.serve().stdout == "served serve\n"
    assert not (checkout.root / ".venv" / "left-over").exists()
    assert checkout.installs == 4


def test_runs_at_the_same_time_install_once(checkout: Checkout) -> None:
    checkout.counting_python()
    command = [str(checkout.root / "scripts" / "serve")]
    environment = {"PATH": str(checkout.path), "LANG": "C.UTF-8"}
    runs = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(4)
    ]
    assert [run.communicate(timeout=60)[0] for run in runs] == [b"served serve\n"] * 4
    assert checkout.installs == 2


# --- the locks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["serve.txt", "test.txt"])
def test_every_locked_package_has_an_exact_version_and_hashes_and_no_address(name: str) -> None:
    lock = (ROOT / "requirements" / name).read_text("utf-8")
    packages = [entry for entry in lock.replace("\\\n", " ").splitlines() if entry and entry[0] != "#"]
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9-]+==\d\S* ", package), package
        assert "--hash=sha256:" in package, package
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links", lock)


def test_tests_run_with_the_versions_that_are_served() -> None:
    served, tested = (
        set(re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / name).read_text("utf-8"), re.MULTILINE))
        for name in ("serve.txt", "test.txt")
    )
    assert served < tested


def test_ci_runs_the_test_script_and_nothing_else() -> None:
    commands = [
        line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")
    ]
    assert commands == ["export CI=true", 'exec "$(dirname "$0")/../scripts/test"']
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


# --- the browser of the tests --------------------------------------------------------------------

FINDING = """eval "$(sed -n '/^find_browser()/,/^}/p' "$0")"
find_browser && sh -c 'echo $CHECKLIST_TEST_BROWSER'"""


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_the_browser_that_is_found_is_handed_to_the_tests(tmp_path: Path, name: str) -> None:
    browser = tmp_path / name
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    (tmp_path / "sed").symlink_to(str(shutil.which("sed")))
    (tmp_path / "sh").symlink_to(str(shutil.which("sh")))

    def found() -> tuple[str, int]:
        command = [str(shutil.which("sh")), "-c", FINDING, str(ROOT / "scripts" / "test")]
        ended = subprocess.run(
            command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
        )
        return ended.stdout, ended.returncode

    assert found() == (f"{browser}\n", 0)
    browser.unlink()
    assert found() == ("", 127)


@pytest.mark.parametrize(("ci", "outcome"), [("", "Skipped"), ("true", "Failed"), ("1", "Failed")])
def test_without_a_browser_its_tests_are_skipped_and_in_ci_fail(ci: str, outcome: str) -> None:
    with pytest.raises(BaseException, match="no browser") as ended:
        require_browser("", ci)
    assert type(ended.value).__name__ == outcome
    require_browser("/usr/bin/chromium", ci)
