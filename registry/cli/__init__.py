"""The command `serai`: parse, call, print. One module for each noun, in the order in which `serai --help` lists them.

Answers go to standard output, all else to standard error. Exit codes: 0 done, 1 ended with a failure, 2 called wrongly.
"""

from . import serving, harvesting, check, working, datasets, usage, answers, combine, sources, quality, probing  # isort: skip
from . import review, decisions, proposals, rules, reassess, runs, holds, rescue, index, operation, backup, audit, witness, tokens  # isort: skip
from .entry import main
from .parts import app

__all__ = [
    "answers",
    "app",
    "audit",
    "backup",
    "check",
    "combine",
    "datasets",
    "decisions",
    "harvesting",
    "holds",
    "index",
    "main",
    "operation",
    "probing",
    "proposals",
    "quality",
    "reassess",
    "rescue",
    "review",
    "rules",
    "runs",
    "serving",
    "sources",
    "tokens",
    "usage",
    "witness",
    "working",
]
