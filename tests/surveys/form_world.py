"""What the tests of the citizens' form share: the office of the app, a clock to turn, and people who open the
form and send it."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from checklist_app.clock import BANGKOK
from checklist_app.surveys.answering import form_pages
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.model import Answer, Point, PointDraft
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.client import Page, StrictClient
from tests.surveys.world import NOON, Office, answer_of

FILLED: Mapping[str, str] = {
    "visitor": "resident",
    "outcome": "whole",
    "process": "5",
    "channels": "4",
    "staff": "5",
    "facilities": "3",
    "overall": "5",
}
READING = timedelta(seconds=30)


@dataclass
class Clock:
    at: datetime = NOON

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


def clock_of(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(form_pages, "now", lambda: clock.at)
    monkeypatch.setattr(form_pages, "today", lambda: clock.at.astimezone(BANGKOK).date())
    return clock


@dataclass
class Town:
    """One point with its form, as citizens meet it."""

    office: Office
    client: StrictClient
    clock: Clock
    point: Point

    @property
    def address(self) -> str:
        return f"/s/{self.point.code}"

    def opened(self, address: str = "") -> str:
        """The nonce of a form that somebody has opened and read."""
        nonce = Page(self.client.get(address or self.address).text).hidden["nonce"]
        self.clock.at += READING
        return nonce

    def sent(
        self,
        nonce: str,
        filled: Mapping[str, str] = FILLED,
        address: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        fields = {"nonce": nonce, **filled}
        return self.client.post(address or self.address, data=fields, headers=dict(headers or {}))

    def kept(self, period: Period | None = None) -> list[Answer]:
        stream = stream_of(self.point.code, period or Period.of(self.clock.at.astimezone(BANGKOK).date()))
        return [answer_of(entry.id, entry.body) for entry in self.office.store.read(stream)]

    def change(self, **fields: object) -> None:
        """Staff edit the point."""
        known = {each.name: getattr(self.point, each.name) for each in dataclass_fields(PointDraft)}
        draft = PointDraft(**{**known, **fields})
        self.point = self.office.surveys.points.edit(
            self.office.world["staff"], self.point.code, draft, version=self.point.version
        )


def town_of(app: Flask, world: World, client: StrictClient, clock: Clock) -> Town:
    office = Office(world, app.extensions["checklist"].surveys, world.store)
    return Town(office, client, clock, office.point())
