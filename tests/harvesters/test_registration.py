"""Every kind of portal is in the table of kinds, under the name of its module."""

import importlib
import inspect
import pkgutil

from harvesters import HARVESTERS, kinds
from schemas.source import Source


def harvesters_of(kind: str) -> set[type]:
    """The classes of a kind's module, or of the modules of its package, that can read a portal."""
    top = importlib.import_module(f"{kinds.__name__}.{kind}")
    inner = pkgutil.walk_packages(getattr(top, "__path__", ()), prefix=f"{top.__name__}.")
    modules = [top, *(importlib.import_module(module.name) for module in inner)]
    return {
        each
        for module in modules
        for _, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__ == module.__name__ and hasattr(each, "fetch") and hasattr(each, "normalise")
    }


def test_every_module_is_a_kind_in_the_table_under_its_name() -> None:
    found = {module.name: harvesters_of(module.name) for module in pkgutil.iter_modules(kinds.__path__)}
    assert found == {kind: {type(harvester)} for kind, harvester in HARVESTERS.items()}
    assert found


def test_no_kind_has_an_option_that_every_declaration_has() -> None:
    for kind, harvester in HARVESTERS.items():
        assert not harvester.options.model_fields.keys() & Source.model_fields.keys(), kind
