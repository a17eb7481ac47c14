"""The official report as a PDF: the filled form with its annexes and photos as phones send them,
other answers in it each time; the same paper in WeasyPrint, in turn with ours; memory;
two members of a crew against one.

    python -m benchmarks.documents [--rounds 5] [--weasyprint PYTHON] [--papers 100]

WeasyPrint is installed by hand where nothing else is (`python -m venv X && X/bin/pip install weasyprint`, and
Pango), and PYTHON, or CHECKLIST_BENCHMARK_WEASYPRINT, is the Python there; without it, it is left out.
Trust the ratios."""

import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

from benchmarks.peers.paper_html import html
from checklist_app.crew import FRUGAL, Crew
from checklist_app.documents.document import Blank, Document, Writing
from checklist_app.documents.fonts import font_folder
from checklist_app.documents.pdf import Pdf, pdf

Pictures = Mapping[str, bytes]
PEER = Path(__file__).parent / "peers" / "weasy.py"
LOCATION = "CHECKLIST_BENCHMARK_WEASYPRINT"
MADE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
AT_ONCE = 12  # papers for a crew of one and a crew of two


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--papers", type=int, default=100, help="for the memory of a process that goes on")
    parser.add_argument("--weasyprint", default=os.environ.get(LOCATION), metavar="PYTHON")
    parser.add_argument("--memory", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.memory:
        return tell_memory(wanted.memory)
    document, pictures = report()
    with tempfile.TemporaryDirectory() as folder:
        speed(document, pictures, Path(folder), wanted.weasyprint, wanted.rounds)
    memory(document, pictures, wanted.papers)
    crews(document, pictures, wanted.rounds)
    return 0


# --- the paper -------------------------------------------------------------------------------------------


def report() -> tuple[Document, Pictures]:
    """Everybody in it is invented, as in the tests."""
    from checklist_app.reports.visit.report import supervision
    from checklist_app.thai import DigitStyle
    from tests.reports import world

    document = supervision(world.full(), stamp=world.STAMP, digits=DigitStyle.ARABIC, made=MADE)
    return document, {name: photo(content) for name, content in world.pictures().items()}


def photo(drawing: bytes) -> bytes:
    """As the office keeps for paper what a phone sends: noise like that of a camera, about 85 kB."""
    from PIL import Image

    from checklist_app.pictures import QUALITY, for_print

    size = (1920, 1440)
    scene = Image.open(BytesIO(drawing)).convert("RGB").resize(size, Image.Resampling.BICUBIC)
    noise = Image.effect_noise((size[0] // 2, size[1] // 2), 40).resize(size).convert("RGB")
    written = BytesIO()
    Image.blend(scene, noise, 0.15).save(written, "JPEG", quality=QUALITY)
    return for_print(written.getvalue())


def varied(document: Document, number: int) -> Document:
    """The same form with other answers and another agency, as the papers of a province are."""
    return cast(Document, _answered(document, number))


def _answered(value: Any, number: int) -> Any:
    if isinstance(value, Blank):
        return replace(value, value=f"{value.value} {number}" if value.value else "")
    if isinstance(value, Writing):
        return replace(value, text=value.text.replace("การ", f"การที่ {number} "))
    if isinstance(value, tuple):
        return tuple(_answered(member, number) for member in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {field.name: _answered(getattr(value, field.name), number) for field in fields(value)}
    if isinstance(value, Document):
        changed["footer"] = f"เลขที่ {number}"
    return replace(value, **changed)


# --- speed, beside WeasyPrint ------------------------------------------------------------------------------


def speed(document: Document, pictures: Pictures, folder: Path, python: str | None, rounds: int) -> None:
    peer = Peer(python, folder, pictures) if python else None
    pdf(varied(document, 0), pictures)
    if peer:
        peer.seconds(varied(document, 0))
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(1, rounds + 1):
        paper = varied(document, number)
        begun = time.perf_counter()
        made = pdf(paper, pictures)
        ours.append(time.perf_counter() - begun)
        if peer:
            theirs.append(peer.seconds(paper))
    print(
        f"{made.pages} pages, {len(pictures)} photos, {len(made.content) // 1024} KiB; medians of {rounds}\n"
    )
    print(f"ours, warm          {statistics.median(ours):7.3f} s")
    if peer:
        peer.end()
        ratio = statistics.median(theirs) / statistics.median(ours)
        print(f"WeasyPrint, warm    {statistics.median(theirs):7.3f} s   {peer.pages} pages")
        for_page = ratio * made.pages / peer.pages
        print(f"WeasyPrint / ours   {ratio:7.1f}      {for_page:.1f} for each page   (to reach: 10)")
    else:
        print(f"WeasyPrint is left out: give --weasyprint PYTHON or {LOCATION}")


class Peer:
    """WeasyPrint in a process of its own, asked for one paper after the other."""

    def __init__(self, python: str, folder: Path, pictures: Pictures) -> None:
        self._folder = folder
        self.pages = 0
        for name, content in pictures.items():
            (folder / name).write_bytes(content)
        command = [python, str(PEER)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def seconds(self, document: Document) -> float:
        """Of its own work; the HTML is made before."""
        page = self._folder / "paper.html"
        page.write_text(html(document, self._folder, font_folder()), "utf-8")
        sending, receiving = cast(IO[str], self._process.stdin), cast(IO[str], self._process.stdout)
        sending.write(json.dumps({"html": str(page), "pdf": str(self._folder / "paper.pdf")}) + "\n")
        sending.flush()
        answer = json.loads(receiving.readline())
        self.pages = int(answer["pages"])
        return float(answer["seconds"])

    def end(self) -> None:
        self._process.communicate()


# --- memory ------------------------------------------------------------------------------------------------


def memory(document: Document, pictures: Pictures, papers: int) -> None:
    """Each in a process of its own that has loaded nothing but what renders."""
    first, last = (_megabytes(document, pictures, count) for count in (1, papers))
    print(f"\nresident, cold      {first:7.0f} MB   after one paper   (to reach: 120)")
    print(f"resident, warm      {last:7.0f} MB   after {papers} varied papers   (to reach: 220)")


def _megabytes(document: Document, pictures: Pictures, papers: int) -> float:
    command = [sys.executable, "-m", "benchmarks.documents", "--memory", str(papers)]
    given = pickle.dumps((document, dict(pictures)))
    environment = {**os.environ, **FRUGAL}  # as a member of the crew has it
    told = subprocess.run(command, input=given, capture_output=True, check=True, env=environment)
    return float(told.stdout)


def tell_memory(papers: int) -> int:
    document, pictures = pickle.load(sys.stdin.buffer)
    for number in range(papers):
        pdf(varied(document, number), pictures)
    status = Path("/proc/self/status").read_text("ascii")  # getrusage would begin with what the parent had
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
    return 0


# --- two at once -------------------------------------------------------------------------------------------


def crews(document: Document, pictures: Pictures, rounds: int) -> None:
    """As the server renders: each thread waits for a member of the crew."""
    crew = Crew(2)
    list(_rendered(crew, 2, [varied(document, number) for number in range(4)], pictures))
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(rounds):
        for threads, taken in seconds.items():
            papers = [varied(document, turn * 100 + threads * 50 + number) for number in range(AT_ONCE)]
            begun = time.perf_counter()
            _rendered(crew, threads, papers, pictures)
            taken.append(time.perf_counter() - begun)
    crew.close()
    ratio = statistics.median(seconds[1]) / statistics.median(seconds[2])
    print(f"\ntwo threads / one   {ratio:7.2f}      for {AT_ONCE} papers   (to reach: 1.5)")


def _rendered(crew: Crew, threads: int, papers: list[Document], pictures: Pictures) -> list[Pdf]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda paper: crew.do(pdf, paper, pictures), papers))


if __name__ == "__main__":
    sys.exit(main())
