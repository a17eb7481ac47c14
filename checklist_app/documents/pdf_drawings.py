"""What a PDF shows as vectors, written as SVG of our own: the ink of signatures. Only numbers get into it.
Pure."""

from typing import Final

from checklist_app.documents.document import Point, Strokes

INK_WIDTH: Final = 60  # millimetres, of the place for a signature
INK_HEIGHT: Final = 13
_PEN: Final = 0.5


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
