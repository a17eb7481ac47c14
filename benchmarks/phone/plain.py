"""The plain page: the same form as HTML with its style inside, one small module that stores every change
strictly, and a worker that keeps the three files. As little as a form without signal can be made of."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks.phone.questions import Control, Group

SCRIPTS = Path(__file__).parent / "scripts"
STYLE = """body{font:1rem/1.7 sans-serif;max-width:44rem;margin:auto;padding:1rem}
label{display:flex;gap:.75rem;align-items:center;min-height:48px}
label:has(textarea,input:not([type=checkbox],[type=radio])){display:block}
input,textarea{font:inherit;box-sizing:border-box}
input:not([type=checkbox],[type=radio]),textarea{width:100%;min-height:48px}
[type=checkbox],[type=radio]{inline-size:1.5rem;block-size:1.5rem;flex:none}
fieldset{border:0;margin:0;padding:0}#saved{position:sticky;top:0;background:Canvas;min-height:2rem}"""
TYPES = {"number": ' inputmode="decimal"', "date": ' placeholder="13/3/2566"', "text": ""}


def plain_page(title: str, groups: list[Group]) -> str:
    body = "".join(_group(group) for group in groups)
    return (
        '<!doctype html><html lang="th"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        '<script type="module" src="page.js"></script>'
        f'<body><h1>{escape(title)}</h1><p id="saved" role="status"></p>'
        f'<form id="form" autocomplete="off">{body}</form></body></html>'
    )


def plain_site(title: str, groups: list[Group]) -> dict[str, bytes]:
    """What stands in the folder of the page, by name."""
    return {
        "index.html": plain_page(title, groups).encode(),
        "page.js": (SCRIPTS / "plain.js").read_bytes(),
        "worker.js": worker("./", "page.js"),
    }


def worker(*kept: str) -> bytes:
    names = ", ".join(f'"{name}"' for name in kept)
    return f"const KEPT = [{names}]\n".encode() + (SCRIPTS / "worker.js").read_bytes()


def _group(group: Group) -> str:
    return (
        f"<section><h2>{escape(group.title)}</h2>{_told(group.told)}"
        f"{''.join(part for control in group.controls for part in _control(control))}</section>"
    )


def _control(control: Control) -> Iterator[str]:
    field, label = escape(control.field), escape(control.label)
    if control.kind == "heading":
        yield f"<p><b>{label}</b></p>"
    elif control.kind == "tick":
        yield f'<label><input type="checkbox" data-field="{field}">{label}</label>'
    elif control.options:
        yield f"<fieldset><legend>{label}</legend>"
        yield from (_option(control, id, text) for id, text in control.options)
        yield "</fieldset>"
    elif control.kind == "long":
        yield f'<label>{label}<textarea rows="3" data-field="{field}"></textarea></label>'
    else:
        yield f'<label>{label}<input data-field="{field}"{TYPES[control.kind]}></label>'
    yield _told(control.told)


def _option(control: Control, id: str, text: str) -> str:
    field = escape(control.field)
    if control.kind == "many":
        return f'<label><input type="checkbox" data-field="{field}:{escape(id)}">{escape(text)}</label>'
    return (
        f'<label><input type="radio" name="{field}" value="{escape(id)}" data-field="{field}">'
        f"{escape(text)}</label>"
    )


def _told(texts: tuple[str, ...]) -> str:
    points = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return f"<details><summary>คำชี้แจง</summary>{points}</details>" if points else ""
