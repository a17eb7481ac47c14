"""Damage to something that was acknowledged: the store refuses to open and says where."""

from checklist_app.errors import Problem, ProblemKind


class Damage(Problem):
    """`why` is one of: missing, checksum, sequence, header, truncated, chain, file."""

    def __init__(self, file: str, offset: int, why: str) -> None:
        super().__init__(
            ProblemKind.UNAVAILABLE, "store.damaged", {"file": file, "offset": offset, "why": why}
        )
