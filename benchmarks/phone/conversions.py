"""The form as each library wants to be given it, in the lightest shape that is natural there. Texts of
explanation are left out, which favours the libraries."""

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from benchmarks.phone.questions import Control, Group

XFORMS = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"'
)
STRING = "string"
TEXT = 'type="text" data-type-xml="string"'


def merged(groups: list[Group]) -> list[Group]:
    return [Group(group.id, group.title, group.told, tuple(_together(group))) for group in groups]


def _together(group: Group) -> Iterator[Control]:
    """The lightest shape that fits a library: ticks that follow each other are one question."""
    for kind, controls in groupby(group.controls, lambda control: control.kind):
        together = list(controls)
        if kind == "tick":
            options = tuple((f"o{n}", control.label) for n, control in enumerate(together))
            yield Control("many", together[0].field, group.title, options)
        else:
            yield from together


def _enketo(title: str, groups: list[Group]) -> tuple[str, object]:
    body = "".join(
        f'<section class="or-group"><h4><span lang="" class="question-label active">{escape(group.title)}'
        f"</span></h4>{''.join(_enketo_question(control) for control in group.controls)}</section>"
        for group in groups
    )
    form = (
        '<form autocomplete="off" novalidate="novalidate" class="or clearfix" dir="ltr" data-form-id="data">'
        f'<section class="form-logo"></section><h3 dir="auto" id="form-title">{escape(title)}</h3>'
        f"{body}</form>"
    )
    return form, {"model": f"<model>{_instance(groups)}</model>"}


def _enketo_question(control: Control) -> str:
    label = f'<span lang="" class="question-label active">{escape(control.label)}</span>'
    if control.options:
        options = "".join(_enketo_option(control, id, text) for id, text in control.options)
        return (
            f'<fieldset class="question simple-select"><fieldset><legend>{label}</legend>'
            f'<div class="option-wrapper">{options}</div></fieldset></fieldset>'
        )
    return f'<label class="question non-select">{label}{_enketo_field(control)}</label>'


def _enketo_option(control: Control, id: str, text: str) -> str:
    name = f"/data/{_name(control)}"
    kind = 'type="checkbox" data-type-xml="select"'
    if control.kind != "many":
        kind = f'type="radio" data-type-xml="select1" data-name="{name}"'
    return (
        f'<label class=""><input {kind} name="{name}" value="{escape(id)}">'
        f'<span lang="" class="option-label active">{escape(text)}</span></label>'
    )


def _enketo_field(control: Control) -> str:
    name = f'name="/data/{_name(control)}"'
    if control.kind == "long":
        return f'<textarea {name} data-type-xml="string"></textarea>'
    types = {"number": 'type="number" data-type-xml="decimal"', "date": 'type="date" data-type-xml="date"'}
    rest = " readonly" if control.kind == "heading" else ""
    return f"<input {types.get(control.kind, TEXT)} {name}{rest}>"


def _surveyjs(title: str, groups: list[Group]) -> tuple[str, object]:
    panels = [
        {
            "type": "panel",
            "name": f"s{n}",
            "title": group.title,
            "elements": [*map(_survey_question, group.controls)],
        }
        for n, group in enumerate(groups)
        if group.controls
    ]
    survey = {"title": title, "locale": "th", "showQuestionNumbers": "off", "elements": panels}
    return '<div id="form"></div>', {"survey": survey}


def _survey_question(control: Control) -> dict[str, object]:
    named: dict[str, object] = {"name": _name(control), "title": control.label}
    if control.kind == "heading":
        return {"type": "html", "name": _name(control), "html": escape(control.label)}
    if control.options:
        choices = [{"value": id, "text": text} for id, text in control.options]
        return {"type": "checkbox" if control.kind == "many" else "radiogroup", **named, "choices": choices}
    if control.kind == "long":
        return {"type": "comment", **named}
    return {"type": "text", **named, "inputType": control.kind}


def _odk(title: str, groups: list[Group]) -> tuple[str, object]:
    types = {"number": "decimal", "date": "date"}.get
    binds = "".join(
        f'<bind nodeset="/data/{_name(control)}" type="{types(control.kind, STRING)}"/>'
        for group in groups
        for control in group.controls
    )
    body = "".join(
        f"<group><label>{escape(group.title)}</label>{''.join(map(_odk_question, group.controls))}</group>"
        for group in groups
        if group.controls
    )
    form = (
        f'<?xml version="1.0"?><h:html {XFORMS}><h:head><h:title>{escape(title)}</h:title>'
        f"<model>{_instance(groups)}{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    )
    return '<div id="form"></div>', {"form": form}


def _odk_question(control: Control) -> str:
    inside = f"<label>{escape(control.label)}</label>"
    at = f'ref="/data/{_name(control)}"'
    if control.kind == "heading":
        return f'<input {at} appearance="note">{inside}</input>'
    if not control.options:
        look = ' appearance="multiline"' if control.kind == "long" else ""
        return f"<input {at}{look}>{inside}</input>"
    items = "".join(
        f"<item><label>{escape(text)}</label><value>{escape(id)}</value></item>"
        for id, text in control.options
    )
    element = "select" if control.kind == "many" else "select1"
    return f"<{element} {at}>{inside}{items}</{element}>"


def _instance(groups: list[Group]) -> str:
    nodes = "".join(f"<{_name(control)}/>" for group in groups for control in group.controls)
    return (
        f'<instance><data xmlns="" id="data" version="1">{nodes}<meta><instanceID/></meta></data></instance>'
    )


def _name(control: Control) -> str:
    """As XML allows it."""
    return "q_" + "".join(
        letter if letter.isalnum() and letter.isascii() else "_" for letter in control.field
    )


CONVERSIONS: dict[str, Callable[[str, list[Group]], tuple[str, object]]] = {
    "enketo": _enketo,
    "surveyjs": _surveyjs,
    "odk": _odk,
}
