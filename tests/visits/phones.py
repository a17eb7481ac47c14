"""A phone as the tests see it: it writes without asking anybody, holds what it learned, and sends by the
interface of the server. It verifies the chain as the real one does."""

from dataclasses import dataclass, field
from typing import Any

from checklist_app.accounts import Person
from checklist_app.catalog import Form
from checklist_app.ids import new_code, new_id
from checklist_app.store import canonical
from checklist_app.store.chain import chain_hash
from checklist_app.visits import State
from checklist_app.visits.beginning import code_hash
from checklist_app.visits.fold import fold
from checklist_app.visits.operations import read_operation
from tests.client import StrictClient

CODE = "abcd1234"
AT = "2026-11-21T06:02:11.123Z"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Phone:
    """Of one person, at work on one visit."""

    owner: Person
    client: StrictClient
    visit: str
    device: str = field(default_factory=lambda: new_code(10))
    letter: str = "A"
    operations: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    refused: dict[str, dict[str, Any]] = field(default_factory=dict)
    since: int = 0
    head: str = ""
    join: str = ""
    answer: dict[str, Any] = field(default_factory=dict)

    def write(self, name: str, value: Any, *, replaces: list[str] | None = None, **changed: Any) -> str:
        if replaces is None:
            seen = self.state.fields.get(name)
            replaces = [head.id for head in seen.heads] if seen else []
        operation = {
            "id": new_id(),
            "field": name,
            "value": value,
            "replaces": replaces,
            "at": AT,
            "by": self.owner.id,
            "device": self.device,
            "n": 1 + sum(known.get("device") == self.device for known in self.operations.values()),
            **changed,
        }
        self.operations[operation["id"]] = operation
        self.waiting.add(operation["id"])
        return str(operation["id"])

    @property
    def state(self) -> State:
        sound = [known for id, known in self.operations.items() if id not in self.refused]
        return fold(map(read_operation, sound))

    def sync(self, *, files: int = 0) -> dict[str, Any]:
        """Send what waits and take what comes, until there is no more; the last answer."""
        while True:
            self.take(self.post(files=files))
            if not self.answer.get("more"):
                return self.answer

    def post(self, *, files: int = 0) -> dict[str, Any]:
        sent = [self.operations[id] for id in self.operations if id in self.waiting]
        push = {"id": self.visit, "since": self.since, "ops": sent, "waiting_files": files}
        if self.join:
            push["join"] = self.join
        answer = self.client.post("/api/sync", json=self.request(push), headers=SAME_ORIGIN)
        assert answer.status_code == 200, answer.text
        return {**answer.get_json()["visits"][0], "asked": self.since}

    def request(self, *pushes: dict[str, Any], **more: Any) -> dict[str, Any]:
        device = {"id": self.device, "name": f"เครื่องของ{self.owner.name}", "letter": self.letter}
        return {"device": device, "visits": list(pushes), **more}

    def take(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        if "error" in answer:
            return
        if answer["since"] < answer["asked"]:  # the server was restored and knows less
            self.since, self.head = 0, ""
        if answer["seq"] < self.since:  # overtaken by a later one
            return
        receipt = {"received": answer["received"], "sender": answer["sender"]}
        entries = {entry["seq"]: dict(entry) for entry in answer["ops"]}
        entries |= {seq: {"seq": seq, **self.operations[id], **receipt} for id, seq in answer["acked"]}
        for seq in sorted(entries):
            if seq > self.since:
                self._follow(entries[seq])
        assert (self.since, self.head) == (answer["seq"], answer["head"])
        for refusal in answer["refused"]:
            self.refused[refusal["id"]] = refusal["error"]
            self.waiting.discard(refusal["id"])

    def learn(self, other: "Phone") -> None:
        """All that another phone holds, without any server: by a file or by QR codes."""
        for id, operation in other.operations.items():
            if id not in self.operations:
                self.operations[id] = operation
                self.waiting.add(id)

    def _follow(self, entry: dict[str, Any]) -> None:
        """The entry is the next of its stream, and its hash follows from the one before."""
        id, seq = entry.pop("id"), entry.pop("seq")
        assert seq == self.since + 1
        body = canonical(entry)
        self.head = chain_hash(self.head, stream=f"visits/{self.visit}", seq=seq, id=id, body=body)
        self.since = seq
        known = {name: value for name, value in entry.items() if name not in {"received", "sender"}}
        self.operations[id] = {"id": id, **known}
        self.waiting.discard(id)


def begin(owner: Person, client: StrictClient, form: Form, agency: str, **facts: Any) -> Phone:
    """A phone that has just begun a visit, without signal."""
    visit = f"{form.digest[:16]}-{new_id()}"
    phone = Phone(owner, client, visit)
    begun = {
        "agency": agency,
        "agency_name": "เทศบาลตำบลนาดี",
        "form": form.id,
        "year": form.year,
        "digest": form.digest,
        "begun": "2026-11-21",
        "join": code_hash(visit, CODE),
        **facts,
    }
    phone.write("visit", begun)
    return phone
