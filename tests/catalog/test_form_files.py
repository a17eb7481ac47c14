"""What `checklist forms check` says of form files: every fault by line and id, never a traceback."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import checklist_app.catalog
from checklist_app.catalog import Fault, check_form, check_form_file
from checklist_app.catalog.records import FORMS
from checklist_app.wording import problem_wording, say

SOUND = """{
  "format": 1,
  "id": "small",
  "name": "แบบเล็ก",
  "printed_for": 2570,
  "title": ["แบบเล็ก ปี {year}"],
  "words": {"month": "มีนาคม"},
  "items": [
    {
      "id": "a",
      "heading": "หมวด ก เดือน{month}",
      "items": [
        {"id": "a.done", "type": "integer", "label": "แล้วเสร็จ"},
        {"id": "a.all", "type": "integer", "label": "ทั้งหมด"},
        {
          "id": "a.round",
          "type": "single_choice",
          "label": "รอบ",
          "options": [{"id": "6", "label": "6"}, {"id": "12", "label": "12"}]
        },
        {
          "id": "a.level",
          "type": "level",
          "label": "ระดับ",
          "options": [{"id": "low", "label": "น้อย"}, {"id": "high", "label": "มาก"}],
          "progress": {"done": "a.done", "planned": "a.all", "round": "a.round"},
          "rounds": [
            {
              "round": "6",
              "bands": [
                {"option": "low", "from": "0", "below": "50"},
                {"option": "high", "from": "50"}
              ]
            }
          ]
        },
        {
          "id": "a.parent",
          "type": "tick",
          "label": "ข้อใหญ่ อย่างน้อยปีละ 2 ครั้ง",
          "rules": [{"kind": "min_per_year", "value": 2, "text": "อย่างน้อยปีละ 2 ครั้ง"}],
          "parent": {"derived": true, "explicit_mark": true},
          "items": [
            {"id": "a.child", "type": "tick", "label": "ข้อย่อย"}
          ]
        },
        {
          "id": "a.yes",
          "type": "yes_no",
          "label": "มีหรือไม่",
          "options": [{"id": "yes", "label": "มี"}, {"id": "no", "label": "ไม่มี", "asks_text": true}]
        }
      ],
      "sums": [{"parts": ["a.done"], "whole": "a.all"}]
    }
  ],
  "shared_evidence": [{"about": "เรื่องเดียวกัน", "items": ["a.parent", "a.child"]}]
}
"""

# What is changed in the sound form, the fault that follows, its id, and the line (of the new text).
SLIPS = [
    ('"format": 1,', '"format": 2,', "format_unknown", "", 2),
    ('  "name": "แบบเล็ก",\n', "", "missing_key", "", 1),
    ('"name": "แบบเล็ก"', '"name": " "', "empty_text", "", 4),
    ('"name": "แบบเล็ก"', '"name": 5', "wants_text", "", 4),
    ('"name": "แบบเล็ก"', '"name": "แบบ", "name": "แบบเล็ก"', "repeated_key", "", 4),
    ('"printed_for": 2570', '"printed_for": "2570"', "wants_whole", "", 5),
    ('"title": [', '"titel": [', "unknown_key_perhaps", "", 6),
    ('"title": [', '"zzz": 1, "title": [', "unknown_key", "", 6),
    ('["แบบเล็ก ปี {year}"]', "[]", "wants_list", "", 6),
    ("{year}", "{yaer}", "placeholder_unknown", "", 6),
    ("{year}", "{year", "placeholder_unknown", "", 6),
    ("{year}", "{year:9.1}", "placeholder_unknown", "", 6),
    ("{year}", "{from}", "placeholder_needs_id", "", 6),
    ("เดือน{month}", "เดือน", "word_unused", "", 7),
    ('"month": "มีนาคม"', '"month": "มีนาคม", "year": "2570"', "word_reserved", "", 7),
    ('"month": "มีนาคม"', '"month": {"2563": "มีนาคม"}', "missing_key", "", 7),
    ('"id": "a.done"', '"id": "ก"', "bad_id", "ก", 13),
    ('"id": "a.done", ', "", "missing_key", "a", 13),
    ('"id": "a.all"', '"id": "a.done"', "repeated_id", "a.done", 14),
    (', "label": "ทั้งหมด"', "", "missing_label", "a.all", 14),
    ('"heading"', '"note"', "missing_heading", "a", 9),
    ('"type": "integer", "label": "แล้ว', '"type": "number", "label": "แล้ว', "unknown_type", "a.done", 13),
    ('"label": "แล้วเสร็จ"', '"label": "แล้วเสร็จ", "options": []', "unknown_key", "a.done", 13),
    ('"label": "แล้วเสร็จ"', '"label": "แล้วเสร็จ", "required": 1', "wants_flag", "a.done", 13),
    ('"label": "แล้วเสร็จ"', '"label": "ข้อ ๐1 - ๐9"', "text_zero_for_o", "a.done", 13),
    ('"label": "แล้วเสร็จ"', '"label": "แล้ว\u200bเสร็จ"', "text_invisible", "a.done", 13),
    ('"label": "แล้วเสร็จ"', '"label": "แล้ว\\u0000เสร็จ"', "text_invisible", "a.done", 13),
    ('"label": "แล้วเสร็จ"', '"label": "\\ud800"', "text_broken", "a.done", 13),
    ('"label": "แล้วเสร็จ"', '"label": "cafe\u0301"', "text_not_nfc", "a.done", 13),
    ('"label": "แล้วเสร็จ"', '"label": "เเล้วเสร็จ"', "text_untidy", "a.done", 13),
    ('{"id": "12", "label": "12"}', '{"label": "12"}', "option_without_id", "a.round", 19),
    ('{"id": "12", "label": "12"}', '{"id": "6", "label": "12"}', "repeated_option", "a.round", 19),
    ('{"id": "12", "label": "12"}', '"12"', "wants_object", "a.round", 19),
    (
        '{"id": "12", "label": "12"}',
        '{"id": "12", "label": "12", "text_label": "ก"}',
        "text_label_unused",
        "a.round",
        19,
    ),
    ('"done": "a.done"', '"done": "a.gone"', "unknown_reference", "a.level", 26),
    ('"done": "a.done"', '"done": "a.round"', "reference_type", "a.level", 26),
    ('"round": "6",', '"round": "9",', "round_unreachable", "a.level", 28),
    ('"below": "50"', '"below": "60"', "band_overlap", "a.level", 32),
    ('"below": "50"', '"below": "49"', "band_gap", "a.level", 32),
    ('"below": "50"', '"below": "0"', "band_empty", "a.level", 31),
    ('"from": "0"', '"from": "5"', "band_first", "a.level", 31),
    ('"high", "from": "50"', '"high", "from": "50", "below": "100"', "band_last", "a.level", 32),
    ('"from": "50"', '"from": "50.123"', "wants_percent", "a.level", 32),
    ('{"option": "high"', '{"option": "top"', "band_option", "a.level", 32),
    ('{"option": "high"', '{"option": "low"', "option_unreachable", "a.level", 28),
    ('"kind": "min_per_year"', '"kind": "often"', "unknown_rule", "a.parent", 41),
    ('"text": "อย่างน้อยปีละ 2', '"text": "อย่างน้อยปีละ 3', "rule_text_elsewhere", "a.parent", 41),
    (
        '"id": "a.child", "type": "tick"',
        '"id": "a.child", "type": "text"',
        "parent_of_others",
        "a.parent",
        43,
    ),
    ('"id": "a.child", "type": "tick"', '"id": "a.child"', "missing_key", "a.child", 44),
    ('{"id": "yes", "label": "มี"}', '{"id": "ja", "label": "มี"}', "fixed_options", "a.yes", 51),
    ('"whole": "a.all"', '"whole": "a.parent"', "reference_type", "a", 54),
    ('["a.parent", "a.child"]', '["a.parent", "a.gone"]', "unknown_reference", "", 57),
    ('"shared_evidence"', '"shared_evidenc"', "unknown_key_perhaps", "", 57),
    ('"printed_for": 2570', '"printed_for": 2570.5', "json_fraction", "", 5),
    ('"printed_for": 2570', '"printed_for": 1234567890123456', "json_number", "", 5),
    ('"printed_for": 2570', '"printed_for": zwei', "json_value", "", 5),
    ('"printed_for": 2570,', '"printed_for": 2570', "json_comma", "", 6),
    ('"printed_for": 2570', '"printed_for" 2570', "json_colon", "", 5),
    ('"printed_for": 2570', "printed_for: 2570", "json_key", "", 5),
    ('"id": "small",', '"id": "small', "json_text", "", 3),
    ('["a.parent", "a.child"]}]', '["a.parent", "a.child"]},]', "json_comma_last", "", 57),
]


def codes(faults: list[Fault]) -> list[str]:
    return [fault.code.removeprefix("catalog.fault.") for fault in faults]


def test_a_sound_form_has_no_fault() -> None:
    assert check_form(SOUND.encode()) == []


@pytest.mark.parametrize("file", sorted(FORMS.glob("*.json")), ids=lambda file: file.stem)
def test_the_shipped_forms_have_no_fault(file: Path) -> None:
    assert check_form_file(file) == []


@pytest.mark.parametrize(("was", "becomes", "code", "id", "line"), SLIPS, ids=lambda value: str(value)[:40])
def test_a_slip_is_found_at_its_line_and_id(was: str, becomes: str, code: str, id: str, line: int) -> None:
    assert was in SOUND
    faults = check_form(SOUND.replace(was, becomes, 1).encode("utf-8", "surrogatepass"))
    found = [(fault.code.removeprefix("catalog.fault."), fault.id, fault.line) for fault in faults]
    assert (code, id, line) in found


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "json_ended", 1),
        (b"\n\n", "json_ended", 3),
        (b"\xef\xbb\xbf" + SOUND.encode(), "byte_order_mark", 1),
        (b'{\n"a": "\xff"}', "not_utf8", 2),
        (SOUND.encode("utf-16"), "not_utf8", 1),
        (b"{}", "missing_key", 1),
        (b"[]", "wants_object", 1),
        (b"null", "wants_object", 1),
        (b'"a"', "wants_object", 1),
        (b"{} {}", "json_more", 1),
        (b"[" * 100_000, "json_deep", 1),
        (b'{"a":' * 100_000, "json_deep", 1),
        (b" " * 2_000_001, "too_large", 1),
        (b"PK\x03\x04", "json_value", 1),
        (b'{"items": [' + b"{}," * 3000 + b"{}]}", "long_list", 1),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_form_at_all_is_said_so(content: bytes, code: str, line: int) -> None:
    faults = check_form(content)
    assert (code, line) in list(zip(codes(faults), [fault.line for fault in faults], strict=True))


def test_a_place_in_a_line_is_given_for_broken_json() -> None:
    (fault,) = check_form(b'{\n  "a": nope\n}')
    assert (fault.line, fault.parameters) == (2, {"column": 8})


def test_several_faults_are_told_at_once_by_line() -> None:
    text = SOUND.replace('"label": "ทั้งหมด"', '"label": ""').replace(
        '"explicit_mark": true', '"explicit_mark": 1'
    )
    faults = check_form(text.encode())
    assert codes(faults) == ["empty_text", "wants_flag"]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_faults_of_meaning_are_told_beside_faults_of_shape() -> None:
    text = SOUND.replace('"label": "ทั้งหมด"', '"lable": "ทั้งหมด"').replace('"below": "50"', '"below": "49"')
    assert codes(check_form(text.encode())) == ["unknown_key_perhaps", "missing_label", "band_gap"]


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    assert codes(check_form_file(tmp_path / "missing.json")) == ["unreadable"]
    assert codes(check_form_file(tmp_path)) == ["unreadable"]


def test_every_fault_is_said_in_both_languages() -> None:
    for code in fault_codes():
        assert set(problem_wording()[f"catalog.fault.{code}"]) == {"th", "en"}


def test_no_sentence_of_a_fault_is_left_over() -> None:
    worded = {code.removeprefix("catalog.fault.") for code in problem_wording() if ".fault." in code}
    assert worded == fault_codes()


@pytest.mark.parametrize(("was", "becomes", "code", "id", "line"), SLIPS, ids=lambda value: str(value)[:40])
def test_sentences_have_all_their_values(was: str, becomes: str, code: str, id: str, line: int) -> None:
    for fault in check_form(SOUND.replace(was, becomes, 1).encode("utf-8", "surrogatepass")):
        sentence = problem_wording()[fault.code]["th"]
        for name in fault.parameters:
            assert "{" + name + "}" in sentence, fault
        assert say(fault.problem, "en")


def test_what_is_quoted_is_short_and_on_one_line() -> None:
    faults = check_form(SOUND.replace('"a.done",', json.dumps("x\n" * 5000) + ",", 1).encode())
    assert all(
        len(str(value)) <= 60 and "\n" not in str(value) for f in faults for value in f.parameters.values()
    )
    assert all(len(fault.id) <= 60 and "\n" not in fault.id for fault in faults)


def fault_codes() -> set[str]:
    """Every code that the checking code names, read from its source."""
    folder = Path(checklist_app.catalog.__file__).parent
    found = set()
    for file in [*(folder / "checking").glob("*.py"), folder / "positions.py"]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                found |= set(_code_of(node))
    return found - {""}


def _code_of(call: ast.Call) -> list[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    if name == "add" and len(call.args) == 3:
        return [str(text) for text in texts[-1:]]
    if name == "fault":
        return [str(text) for text in texts]
    if name == "Fault":
        return [str(text).removeprefix("catalog.fault.") for text in texts if str(text).startswith("catalog")]
    return ["json_ended"] if name == "NotJson" else []


Places = list[tuple[str | int, ...]]
JUNK: list[Any] = [None, True, -1, 10**14, "", "x", "{", "๐1", [], {}, [[]], {"id": 5}, [None], "a.done"]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Places:
    found: Places = [path]
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inside:
        found += places(member, (*path, key))
    return found


def changed(path: tuple[str | int, ...], change: Callable[[Any, Any], None]) -> bytes:
    form: Any = json.loads(SOUND)
    holder = form
    for key in path[:-1]:
        holder = holder[key]
    change(holder, path[-1])
    return json.dumps(form, ensure_ascii=False, indent=1).encode()


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(places(json.loads(SOUND))[1:]), junk=st.sampled_from(JUNK))
def test_any_value_may_be_anything(path: tuple[str | int, ...], junk: Any) -> None:
    check_form(changed(path, lambda holder, key: holder.__setitem__(key, junk)))


@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from(places(json.loads(SOUND))[1:]))
def test_any_part_may_be_missing(path: tuple[str | int, ...]) -> None:
    check_form(changed(path, lambda holder, key: holder.__delitem__(key)))


@settings(deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_get_an_answer(content: bytes) -> None:
    assert check_form(content)


@settings(deadline=None)
@given(at=st.integers(0, len(SOUND.encode()) - 3))
def test_a_file_cut_short_anywhere_is_faulty(at: int) -> None:
    assert check_form(SOUND.encode()[:at])


@settings(deadline=None)
@given(at=st.integers(0, len(SOUND) - 1), typed=st.sampled_from('"{}[],:0\\ก\n'))
def test_a_slip_of_one_key_never_breaks_the_check(at: int, typed: str) -> None:
    check_form((SOUND[:at] + typed + SOUND[at + 1 :]).encode())
