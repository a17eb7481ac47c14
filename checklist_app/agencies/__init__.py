"""The register of agencies: what they are called, where they lie, and how files bring them in and out."""

from checklist_app.agencies.columns import heading_of
from checklist_app.agencies.drafts import settle
from checklist_app.agencies.exporting import Cell, csv_of, xlsx_of
from checklist_app.agencies.guarding import unguarded
from checklist_app.agencies.headings import Column, Columns, fold
from checklist_app.agencies.model import Agency, AgencyDraft, AgencyPage
from checklist_app.agencies.pending import Imports, PendingImport
from checklist_app.agencies.plan import FieldChange, ImportPlan, RowError
from checklist_app.agencies.provinces import canonical_province, province_named, provinces
from checklist_app.agencies.records import Agencies
from checklist_app.agencies.scores import SCORING, ScoreSet, ScoreSets
from checklist_app.agencies.tables import LARGEST_FILE, MOST_ROWS, Row, Table, read_table
from checklist_app.agencies.transfer import export_agencies, import_agencies
from checklist_app.agencies.types import AGENCY_TYPES, AgencyType

__all__ = [
    "AGENCY_TYPES",
    "LARGEST_FILE",
    "MOST_ROWS",
    "SCORING",
    "Agencies",
    "Agency",
    "AgencyDraft",
    "AgencyPage",
    "AgencyType",
    "Cell",
    "Column",
    "Columns",
    "FieldChange",
    "ImportPlan",
    "Imports",
    "PendingImport",
    "Row",
    "RowError",
    "ScoreSet",
    "ScoreSets",
    "Table",
    "canonical_province",
    "csv_of",
    "export_agencies",
    "fold",
    "heading_of",
    "import_agencies",
    "province_named",
    "provinces",
    "read_table",
    "settle",
    "unguarded",
    "xlsx_of",
]
