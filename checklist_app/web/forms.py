"""The forms that many pages share, and how a Problem comes back to the form that caused it."""

from flask import request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField

from checklist_app.agencies import LARGEST_FILE
from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.thai import parse_whole
from checklist_app.web.errors import STATUS, status_of
from checklist_app.web.gate import SAFE_METHODS
from checklist_app.web.language import language
from checklist_app.wording import say

_BELONGS_ELSEWHERE = frozenset({ProblemKind.NOT_FOUND, ProblemKind.INTERNAL})


class VersionedForm(FlaskForm):
    """About what somebody else may change meanwhile: `version` is what the person saw."""

    version = HiddenField()
    status = 200  # of the answer that shows the form

    @property
    def seen(self) -> int:
        """Only what was sent counts: the version of today would hide that somebody else was faster."""
        sent = self.version.raw_data or [""]
        return parse_whole(str(sent[0]), field="version")

    def refuse(self, problem: Problem, *, version: int) -> None:
        """Show the problem. Who saves again has then seen what the other person wrote: `version`."""
        attach(self, problem)
        self.status = status_of(problem)
        if problem.kind is ProblemKind.CONFLICT:
            self.version.data = str(version)


class UploadForm(FlaskForm):
    """A table as a file."""

    file = FileField("ไฟล์ CSV หรือ XLSX")

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes; one byte more than may be, so that more is noticed and never held."""
        upload = self.file.data
        if not isinstance(upload, FileStorage) or not upload.filename:
            raise invalid("agencies.file_missing", field="file")
        return upload.filename, upload.stream.read(LARGEST_FILE + 1)


def attach(form: FlaskForm, problem: Problem) -> None:
    """Show the problem at its field, or above the form when it has none. What has nothing to do
    with what was typed is raised again and becomes a page of its own."""
    if problem.kind in _BELONGS_ELSEWHERE:
        raise problem
    sentence = say(problem, language())
    field = form._fields.get(problem.field or "")
    if field is None:
        form.form_errors.append(sentence)
    else:
        field.errors = [*field.errors, sentence]


def status_unless_settled() -> int:
    """Of the answer that shows a form: fresh, or sent and not yet fit to be carried out."""
    return 200 if request.method in SAFE_METHODS else STATUS[ProblemKind.INVALID]


def local_address(wanted: str | None) -> str:
    """Where to go on: a page of ours, else home. Never another site, however it is spelled."""
    if not wanted or not wanted.startswith("/") or wanted[1:2] in {"/", "\\"}:
        return url_for("shell.home")
    if any(letter in wanted for letter in "\\\r\n\t\0"):
        return url_for("shell.home")
    return wanted
