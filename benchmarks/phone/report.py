"""Tables of medians, with the ratio to the plain page of the same run."""

import statistics
from collections.abc import Mapping, Sequence

Runs = Mapping[str, Sequence[Mapping[str, float]]]

PLAIN = "plain"
OURS, HELD = "ours", "held"  # held: our page on a phone that holds 200 visits
SENDING = """| sent | requests | kB up | kB down | together | seconds |
| --- | ---: | ---: | ---: | ---: | ---: |"""
# figure, how it is called, with a ratio to the plain page
ROWS = (
    ("requests till usable", "requests of HTML, CSS, JS till the first tick is stored", False),
    ("kB till usable", "kB of them, compressed bodies", False),
    ("requests till idle", "all requests till idle", False),
    ("kB till idle", "kB of them", False),
    ("worker's requests before", "of them by the worker before the first tick is stored", False),
    ("first shown", "control on the screen, ms", True),
    ("first ready", "page listens, ms", True),
    ("first stored", "first tick stored, ms", True),
    ("early tick lost", "tick before the page listens is lost (share of runs)", False),
    ("tick painted p50", "tick -> painted p50, ms", True),
    ("tick painted p95", "tick -> painted p95, ms", True),
    ("tick stored p50", "tick -> stored p50, ms", True),
    ("tick stored p95", "tick -> stored p95, ms", True),
    ("reload shown", "offline reload: shown, ms", True),
    ("reload stored", "offline reload: tick stored, ms", True),
    ("restart shown", "offline start of the browser: shown, ms", True),
    ("restart stored", "offline start of the browser: tick stored, ms", True),
    ("ticks found again", "ticks shown again afterwards (share)", False),
    ("heap MB", "JavaScript heap, MB", True),
    ("nodes", "nodes", True),
)
TARGETS = (
    ("requests till usable", OURS, None, 12.0),
    ("kB till usable", OURS, None, 60.0),
    ("early tick lost", OURS, None, 0.0),
    ("first stored", OURS, PLAIN, 1.4),
    ("tick painted p50", OURS, PLAIN, 1.2),
    ("tick painted p95", OURS, PLAIN, 1.2),
    ("reload stored", OURS, PLAIN, 1.4),
    ("restart stored", OURS, PLAIN, 1.4),
    ("first stored", HELD, OURS, 1.2),
    ("tick painted p50", HELD, OURS, 1.2),
    ("reload stored", HELD, OURS, 1.2),
    ("restart stored", HELD, OURS, 1.2),
)
AVERAGED = ("early tick lost", "ticks found again")


def table(runs: Runs) -> str:
    lines = [f"| | {' | '.join(runs)} |", f"|---|{'---:|' * len(runs)}"]
    for figure, called, has_ratio in ROWS:
        cells = [_cell(runs, name, figure, has_ratio) for name in runs]
        lines.append(f"| {called} | {' | '.join(cells)} |")
    return "\n".join(lines)


def targets(runs: Runs) -> str:
    """Judged by hand: the machine says how it was, not whether that is good enough."""
    lines = ["| figure | of | measured | wanted |", "|---|---|---:|---:|"]
    for figure, name, base, most in TARGETS:
        found = middle(runs, name, figure)
        if found is None or (base and middle(runs, base, figure) is None):
            continue
        measured = ratio(runs, name, base, figure) if base else found
        beside = f"{name} / {base}" if base else name
        lines.append(f"| {figure} | {beside} | {measured:.2f} | <= {most:g} |")
    return "\n".join(lines)


def sent(name: str, runs: Sequence[Mapping[str, float]]) -> str:
    """A row below SENDING."""
    found = {figure: statistics.median(run[figure] for run in runs) for figure in runs[0]}
    return (
        f"| {name} | {found['requests']:.0f} | {found['kB up']:.1f} | {found['kB down']:.1f} "
        f"| {found['kB up'] + found['kB down']:.1f} | {found['seconds']:.1f} |"
    )


def middle(runs: Runs, name: str, figure: str) -> float | None:
    found = [run[figure] for run in runs.get(name, ()) if figure in run]
    if not found:
        return None
    return statistics.mean(found) if figure in AVERAGED else statistics.median(found)


def ratio(runs: Runs, name: str, base: str, figure: str) -> float:
    """Of the medians: single runs of a busy machine are no pairs."""
    return (middle(runs, name, figure) or 0) / (middle(runs, base, figure) or 1)


def _cell(runs: Runs, name: str, figure: str, has_ratio: bool) -> str:
    found = middle(runs, name, figure)
    if found is None:
        return ""
    text = f"{found:,.0f}" if found >= 100 else f"{found:.3g}"
    is_beside = has_ratio and name != PLAIN and middle(runs, PLAIN, figure)
    return f"{text} ({ratio(runs, name, PLAIN, figure):.2f})" if is_beside else text
