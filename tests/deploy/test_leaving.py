"""A process that was asked to end says so to whoever asks whether it is ready, and serves on."""

from checklist_app.web.health import LEAVING
from tests.client import StrictClient


def test_who_is_leaving_is_not_ready_and_serves_everything_else(client: StrictClient) -> None:
    assert client.get("/readyz").status_code == 200
    client.application.extensions[LEAVING].set()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {"status": "leaving"}
    assert client.get("/healthz").status_code == 200
    assert client.get("/about").status_code == 200
