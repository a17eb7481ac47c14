"""`checklist work`, or another command, in a hurry: it never rests, and what a dead process held is free
after three seconds."""

import sys
from datetime import timedelta

from checklist_app.cli import main
from checklist_app.reports import batches, holding
from checklist_app.reports.batch_visits import VisitReports

if __name__ == "__main__":
    batches.LEASE = timedelta(seconds=3)  # type: ignore[misc]  # a test waits for it
    holding.BETWEEN_SIGNS = 0.5  # type: ignore[misc]  # the same
    VisitReports.rest = 0.0
    sys.exit(main(sys.argv[1:] or ["work"]))
