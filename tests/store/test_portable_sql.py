"""What the engine asks of a database is what PostgreSQL, Citus, YugabyteDB and CockroachDB have in common."""

import ast
import re
from pathlib import Path

import pytest

from checklist_app.store.postgres import bulk, schema, statements

PACKAGE = Path(statements.__file__).parent
ACROSS = statements.ACROSS | bulk.ACROSS
SAID = {
    name: value
    for module in (statements, bulk)
    for name, value in vars(module).items()
    if isinstance(value, str) and name.isupper()
} | {
    f"{made.__name__}": made(fields)
    for made in (statements.find_by, statements.count_by)
    for fields in (1, 3)
}
ASKED = {name: text for name, text in SAID.items() if not name.startswith(("_", "BEGIN", "COMMIT", "PING"))}
DEFINED = [
    " ".join(statement.split())
    for statement in (schema.FOUNDATION, *(each for step in schema.STEPS for each in step.statements))
]
EVERYTHING = [*ASKED.values(), *DEFINED]

# Each is missing, different or slow in at least one of the four.
FORBIDDEN = (
    r"\bLISTEN\b", r"\bNOTIFY\b", r"advisory", r"\bTRIGGER\b", r"\bFUNCTION\b", r"\bPROCEDURE\b",
    r"\bTEMP", r"\bSERIAL\b", r"\bSEQUENCE\b", r"nextval", r"\bIDENTITY\b", r"DEFERRABLE",
    r"REFERENCES", r"FOREIGN", r"EXTENSION", r"\bnow\(", r"CURRENT_", r"\bGIN\b", r"\bGIST\b", r"->",
    r"@>", r"jsonb?", r"WITH RECURSIVE", r"GROUPING SETS", r"\bXMIN\b", r"\bCTID\b", r"EXCLUDE",
    r"\bLOCK TABLE\b", r"ON CONFLICT ON CONSTRAINT",
)  # fmt: skip


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_no_statement_uses_what_only_some_of_them_have(forbidden: str) -> None:
    assert not [text for text in EVERYTHING if re.search(forbidden, text, re.IGNORECASE)]


@pytest.mark.parametrize("name", sorted(set(ASKED) - set(ACROSS)))
def test_every_statement_names_the_key_by_which_its_table_is_spread(name: str) -> None:
    text = ASKED[name]
    table = re.search(r"(?:FROM|INTO|UPDATE) (\w+)", text)
    assert table is not None
    key = statements.DISTRIBUTED_BY[table[1]]
    assert re.search(rf"\b{key} = %s", text) or re.search(rf"INTO \w+ \([^)]*\b{key}\b", text)


def test_whoever_asks_all_machines_is_known_and_is_there() -> None:
    assert set(ACROSS) <= set(ASKED)


def test_rows_are_locked_one_by_one() -> None:
    """A lock across keys would be taken in an order that nobody decides. Who passes by what is locked waits
    for nobody."""
    for text in ASKED.values():
        if re.search(r"FOR (UPDATE|SHARE)", text) and not text.endswith("LIMIT 1 FOR UPDATE SKIP LOCKED"):
            assert not re.search(r"\bANY\b|\bIN \(|ORDER BY", text)


def test_each_primary_key_begins_with_the_key_by_which_its_table_is_spread() -> None:
    for statement in DEFINED:
        made = re.match(r"CREATE (?:UNLOGGED )?TABLE IF NOT EXISTS (\w+)", statement)
        if made is not None and made[1] in statements.DISTRIBUTED_BY:
            key = statements.DISTRIBUTED_BY[made[1]]
            assert (
                re.search(rf"PRIMARY KEY \({key}[,)]", statement)
                or f"({key} " in statement.split("PRIMARY KEY")[0]
            )


def test_definitions_can_be_run_again_and_stand_apart_from_data() -> None:
    assert all("IF NOT EXISTS" in statement for statement in DEFINED)
    assert not any(re.match(r"CREATE|ALTER|DROP", text) for text in ASKED.values())


def test_sql_stands_in_three_modules_only() -> None:
    for module in sorted(PACKAGE.glob("*.py")):
        if module.name in {"statements.py", "bulk.py", "schema.py"}:
            continue
        words = [
            node.value
            for node in ast.walk(ast.parse(module.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [
            said
            for said in words
            if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|BEGIN|SET|COPY) ", said)
        ]


def test_no_two_statements_have_one_name() -> None:
    """Else one of them would not be looked at here."""
    assert not {name for name in vars(bulk) if name.isupper() and name != "ACROSS"} & set(vars(statements))
