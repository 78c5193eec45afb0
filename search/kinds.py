"""The kinds of values that fields have."""

from enum import StrEnum


class ValueKind(StrEnum):
    """What the values of a field are. It decides by which name readers see a value."""

    CODE = "code"
    ACCESS_RIGHT = "access right"
    ASPECT = "aspect"
    CONFIDENCE = "confidence"
    FIELD = "field"
    FORMAT = "format"
    INDICATOR = "indicator"
    LANGUAGE = "language"
    LICENSE = "license"
    LICENSE_STATUS = "license status"
    PORTAL = "portal"
    PRIVACY_CLASS = "privacy class"
    STATE = "state"
    TEXT = "text"
    THEME = "theme"
    TOPIC = "topic"
    PLACE = "place"
    YEAR = "year"
