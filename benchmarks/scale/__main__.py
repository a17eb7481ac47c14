"""What changes when the store is a database that many processes share: ratios, measured in one run each.

    python -m benchmarks.scale [answers] [overhead] [growth] [batch] [phones] [costs] [plan]
                               [--rounds 3] [--seconds 8] [--many 10000000]

`answers` posts the citizens' form to one and to two processes on one database, at 200 points, every
request another citizen, and tells whose processor time it was. `overhead` writes answers through the
store and by bare INSERTs over the same kind of connection, one and eight at a time. `growth` asks for
the same pages of a database with 100,000 answers and of one with ten million. `batch` posts answers
while the papers of a province are made. `costs` tells what one answer, visit, photo and report take.
`phones` has 200 phones bring a day of work within one minute. `plan` asks nothing: it multiplies the
costs that stand in docs/scale.md. The server (Debian's PostgreSQL) is started for it in a folder of its
own, with fsync. Loopback only; the client takes part of the same processors: trust the ratios."""

import argparse
from collections.abc import Callable

from benchmarks.scale import answers, batch, costs, growth, overhead, phones, plan

QUESTIONS: dict[str, Callable[[argparse.Namespace], None]] = {
    "answers": answers.run,
    "overhead": overhead.run,
    "growth": growth.run,
    "batch": batch.run,
    "phones": phones.run,
    "costs": costs.run,
    "plan": plan.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", nargs="*", choices=[[], *QUESTIONS], default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--many", type=int, default=10_000_000)
    arguments = parser.parse_args()
    for question in arguments.questions or QUESTIONS:
        QUESTIONS[question](arguments)


if __name__ == "__main__":
    main()
