"""The production server: waitress, or granian as the fast option, and the trial with phones on
the local network. It knows sockets, signals and certificates, and nothing of what is served."""

from checklist_app.config import Config
from checklist_app.serving import draining, workers
from checklist_app.serving.ending import until_told_to_end
from checklist_app.serving.lan import on_lan, remove_lan, run_on_lan
from checklist_app.serving.model import OpenService, Service
from checklist_app.serving.terminal import refusal

__all__ = [
    "OpenService",
    "Service",
    "on_lan",
    "refusal",
    "remove_lan",
    "run",
    "run_on_lan",
    "until_told_to_end",
]


def run(config: Config, open_service: OpenService) -> int:
    """Serve until SIGTERM or SIGINT, finish the requests in flight, close the service.
    Answers the exit code of the process; raises a Problem when it cannot start."""
    if config.server == "granian":
        return workers.run(config, open_service)
    return draining.run(config, open_service)
