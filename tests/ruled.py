"""An installation by other rules than those that its store has in force."""

from dataclasses import replace

from registry.operation.in_force import RulesInForce
from registry.policy.rules import Rules
from registry.services import Services


class Always(RulesInForce):
    """Rules that hold now, whatever comes in force in the store."""

    def _follow(self) -> None:
        pass


def ruled(services: Services, rules: Rules) -> Services:
    """The same installation by these rules."""
    return replace(services, in_force=Always(services.store, rules))
