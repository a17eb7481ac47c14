"""The table of question types. A new type is one entry here, its vectors and its English words;
docs/forms.md lists every file."""

from types import MappingProxyType
from typing import Final

from checklist_app.catalog.types.base import Count, QuestionType, Summary, Value
from checklist_app.catalog.types.choices import COMPLETE, LEVEL, MULTIPLE_CHOICE, SINGLE_CHOICE, YES_NO
from checklist_app.catalog.types.composite import PEOPLE, PHOTO, SCORE_TABLE, SIGNATURE
from checklist_app.catalog.types.plain import DATE, INTEGER, LONG_TEXT, MONEY, SCORE, TEXT, TICK

_TABLE: Final = (
    *(TEXT, LONG_TEXT, INTEGER, MONEY, SCORE, DATE, TICK),
    *(SINGLE_CHOICE, MULTIPLE_CHOICE, LEVEL, YES_NO, COMPLETE),
    *(SCORE_TABLE, PEOPLE, SIGNATURE, PHOTO),
)

QUESTION_TYPES: Final = MappingProxyType({entry.id: entry for entry in _TABLE})

__all__ = ["QUESTION_TYPES", "Count", "QuestionType", "Summary", "Value"]
