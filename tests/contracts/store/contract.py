"""What every store must do. A backend subclasses `StoreContract` and gives what `Backend` asks for."""

from tests.contracts.store.absence import AbsenceContract
from tests.contracts.store.aliases import AliasesContract
from tests.contracts.store.answers import AnswersContract
from tests.contracts.store.assignments import AssignmentsContract
from tests.contracts.store.at_once import AtOnceContract
from tests.contracts.store.audit import AuditContract
from tests.contracts.store.brought import BroughtContract
from tests.contracts.store.changes import ChangesContract
from tests.contracts.store.checks import ChecksContract
from tests.contracts.store.decisions import DecisionsContract
from tests.contracts.store.derivations import DerivationsContract
from tests.contracts.store.erasing import ErasingContract
from tests.contracts.store.holds import HoldsContract
from tests.contracts.store.issues import IssuesContract
from tests.contracts.store.leases import LeasesContract
from tests.contracts.store.open_issues import OpenIssuesContract
from tests.contracts.store.outbox import OutboxContract
from tests.contracts.store.proposals import ProposalsContract
from tests.contracts.store.reassessments import ReassessmentsContract
from tests.contracts.store.records import RecordsContract
from tests.contracts.store.refusals import RefusalsContract
from tests.contracts.store.refused_deeds import RefusedDeedsContract
from tests.contracts.store.rule_sets import RuleSetsContract
from tests.contracts.store.runs import RunsContract
from tests.contracts.store.schedules import SchedulesContract
from tests.contracts.store.states import StatesContract
from tests.contracts.store.tokens import TokensContract
from tests.contracts.store.witnesses import WitnessesContract


class StoreContract(
    RecordsContract,
    BroughtContract,
    RefusalsContract,
    OutboxContract,
    AuditContract,
    ErasingContract,
    StatesContract,
    AtOnceContract,
    RunsContract,
    LeasesContract,
    SchedulesContract,
    IssuesContract,
    OpenIssuesContract,
    TokensContract,
    AbsenceContract,
    AliasesContract,
    HoldsContract,
    ChangesContract,
    ChecksContract,
    DecisionsContract,
    ProposalsContract,
    RefusedDeedsContract,
    AssignmentsContract,
    AnswersContract,
    DerivationsContract,
    ReassessmentsContract,
    RuleSetsContract,
    WitnessesContract,
):
    """All contracts of the store."""
