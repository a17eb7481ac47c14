"""What stands in the form of a page, as a browser would send it."""

from html.parser import HTMLParser


class Filled(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._name, self._kind = "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        name = attributes.get("name", "")
        if tag == "input" and name:
            self.values.setdefault(name, attributes.get("value", ""))
        elif tag in {"textarea", "select"}:
            self._name, self._kind = name, tag
            self.values.setdefault(name, "")
        elif tag == "option" and "selected" in attributes:
            self.values[self._name] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"}:
            self.values[self._name] = self.values[self._name].removeprefix("\r").removeprefix("\n")
            self._name = ""

    def handle_data(self, data: str) -> None:
        if self._name and self._kind == "textarea":
            self.values[self._name] += data
