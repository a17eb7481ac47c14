"""Renders with WeasyPrint what it reads: each line of standard input names an HTML file and the PDF to
write, each line of output says how long it took. Run by benchmarks/documents.py with the Python where
WeasyPrint is."""

import importlib
import json
import sys
import time


def main() -> None:
    weasyprint = importlib.import_module("weasyprint")
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    for line in sys.stdin:
        asked = json.loads(line)
        begun = time.perf_counter()
        paper = weasyprint.HTML(filename=asked["html"]).render(font_config=fonts)
        paper.write_pdf(asked["pdf"])
        seconds = time.perf_counter() - begun
        print(json.dumps({"seconds": seconds, "pages": len(paper.pages)}), flush=True)


if __name__ == "__main__":
    main()
