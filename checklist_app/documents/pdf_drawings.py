"""What a PDF shows as vectors, written as SVG of our own: QR codes and the ink of signatures. Only numbers
get into it. Pure."""

from typing import Final

from checklist_app.documents.document import Point, Strokes
from checklist_app.qr import modules

INK_WIDTH: Final = 60  # millimetres, of the place for a signature
INK_HEIGHT: Final = 13
_PEN: Final = 0.5
_OVERLAP: Final = 0.02  # rows of modules without it show hairlines in some readers


def qr_svg(text: str) -> bytes:
    rows = modules(text)
    size = len(rows)
    runs = "".join(_run(x, y, width) for y, row in enumerate(rows) for x, width in _runs(row))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
    return f'{head}<rect width="{size}" height="{size}" fill="#fff"/><path d="{runs}"/></svg>'.encode()


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many there are."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs


def _run(x: int, y: int, width: int) -> str:
    return f"M{x} {y}h{width}v{1 + _OVERLAP}h-{width}z"


def ink_svg(strokes: Strokes) -> bytes:
    """The strokes as large as they fit, in the middle at the bottom of their place."""
    width, height = INK_WIDTH - 2 * _PEN, INK_HEIGHT - 2 * _PEN
    points = [point for stroke in strokes for point in stroke]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide, high = max(x for x, _ in points) - left, max(y for _, y in points) - top
    scale = min(width / max(wide, 1), height / max(high, 1))
    beside, above = _PEN + (width - wide * scale) / 2, _PEN + height - high * scale

    def at(point: Point) -> str:
        return f"{(point[0] - left) * scale + beside:.2f} {(point[1] - top) * scale + above:.2f}"

    paths = "".join(
        f"M{at(stroke[0])}L{'L'.join(map(at, stroke[1:] or stroke))}" for stroke in strokes if stroke
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {INK_WIDTH} {INK_HEIGHT}">'
    pen = f'fill="none" stroke="#000" stroke-width="{_PEN}" stroke-linecap="round" stroke-linejoin="round"'
    return f'{head}<path d="{paths}" {pen}/></svg>'.encode()
