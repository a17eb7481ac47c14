"""The forms of evidence; evidences.py says what is kept."""

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, StringField

from checklist_app.ita.measures.evidences import LARGEST_FILE


class FilesForm(FlaskForm):
    files = MultipleFileField("เลือกไฟล์")

    def uploads(self) -> list[tuple[str, bytes]]:
        """Of each the name and the bytes; one byte more than may be, so that more is noticed."""
        chosen = [each for each in self.files.data or () if isinstance(each, FileStorage) and each.filename]
        return [(str(each.filename), each.stream.read(LARGEST_FILE + 1)) for each in chosen]


class LinkForm(FlaskForm):
    link = StringField("ที่อยู่เว็บ (ลิงก์)")
    name = StringField("ชื่อหลักฐาน")


class DetachForm(FlaskForm):
    """`key` says which: the SHA-256 of a file, or the link."""

    key = HiddenField()
