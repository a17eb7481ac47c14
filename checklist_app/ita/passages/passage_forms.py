"""The form of one passage: what was typed, and what its writer saw."""

from wtforms import HiddenField, TextAreaField

from checklist_app.thai import parse_whole
from checklist_app.web.forms import VersionedForm


class PassageForm(VersionedForm):
    """`version` is the revision that was seen, `base` the digest of the draft, `next` the page to go to."""

    text = TextAreaField("ข้อความ")
    base = HiddenField()
    next = HiddenField()

    @property
    def revision(self) -> int:
        sent = self.version.data or "0"
        return parse_whole(str(sent), field="version")
