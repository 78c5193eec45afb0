"""The actions by their names in CKAN's API: those that read, and those that write, which nobody may call here."""

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from . import organizations, packages, site, tags_and_resources
from .arguments import Call
from .errors import NotFound
from .package_search import package_search

Action = Callable[[Call], Any]

_READING: tuple[Action, ...] = (
    site.status_show,
    site.license_list,
    site.vocabulary_list,
    site.user_list,
    packages.package_list,
    packages.package_show,
    package_search,
    packages.current_package_list_with_resources,
    packages.package_autocomplete,
    packages.package_relationships_list,
    packages.group_package_show,
    packages.member_list,
    organizations.organization_list,
    organizations.organization_show,
    organizations.organization_autocomplete,
    organizations.organization_list_for_user,
    organizations.group_list,
    organizations.group_show,
    organizations.group_autocomplete,
    tags_and_resources.tag_list,
    tags_and_resources.tag_show,
    tags_and_resources.tag_search,
    tags_and_resources.tag_autocomplete,
    tags_and_resources.resource_show,
    tags_and_resources.resource_search,
    tags_and_resources.resource_view_list,
)


def help_show(call: Call) -> str:
    """Return the help string for a particular API action. name: the name of the action."""
    name = call.needed("name")
    if name in WRITING:
        return "Writes, and nobody may call it here."
    if name not in ACTIONS:
        raise NotFound(f"Action name not known: {name}")
    return inspect.getdoc(ACTIONS[name]) or ""


ACTIONS: Mapping[str, Action] = MappingProxyType({each.__name__: each for each in (*_READING, help_show)})
"""The actions that read, by name."""

WRITING = frozenset(
    f"{noun}_{verb}"
    for noun in (
        "package",
        "dataset",
        "resource",
        "resource_view",
        "organization",
        "group",
        "tag",
        "vocabulary",
        "user",
        "member",
    )
    for verb in ("create", "update", "patch", "delete", "purge")
) | {"package_revise", "package_owner_org_update", "bulk_update_delete", "bulk_update_private", "bulk_update_public"}
"""The actions of CKAN that write."""
