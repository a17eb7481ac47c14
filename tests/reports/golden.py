"""The pages that papers are compared with. To renew them after a change that was looked at and is meant:
python -m tests.reports.golden"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image

from checklist_app.documents.document import Document
from checklist_app.documents.pdf import pdf
from checklist_app.reports.ita.bound import Asked, PaperName, paper
from checklist_app.reports.survey.report import survey_report
from checklist_app.reports.visit.report import blank_form, supervision
from checklist_app.thai import DigitStyle
from tests.reports import ita_world, survey_world, world

FOLDER = Path(__file__).parent / "golden"
DOTS_PER_INCH = 50
GREYS = 16
RENEW = "python -m tests.reports.golden"


def filled() -> Document:
    return supervision(world.full(), stamp=world.STAMP, digits=DigitStyle.ARABIC, made=world.MADE)


def draft() -> Document:
    return supervision(world.half(), stamp=None, digits=DigitStyle.THAI, made=world.MADE)


def blank() -> Document:
    return blank_form(world.official(), digits=DigitStyle.ARABIC, made=world.MADE)


def survey() -> Document:
    material = survey_world.decided()
    return survey_report(material, stamp=survey_world.STAMP, digits=DigitStyle.THAI, made=survey_world.MADE)


def survey_without_answers() -> Document:
    material = survey_world.scarce(0)
    return survey_report(material, stamp=None, digits=DigitStyle.ARABIC, made=survey_world.MADE)


def cycle(case: str, name: PaperName) -> Document:
    """Of one of the source documents."""
    return paper(ita_world.material(case), Asked(name, 12, DigitStyle.THAI, ita_world.MADE))


def content(document: Document) -> bytes:
    return pdf(document, world.pictures()).content


def pages() -> Iterator[tuple[str, Image.Image]]:
    """Name and picture of every page that is kept: the filled form, the blank one, the first of a draft; the
    report of a round, and the first page of one without answers; the note and the report of an ITA cycle."""
    kept = (
        ("filled", filled(), None),
        ("blank", blank(), None),
        ("draft", draft(), 1),
        ("survey", survey(), None),
        ("survey-empty", survey_without_answers(), 1),
        ("cycle-note", cycle("002", PaperName.MEMO), 1),
        ("cycle-report", cycle("001", PaperName.FOLLOWUP), None),
    )
    for name, document, most in kept:
        for number, page in enumerate(drawn(content(document))[:most], start=1):
            yield f"{name}-{number:02}", page


def drawn(paper: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(paper) as document:
        return [_grey(page.render(scale=DOTS_PER_INCH / 72).to_pil()) for page in document]


def write() -> None:
    FOLDER.mkdir(exist_ok=True)
    known = {path.stem: path for path in FOLDER.glob("*.png")}
    for name, page in pages():
        known.pop(name, None)
        encoded = BytesIO()
        page.save(encoded, "PNG", optimize=True)
        (FOLDER / f"{name}.png").write_bytes(encoded.getvalue())
    for gone in known.values():
        gone.unlink()


def _grey(page: Image.Image) -> Image.Image:
    """In few greys, so that the files are small."""
    step = 255 // (GREYS - 1)
    return page.convert("L").point([round(grey / step) * step for grey in range(256)])


if __name__ == "__main__":
    write()
