"""The interface of the phone app at its edges: compressed and broken bodies, photos by their hash, what to
take along."""

import gzip
import hashlib
import io
import json
import zlib

import pytest
from PIL import Image

from tests.cast import World
from tests.conftest import ClientOf
from tests.visits.phones import CODE, SAME_ORIGIN, Phone

TICK = "answer:3.2.1-6/01"


def picture(color: str = "navy", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return out.getvalue()


def address(content: bytes, visit: str) -> str:
    return f"/api/files/{hashlib.sha256(content).hexdigest()}?visit={visit}"


def test_a_compressed_request_is_understood(phone: Phone) -> None:
    push = {"id": phone.visit, "since": 0, "ops": list(phone.operations.values())}
    body = gzip.compress(json.dumps(phone.request(push)).encode(), mtime=0)
    headers = {**SAME_ORIGIN, "Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = phone.client.post("/api/sync", data=body, headers=headers)
    assert len(answer.get_json()["visits"][0]["acked"]) == 1


def test_a_bomb_is_refused_while_it_unpacks(phone: Phone) -> None:
    bomb = gzip.compress(b" " * 50_000_000, mtime=0)
    answer = phone.client.post("/api/sync", data=bomb, headers={**SAME_ORIGIN, "Content-Encoding": "gzip"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"device": 5}', b'{"visits": 5}'],
)
def test_what_is_no_request_is_refused_in_words(phone: Phone, body: bytes) -> None:
    answer = phone.client.post("/api/sync", data=body, headers=SAME_ORIGIN)
    assert answer.status_code == 422
    assert answer.get_json()["error"]["code"].startswith("visits.sync_")


@pytest.mark.parametrize("cut", [0, 1, 12, -1])
def test_a_truncated_body_stores_nothing(phone: Phone, cut: int) -> None:
    push = {"id": phone.visit, "since": 0, "ops": list(phone.operations.values())}
    whole = gzip.compress(json.dumps(phone.request(push)).encode(), mtime=0)
    headers = {**SAME_ORIGIN, "Content-Encoding": "gzip"}
    assert phone.client.post("/api/sync", data=whole[:cut], headers=headers).status_code == 422
    phone.waiting.clear()
    assert phone.post()["error"]["code"] == "visits.unknown"


def test_too_many_operations_at_once_are_refused(phone: Phone) -> None:
    push = {"id": phone.visit, "since": 0, "ops": [{}] * 1001}
    answer = phone.client.post("/api/sync", json=phone.request(push), headers=SAME_ORIGIN)
    assert answer.get_json()["error"]["code"] == "visits.sync_too_many"


def test_three_hundred_operations_travel_in_forty_kilobytes(phone: Phone) -> None:
    for number in range(299):
        phone.write(f"note:3.2.1-6/{number % 9 + 1:02}", f"พบเอกสารแล้ว ชุดที่ {number}", replaces=[])
    push = {"id": phone.visit, "since": 0, "ops": list(phone.operations.values())}
    sent = json.dumps(phone.request(push), ensure_ascii=False, separators=(",", ":")).encode()
    headers = {**SAME_ORIGIN, "Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
    answer = phone.client.post("/api/sync", data=zlib_gzip(sent), headers=headers)
    assert answer.content_encoding == "gzip"
    assert len(zlib_gzip(sent)) + len(answer.data) <= 40_000
    told = json.loads(gzip.decompress(answer.data))["visits"][0]
    assert len(told["acked"]) == 300


def zlib_gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(content) + packer.flush()


def test_a_photo_arrives_once_and_is_asked_for_by_its_hash(phone: Phone) -> None:
    phone.sync()
    content = picture()
    where = address(content, phone.visit)
    assert phone.client.head(where).status_code == 404
    assert phone.client.put(where, data=content, headers=SAME_ORIGIN).status_code == 201
    assert phone.client.put(where, data=content, headers=SAME_ORIGIN).status_code == 200
    assert phone.client.head(where).status_code == 200
    shown = phone.client.get(where)
    assert shown.mimetype == "image/jpeg"
    assert Image.open(io.BytesIO(shown.data)).size == (60, 40)


def test_a_photo_that_an_operation_names_is_missing_until_it_arrives(phone: Phone) -> None:
    content = picture()
    sha256 = hashlib.sha256(content).hexdigest()
    value = {"file": sha256, "item": "3.2.1-6/01", "caption": "ป้าย", "taken": "2026-11-21T06:02:11.123Z"}
    phone.write(f"photo:{'0' * 26}", value)
    assert phone.sync()["files_missing"] == [sha256]
    phone.client.put(address(content, phone.visit), data=content, headers=SAME_ORIGIN)
    assert phone.sync()["files_missing"] == []


@pytest.mark.parametrize(
    "sent",
    [b"", b"not a picture", picture()[:-200], picture("red"), b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
)
def test_bytes_that_are_not_what_they_claim_are_refused(phone: Phone, sent: bytes) -> None:
    phone.sync()
    claimed = picture() if sent == picture("red") else sent
    answer = phone.client.put(address(claimed, phone.visit), data=sent, headers=SAME_ORIGIN)
    assert answer.status_code == 422
    assert phone.client.head(address(claimed, phone.visit)).status_code == 404


def test_a_photo_is_unknown_to_whoever_may_not_open_its_visit(phone: Phone, client_of: ClientOf) -> None:
    phone.sync()
    content = picture()
    where = address(content, phone.visit)
    phone.client.put(where, data=content, headers=SAME_ORIGIN)
    assert client_of("supervisor").get(where).status_code == 200
    for stranger in ("colleague", "outsider"):
        assert client_of(stranger).get(where).status_code == 404
        assert client_of(stranger).put(where, data=content, headers=SAME_ORIGIN).status_code == 404


def test_a_photo_cannot_come_from_another_site(phone: Phone) -> None:
    phone.sync()
    content = picture()
    answer = phone.client.put(
        address(content, phone.visit), data=content, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_the_pack_holds_the_forms_and_what_the_last_visit_found(phone: Phone, world: World) -> None:
    phone.write(TICK, True)
    phone.write("advice:3.2.1-6/02", {"indicator": "1", "text": "ควรมีแผนผัง", "state": "kept"})
    phone.sync()
    assert phone.client.get("/api/pack").get_json()["last"] == {}  # not while it is being filled in
    phone.write("status", {"state": "complete", "reason": "", "content": ""})
    phone.sync()
    answer = phone.client.get("/api/pack")
    pack = answer.get_json()
    assert {form["form"] for form in pack["forms"]} == {"nacc-2563", "follow-up-visit"}
    last = pack["last"][world.agencies["เทศบาลตำบลนาดี"].id]
    assert last["values"][TICK] is True
    assert pack["phrases"] == [{"indicator": "1", "text": "ควรมีแผนผัง", "used": 1}]
    again = phone.client.get("/api/pack", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_pack_tells_nothing_of_other_provinces(phone: Phone, client_of: ClientOf) -> None:
    phone.write(TICK, True)
    phone.write("status", {"state": "complete", "reason": "", "content": ""})
    phone.sync()
    pack = client_of("outsider").get("/api/pack").get_json()
    assert pack["last"] == {}
    assert pack["phrases"] == []


def test_a_typed_code_opens_the_visit_to_a_colleague(phone: Phone, client_of: ClientOf) -> None:
    phone.sync()
    answer = client_of("colleague").post("/api/join", json={"code": CODE}, headers=SAME_ORIGIN)
    assert answer.get_json()["id"] == phone.visit
    listed = client_of("colleague").post("/api/sync", json=phone.request(known=True), headers=SAME_ORIGIN)
    assert [visit["id"] for visit in listed.get_json()["list"]] == [phone.visit]


def test_a_code_is_worth_nothing_in_another_province(phone: Phone, client_of: ClientOf) -> None:
    phone.sync()
    answer = client_of("outsider").post("/api/join", json={"code": CODE}, headers=SAME_ORIGIN)
    assert answer.status_code == 404


def test_guessing_codes_is_slowed_down(phone: Phone, client_of: ClientOf) -> None:
    phone.sync()
    colleague = client_of("colleague")
    answers = [colleague.post("/api/join", json={"code": "0" * 8}, headers=SAME_ORIGIN) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [404] * 5 + [429] * 2


@pytest.mark.parametrize("sent", [{}, {"code": 5}, {"code": "short"}, [], "text"])
def test_what_is_no_code_is_refused(phone: Phone, sent: object) -> None:
    assert phone.client.post("/api/join", json=sent, headers=SAME_ORIGIN).status_code == 422
