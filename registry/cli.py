"""The command `serai`: parse, call, print.

Answers go to standard output, all else to standard error. Exit codes: 0 done, 1 ended with a failure, 2 called wrongly.
"""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn
from uuid import UUID

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console

