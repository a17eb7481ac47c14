"""The code of a paper: ten characters, shown as ABCDE-FGHJK."""

from typing import Final

from checklist_app.codes import bare_code, is_sound, with_check
from checklist_app.errors import invalid
from checklist_app.ids import new_code

LENGTH: Final = 10
HALF: Final = LENGTH // 2


def new_paper_code() -> str:
    return with_check(new_code(LENGTH - 1))


def read_code(text: str) -> str:
    """What somebody typed, copied or scanned, as the code is stored; raises a Problem where it was
    mistyped."""
    code = bare_code(text)
    if len(code) != LENGTH:
        raise invalid("papers.code_length", field="code", length=LENGTH)
    if not is_sound(code):
        raise invalid("papers.code_mistyped", field="code")
    return code


def shown_code(code: str) -> str:
    return f"{code[:HALF]}-{code[HALF:]}".upper()
