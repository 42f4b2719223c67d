"""Mapped classes: the records of the ledger."""

from db.models.books import Account, Batch, BatchRow, Journal, LedgerInfo, ReturnDraft, Setting
from db.models.employer import Employer
from db.models.job_fair import JobFair
from db.models.person import Person
from db.models.placement import Placement
from db.models.prior_actual import PriorActual
from db.models.target import Target
from db.models.township import Township, TownshipAlias
from db.models.traineeship import TraineeshipHost, TraineeshipPost

__all__ = [
    "Account",
    "Batch",
    "BatchRow",
    "Employer",
    "JobFair",
    "Journal",
    "LedgerInfo",
    "Person",
    "Placement",
    "PriorActual",
    "ReturnDraft",
    "Setting",
    "Target",
    "Township",
    "TownshipAlias",
    "TraineeshipHost",
    "TraineeshipPost",
]
