"""Every kind of portal is in the table of kinds."""

import importlib
import inspect
import pkgutil

import harvesters
from harvesters import HARVESTERS


def test_every_harvester_of_the_package_is_registered() -> None:
    found = set()
    for module in pkgutil.iter_modules(harvesters.__path__):
        loaded = importlib.import_module(f"harvesters.{module.name}")
        for _, each in inspect.getmembers(loaded, inspect.isclass):
            own = each.__module__ == loaded.__name__ and not getattr(each, "_is_protocol", False)
            if own and hasattr(each, "fetch") and hasattr(each, "normalise"):
                found.add(each)
    assert found == {type(harvester) for harvester in HARVESTERS.values()}
    assert found


def test_a_kind_is_named_after_its_module() -> None:
    assert {kind: type(harvester).__module__ for kind, harvester in HARVESTERS.items()} == {
        kind: f"harvesters.{kind}" for kind in HARVESTERS
    }
