"""docs/forms.md tells all that a person who writes a form needs to know."""

import json

import pytest

from checklist_app.catalog import QUESTION_TYPES
from checklist_app.catalog.checking.meaning import RULE_KINDS
from checklist_app.catalog.records import FORMS
from checklist_app.catalog.rendering import EDITION_WORDS, YEAR_WORDS
from checklist_app.resources import ROOT

GUIDE = (ROOT / "docs" / "forms.md").read_text("utf-8")


@pytest.mark.parametrize("type", QUESTION_TYPES)
def test_every_type_and_its_settings_are_told(type: str) -> None:
    for name in (type, *QUESTION_TYPES[type].settings):
        assert f"`{name}`" in GUIDE


def test_every_placeholder_is_told() -> None:
    assert all("{" + word + "}" in GUIDE for word in YEAR_WORDS)
    assert all("{" + word + ":9.1}" in GUIDE for word in EDITION_WORDS)


def test_every_kind_of_rule_is_told() -> None:
    assert all(f"`{kind}`" in GUIDE for kind in RULE_KINDS)


def test_every_part_of_the_shipped_forms_is_told() -> None:
    for file in FORMS.glob("*.json"):
        for key in json.loads(file.read_text("utf-8")):
            assert f'"{key}"' in GUIDE or f"`{key}`" in GUIDE
