"""The command `serai`: parse, call, print. One module for each noun; `tree` lists them, and the README says how they are loaded.

Answers go to standard output, all else to standard error. Exit codes: 0 done, 1 ended with a failure, 2 called wrongly.
"""

from .entry import main

__all__ = ["main"]
