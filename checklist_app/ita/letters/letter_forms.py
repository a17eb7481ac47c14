"""The form of how an agency's papers look; records.py says what it may hold."""

from typing import Final

from wtforms import FieldList, Form, FormField, HiddenField, StringField

from checklist_app.errors import Problem
from checklist_app.ita.letters.headings import HEADINGS, TITLES
from checklist_app.ita.letters.model import Letters, Opinion
from checklist_app.ita.letters.records import MOST_OPINIONS
from checklist_app.thai import DigitStyle, clean, to_arabic
from checklist_app.web.forms import VersionedForm

_MOST_HEADINGS: Final = len(HEADINGS)
_LAST: Final = 99


class HeadingLine(Form):
    key = HiddenField()
    text = StringField("หัวคอลัมน์")


class OpinionLine(Form):
    order = StringField("ลำดับ")
    heading = StringField("หัวข้อความเห็น")
    name = StringField("ชื่อผู้ลงนาม")
    position = StringField("ตำแหน่ง")


class LettersForm(VersionedForm):
    digits = HiddenField()
    office = StringField("ส่วนราชการ")
    number = StringField("ที่")
    to = StringField("เรียน")
    preparer = StringField("ชื่อผู้จัดทำ")
    preparer_position = StringField("ตำแหน่งผู้จัดทำ")
    headings = FieldList(FormField(HeadingLine), max_entries=_MOST_HEADINGS)
    opinions = FieldList(FormField(OpinionLine), max_entries=MOST_OPINIONS)

    def letters(self, agency: str) -> Letters:
        """As it was sent, made of the version that was seen."""
        return Letters(
            agency=agency,
            version=self.seen,
            digits=DigitStyle.ARABIC if self.digits.data == DigitStyle.ARABIC else DigitStyle.THAI,
            headings={row["key"] or "": row["text"] or "" for row in self.headings.data},
            office=self.office.data or "",
            number=self.number.data or "",
            to=self.to.data or "",
            preparer=self.preparer.data or "",
            preparer_position=self.preparer_position.data or "",
            opinions=self._opinions(),
        )

    def refuse(self, problem: Problem, *, version: int) -> None:
        """What is wrong within a list stands above the form, and beside its row where that is known."""
        super().refuse(problem, version=version)
        wrong = [*self.headings.errors, *self.opinions.errors]
        self.form_errors.extend(wrong)
        for row in self.headings:
            if row.form.key.data == problem.parameters.get("key"):
                row.form.text.errors = wrong

    def _opinions(self) -> tuple[Opinion, ...]:
        """By their order; those without one stay behind the others."""
        rows = sorted(self.opinions.data, key=lambda row: _place(row["order"] or ""))
        return tuple(Opinion(row["heading"] or "", row["name"] or "", row["position"] or "") for row in rows)


def letters_form(known: Letters) -> LettersForm:
    """Filled with what is known, until something is sent."""
    opinions = [
        {"order": str(place), "heading": each.heading, "name": each.name, "position": each.position}
        for place, each in enumerate(known.opinions, start=1)
    ]
    opinions += [{"order": str(place)} for place in range(len(opinions) + 1, MOST_OPINIONS + 1)]
    data = {
        "version": str(known.version),
        "digits": known.digits.value,
        "office": known.office,
        "number": known.number,
        "to": known.to,
        "preparer": known.preparer,
        "preparer_position": known.preparer_position,
        "headings": [{"key": key, "text": _worded(known, key)} for key in HEADINGS],
        "opinions": opinions,
    }
    return LettersForm(data=data)


def _worded(known: Letters, key: str) -> str:
    """A column's heading is picked from a list; that of a paper is edited as it stands."""
    return known.heading(key) if key in TITLES else known.headings.get(key, "")


def _place(order: str) -> int:
    typed = to_arabic(clean(order))
    return int(typed) if typed.isdecimal() and len(typed) <= len(str(_LAST)) else _LAST
