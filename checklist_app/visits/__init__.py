"""Visits: operations written on phones, merged without loss, folded into what is known now."""

from checklist_app.visits.adopting import Adopted, Adopting
from checklist_app.visits.advice import advice
from checklist_app.visits.beginning import code_hash
from checklist_app.visits.carrying import Carried, carried
from checklist_app.visits.content import Signature, content_digest, seen, signatures
from checklist_app.visits.definition import definition, edition_body
from checklist_app.visits.devices import Devices
from checklist_app.visits.exchange import Phone, Push
from checklist_app.visits.figures import figures
from checklist_app.visits.fold import State, fold
from checklist_app.visits.model import FINISHED, Device, Guest, Operation, Status, Visit
from checklist_app.visits.operations import read_operation
from checklist_app.visits.pack import Packing
from checklist_app.visits.photos import Photo, Photos
from checklist_app.visits.reading import Answers
from checklist_app.visits.records import Visits
from checklist_app.visits.rules import READING, SUPERVISING, WRITING, shown_of, states_of
from checklist_app.visits.words import status_name

__all__ = [
    "FINISHED",
    "READING",
    "SUPERVISING",
    "WRITING",
    "Adopted",
    "Adopting",
    "Answers",
    "Carried",
    "Device",
    "Devices",
    "Guest",
    "Operation",
    "Packing",
    "Phone",
    "Photo",
    "Photos",
    "Push",
    "Signature",
    "State",
    "Status",
    "Visit",
    "Visits",
    "advice",
    "carried",
    "code_hash",
    "content_digest",
    "definition",
    "edition_body",
    "figures",
    "fold",
    "read_operation",
    "seen",
    "shown_of",
    "signatures",
    "states_of",
    "status_name",
]
