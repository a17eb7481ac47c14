"""The form of a sign-off; records.py says what it may hold."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField


class SigningForm(FlaskForm):
    """`seen` is the digest of what stood on the page."""

    seen = HiddenField()
    text = TextAreaField("ข้อสั่งการหรือความเห็น")

    def show_anew(self, content: str) -> None:
        """Whoever signs next has read what stands here now."""
        self.seen.data = content
