"""Evidence of a report: known by its content, kept once, shown to those alone who may see the agency, and
missed when it is gone."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from checklist_app.app import KINDS
from checklist_app.config import Config
from checklist_app.durable import write_whole
from checklist_app.errors import Problem
from checklist_app.ita import (
    Evidence,
    FollowUp,
    FollowUpDraft,
    Measure,
    MeasureDraft,
    Signed,
    SignedState,
    content_of,
    prove_evidence,
    signed_state,
)
from checklist_app.ita.measures.evidences import LARGEST_FILE, At, Evidences, kind_of
from checklist_app.ita.measures.rules import MOST_EVIDENCE
from checklist_app.store import FolderFiles
from checklist_app.store.backup import Installation, backup, restore
from checklist_app.store.embedded import FolderStore
from checklist_app.store.verify import verify
from tests.cast import World, folder_of_files
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of

PDF = b"%PDF-1.7\n1 0 obj\n"


def pictured(format: str) -> bytes:
    """With the place at which it was taken."""
    image, exif, file = Image.new("RGB", (48, 32), "green"), Image.Exif(), io.BytesIO()
    exif[0x010F] = "แบบกล้อง Camera"
    exif.get_ifd(0x8825)[0x001D] = "2026:11:20"
    image.save(file, format, exif=exif)
    return file.getvalue()


JPEG, PNG = pictured("JPEG"), pictured("PNG")


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


@pytest.fixture
def at(bureau: Bureau) -> At:
    """A measure that was reported on after six months."""
    return reported(bureau)


def reported(bureau: Bureau) -> At:
    (measure,) = bureau.plan(MeasureDraft(title="จัดทำคู่มือ")).measures
    bureau.ita.plans.report(
        bureau["staff"], bureau.agency, CYCLE, measure.id, FollowUpDraft(months=6), revision=0, at=NOON
    )
    return At(bureau.agency, CYCLE, measure.id, 6)


def held(bureau: Bureau, at: At) -> FollowUp:
    measure: Measure | None = bureau.ita.plans.of(at.agency, at.cycle).measure(at.measure)
    assert measure
    return measure.followups[at.months]


def folder(at: At) -> str:
    return f"/agencies/{at.agency.id}/ita/{at.cycle.year}/measures/{at.measure}/evidence/{at.months}"


def send(client: StrictClient, at: At, *files: tuple[str, bytes]) -> int:
    data = {"csrf_token": client.token(folder(at)), "files": [(io.BytesIO(c), name) for name, c in files]}
    return client.post(f"{folder(at)}/files", data=data, content_type="multipart/form-data").status_code


# --- what is kept -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (b"\xef\xbb\xbf" + PDF, "pdf"),
        (JPEG, "jpg"),
        (PNG, "png"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
        (b"<html><script>alert(1)</script>", ""),
        (b"GIF89a", ""),
        (packed("anything.txt"), ""),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), ""),
        (b"PK\x03\x04 cut off", ""),
        (b"MZ\x90", ""),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, ending: str) -> None:
    assert kind_of(content) == ending


def test_a_file_is_kept_by_its_content_whatever_it_is_called(bureau: Bureau, at: At) -> None:
    bureau.ita.evidences.attach(bureau["staff"], at, [("C:\\งาน\\คำสั่ง.exe", PDF)], now=NOON)
    (evidence,) = held(bureau, at).evidence
    assert (evidence.name, evidence.ending, evidence.size) == ("คำสั่ง.exe", "pdf", len(PDF))
    assert bureau.ita.evidences.read(at, evidence.sha256) == (evidence, PDF)


@pytest.mark.parametrize(("name", "content"), [("ภาพ.jpg", JPEG), ("ภาพ.png", PNG)])
def test_a_photo_is_kept_without_place_and_camera(bureau: Bureau, at: At, name: str, content: bytes) -> None:
    assert b"2026:11:20" in content
    bureau.ita.evidences.attach(bureau["staff"], at, [(name, content)], now=NOON)
    (evidence,) = held(bureau, at).evidence
    _, kept = bureau.ita.evidences.read(at, evidence.sha256)
    assert (evidence.name, evidence.ending, evidence.size) == ("ภาพ", "jpg", len(kept))
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((48, 32), {})
    assert b"2026:11:20" not in kept


def test_the_same_file_or_link_is_there_once(bureau: Bureau, at: At) -> None:
    for name in ("ภาพ.JPG", "ภาพเดิม.jpeg"):
        bureau.ita.evidences.attach(bureau["staff"], at, [(name, JPEG)], now=NOON)
        bureau.ita.evidences.link(bureau["staff"], at, name, "https://example.go.th/plan", now=NOON)
    assert [each.name for each in held(bureau, at).evidence] == ["ภาพ", "ภาพ.JPG"]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (("ว่าง.pdf", b""), "evidence_empty"),
        (("ใหญ่.pdf", PDF + bytes(LARGEST_FILE)), "evidence_too_large"),
        (("ปลอม.pdf", b"<svg onload=alert(1)>"), "evidence_of_no_kind"),
        (("เสีย.jpg", JPEG[:40]), "photos"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_of_its_company_is_kept(
    bureau: Bureau, at: At, file: tuple[str, bytes], code: str
) -> None:
    with pytest.raises(Problem, match=code):
        bureau.ita.evidences.attach(bureau["staff"], at, [("ดี.pdf", PDF), file], now=NOON)
    assert held(bureau, at).evidence == ()


def test_a_report_has_room_for_so_many(bureau: Bureau, at: At) -> None:
    files = [(f"{n}.pdf", PDF + bytes([n])) for n in range(MOST_EVIDENCE + 1)]
    bureau.ita.evidences.attach(bureau["staff"], at, files[:MOST_EVIDENCE], now=NOON)
    with pytest.raises(Problem, match="too_much_evidence"):
        bureau.ita.evidences.attach(bureau["staff"], at, files[MOST_EVIDENCE:], now=NOON)
    assert len(held(bureau, at).evidence) == MOST_EVIDENCE


@pytest.mark.parametrize(
    "address",
    ["", "example.go.th", "javascript:alert(1)", "https://", "ftp://a.go.th/x", "https://a b.go.th"],
)
def test_only_the_web_is_linked_to(bureau: Bureau, at: At, address: str) -> None:
    with pytest.raises(Problem, match="no_address"):
        bureau.ita.evidences.link(bureau["staff"], at, "ประกาศ", address, now=NOON)


def test_what_is_taken_away_is_gone_from_this_report_alone(bureau: Bureau, at: At) -> None:
    staff, evidences = bureau["staff"], bureau.ita.evidences
    evidences.attach(staff, at, [("ก.pdf", PDF), ("ข.png", PNG)], now=NOON)
    evidences.link(staff, at, "", "https://example.go.th/a", now=NOON)
    first, *rest = held(bureau, at).evidence
    evidences.detach(staff, at, first.sha256, now=NOON)
    evidences.detach(staff, at, "", now=NOON)
    assert [*held(bureau, at).evidence] == rest
    with pytest.raises(Problem, match="no_evidence"):
        evidences.read(at, first.sha256)


def test_who_writes_the_report_meanwhile_is_in_nobodys_way(
    bureau: Bureau, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, beaten = bureau.ita.plans, iter([True])
    report = type(plans).report

    def meanwhile(*args: object, **said: object) -> object:
        if next(beaten, False):
            draft = FollowUpDraft(months=6, suggestion="เขียนแทรก")
            report(plans, bureau["supervisor"], at.agency, CYCLE, at.measure, draft, revision=1, at=NOON)
        return report(*args, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(type(plans), "report", meanwhile)
    bureau.ita.evidences.attach(bureau["staff"], at, [("ก.pdf", PDF)], now=NOON)
    known = held(bureau, at)
    assert (known.suggestion, len(known.evidence)) == ("เขียนแทรก", 1)


def test_evidence_is_part_of_what_is_signed(bureau: Bureau, at: At) -> None:
    plan = bureau.dossier().plan
    seen = content_of(plan, Signed.HALFWAY)
    bureau.ita.plans.sign(
        bureau["executive"], bureau.agency, CYCLE, Signed.HALFWAY, text="", seen=seen, at=NOON
    )
    bureau.ita.evidences.attach(bureau["staff"], at, [("ก.pdf", PDF)], now=NOON)
    assert signed_state(bureau.dossier().plan, Signed.HALFWAY) is SignedState.CHANGED


def test_there_is_no_evidence_of_what_nobody_reported(bureau: Bureau, at: At, client_of: ClientOf) -> None:
    later = At(at.agency, at.cycle, at.measure, 12)
    with pytest.raises(Problem, match="evidence_before_report"):
        bureau.ita.evidences.attach(bureau["staff"], later, [("ก.pdf", PDF)], now=NOON)
    assert client_of("staff").get(folder(later)).status_code == 409


@pytest.mark.parametrize("who", ["executive", "inspector", "auditor"])
def test_only_those_who_keep_the_plan_attach(bureau: Bureau, at: At, who: str) -> None:
    with pytest.raises(Problem, match="not_yours_to_keep"):
        bureau.ita.evidences.attach(bureau[who], at, [("ก.pdf", PDF)], now=NOON)


# --- in the browser ---------------------------------------------------------------------------------------


def test_files_are_attached_and_saved_never_shown(bureau: Bureau, at: At, client_of: ClientOf) -> None:
    client = client_of("staff")
    assert send(client, at, ("คำสั่งแต่งตั้ง.pdf", PDF), ("ตาราง.xlsx", XLSX)) == 302
    pdf, sheet = held(bureau, at).evidence
    for who in ("staff", "executive", "supervisor", "inspector", "auditor"):
        answer = client_of(who).get(f"{folder(at)}/{pdf.sha256}")
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="evidence.pdf"')
        assert answer.headers["Content-Disposition"].endswith(
            "%B9%81%E0%B8%95%E0%B9%88%E0%B8%87%E0%B8%95%E0%B8%B1%E0%B9%89%E0%B8%87.pdf"
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
    assert client_of("outsider").get(f"{folder(at)}/{pdf.sha256}").status_code == 404
    assert client_of("staff").get(f"{folder(at)}/{'0' * 64}").status_code == 404
    listed = client.get(f"/agencies/{at.agency.id}/ita/{CYCLE.year}/followup/6").text
    assert "คำสั่งแต่งตั้ง" in listed
    assert sheet.ending == "xlsx"


def test_a_link_is_added_and_taken_away(bureau: Bureau, at: At, client_of: ClientOf) -> None:
    client = client_of("staff")
    said = {"csrf_token": client.token(folder(at)), "link": "https://example.go.th/plan", "name": "แผน"}
    assert client.post(f"{folder(at)}/links", data=said).status_code == 302
    assert held(bureau, at).evidence == (Evidence("แผน", link="https://example.go.th/plan"),)
    assert 'rel="noopener noreferrer nofollow"' in client.get(f"{folder(at)}?lang=en").text
    gone = {"csrf_token": said["csrf_token"], "key": "https://example.go.th/plan"}
    assert client.post(f"{folder(at)}/detach", data=gone).status_code == 302
    assert held(bureau, at).evidence == ()


def test_what_is_refused_is_told_at_its_place(at: At, client_of: ClientOf) -> None:
    client = client_of("staff")
    assert send(client, at, ("ปลอม.pdf", b"no pdf")) == 422
    assert send(client, at) == 422
    said = {"csrf_token": client.token(folder(at)), "link": "javascript:alert(1)", "name": "แผน"}
    answer = client.post(f"{folder(at)}/links", data=said)
    assert answer.status_code == 422
    assert "javascript:alert(1)" in answer.text
    assert 'href="javascript' not in answer.text


def test_a_disk_that_fails_loses_nothing_and_is_told_in_thai(
    bureau: Bureau, at: At, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("staff")
    assert send(client, at, ("ก.pdf", PDF)) == 302

    def full(target: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("checklist_app.store.files.folder.write_whole", full)
    assert send(client, at, ("ข.png", PNG)) == 503
    assert [each.name for each in held(bureau, at).evidence] == ["ก"]
    monkeypatch.setattr("checklist_app.store.files.folder.write_whole", write_whole)
    assert send(client, at, ("ข.png", PNG)) == 302
    assert [each.name for each in held(bureau, at).evidence] == ["ก", "ข"]


def test_bytes_that_are_gone_are_told_in_thai(
    bureau: Bureau, at: At, client_of: ClientOf, config: Config
) -> None:
    client = client_of("staff")
    send(client, at, ("ก.pdf", PDF))
    (evidence,) = held(bureau, at).evidence
    FolderFiles(folder_of_files(config)).path(evidence.sha256).unlink()
    answer = client.get(f"{folder(at)}/{evidence.sha256}")
    assert answer.status_code == 404
    assert evidence.sha256 in answer.text


# --- proof and backup -------------------------------------------------------------------------------------


@pytest.fixture
def installation(app: Flask, world: World, tmp_path: Path) -> Installation:
    """On a disk: one report with a file and a link."""
    found = Installation(
        store=tmp_path / "office" / "store", files=FolderFiles(tmp_path / "office" / "files")
    )
    store, files = FolderStore(found.store, KINDS), found.files
    bureau = bureau_of(world)
    at = reported(bureau)
    evidences = Evidences(bureau.ita.plans, files)
    evidences.attach(bureau["staff"], at, [("ก.pdf", PDF)], now=NOON)
    evidences.link(bureau["staff"], at, "", "https://example.go.th", now=NOON)
    for document in world.store.find("ita_plans"):
        store.put("ita_plans", document.id, document.body, version=0)
    store.close()
    return found


def proved(installation: Installation) -> int:
    store = FolderStore(installation.store, KINDS)
    try:
        return prove_evidence(store, installation.files)
    finally:
        store.close()


def test_a_backup_brings_evidence_along(installation: Installation, tmp_path: Path) -> None:
    moment = datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert verify(installation.store, installation.files).files == 1
    backup(installation, tmp_path / "office.backup", at=moment)
    elsewhere = Installation(store=tmp_path / "new" / "store", files=FolderFiles(tmp_path / "new" / "files"))
    restore(tmp_path / "office.backup", elsewhere, replace=False, at=moment)
    assert proved(elsewhere) == proved(installation) == 1


def test_evidence_that_is_damaged_or_missing_is_named(installation: Installation) -> None:
    files = FolderFiles(installation.store.parent / "files")
    (name,) = files.names()
    files.path(name).write_bytes(b"something else")
    with pytest.raises(Problem, match=rf"file_damaged.*{name}"):
        verify(installation.store, installation.files)
    files.path(name).unlink()
    with pytest.raises(Problem, match="evidence_missing") as missing:
        proved(installation)
    assert missing.value.parameters["name"] == "ก"
