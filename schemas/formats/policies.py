"""The policy of a record (`schemas/formats/odrl.py`) as an `odrl:Set`: nobody offers or agrees to it, the licence says it."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from .odrl import Policy, action_iri
from .rdf import is_a, node, part, term


def policy_triples(dataset: NamedNode, policy: Policy) -> Iterator[Triple]:
    """Permissions with their duties, prohibitions, and the licence they are from. Nothing if nothing is known."""
    if not policy.says_something:
        return
    subject = part(dataset, "policy")
    yield Triple(dataset, term("odrl:hasPolicy"), subject)
    yield from is_a(subject, "odrl:Policy", "odrl:Set")
    yield Triple(subject, term("odrl:uid"), subject)
    if policy.license:
        yield Triple(subject, term("dct:source"), node(policy.license))
    for action in policy.permission:
        rule = _name(subject, "permission", action)
        yield from _rule(subject, "odrl:permission", "odrl:Permission", rule, action)
        yield Triple(rule, term("odrl:target"), dataset)
        for duty in policy.duty:
            yield from _rule(rule, "odrl:duty", "odrl:Duty", _name(subject, "duty", duty), duty)
    for action in policy.prohibition:
        rule = _name(subject, "prohibition", action)
        yield from _rule(subject, "odrl:prohibition", "odrl:Prohibition", rule, action)
        yield Triple(rule, term("odrl:target"), dataset)


def _rule(of: NamedNode, predicate: str, class_: str, rule: NamedNode, action: str) -> Iterator[Triple]:
    yield Triple(of, term(predicate), rule)
    yield from is_a(rule, class_)
    yield Triple(rule, term("odrl:action"), node(action_iri(action)))


def _name(policy: NamedNode, kind: str, action: str) -> NamedNode:
    return part(policy, f"{kind}-{action.partition(':')[2]}")
