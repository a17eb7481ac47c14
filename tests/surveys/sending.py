"""What a browser without script would send: the fields of a page's form as they stand."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """The last form inside <main>."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = False
        self._text, self._select = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        name = attributes.get("name", "")
        if tag == "main":
            self._inside = True
        elif tag == "form":
            self.fields = {}
        elif not self._inside:
            return
        elif tag == "input" and (
            attributes.get("type") not in {"radio", "checkbox"} or "checked" in attributes
        ):
            self.fields[name] = attributes.get("value", "")
        elif tag == "textarea":
            self._text, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self.fields or "selected" in attributes):
            self.fields[self._select] = attributes.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text] += data.removeprefix("\r\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._inside = False
        elif tag == "textarea":
            self._text = ""


def fields_of(html: str) -> dict[str, str]:
    return _Fields(html).fields
