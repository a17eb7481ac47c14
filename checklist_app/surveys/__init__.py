"""Citizens' surveys: service points, the form, answers that nobody can be recognised in, rounds that end in a
decision."""

from checklist_app.surveys.everything import KINDS, Surveys

__all__ = ["KINDS", "Surveys"]
