"""Papers are rendered by a crew beside the server: a hostile or a very long one can neither hang nor end
it, and people's own downloads go on while a whole province is being made. What draws is loaded when it is
first asked for, so that each member of the crew has only what it needs in memory."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from checklist_app.crew import Crew
from checklist_app.documents.document import Document
from checklist_app.documents.poster import Poster
from checklist_app.documents.sheets import Workbook

if TYPE_CHECKING:
    from checklist_app.documents.pdf import Pdf

MEMBERS: Final = 2
SECONDS: Final = 60

Pictures = Mapping[str, bytes]


class Rendering:
    def __init__(self) -> None:
        self._crew = Crew(MEMBERS)

    def pdf(self, document: Document, pictures: Pictures) -> "Pdf":
        from checklist_app.documents.pdf import pdf

        return self._crew.do(pdf, document, pictures, seconds=SECONDS)

    def poster(self, poster: Poster) -> "Pdf":
        from checklist_app.documents.pdf import poster_pdf

        return self._crew.do(poster_pdf, poster, seconds=SECONDS)

    def docx(self, document: Document, pictures: Pictures) -> bytes:
        from checklist_app.documents.docx import docx

        return self._crew.do(docx, document, pictures, seconds=SECONDS)

    def xlsx(self, workbook: Workbook) -> bytes:
        from checklist_app.documents.xlsx import xlsx

        return self._crew.do(xlsx, workbook, seconds=SECONDS)

    def close(self) -> None:
        self._crew.close()
