"""The ITA papers of a province as one ZIP: what was chosen, of every agency that has begun; what an agency
has nothing for yet is told; and visits are left alone."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask

from checklist_app.accounts import Audit, Person
from checklist_app.app import build_collections
from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.errors import Problem, conflict
from checklist_app.ita import Cycle, FollowUpDraft, MeasureDraft, Signed, content_of
from checklist_app.reports.batch_cycles import CyclePapers
from checklist_app.reports.batch_model import About, Batch, Order, Stage, batch_of, body_of_batch
from checklist_app.reports.batch_worker import BatchWorker
from checklist_app.reports.batches import Batches
from checklist_app.reports.ita.bound import PaperName
from checklist_app.reports.ita_papers import ItaFile
from checklist_app.reports.parcels import named, parcels_at
from checklist_app.store import Document
from checklist_app.thai import DigitStyle
from tests.cast import PROVINCE, World, quick_passwords
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of, scores_of

NADEE, NONNGAM = "เทศบาลตำบลนาดี", "องค์การบริหารส่วนตำบลโนนงาม"
ADDRESS = f"/ita/province/{CYCLE.year}/papers"


@dataclass
class Quick:
    """Papers that are made at once, with what each was asked for."""

    bureau: Bureau
    asked: list[tuple[str, int]] = field(default_factory=list)

    def file(
        self,
        person: Person,
        agency: str,
        cycle: Cycle,
        name: PaperName,
        ending: str,
        digits: DigitStyle | None,
        months: int,
        *,
        at: datetime,
    ) -> ItaFile:
        dossier = self.bureau.ita.dossier(person, agency, cycle)
        if not dossier.plan.measures:
            raise conflict("ita_papers.no_measures")
        self.asked.append((name.value, months))
        return ItaFile(f"{name} {ending} {dossier.agency.name}".encode(), dossier)


@dataclass
class Desk:
    bureau: Bureau
    papers: Quick
    batches: Batches
    worker: BatchWorker

    def ready(self, *papers: str, formats: tuple[str, ...] = ("pdf",)) -> Batch:
        order = Order(PROVINCE, CYCLE.year, formats, about=About.ITA, papers=papers)
        begun = self.batches.begin(self.bureau["supervisor"], order, at=now())
        self.worker.work_off()
        return self.batches.fetch(self.bureau["supervisor"], begun.id)

    def opened(self, batch: Batch) -> ZipFile:
        return ZipFile(self.batches.parcels.folder / named(batch.parcel))

    def contents(self, batch: Batch) -> list[dict[str, str]]:
        text = self.opened(batch).read("สารบัญ.csv").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def desk(world: World, config: Config) -> Desk:
    """One agency with a measure, one with scores alone, two with nothing."""
    bureau = bureau_of(world)
    bureau.plan(MeasureDraft(title="จัดทำคู่มือ"))
    scores = bureau.score(scores_of("001-2567"))
    other = world.agencies[NONNGAM]
    bureau.ita.scores.keep(type(scores)(other.id, PROVINCE, 2569, scores.indicators))
    known, papers = build_collections(world.store, config, quick_passwords()), Quick(bureau)
    trades: Any = {About.ITA: CyclePapers(bureau.ita, papers)}  # type: ignore[arg-type]  # it is as quick
    batches = Batches(world.store, Audit(world.store), parcels_at(config), trades)
    return Desk(bureau, papers, batches, BatchWorker(batches, known.people, known.agencies))


def test_each_chosen_paper_of_each_agency_lies_below_its_district(desk: Desk) -> None:
    batch = desk.ready("measures", "memo", formats=("pdf", "docx"))
    names = desk.opened(batch).namelist()
    assert sorted(names) == sorted(
        [
            "เมืองขอนแก่น/เทศบาลตำบลนาดี-มาตรการส่งเสริมคุณธรรม.pdf",
            "เมืองขอนแก่น/เทศบาลตำบลนาดี-มาตรการส่งเสริมคุณธรรม.docx",
            "เมืองขอนแก่น/เทศบาลตำบลนาดี-บันทึกข้อความ.pdf",
            "เมืองขอนแก่น/เทศบาลตำบลนาดี-บันทึกข้อความ.docx",
            "สารบัญ.csv",
        ]
    )
    assert (batch.stage, batch.done, batch.total, batch.drafts) == (Stage.READY, 4, 4, 0)


def test_an_agency_that_has_nothing_to_print_is_told_by_paper(desk: Desk) -> None:
    batch = desk.ready("measures", "memo")
    assert [(one.agency, one.about) for one in batch.failures] == [
        (NONNGAM, "มาตรการส่งเสริมคุณธรรม"),
        (NONNGAM, "บันทึกข้อความ"),
    ]
    row = next(row for row in desk.contents(batch) if row["หน่วยงาน"] == NONNGAM)
    assert row["เอกสาร"] == "มาตรการส่งเสริมคุณธรรม"
    assert row["ไฟล์"] == ""
    assert row["หมายเหตุ"]


def test_the_list_of_contents_says_what_the_executive_has_approved(desk: Desk) -> None:
    assert {row["การเห็นชอบ"] for row in rows_of(desk, NADEE)} == {"ร่าง ผู้บริหารยังไม่ได้ลงนามเห็นชอบ", ""}
    bureau = desk.bureau
    seen = content_of(bureau.dossier().plan, Signed.MEASURES)
    bureau.ita.plans.sign(
        bureau["executive"], bureau.agency, CYCLE, Signed.MEASURES, text="", seen=seen, at=NOON
    )
    assert {row["การเห็นชอบ"] for row in rows_of(desk, NADEE)} == {"ผู้บริหารเห็นชอบแล้ว", ""}


def rows_of(desk: Desk, agency: str) -> list[dict[str, str]]:
    batch = desk.ready("measures", "comparison")
    return [row for row in desk.contents(batch) if row["หน่วยงาน"] == agency]


def test_a_note_goes_with_the_last_report_that_there_is(desk: Desk) -> None:
    bureau = desk.bureau
    (measure,) = bureau.dossier().plan.measures
    report = FollowUpDraft(months=6)
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, measure.id, report, revision=0, at=NOON)
    desk.ready("memo", "followup-12", "followup-6")
    assert sorted(desk.papers.asked) == [("followup", 6), ("followup", 12), ("memo", 6)]


@pytest.mark.parametrize("papers", [(), ("everything",), ("measures", "everything")])
def test_no_paper_or_an_unknown_one_is_refused(desk: Desk, papers: tuple[str, ...]) -> None:
    with pytest.raises(Problem, match="cycle_papers"):
        desk.ready(*papers)


def test_a_cycle_that_no_agency_has_begun_is_refused(desk: Desk) -> None:
    order = Order(PROVINCE, CYCLE.year + 3, ("pdf",), about=About.ITA, papers=("measures",))
    with pytest.raises(Problem, match="cycle_empty"):
        desk.batches.begin(desk.bureau["supervisor"], order, at=now())


def test_the_audit_trail_says_which_papers_somebody_asked_for(desk: Desk) -> None:
    desk.ready("measures")
    begun = next(
        each.body
        for each in reversed(desk.bureau.store.read("audit"))
        if each.body["action"] == "batch.begun"
    )
    assert begun["details"] == {
        "province": PROVINCE,
        "year": CYCLE.year,
        "about": "ita",
        "papers": ["measures"],
    }


def test_a_batch_that_an_earlier_version_kept_is_one_about_visits(desk: Desk) -> None:
    body = body_of_batch(desk.ready("measures"))
    earlier = {name: value for name, value in body.items() if name not in {"about", "papers"}}
    known = batch_of(Document("batches", "one", 1, earlier))
    assert (known.order.about, known.order.papers) == (About.VISITS, ())


def test_batches_of_visits_and_of_cycles_are_listed_apart(desk: Desk) -> None:
    made = desk.ready("measures")
    supervisor = desk.bureau["supervisor"]
    assert [one.id for one in desk.batches.recent(supervisor, About.ITA)] == [made.id]
    assert desk.batches.recent(supervisor) == []


@pytest.mark.slow
def test_the_shipped_worker_makes_real_papers(desk: Desk, config: Config) -> None:
    known = build_collections(desk.bureau.store, config, quick_passwords())
    order = Order(PROVINCE, CYCLE.year, ("pdf", "docx"), about=About.ITA, papers=("measures", "analysis"))
    begun = known.batches.begin(desk.bureau["supervisor"], order, at=now())
    known.batch_worker.work_off()
    known.rendering.close()
    made = known.batches.fetch(desk.bureau["supervisor"], begun.id)
    assert [(one.agency, one.about) for one in made.failures] == [(NONNGAM, "มาตรการส่งเสริมคุณธรรม")]
    with ZipFile(known.batches.parcels.folder / named(made.parcel)) as archive:
        starts = {name.rpartition(".")[2]: archive.read(name)[:4] for name in archive.namelist()}
    assert (starts["pdf"], starts["docx"]) == (b"%PDF", b"PK\x03\x04")


# --- in the browser -----------------------------------------------------------------------------------


@pytest.fixture
def wired(app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The app with the papers of the desk; what it returns works off what was asked for."""
    monkeypatch.setattr(desk.worker, "wake", lambda: None)
    known = app.extensions["checklist"]
    app.extensions["checklist"] = replace(known, batches=desk.batches, batch_worker=desk.worker)
    return desk.worker.work_off


