"""Vocabulary terms on fields."""

import importlib
import pkgutil

import pytest
from pydantic import BaseModel

import schemas
from schemas.dataset import Dataset, Distribution
from schemas.model import Model
from schemas.terms import PREFIXES, Term, terms


def models() -> list[type[BaseModel]]:
    """Every model of the package."""
    modules = [importlib.import_module(f"schemas.{found.name}") for found in pkgutil.iter_modules(schemas.__path__)]
    return [
        member
        for module in modules
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, Model) and member.__module__ == module.__name__
    ]


def test_every_term_has_a_known_prefix_and_a_local_name() -> None:
    found = [term for model in models() for term in terms(model).values()]
    assert len(found) > 40
    for term in found:
        prefix, _, local = term.curie.partition(":")
        assert prefix in PREFIXES
        assert local.isidentifier()
        assert term.iri == PREFIXES[prefix] + local


def test_every_prefix_is_used() -> None:
    used = {term.curie.partition(":")[0] for model in models() for term in terms(model).values()}
    assert used == set(PREFIXES)


def test_terms_of_a_model() -> None:
    assert terms(Dataset)["keyword"] == Term("dcat:keyword")
    assert terms(Dataset)["keyword"].iri == "http://www.w3.org/ns/dcat#keyword"
    assert terms(Distribution)["byte_size"].iri == "http://www.w3.org/ns/dcat#byteSize"
    assert "ignored" not in terms(Dataset)


@pytest.mark.parametrize("model", [Dataset, Distribution])
def test_attributes_are_the_local_names_in_snake_case(model: type[BaseModel]) -> None:
    """Names of Dublin Core, DCAT and SPDX; other vocabularies have names that say less than ours."""
    for name, term in terms(model).items():
        prefix, _, local = term.curie.partition(":")
        if prefix in ("dcat", "dct"):
            expected = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in local)
            assert name.replace("_", "") == expected.replace("_", "")


def test_an_unknown_prefix_is_refused() -> None:
    with pytest.raises(KeyError):
        _ = Term("example:thing").iri
