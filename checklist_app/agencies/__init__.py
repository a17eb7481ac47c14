"""The register of agencies: what they are called, where they lie, and how files bring them in and out."""

from checklist_app.agencies.columns import heading_of
from checklist_app.agencies.drafts import settle
from checklist_app.agencies.model import Agency, AgencyDraft, AgencyPage
from checklist_app.agencies.pending import Imports
from checklist_app.agencies.plan import ImportPlan
from checklist_app.agencies.provinces import canonical_province, province_named, provinces
from checklist_app.agencies.records import Agencies
from checklist_app.agencies.scores import ScoreSet, ScoreSets
from checklist_app.agencies.transfer import export_agencies, import_agencies
from checklist_app.agencies.types import AGENCY_TYPES, AgencyType

__all__ = [
    "AGENCY_TYPES",
    "Agencies",
    "Agency",
    "AgencyDraft",
    "AgencyPage",
    "AgencyType",
    "ImportPlan",
    "Imports",
    "ScoreSet",
    "ScoreSets",
    "canonical_province",
    "export_agencies",
    "heading_of",
    "import_agencies",
    "province_named",
    "provinces",
    "settle",
]