def test_a_supervisor_chooses_papers_and_fetches_the_zip(
    client_of: ClientOf, wired: Callable[[], None], desk: Desk
) -> None:
    supervisor = client_of("supervisor")
    sent = {"csrf_token": supervisor.token(ADDRESS), "papers": ["measures", "outcome"], "pdf": "y"}
    begun = supervisor.post(ADDRESS, data=sent)
    assert begun.status_code == 302
    wired()
    page = supervisor.get(begun.location).text
    assert "ได้เอกสารแล้ว 2 จาก 4 ฉบับ" in page
    assert f"{NONNGAM} · มาตรการส่งเสริมคุณธรรม" in page
    assert page.count('name="papers"') == 2
    assert f"/ita/province/{CYCLE.year}/papers" in page
    answer = supervisor.get(f"{begun.location}.zip")
    assert len(ZipFile(io.BytesIO(answer.data)).namelist()) == 3
    assert "พร้อมดาวน์โหลด" in supervisor.get(ADDRESS).text
    assert supervisor.get(f"{ADDRESS}?lang=en").status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"papers": "measures"}, "อย่างน้อยหนึ่งแบบ"), ({"pdf": "y"}, "อย่างน้อยหนึ่งรายการ")],
)
@pytest.mark.usefixtures("wired")
def test_what_is_missing_of_an_order_is_said(client_of: ClientOf, sent: dict[str, str], said: str) -> None:
    supervisor = client_of("supervisor")
    answer = supervisor.post(ADDRESS, data={"csrf_token": supervisor.token(ADDRESS), **sent})
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("who", ["inspector", "auditor", "staff", "executive"])
def test_only_who_supervises_may_order(client_of: ClientOf, who: str) -> None:
    assert client_of(who).get(ADDRESS).status_code == 403
