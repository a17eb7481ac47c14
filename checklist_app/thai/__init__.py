"""Thai ways of writing: digits, Buddhist-era dates, the fiscal year, text. Pure, without segmentation."""

from checklist_app.thai.dates import (
    format_date,
    format_moment,
    format_month,
    format_short_date,
    format_time,
    parse_date,
    parse_optional_date,
)
from checklist_app.thai.digits import (
    DigitStyle,
    format_money,
    format_score,
    format_whole,
    in_style,
    parse_decimal,
    parse_whole,
    to_arabic,
    to_thai,
)
from checklist_app.thai.fiscal import (
    FiscalYear,
    ReportRound,
    Span,
    SurveyRound,
    parse_fiscal_year,
    survey_round_of,
)
from checklist_app.thai.text import clean, search_key, sort_key

__all__ = [
    "DigitStyle",
    "FiscalYear",
    "ReportRound",
    "Span",
    "SurveyRound",
    "clean",
    "format_date",
    "format_moment",
    "format_money",
    "format_month",
    "format_score",
    "format_short_date",
    "format_time",
    "format_whole",
    "in_style",
    "parse_date",
    "parse_decimal",
    "parse_fiscal_year",
    "parse_optional_date",
    "parse_whole",
    "search_key",
    "sort_key",
    "survey_round_of",
    "to_arabic",
    "to_thai",
]
