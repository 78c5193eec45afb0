"""The rules in force: what the store keeps decides, in every process, from a second after it was turned.

A release of Serai brings rules of both kinds. Those of assessment are in force where it runs. Those of transfer are in force only
if there were none before, or if it cannot read the ones that were kept: otherwise a person puts them in force. The answers that
move without a person are kept with the set that moves them, and the log says so.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from threading import Lock

from schemas.actor import Actor
from schemas.moved import Moved
from schemas.rule_sets import RuleSet, RuleSetKind

from ..policy.rules import Rules
from ..policy.transfer.errors import InvalidRules
from ..policy.transfer.moved import moved
from ..policy.transfer.rules import TransferRules
from ..store import Store
from ..store.errors import Corrupt, ReadOnly, RuleSetOutdated, StoreError
from .rarely import Rarely

PAUSE = 1.0
"""Seconds between two looks at the store."""

REMEMBERED = 8
"""How many sets of rules of other moments stay in memory."""

START = Actor.system("start")
"""Who puts rules in force that no person was asked about."""

FIRST = "The rules of this release: there were none before."
RELEASE = "Another release of Serai has other rules of assessment."
REREAD = "Another release of Serai reads the same files in another way."
UNREADABLE = "This release of Serai cannot read the rules that were in force: %s"

MOVES = "rule set %d has come in force with this release: %d answers about use get stricter, %d looser. See `serai rules show %d`"

log = logging.getLogger(__name__)
UNSEEN = Rarely(log, "the rules in force cannot be looked at, and the last ones hold on; %d times since the last line about this")


class RulesNotKept(Exception):
    """Nobody knows which rules were in force at a moment: `first` is the first moment that is known, None if none is."""

    def __init__(self, at: datetime, *, first: datetime | None) -> None:
        known = f"they are kept since {first:%Y-%m-%d %H:%M} UTC" if first else "none are kept yet"
        super().__init__(f"which rules were in force at {at:%Y-%m-%d %H:%M} UTC is not known: {known}")
        self.at, self.first = at, first


class RulesUnreadable(Exception):
    """The rules that were in force at a moment are kept, but this release of Serai cannot read them."""

    def __init__(self, rule_set: int, why: str) -> None:
        super().__init__(f"this release of Serai cannot read rule set {rule_set}: {why}")
        self.rule_set = rule_set


class RulesInForce:
    """The rules of now and of any moment since the first that were kept, as the store has them. Many threads may ask at once.

    `shipped` are the rules of this release: they hold where the store has none.
    """

    def __init__(self, store: Store, shipped: Rules, *, timer: Callable[[], float] = time.monotonic) -> None:
        self.shipped = shipped
        self._store, self._timer = store, timer
        self._now: Rules = shipped
        self._seen: tuple[int, str] | None = None
        self._looking, self._next = Lock(), float("-inf")
        self._of = lru_cache(REMEMBERED)(self._read)  # no set that is kept is ever written again
        self._transfer_of = lru_cache(REMEMBERED)(self._read_transfer)

    def begin(self, *, at: datetime) -> None:
        """Put in force what this release brings and no person is asked about. A database that can only be read stays as it is.

        Raises `StoreError`.
        """
        try:
            assessment, transfer = (self._store.rule_sets.in_force(kind) for kind in RuleSetKind)
            if assessment is None or assessment.version != self.shipped.assessment_version:
                reason, difference = RELEASE if assessment else FIRST, self._moves(assessment, transfer, at, own=False)
                self._put(RuleSetKind.ASSESSMENT, self.shipped, assessment, reason=reason, at=at, difference=difference)
            if transfer is None or transfer.version != self.shipped.transfer_version:
                self._begin_transfer(assessment, transfer, at)
        except ReadOnly:
            log.info("the database can only be read: no rules were put in force")
        except RuleSetOutdated:
            log.info("another process has put rules in force at the same moment")
        self.look()

    @property
    def now(self) -> Rules:
        """The rules of now: those of a second ago at most. One thread at a time asks the store, and no other waits for it."""
        if self._timer() >= self._next and self._looking.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._looking.release()
        return self._now

    def look(self) -> None:
        """Look at the store at once: rules have been put in force."""
        with self._looking:
            self._follow()

    def at(self, moment: datetime) -> Rules:
        """The rules that were in force at a moment. Raises `RulesNotKept`, `RulesUnreadable`, `Corrupt` and `StoreError`."""
        sets = self._store.rule_sets
        kept = [each.id for kind in RuleSetKind if (each := sets.in_force(kind, moment))]
        if len(kept) < len(RuleSetKind):
            known = [first for kind in RuleSetKind if (first := sets.first(kind))]
            raise RulesNotKept(moment, first=max(known) if len(known) == len(RuleSetKind) else None)
        return self._of(*kept)

    def transfer_of(self, id: int) -> TransferRules:
        """The rules of transfer of any set of them. Raises `RulesUnreadable`, `RuleSetMissing`, `Corrupt` and `StoreError`."""
        return self._transfer_of(id)

    def _follow(self) -> None:
        """Take the rules of transfer that are in force, if others are known. What cannot be read leaves the old ones."""
        self._next = self._timer() + PAUSE
        try:
            current = self._store.rule_sets.current(RuleSetKind.TRANSFER)
            if current is None or current == self._seen:
                return
            id, version = current
            if version == self.shipped.transfer_version:
                self._now = self.shipped
            else:
                rules = self.shipped.with_transfer(self._store.rule_sets.contents(id))
                _ = rules.transfer
                self._now = rules
        except (Corrupt, InvalidRules):
            log.exception("the rules that came in force cannot be read, and the last ones hold on")
        except StoreError:
            UNSEEN.note()
            return
        self._seen = current

    def _begin_transfer(self, assessment: RuleSet | None, before: RuleSet | None, at: datetime) -> None:
        if before is None:
            self._put(RuleSetKind.TRANSFER, self.shipped, None, reason=FIRST, at=at)
            return
        try:
            kept = self.shipped.with_transfer(self._store.rule_sets.contents(before.id))
            _ = kept.transfer
        except (Corrupt, InvalidRules) as error:
            difference = self._moves(assessment, before, at, own=True)
            self._put(RuleSetKind.TRANSFER, self.shipped, before, reason=UNREADABLE % error, at=at, difference=difference)
            return
        if kept.transfer_version != before.version:
            self._put(RuleSetKind.TRANSFER, kept, before, reason=REREAD, at=at)

    def _moves(self, assessment: RuleSet | None, transfer: RuleSet | None, at: datetime, *, own: bool) -> Moved | None:
        """The answers about use that move against those by two sets; None if it cannot be told.

        They move if the files of assessment of this release come in force, with its `own` rules of transfer or those of the set.
        """
        if assessment is None or transfer is None:
            return None
        try:
            after = self.shipped if own else self.shipped.with_transfer(self._store.rule_sets.contents(transfer.id))
            return moved(self._of(assessment.id, transfer.id).transfer, after.transfer, today=at.date())
        except (Corrupt, InvalidRules, RulesUnreadable) as error:
            log.warning("which answers about use this release moves cannot be told: %s", error)
            return None

    def _put(
        self,
        kind: RuleSetKind,
        rules: Rules,
        before: RuleSet | None,
        *,
        reason: str,
        at: datetime,
        difference: Moved | None = None,
    ) -> None:
        """Put a set in force without asking. Rules of transfer that are not valid are not: there are none then."""
        if kind is RuleSetKind.TRANSFER:
            try:
                _ = rules.transfer
            except InvalidRules:
                log.exception("the rules of transfer of this release are not valid")
                return
        assessed = kind is RuleSetKind.ASSESSMENT
        version = rules.assessment_version if assessed else rules.transfer_version
        contents = rules.assessment_contents if assessed else rules.transfer_contents
        made = RuleSet(kind=kind, version=version, base=before.id if before else None, reason=reason, by=START, at=at)
        kept = self._store.rule_sets.begin(made, contents, difference)
        if kept.stricter or kept.looser:
            log.warning(MOVES, kept.id, kept.stricter, kept.looser, kept.id)

    def _read(self, assessment: int, transfer: int) -> Rules:
        """The rules of two sets that were in force together."""
        sets = self._store.rule_sets
        same = sets.get(assessment).version == self.shipped.assessment_version
        rules = (self.shipped if same else Rules(sets.contents(assessment))).with_transfer(sets.contents(transfer))
        try:
            rules.check()
        except InvalidRules as error:
            raise RulesUnreadable(transfer, str(error)) from error
        except Exception as error:  # whatever files of another release lead to
            raise RulesUnreadable(assessment, str(error)) from error
        return rules

    def _read_transfer(self, id: int) -> TransferRules:
        try:
            return self.shipped.with_transfer(self._store.rule_sets.contents(id)).transfer
        except InvalidRules as error:
            raise RulesUnreadable(id, str(error)) from error
