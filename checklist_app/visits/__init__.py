"""Visits: operations written on phones, merged without loss, folded into what is known now."""

from checklist_app.visits.beginning import code_hash
from checklist_app.visits.definition import definition
from checklist_app.visits.devices import Devices
from checklist_app.visits.exchange import Phone, Push
from checklist_app.visits.fold import State
from checklist_app.visits.model import Device, Operation, Status, Visit
from checklist_app.visits.pack import Packing
from checklist_app.visits.photos import Photos
from checklist_app.visits.records import Visits

__all__ = [
    "Device",
    "Devices",
    "Operation",
    "Packing",
    "Phone",
    "Photos",
    "Push",
    "State",
    "Status",
    "Visit",
    "Visits",
    "code_hash",
    "definition",
]
