"""What of a plan is signed, and how far its cycle is. Pure."""

import hashlib
from enum import StrEnum

from checklist_app.agencies import ScoreSet
from checklist_app.ita.cycle import Stage
from checklist_app.ita.measures.bodies import body_of_report, body_of_text
from checklist_app.ita.measures.model import Plan, Signed
from checklist_app.store import JsonValue, canonical


class SignedState(StrEnum):
    UNSIGNED = "unsigned"
    SIGNED = "signed"
    CHANGED = "changed"  # since it was signed


def content_of(plan: Plan, what: Signed) -> str:
    """The digest of what an executive signs: the measures, or those with the reports up to a round."""
    measures: list[JsonValue] = []
    for measure in plan.measures:
        printed = body_of_text(measure)
        reports = [body_of_report(each) for each in measure.followups.values() if each.months <= what.months]
        measures.append(printed if what is Signed.MEASURES else printed | {"reports": [*reports]})
    return hashlib.sha256(canonical({"measures": measures})).hexdigest()


def has_content(plan: Plan, what: Signed) -> bool:
    """Whether there is anything to sign: measures, or a report on any of them by then."""
    if what is Signed.MEASURES:
        return bool(plan.measures)
    return any(months <= what.months for measure in plan.measures for months in measure.followups)


def signed_state(plan: Plan, what: Signed) -> SignedState:
    last = plan.sign_off(what)
    if last is None:
        return SignedState.UNSIGNED
    return SignedState.SIGNED if last.content == content_of(plan, what) else SignedState.CHANGED


def is_signed(plan: Plan, what: Signed) -> bool:
    return signed_state(plan, what) is SignedState.SIGNED


def stage_of(before: ScoreSet | None, plan: Plan, after: ScoreSet | None) -> Stage:
    """What was once signed counts on, also while a change waits to be signed again."""
    if before is None and not plan.measures:
        return Stage.NOTHING
    if not plan.measures:
        return Stage.SCORED
    if plan.sign_off(Signed.WHOLE):
        return Stage.COMPARED if before and after else Stage.REPORTED
    if plan.sign_off(Signed.HALFWAY):
        return Stage.HALFWAY
    return Stage.SIGNED if plan.sign_off(Signed.MEASURES) else Stage.PLANNED
