"""What the server says at the terminal: Thai first, English beside it."""

import sys

from checklist_app.errors import Problem
from checklist_app.wording import say, translate


def refusal(problem: Problem) -> str:
    """One line for a person who started a command that cannot go on."""
    return f"{say(problem, 'th')} | {say(problem, 'en')}"


def both(text: str, **values: object) -> str:
    return f"{translate(text, 'th', **values)} | {translate(text, 'en', **values)}"


def tell(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def complain(problem: Problem) -> None:
    sys.stderr.write(refusal(problem) + "\n")
    sys.stderr.flush()


def ready(address: str) -> str:
    return f"พร้อมใช้งานที่ {address} (กด Ctrl+C เพื่อหยุด) | ready at {address} (Ctrl+C stops it)"
