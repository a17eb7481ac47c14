"""What Lighthouse and Chromium say of the app as a phone gets it: full marks, and fit to be installed."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from checklist_app.resources import ROOT
from tests.browser.engines.chromium import Chromium
from tests.browser.serving import ARGUMENTS, CHROMIUM
from tests.browser.stage import INSPECTOR, Stage, staged
from tests.node import find_node

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIGHTHOUSE = ROOT / "tests" / "js" / "node_modules" / "lighthouse" / "cli" / "index.js"
FULL_MARKS = ("accessibility", "best-practices", "seo")
FAST = 0.9
RUNS = 3  # the machine may be busy: the best counts
PATIENCE = 300
ITS_OWN_FAULT = "Please run Lighthouse again"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged("chromium", tmp_path_factory.mktemp("lighthouse")) as made:
        yield made


@pytest.fixture(scope="module")
def cookie(stage: Stage) -> str:
    stage.server.stop()
    made = stage.server.begin_session(INSPECTOR)
    stage.server.start()
    return made


@pytest.fixture(scope="module")
def form(stage: Stage) -> str:
    """The page of the form, as everybody's phone keeps it."""
    phone = stage.ready()
    digest: str = phone.ask(
        "return (await journal.pack('forms')).find(({ form }) => form === 'nacc-2563').digest"
    )
    stage.close()
    return f"/shells/th/forms/{digest[:16]}"


@pytest.mark.parametrize("page", ["/accounts/sign-in", "/visits", "/visits/new", "form", "/agencies"])
def test_pages_have_full_marks(
    page: str, stage: Stage, cookie: str, form: str, tmp_path: Path, record_property: Any
) -> None:
    address = stage.server.address + (form if page == "form" else page)
    best = 0.0
    for _ in range(RUNS):
        report = lighthouse(address, cookie if page != "/accounts/sign-in" else "", tmp_path / "report.json")
        marks = {name: entry["score"] for name, entry in report["categories"].items()}
        print(f"{page}: {marks}, {figures(report)}")
        assert {name: lost(report, name) for name in FULL_MARKS if marks[name] != 1} == {}
        best = max(best, marks["performance"])
        if best >= FAST:
            break
    record_property(f"performance {page}", best)
    assert best >= FAST, figures(report)


def test_the_app_can_be_installed(stage: Stage) -> None:
    phone = stage.ready()
    assert isinstance(phone.engine, Chromium)
    assert phone.engine.devtools("Page.getInstallabilityErrors") == {"installabilityErrors": []}
    assert phone.engine.devtools("Page.getAppManifest")["errors"] == []
    assert phone.engine.devtools("Page.getAppId")["appId"] == f"{stage.server.address}/"


def lighthouse(address: str, cookie: str, file: Path) -> dict[str, Any]:
    node = find_node()
    if node is None or not LIGHTHOUSE.is_file():
        pytest.fail("Lighthouse is not there: npm --prefix tests/js ci --ignore-scripts")
    options = {
        "output": "json",
        "output-path": str(file),
        "only-categories": ",".join((*FULL_MARKS, "performance")),
        "chrome-flags": " ".join(ARGUMENTS),
        "extra-headers": json.dumps({"Cookie": cookie} if cookie else {}),
    }
    chosen = [f"--{name}={value}" for name, value in options.items()]
    command = [node, str(LIGHTHOUSE), address, "--quiet", "--no-enable-error-reporting", *chosen]
    for left in reversed(range(RUNS)):
        ran = subprocess.run(
            command, env={**os.environ, "CHROME_PATH": CHROMIUM}, timeout=PATIENCE, stderr=PIPE, text=True
        )
        if not (left and ITS_OWN_FAULT in ran.stderr):
            break
    assert ran.returncode == 0, ran.stderr
    report: dict[str, Any] = json.loads(file.read_text("utf-8"))
    assert report["finalDisplayedUrl"].startswith(address), report["finalDisplayedUrl"]
    return report


def lost(report: dict[str, Any], category: str) -> list[str]:
    """The audits that cost marks."""
    audits = report["audits"]
    asked = [entry["id"] for entry in report["categories"][category]["auditRefs"] if entry["weight"]]
    return [
        f"{id}: {str(audits[id].get('details'))[:300]}"
        for id in asked
        if audits[id]["score"] not in {1, None}
    ]


def figures(report: dict[str, Any]) -> str:
    names = (
        "first-contentful-paint",
        "largest-contentful-paint",
        "total-blocking-time",
        "cumulative-layout-shift",
    )
    return ", ".join(f"{name} {report['audits'][name]['displayValue']}" for name in names)
