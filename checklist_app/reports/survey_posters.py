"""The poster, the card and the slips of a service point, as files."""

from checklist_app.documents import PosterLayout, Rendering
from checklist_app.reports.press import told_of_papers
from checklist_app.reports.survey.posters import poster_of
from checklist_app.surveys import Point


class Posters:
    def __init__(self, rendering: Rendering, base_url: str) -> None:
        self._rendering = rendering
        self._base_url = base_url

    def pdf(self, point: Point, agency_name: str, kind: str) -> bytes:
        """`kind` is a PosterLayout. The same point makes the same bytes."""
        poster = poster_of(point, agency_name, PosterLayout(kind), base_url=self._base_url)
        with told_of_papers():
            return self._rendering.poster(poster).content
