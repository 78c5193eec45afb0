"""Actions about the site itself."""

from typing import Any

from schemas.formats.ckan_licenses import license_ids, license_row

from .arguments import Call

VERSION = "2.12.0"
"""The version of CKAN whose answers these are: clients choose by it what they ask for."""

Json = dict[str, Any]


def status_show(call: Call) -> Json:
    """Return a dictionary with information about the site's configuration."""
    return {
        "site_title": "Serai",
        "site_description": "One searchable catalogue of the SCO states' open data.",
        "site_url": call.catalog.root,
        "error_emails_to": call.catalog.contact or "",
        "locale_default": "en",
        "extensions": [],
        "ckan_version": VERSION,
        "serai_version": call.catalog.version,
    }


def license_list(_: Call) -> list[Json]:
    """Return the list of licenses available for datasets on the site."""
    return [license_row(each) for each in license_ids()]


def vocabulary_list(_: Call) -> list[Json]:
    """Return a list of all the site's tag vocabularies: there are none."""
    return []


def user_list(_: Call) -> list[Json]:
    """Return a list of the site's user accounts: none are shown."""
    return []
