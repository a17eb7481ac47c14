"""The encoder of papers to DOCX."""

from checklist_app.documents.docx.writing import docx

__all__ = ["docx"]
