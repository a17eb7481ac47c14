"""Text in a spreadsheet cell that can never start a formula, and back again without loss. Pure.

A spreadsheet set to another separator than the comma splits inside fields: guarded there as well."""

import re
from typing import Final

_STARTS_FORMULA: Final = re.compile(r"""(^|[;|\t\r\n])(?=['"]*[=+\-@\t\r])""")
_GUARDED: Final = re.compile(r"""(^|[;|\t\r\n])'(?=['"]*[=+\-@\t\r])""")


def guarded(text: str) -> str:
    return _STARTS_FORMULA.sub(r"\1'", text)


def unguarded(text: str) -> str:
    return _GUARDED.sub(r"\1", text)
