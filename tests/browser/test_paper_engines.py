"""The preview of the paper in every engine: there without signal, and printed from its button."""

import pytest

from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = "2.5.advice"


def test_the_paper_is_shown_and_printed_without_signal(stage: Stage) -> None:
    phone = stage.ready()
    visit = phone.begin_visit()
    phone.open_visit(visit)
    phone.record(visit, f"answer:{LONG}", "จัดทำปฏิทินงาน")
    stage.proxy.is_away = True
    phone.goto(f"/visits/{visit}/paper")
    phone.sees(f'[data-question="{LONG}"]', "จัดทำปฏิทินงาน")
    phone.sees("#standing", "ยังไม่ใช่ฉบับจริง")
    phone.engine.js("(globalThis.prints = 0, globalThis.print = () => { prints += 1 }, 0)")
    phone.engine.click("#print")
    assert phone.engine.wait_for("prints === 1 && !document.querySelector('#print').disabled")
