"""The vocabularies of this release that formats name things by: how a licence and a privacy class are called, their addresses.

What is concluded of a record comes from the rules in force, and is in the record.
"""

from collections.abc import Mapping
from functools import cache

from ..assessment import PrivacyClass
from ..licenses import Licenses, read_licenses
from ..privacy import PrivacyClassInfo, read_privacy_classes
from ..vocab import load


@cache
def licenses() -> Licenses:
    """The licences that we know."""
    return read_licenses(load("licenses.yml"))


@cache
def privacy_classes() -> Mapping[PrivacyClass, PrivacyClassInfo]:
    """The privacy classes."""
    return read_privacy_classes(load("privacy_classes.yml"))
