"""Mapped classes: the records of the ledger."""

from db.models.books import Account, Batch, BatchRow, Journal, LedgerInfo, OldPassword, Setting
from db.models.bureau_form import BureauForm
from db.models.college import DestinationReport, GraduateSupply
from db.models.employer import Employer
from db.models.evidence import Evidence, EvidenceContent
from db.models.fair_employer import FairEmployer
from db.models.import_memory import RememberedColumns, RememberedWord
from db.models.job_fair import JobFair
from db.models.monthly_return import ReturnDraft, ReturnEdition, ReturnEvent, ReturnFile, ReturnNote
from db.models.names import NameAlias, NameApart
from db.models.person import ErasedPerson, Person
from db.models.placement import Placement
from db.models.policy import PolicyFile, PolicyUpdate, TargetRevision
from db.models.prior_actual import PriorActual
from db.models.sensitive_fact import SensitiveFact
from db.models.service import ConductCase, Service, ServicePoint, Staff
from db.models.startup import StartupLoan, StartupProject, StartupSite
from db.models.subsidy import Subsidy
from db.models.target import Target
from db.models.task import Task
from db.models.township import Township, TownshipAlias
from db.models.traineeship import Traineeship, TraineeshipHost, TraineeshipPost
from db.models.training import Training
from db.models.unemployed_leaver import UnemployedLeaver
from db.models.unemployment import Unemployment
from db.models.unfinished import Unfinished
from db.models.vacancy import EmployerOrder, Vacancy
from db.models.verification import PhoneSample, PhoneSampleRow, VerificationRow, VerificationRun

__all__ = [
    "Account",
    "Batch",
    "BatchRow",
    "BureauForm",
    "ConductCase",
    "DestinationReport",
    "Employer",
    "EmployerOrder",
    "ErasedPerson",
    "Evidence",
    "EvidenceContent",
    "FairEmployer",
    "GraduateSupply",
    "JobFair",
    "Journal",
    "LedgerInfo",
    "NameAlias",
    "NameApart",
    "OldPassword",
    "Person",
    "PhoneSample",
    "PhoneSampleRow",
    "Placement",
    "PolicyFile",
    "PolicyUpdate",
    "PriorActual",
    "RememberedColumns",
    "RememberedWord",
    "ReturnDraft",
    "ReturnEdition",
    "ReturnEvent",
    "ReturnFile",
    "ReturnNote",
    "SensitiveFact",
    "Service",
    "ServicePoint",
    "Setting",
    "Staff",
    "StartupLoan",
    "StartupProject",
    "StartupSite",
    "Subsidy",
    "Target",
    "TargetRevision",
    "Task",
    "Township",
    "TownshipAlias",
    "Traineeship",
    "TraineeshipHost",
    "TraineeshipPost",
    "Training",
    "UnemployedLeaver",
    "Unemployment",
    "Unfinished",
    "Vacancy",
    "VerificationRow",
    "VerificationRun",
]
