"""The brakes on guessing: whom they slow down, whom they leave alone, and who lifts them."""

from datetime import timedelta

import pytest
from flask import Flask

from checklist_app.accounts import Throttles
from checklist_app.accounts.throttles import BRAKES
from checklist_app.clock import now
from checklist_app.errors import Problem
from tests.cast import PASSWORD, World
from tests.client import StrictClient
from tests.conftest import ClientOf

SIGN_IN = "/accounts/sign-in"


def try_at(client: StrictClient, address: str, *, name: str = "inspector", password: str = "wrong") -> int:
    client.environ_base["REMOTE_ADDR"] = address
    return client.submit(SIGN_IN, name=name, password=password).status_code


def throttles_of(app: Flask) -> Throttles:
    throttles: Throttles = app.extensions["checklist"].throttles
    return throttles


def test_guessing_one_name_from_one_address_is_slowed_down(client: StrictClient) -> None:
    statuses = [try_at(client, "10.0.0.1") for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    assert try_at(client, "10.0.0.1", password=PASSWORD) == 429


def test_a_stranger_elsewhere_does_not_lock_a_person_out(client: StrictClient) -> None:
    for number in range(30):
        try_at(client, f"10.0.{number % 4}.1")
    assert try_at(client, "10.9.9.9", password=PASSWORD) == 302


def test_guessing_one_name_from_very_many_addresses_is_slowed_down(app: Flask) -> None:
    throttles, at = throttles_of(app), now()
    for number in range(BRAKES["name"].free):
        throttles.attempt("inspector", f"10.0.0.{number}", at=at)
    with pytest.raises(Problem, match="throttled"):
        throttles.attempt("inspector", "10.1.1.2", at=at)
    throttles.attempt("inspector", "10.1.1.2", at=at + BRAKES["name"].longest)


def test_guessing_is_slowed_down_by_address_whatever_the_name(client: StrictClient) -> None:
    statuses = [try_at(client, "10.0.0.1", name=f"name{number}") for number in range(32)]
    assert set(statuses[:30]) == {422}
    assert statuses[-1] == 429


def test_an_office_behind_one_address_may_sign_in_as_often_as_it_likes(client: StrictClient) -> None:
    for _ in range(45):
        assert try_at(client, "10.0.0.1", password=PASSWORD) == 302
        client.delete_cookie("checklist")


def test_a_success_takes_nothing_off_the_count_of_its_address(client: StrictClient) -> None:
    for number in range(31):
        try_at(client, "10.0.0.1", name=f"name{number}")
        if number == 15:
            assert try_at(client, "10.0.0.1", password=PASSWORD) == 302
            client.delete_cookie("checklist")
    assert try_at(client, "10.0.0.1", name="another") == 429


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("", "nonsense", False),
    ],
)
def test_the_addresses_that_one_visitor_may_choose_count_as_one(
    app: Flask, one: str, other: str, same: bool
) -> None:
    throttles, at = throttles_of(app), now()
    for _ in range(BRAKES["pair"].free):
        throttles.attempt("inspector", one, at=at)
    if same:
        with pytest.raises(Problem, match="throttled"):
            throttles.attempt("inspector", other, at=at)
    else:
        throttles.attempt("inspector", other, at=at)


def test_a_password_reset_lifts_the_brakes_of_that_name_and_no_other(
    client_of: ClientOf, client: StrictClient, app: Flask, world: World
) -> None:
    for address in ("10.0.0.1", "10.0.0.2"):
        for name in ("inspector", "colleague"):
            while try_at(client, address, name=name) != 429:
                pass
    client_of("supervisor").submit(f"/accounts/people/{world['inspector'].id}/reset-password")
    assert try_at(client, "10.0.0.1") == 422
    assert try_at(client, "10.0.0.1", name="colleague") == 429
    password = app.extensions["checklist"].people.reset_password_of("INSPECTOR")
    assert try_at(client, "10.0.0.2", password=password) == 302


def test_guessing_the_present_password_to_change_it_is_slowed_down(client_of: ClientOf) -> None:
    client, new = client_of("inspector"), "a long enough phrase"
    statuses = [
        client.submit("/accounts/password", current="wrong", new=new, again=new).status_code for _ in range(7)
    ]
    assert statuses == [422] * 5 + [429] * 2
    assert client.submit("/accounts/password", current=PASSWORD, new=new, again=new).status_code == 429


def test_looking_for_a_new_password_that_will_do_is_not_guessing(client_of: ClientOf) -> None:
    client = client_of("inspector")
    for _ in range(12):
        answer = client.submit("/accounts/password", current=PASSWORD, new="short", again="short")
        assert answer.status_code == 422


def test_counts_go_when_their_time_is_over(app: Flask, world: World) -> None:
    throttles, at = throttles_of(app), now()
    for number in range(40):
        throttles.failed(f"name{number}", f"10.0.0.{number}", at=at)
    for number in range(40):
        throttles.attempt("inspector", f"10.0.1.{number}", at=at + timedelta(hours=2))
    assert world.store.count("throttles") <= 60  # a few wait for the next sweep that passes them
