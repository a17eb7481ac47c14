"""The wheel works outside the checkout: built from the source distribution, installed into a fresh
environment in another folder, with nothing downloaded."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from checklist_app.resources import ROOT

pytestmark = pytest.mark.slow

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv*", "node_modules", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis"
)
LOOK = """
import json, sys
from pathlib import Path
import checklist_app
from checklist_app import resources
from checklist_app.app import KINDS, create_app
from checklist_app.config import Config
from checklist_app.store.embedded import FolderStore

folder = Path(sys.argv[1])
config = Config.from_environment({"CHECKLIST_STORE": str(folder / "store")})
store = FolderStore(config.store, KINDS)
client = create_app(config, store).test_client()
answers = {address: client.get(address).status_code for address in ("/healthz", "/readyz", "/about")}
store.close()
print(json.dumps({
    "package": checklist_app.__file__,
    "root": str(resources.ROOT),
    "answers": answers,
    "forms": sorted(file.name for file in (resources.DATA / "forms").glob("*.json")),
}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=NOT_COPIED)
    (source / "data" / "var").mkdir(exist_ok=True)
    (source / "data" / "var" / "secret").write_text("a running store")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source))
    return folder


def run(*command: str, cwd: Path | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ended = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def names_in_wheel(folder: Path) -> set[str]:
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def names_in_source(folder: Path) -> set[str]:
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


@pytest.mark.parametrize("folder", ["templates", "static", "data"])
def test_the_wheel_carries_all_that_is_shipped(built: Path, folder: str) -> None:
    held = {str(file.relative_to(ROOT)) for file in (ROOT / folder).rglob("*") if file.is_file()}
    shipped = {name for name in held if not name.startswith("data/var/")}
    assert shipped
    assert {f"checklist_app/shipped/{name}" for name in shipped} <= names_in_wheel(built)
    assert shipped <= names_in_source(built)


def test_neither_carries_a_running_store_or_tests(built: Path) -> None:
    wheel, source = names_in_wheel(built), names_in_source(built)
    assert not [name for name in wheel | source if "data/var" in name or "__pycache__" in name]
    assert not [name for name in wheel if name.startswith(("tests/", "benchmarks/", "scripts/"))]
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
    assert {"LICENSE", "pyproject.toml", "setup.py", "scripts/serve", "requirements/serve.txt"} <= source


def test_the_wheel_requires_what_the_project_declares(built: Path) -> None:
    wheel = next(built.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode("utf-8").splitlines()
    required = {Requirement(line.partition(": ")[2]) for line in lines if line.startswith("Requires-Dist: ")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {Requirement(line) for line in project["dependencies"]}
    for extra, requirements in project["optional-dependencies"].items():
        declared |= {Requirement(f'{line}; extra == "{extra}"') for line in requirements}
    assert required == declared


def test_the_installed_package_works_outside_the_checkout(built: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", str(environment))
    python = environment / "bin" / "python"
    wheel = str(next(built.glob("*.whl")))
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", wheel)
    _lend_dependencies(python)
    seen = json.loads(run(str(python), "-c", LOOK, str(tmp_path), cwd=tmp_path))
    assert Path(seen["package"]).is_relative_to(environment)
    assert Path(seen["root"]).is_relative_to(environment)
    assert set(seen["answers"].values()) == {200}
    assert "nacc-2563.json" in seen["forms"]
    assert (environment / "bin" / "checklist").exists()


def _lend_dependencies(python: Path) -> None:
    """The dependencies of this environment, without its editable checkout: Python runs the .pth
    files of the folder where it finds them, not those of folders that they name."""
    own = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (Path(own) / "lent.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
