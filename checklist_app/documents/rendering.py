"""Papers are rendered by a crew beside the server: a hostile or a very long one can neither hang nor end
it, and people's own downloads go on while a whole province is being made."""

from collections.abc import Mapping
from typing import Final

from checklist_app.crew import Crew
from checklist_app.documents.document import Document
from checklist_app.documents.docx import docx
from checklist_app.documents.pdf import Pdf, pdf
from checklist_app.documents.sheets import Workbook
from checklist_app.documents.xlsx import xlsx

MEMBERS: Final = 2
SECONDS: Final = 60

Pictures = Mapping[str, bytes]


class Rendering:
    def __init__(self) -> None:
        self._crew = Crew(MEMBERS)

    def pdf(self, document: Document, pictures: Pictures) -> Pdf:
        return self._crew.do(pdf, document, pictures, seconds=SECONDS)

    def docx(self, document: Document, pictures: Pictures) -> bytes:
        return self._crew.do(docx, document, pictures, seconds=SECONDS)

    def xlsx(self, workbook: Workbook) -> bytes:
        return self._crew.do(xlsx, workbook, seconds=SECONDS)

    def close(self) -> None:
        self._crew.close()
