"""Puts the shipped templates, static files and data into the wheel, under checklist_app/shipped
(see checklist_app/resources.py). A checkout keeps using the folders beside the package."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
FOLDERS = ("templates", "static", "data")
RUNNING_STORE = ROOT / "data" / "var"


class BuildWithShippedFiles(build_py):
    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for source, target in self._shipped():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        shipped = [] if self.editable_mode else [str(target) for _, target in self._shipped()]
        return [*super().get_outputs(include_bytecode), *shipped]

    def _shipped(self) -> list[tuple[Path, Path]]:
        inside = Path(self.build_lib) / "checklist_app" / "shipped"
        files = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")))
        return [
            (path, inside / path.relative_to(ROOT))
            for path in files
            if path.is_file() and not path.is_relative_to(RUNNING_STORE)
        ]


setup(cmdclass={"build_py": BuildWithShippedFiles})
