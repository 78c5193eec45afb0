"""The vocabulary term behind a field: `Annotated[..., Term("dcat:keyword")]`.

RDF formats, the field documentation and the tests read it from here, so a field and its term always match.
"""

from dataclasses import dataclass

from pydantic import BaseModel

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}


@dataclass(frozen=True)
class Term:
    """A term by its compact name, e.g. `dcat:keyword`."""

    curie: str

    @property
    def iri(self) -> str:
        """The full address. Raises `KeyError` for a prefix that is not in `PREFIXES`."""
        prefix, _, local = self.curie.partition(":")
        return PREFIXES[prefix] + local


def terms(model: type[BaseModel]) -> dict[str, Term]:
    """The terms of a model's fields, by field name; fields that only Serai has have none."""
    return {name: item for name, field in model.model_fields.items() for item in field.metadata if isinstance(item, Term)}
