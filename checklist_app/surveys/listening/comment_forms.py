"""What is sent when a comment is judged, or several at once; comments.py says what it may hold."""

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField

from checklist_app.errors import invalid
from checklist_app.surveys.listening.comments import Comment, CommentState, Judgement
from checklist_app.surveys.listening.scrubbing import scrub
from checklist_app.thai import parse_whole

_BETWEEN = ":"


class JudgeForm(FlaskForm):
    """`state` is the button that was pressed, `seen` the list that it stood on."""

    version = HiddenField()
    state = HiddenField()
    group = HiddenField()
    reason = HiddenField()
    seen = HiddenField()
    shown = TextAreaField("ข้อความที่จะแสดง")

    def judgement(self) -> Judgement:
        return Judgement(
            version=parse_whole(self.version.data or "", field="version"),
            state=state_of(self.state.data or ""),
            shown=self.shown.data or "",
            group=self.group.data or "",
            reason=self.reason.data or "",
        )


class BulkForm(FlaskForm):
    """Those that were chosen, each with the version that was read."""

    group = HiddenField()

    def judgements(self, comments: list[Comment]) -> dict[str, Judgement]:
        known = {comment.id: comment for comment in comments}
        chosen = (text.partition(_BETWEEN) for text in request.form.getlist("chosen"))
        found = {id: version for id, _, version in chosen if id in known}
        if not found:
            raise invalid("surveys.none_chosen")
        return {
            id: Judgement(
                version=parse_whole(version, field="version"),
                state=CommentState.APPROVED,
                shown=scrub(known[id].text),
                group=self.group.data or "",
            )
            for id, version in found.items()
        }


def chosen_value(comment: Comment) -> str:
    """Of the box that chooses it."""
    return f"{comment.id}{_BETWEEN}{comment.version}"


def state_of(text: str) -> CommentState:
    if text not in set(CommentState):
        raise invalid("web.bad_request")
    return CommentState(text)
