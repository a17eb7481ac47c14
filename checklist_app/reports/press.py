"""Making the files of a paper, and what the crew refuses, in the words of who waits for one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from checklist_app.documents import Document, Rendering
from checklist_app.errors import Problem, unavailable
from checklist_app.reports.papers import Made


def both_files(rendering: Rendering, document: Document, pictures: Mapping[str, bytes]) -> Made:
    """Of a paper that is issued."""
    with told_of_papers():
        pdf = rendering.pdf(document, pictures)
        return Made(pdf.content, rendering.docx(document, pictures), pdf.pages)


def one_file(rendering: Rendering, document: Document, ending: str, pictures: Mapping[str, bytes]) -> bytes:
    """Of a draft; `ending` is pdf or docx."""
    with told_of_papers():
        if ending == "pdf":
            return rendering.pdf(document, pictures).content
        return rendering.docx(document, pictures)


@contextmanager
def told_of_papers() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        if problem.code == "aside.busy":
            raise unavailable("papers.rendering_busy") from problem
        if problem.code in {"aside.too_long", "aside.too_much"}:
            raise unavailable("papers.rendering_failed") from problem
        raise
