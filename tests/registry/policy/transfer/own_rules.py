"""An operator's files for tests, and what becomes of the shipped rules with them."""

from collections.abc import Mapping
from typing import Any

from registry.policy.rules import TRANSFER, TRANSFER_VERSION, shipped_rules, version_of
from registry.policy.transfer.files import FIELDS
from registry.policy.transfer.load import load_transfer_rules, read_rules
from registry.policy.transfer.overlay import laid_over
from registry.policy.transfer.rules import TransferRules
from schemas.written_yaml import write_yaml

POLICY = shipped_rules()

SHIPPED: Mapping[str, str] = {
    name.removeprefix(TRANSFER): text for name, text in POLICY.contents.items() if name.startswith(TRANSFER)
}
"""The contents of the shipped files."""

ROWS = {row.row.id: row for row in read_rules(SHIPPED)[1]}
"""The shipped rows by id."""

Own = dict[str, str]


def mark(rule: str) -> str:
    return ROWS[rule].row.mark


def row(rule: str, **other: Any) -> dict[str, Any]:
    """A shipped row that says something else, and says that it takes the place of the shipped one."""
    return {**ROWS[rule].row.written, "replaces": mark(rule), **other}


def without(written: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name != field}


def file(name: str, **lists: Any) -> Own:
    """An operator's file with these lists."""
    state = {} if name in {"common", "confirmations"} else {"state": name.upper()}
    written = {kind: list(map(_ordered, rows)) if isinstance(rows, list) else rows for kind, rows in lists.items()}
    return {name: write_yaml({"version": "2026-1", "as_of": "2026-11-28", **state, **written}, head="Ours.")}


def _ordered(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(row.items(), key=lambda item: FIELDS.index(item[0]) if item[0] in FIELDS else 0))


def confirmation(rule: str, **other: Any) -> dict[str, Any]:
    said = {"name": "A. Lawyer", "reason": "Read in the official gazette.", "citation": "Gazette 12/2026", "day": "2026-12-05"}
    return {"rule": rule, "of": mark(rule), **said, **other}


def confirmed(*rows: Mapping[str, Any]) -> Own:
    return file("confirmations", confirmations=list(rows))


def laid(own: Mapping[str, str], shipped: Mapping[str, str] = SHIPPED) -> dict[str, str]:
    return laid_over(shipped, own, subclasses=POLICY.subclasses)


def loaded(contents: Mapping[str, str]) -> TransferRules:
    return load_transfer_rules(
        contents,
        version=version_of(contents, method=TRANSFER_VERSION),
        subclasses=POLICY.subclasses,
        jurisdictions=POLICY.jurisdictions,
    )


def rules_with(own: Mapping[str, str]) -> TransferRules:
    return loaded(laid(own))
