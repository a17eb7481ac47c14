"""The visits that tests of papers share: one filled to its last line, one half filled, one with nothing in
it, and one in which two people disagree. Everybody in it is invented."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any, Final

from PIL import Image, ImageDraw

from checklist_app.accounts import Audit
from checklist_app.catalog import Editions, Form, Forms, KeptForm
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.visit.material import Material, Member, material
from checklist_app.visits import Device, Operation, State, Visit, content_digest, seen
from checklist_app.visits.fields import canonical_value
from tests.store.model import ModelStore

MADE: Final = datetime(2020, 5, 4, 3, 20, tzinfo=UTC)
STAMP: Final = Stamp("นท สน 12/2563", "7KD3P-94VXM", "https://nithet.example.go.th/verify/7KD3P94VXM")
BEGUN: Final = datetime(2020, 4, 23, 2, 15, tzinfo=UTC)
REPORTER, COLLEAGUE = "1" * 26, "2" * 26
PEOPLE: Final = {
    REPORTER: Member(REPORTER, "นางสาวปรียาดา ศรีนวลงาม", "เจ้าพนักงานป้องกันการทุจริตชำนาญการ"),
    COLLEAGUE: Member(COLLEAGUE, "นายธนกฤต วงศ์ตัวอย่าง", "เจ้าพนักงานป้องกันการทุจริตปฏิบัติการ"),
}
PHONES: Final = {REPORTER: "a" * 10, COLLEAGUE: "b" * 10}
PHOTOS: Final = {f"{number:x}" * 64: (150 + 20 * number, 190, 120) for number in range(1, 6)}
FILES: Final = tuple(PHOTOS)
SCORES: Final = {
    "1": "98.66", "2": "94.04", "3": "93.43", "4": "93.22", "5": "85.68", "6": "84.40", "7": "70.51",
    "8": "78.77", "9": "36.00", "9.1": "80.00", "9.2": "50.00", "9.3": "30.00", "9.4": "20.00",
    "9.5": "0.00", "10": "25.00", "10.1": "50.00", "10.2": "0.00",
}  # fmt: skip
STROKES: Final = [
    [[120, 300], [180, 120], [260, 380], [330, 150], [400, 330], [470, 180], [560, 310]],
    [[90, 400], [300, 360], [640, 330]],
]
OBJECTIVES: Final = ("header.objectives/01", "header.objectives/02")


@dataclass
class Telling:
    """Operations of two phones, as they would be after both were sent."""

    form: Form
    operations: list[Operation] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    def say(self, name: str, value: Any, by: str = REPORTER, *, beside: bool = False) -> None:
        """`beside`: by somebody who has not seen what was said before."""
        number = next(self.numbers)
        heads = [one.id for one in self.operations if one.field == name and not beside]
        own = sum(one.by == by for one in self.operations)
        self.operations.append(
            Operation(
                id=f"{number:026}",
                field=name,
                value=canonical_value(self.form, name, value),
                replaces=tuple(heads),
                at=_stamp(BEGUN + timedelta(seconds=40 * number)),
                by=by,
                device=PHONES[by],
                n=own + 1,
            )
        )

    def say_all(self, says: Mapping[str, Any], by: str = REPORTER) -> None:
        for name, value in says.items():
            self.say(name, value, by)

    def sign(self, name: str, who: str, person: Member) -> None:
        self.say(
            name,
            {
                "name": person.name,
                "position": person.position,
                "signed_on": "2020-04-23",
                "strokes": STROKES,
                "content": content_digest(self.state),
                "seen": seen(self.state),
            },
            who,
        )

    @property
    def state(self) -> State:
        return State().with_operations(self.operations)


@cache
def kept(id: str = "nacc-2563", year: int = 2563) -> KeptForm:
    store = ModelStore([Editions.KIND, Forms.KIND])
    forms = Forms(store, Editions(store, Audit(store)))
    return forms.kept_with_editions(forms.keep(id, year).digest)


def official() -> Form:
    return kept().form


def visit_to(form: Form) -> Visit:
    return Visit(
        id=f"{form.digest[:16]}-{'7' * 26}",
        version=1,
        agency="8" * 26,
        agency_name="องค์การบริหารส่วนตำบลหนองบัวทอง",
        province="สกลนคร",
        form=form.id,
        year=form.year,
        digest=form.digest,
        begun="2020-04-23",
        join="0" * 64,
        members=(REPORTER, COLLEAGUE),
    )


def of(telling: Telling, known: KeptForm | None = None, missing: Iterable[str] = ()) -> Material:
    known = known or kept()
    return material(
        visit_to(known.form), known, telling.state, find=PEOPLE.get, devices=_devices(), missing=missing
    )


@cache
def blank() -> Material:
    return of(Telling(official()))


@cache
def half() -> Material:
    """What one phone knows in the middle of an afternoon."""
    telling = Telling(official())
    telling.say_all(HEAD)
    telling.say_all({"answer:1.1.projects": 80, "answer:1.2.done": 34, "answer:3.2.1-6/01": True})
    telling.say_all({f"answer:3.1.scores:{row}": SCORES[row] for row in ("1", "2", "3")})
    telling.say_all(_photo("1", 0, "3.2.1-6/01", "จุดให้บริการ"))
    return of(telling, missing=FILES)


@cache
def full() -> Material:
    return of(told())


@cache
def disputed() -> Material:
    """Two people disagree, and what was signed changed afterwards."""
    telling = told()
    telling.say("answer:1.1.budget", "360000.00", COLLEAGUE, beside=True)
    telling.say("answer:1.4.total", "52.17", COLLEAGUE, beside=True)
    telling.say("answer:2.2", {"option": "no", "text": "ไม่พบแผนบนเว็บไซต์"}, COLLEAGUE, beside=True)
    telling.say("answer:2.5:2.5/04", {"text": "ประชาชนยังไม่รู้จักแผน"}, COLLEAGUE, beside=True)
    telling.say("answer:3.1.scores:4", "39.22", COLLEAGUE, beside=True)
    telling.say("answer:3.2.2/01", False, COLLEAGUE, beside=True)
    telling.say("answer:3.3.3", "ควรจัดประชุมติดตามทุกไตรมาส", COLLEAGUE, beside=True)
    telling.say(f"row:header.team:{'3' * 26}", {"name": "นางสาวปรียาดา ศรีนวล"}, COLLEAGUE, beside=True)
    telling.say("note:1.2.done", "โครงการที่เหลือยกเลิกแล้ว", COLLEAGUE, beside=True)
    return of(telling)


def told() -> Telling:
    """Everything that the paper asks, in the middle of its possibilities."""
    telling = Telling(official())
    telling.say_all(HEAD | PART_1 | PART_2 | DISCLOSURE | PART_3_3 | BESIDES)
    telling.say_all({f"answer:3.1.scores:{row}": score for row, score in SCORES.items()}, COLLEAGUE)
    ticks = [question for question in official().questions() if question.type == "tick" and question.is_leaf]
    telling.say_all({f"answer:{one.id}": place % 3 != 1 for place, one in enumerate(ticks)}, COLLEAGUE)
    telling.say_all(ADVICE, COLLEAGUE)
    for order, (item, caption) in enumerate(PICTURED, start=1):
        telling.say_all(_photo(str(order), order, item, caption), REPORTER if order % 2 else COLLEAGUE)
    telling.sign("sign:signatures.reporter", REPORTER, PEOPLE[REPORTER])
    telling.sign(f"sign:signatures.inspectors:{'5' * 26}", COLLEAGUE, PEOPLE[COLLEAGUE])
    head = Member("", "นายสมมุติ ทองตัวอย่าง", "นายกองค์การบริหารส่วนตำบลหนองบัวทอง")
    telling.sign("sign:signatures.agency_head", COLLEAGUE, head)
    return telling


def pictures() -> dict[str, bytes]:
    """Small drawings in place of photos, by their names."""
    return {file: _drawing(place, color) for place, (file, color) in enumerate(PHOTOS.items())}


def _drawing(place: int, color: tuple[int, int, int]) -> bytes:
    picture = Image.new("RGB", (480, 360), color)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 150, 420, 330), fill=(250, 246, 235), outline=(60, 60, 60), width=4)
    draw.polygon([(40, 150), (240, 40 + 10 * place), (440, 150)], fill=(140, 60, 50))
    draw.rectangle((200, 220, 280, 330), fill=(90, 70, 50))
    content = BytesIO()
    picture.save(content, "JPEG", quality=80)
    return content.getvalue()


def _photo(key: str, order: int, item: str, caption: str) -> dict[str, Any]:
    return {
        f"photo:{key * 26}": {
            "file": FILES[order - 1] if order else FILES[0],
            "item": item,
            "caption": caption,
            "taken": _stamp(BEGUN + timedelta(minutes=10 * order)),
            "width": 480,
            "height": 360,
            "size": 9_000,
            "order": order,
        }
    }


def _devices() -> tuple[Device, ...]:
    return (
        Device("a" * 10, "Android", "A", PEOPLE[REPORTER].name, BEGUN + timedelta(hours=5), 0, 0),
        Device("b" * 10, "iPhone", "B", PEOPLE[COLLEAGUE].name, BEGUN + timedelta(hours=6), 2, 1),
    )


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


HEAD: Final = {
    "visited_on": "2020-04-23",
    "answer:header.agency_type": {"option": "sao"},
    "answer:header.agency_name": "องค์การบริหารส่วนตำบลหนองบัวทอง",
    "answer:header.district": "เจริญศิลป์",
    f"row:header.team:{'3' * 26}": {
        "name": PEOPLE[REPORTER].name,
        "position": PEOPLE[REPORTER].position,
    },
    f"row:header.team:{'4' * 26}": {
        "name": PEOPLE[COLLEAGUE].name,
        "position": PEOPLE[COLLEAGUE].position,
    },
    f"row:header.team:{'5' * 26}": {"name": "นางมะลิ ดวงสมมุติ", "position": "ผู้ช่วยเจ้าพนักงาน"},
    **{f"answer:header.objectives:{option}": True for option in OBJECTIVES},
}
PART_1: Final = {
    "answer:1.1.budget": "306000.00",
    "answer:1.1.projects": 80,
    "answer:1.2.round": {"option": "6"},
    "answer:1.2.reported": {"option": "reported"},
    "answer:1.2.done": 34,
    "answer:1.2.doing": 26,
    "answer:1.2.not_started": 20,
    "answer:1.3.level": {"option": "mid"},
    "answer:1.4.total": "51.27",
}
PART_2: Final = {
    "answer:2.1": {"option": "mid"},
    "answer:2.2": {"option": "yes"},
    "answer:2.3": {
        "option": "no",
        "text": "ผู้ดูแลเว็บไซต์ลาออก หน่วยงานอยู่ระหว่างมอบหมายผู้รับผิดชอบใหม่ "
        "และจะนำรายงานขึ้นเผยแพร่ภายในเดือนพฤษภาคม 2563",
    },
    "answer:2.4": {"option": "yes"},
    "answer:2.5:2.5/02": True,
    "answer:2.5:2.5/04": {"text": "บุคลากรเปลี่ยนบ่อย"},
    "answer:2.5.advice": "ควรมอบหมายผู้รับผิดชอบแผนให้ชัดเจนเป็นคำสั่ง\n"
    "และรายงานความก้าวหน้าในที่ประชุมประจำเดือนของหน่วยงานทุกครั้ง",
}
DISCLOSURE: Final = {
    "answer:3.2.9/01": {"option": "complete"},
    "answer:3.2.9/02": {"option": "incomplete", "text": "กำลังดำเนินการ"},
    "answer:3.2.9/03": {"option": "incomplete", "text": "รอข้อมูลจากกองคลัง"},
    "answer:3.2.9/04": {"option": "incomplete", "text": "กำลังดำเนินการ"},
    "answer:3.2.9/05": {"option": "complete"},
}
PART_3_3: Final = {
    "answer:3.3.1:3.3.1/02": True,
    "answer:3.3.1:3.3.1/05": {"text": "พนักงานบางท่านยังไม่ทราบความสำคัญของการประเมิน ITA"},
    "answer:3.3.2:3.3.2/01": True,
    "answer:3.3.2:3.3.2/02": True,
    "answer:3.3.3": "ควรจัดประชุมชี้แจงการประเมิน ITA ให้บุคลากรทุกกองอย่างน้อยปีละ 2 ครั้ง "
    "และจัดทำปฏิทินการเปิดเผยข้อมูลบนเว็บไซต์",
}
BESIDES: Final = {
    "note:1.2.done": "หน่วยงานแจ้งว่าโครงการที่เหลือจะรายงานในรอบ 12 เดือน",
    "note:3.2.9/02": "ผู้ดูแลเว็บไซต์ลาคลอด มีผู้รับช่วงแล้ว",
}
ADVICE: Final = {
    "advice:3.2.8/01.7": {
        "indicator": "8",
        "text": "ควรจัดบริการอินเทอร์เน็ตหรือ WIFI ที่จุดรอรับบริการ",
        "state": "kept",
    },
    f"advice:{'6' * 26}": {
        "indicator": "9",
        "text": "ควรจัดทำปฏิทินการเปิดเผยข้อมูลรายเดือน และให้ปลัดตรวจรับทุกสิ้นเดือน",
        "state": "kept",
    },
    f"advice:{'7' * 26}": {
        "indicator": "",
        "text": "ขอชื่นชมการต้อนรับประชาชนที่จุดบริการ",
        "state": "kept",
    },
}
PICTURED: Final = (
    ("3.2.8/01.10", "เครื่องกดบัตรคิวที่จุดบริการ"),
    ("3.2.7/02.3", "ตู้รับเรื่องร้องเรียนหน้าสำนักงาน"),
    ("3.2.1-6/02", "แผนผังขั้นตอนการให้บริการ"),
    ("", "อาคารที่ทำการ"),
)
