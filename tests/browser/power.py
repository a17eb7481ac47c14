"""A small disk that can lose its power: an ext4 image whose copy holds only what had reached the device;
and a disk that can be full. Both need root, and the image a loop device."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEGABYTES = 700
PIECE = b"\0" * 65_536


def lacking() -> str:
    """Why disks cannot be made here, or nothing."""
    if os.geteuid() != 0:
        return "needs root to mount a disk"
    if not shutil.which("mkfs.ext4") or not Path("/dev/loop-control").exists():
        return "needs mkfs.ext4 and loop devices"
    return ""


def new_image(file: Path) -> None:
    with file.open("wb") as made:
        made.truncate(MEGABYTES * 2**20)
    _run("mkfs.ext4", "-q", "-F", str(file))


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[Path]:
    at.mkdir(exist_ok=True)
    _run("mount", "-o", "loop", str(image), str(at))
    try:
        yield at
    finally:
        _run("umount", "-l", str(at))


def copied(image: Path) -> Path:
    """What a power cut at this moment would leave."""
    copy = image.with_suffix(".cut")
    _run("cp", "--sparse=always", str(image), str(copy))
    return copy


@contextmanager
def small_disk(at: Path) -> Iterator[Path]:
    at.mkdir(exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(at))
    try:
        yield at
    finally:
        _run("umount", "-l", str(at))


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not one byte is left while the block runs."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(PIECE) == len(PIECE):
            pass
    try:
        yield
    finally:
        filler.unlink()


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
