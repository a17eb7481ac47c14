"""What a browser brings back is ours or it is nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.surveys.answering.seals import GOOD_FOR, KioskPass, Seals

SEALS = Seals("one secret of forty characters, at least")
AT = datetime(2026, 11, 20, 5, 0, 0, 999_999, tzinfo=UTC)


def test_a_nonce_says_which_questions_were_shown_and_when_to_the_second() -> None:
    nonce = SEALS.read_nonce(SEALS.nonce("abc123", "standard-1", at=AT), "abc123")
    assert nonce is not None
    assert (nonce.questions, nonce.issued, nonce.renewed) == ("standard-1", AT.replace(microsecond=0), False)


def test_every_nonce_has_an_id_of_its_own() -> None:
    nonces = {SEALS.nonce("abc123", "standard-1", at=AT) for _ in range(1_000)}
    assert len({nonce.split(".")[3] for nonce in nonces}) == 1_000


def test_a_nonce_is_good_for_two_hours_and_not_before_its_time() -> None:
    nonce = SEALS.read_nonce(SEALS.nonce("abc123", "7", at=AT), "abc123")
    assert nonce is not None
    assert not nonce.expired(nonce.issued + GOOD_FOR)
    assert nonce.expired(nonce.issued + GOOD_FOR + timedelta(seconds=1))
    assert not nonce.expired(nonce.issued - timedelta(minutes=4))
    assert nonce.expired(nonce.issued - timedelta(minutes=6))


def test_a_form_opened_a_minute_before_midnight_belongs_to_that_day() -> None:
    late = datetime(2027, 3, 31, 16, 59, tzinfo=UTC)  # 23.59 in Thailand
    nonce = SEALS.read_nonce(SEALS.nonce("abc123", "7", at=late), "abc123")
    assert nonce is not None
    assert nonce.day == date(2027, 3, 31)


@pytest.mark.parametrize("kind", ["nonce", "pass"])
def test_nothing_sealed_is_good_at_another_point_with_another_secret_or_changed(kind: str) -> None:
    nonce, permit = SEALS.nonce("abc123", "7", at=AT), SEALS.kiosk_pass("abc123", 2, day=AT.date())
    sealed = nonce if kind == "nonce" else permit
    for seals, code, text in (
        (SEALS, "abc124", sealed),
        (Seals("another secret of forty characters, or so"), "abc123", sealed),
        (SEALS, "abc123", f"1{sealed}"),
        (SEALS, "abc123", sealed[:-1]),
    ):
        assert seals.read_nonce(text, code) is None
        assert seals.read_kiosk_pass(text, code) is None


def test_a_pass_is_no_nonce_and_a_nonce_no_pass() -> None:
    sealed = SEALS.kiosk_pass("abc123", 2, day=AT.date())
    assert SEALS.read_nonce(sealed, "abc123") is None
    permit = SEALS.read_kiosk_pass(sealed, "abc123")
    assert permit == KioskPass(2, AT.date(), sealed.split(".")[3])
    assert SEALS.read_kiosk_pass(SEALS.nonce("abc123", "7", at=AT), "abc123") is None


@given(st.text(max_size=300))
def test_whatever_else_is_sent_is_nothing(text: str) -> None:
    assert SEALS.read_nonce(text, "abc123") is None
    assert SEALS.read_kiosk_pass(text, "abc123") is None
