"""What a declaration of this kind says beside the keys of every source: requests, lists, details, and the fields of a dataset."""

from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from schemas.model import Model

from ...errors import Fault
from ...validation import did_you_mean, invalid
from .holes import OF_BEFORE, OF_DATASET, OF_DETAIL, OF_LIST, OF_PORTAL, holes_in
from .replies import Detail, Listing, Request
from .written import Codes, Expression, Name, as_at, as_codes, as_texts

Place = tuple[str | int, ...]


class Value(Model):
    """Where a value is: at the first expression that gives something, else beside the first of some labels.

    `lang` has one expression for each language. `value` is the same for all records. `divider` divides a text into several.
    `codes` gives the portal's own words for its codes: the name of a table of `codes`, or the table itself. With
    `zone: ignored` the time zone that is written in a date is not meant: it is a time of the portal's own zone.
    """

    at: Annotated[tuple[Expression, ...], BeforeValidator(as_texts)] = ()
    label: Annotated[tuple[str, ...], BeforeValidator(as_texts)] = ()
    lang: dict[str, Expression] = {}
    value: str | None = None
    divider: Annotated[str | None, Field(min_length=1, max_length=10)] = None
    codes: Annotated[str | dict[str, str] | None, BeforeValidator(as_codes)] = None
    zone: Literal["ignored"] | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum((bool(self.at or self.label), bool(self.lang), self.value is not None)) != 1:
            raise ValueError("a field has at or label (or both), or lang, or value")
        return self


At = Annotated[Value, BeforeValidator(as_at)]


class Files(Model):
    """The files of a dataset: `at` is the expression of their list; the other values are expressions of an entry."""

    at: Expression
    identifier: At | None = None
    title: At | None = None
    description: At | None = None
    access_url: At | None = None
    download_url: At | None = None
    format: At | None = None
    media_type: At | None = None
    byte_size: At | None = None
    issued: At | None = None
    modified: At | None = None


class MadeFile(Model):
    """A file at an address with holes. A dataset that lacks what is put into them has no such file."""

    download_url: str
    format: str | None = None


class Values(Model):
    """The fields of a dataset, in the terms of DCAT 3. `format` says which formats there are, if no more is known of files."""

    title: At
    description: At | None = None
    keyword: At | None = None
    theme: At | None = None
    publisher: At | None = None
    publisher_identifier: At | None = None
    publisher_homepage: At | None = None
    contact_name: At | None = None
    contact_email: At | None = None
    contact_telephone: At | None = None
    issued: At | None = None
    modified: At | None = None
    accrual_periodicity: At | None = None
    language: At | None = None
    landing_page: At | None = None
    spatial: At | None = None
    temporal: At | None = None
    temporal_start: At | None = None
    temporal_end: At | None = None
    version: At | None = None
    license: At | None = None
    access_rights: At | None = None
    was_derived_from: At | None = None
    source: At | None = None
    format: At | None = None
    distribution: Files | None = None

    def stated(self) -> Iterator[tuple[str, Value]]:
        """The fields that the declaration has, except the files."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, Value):
                yield name, value


class Options(Model):
    """The keys of this kind. A platform may have any of them; a declaration overrides them key by key."""

    site: Annotated[
        dict[Name, str], Field(description="What differs from portal to portal of one product: values for the holes {site.name}.")
    ] = {}
    probe: Annotated[
        tuple[dict[Name, str], ...],
        Field(description="In a platform: with which values of `site` a host is asked whether it runs this platform."),
    ] = ()
    before: Annotated[tuple[Request, ...], Field(description="Requests that come first, such as one that sets a cookie.")] = ()
    lists: Annotated[dict[Name, Listing], Field(min_length=1, description="The lists of the portal, by name.")]
    detail: Annotated[Detail | None, Field(description="The request for each record, if the list has not everything.")] = None
    landing_page: Annotated[str | None, Field(description="The address of a dataset's page, with holes.")] = None
    files: Annotated[
        dict[Name, MadeFile], Field(description="The files that every dataset has, at addresses with holes, by name.")
    ] = {}
    fields: Annotated[Values, Field(description="Where the values of a dataset are.")]
    state: Annotated[Expression | None, Field(description="The word for the state of a record, such as deleted or a draft.")] = (
        None
    )
    codes: Annotated[dict[Name, Codes], Field(description="Tables of the portal's codes, with its own words for them.")] = {}
    ignore: Annotated[
        tuple[Expression, ...], Field(description="What says nothing about a dataset, such as the number of its readers.")
    ] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if faults := list(self._faults()):
            raise invalid(faults)
        return self

    def _faults(self) -> Iterator[Fault]:
        """Holes that nothing is put into, and tables of codes that there are not."""
        for name, listing in self.lists.items():
            of_part = {f"part.{key}" for key in listing.parts.set} if listing.parts else set()
            yield from self._empty(("lists", name, "request"), listing.request.parts(), OF_LIST | of_part, listing.set)
            yield from self._empty(("lists", name, "only"), listing.only.values(), OF_PORTAL, ())
            if listing.parts:
                yield from self._empty(("lists", name, "parts"), listing.parts.request.parts(), OF_BEFORE, ())
        sets = set.intersection(*(set(listing.set) for listing in self.lists.values()))
        if self.detail:
            yield from self._empty(("detail", "request"), self.detail.request.parts(), OF_DETAIL, sets)
        for number, request in enumerate(self.before):
            yield from self._empty(("before", number), request.parts(), OF_BEFORE, ())
        yield from self._empty(("landing_page",), [self.landing_page], OF_DATASET, sets)
        for name, file in self.files.items():
            yield from self._empty(("files", name), [file.download_url], OF_DATASET, sets)
        for name, value in self.fields.stated():
            if isinstance(value.codes, str) and value.codes not in self.codes:
                known = ", ".join(self.codes) or "none"
                message = f"codes: there is no table {value.codes!r}; the choices are: {known}"
                yield Fault(("fields", name, "codes"), message + did_you_mean(value.codes, self.codes))

    def _empty(self, where: Place, texts: Iterable[Any], groups: Collection[str], sets: Collection[str]) -> Iterator[Fault]:
        """The holes that nothing is put into."""
        for hole in holes_in(list(texts)):
            group, _, rest = hole.partition(".")
            if group not in groups and hole not in groups:
                choices = ", ".join(sorted(groups))
                yield Fault(where, f"there is no {{{hole}}} here; the choices are: {choices}{did_you_mean(hole, groups)}")
            elif group == "site" and rest not in self.site:
                place = ".".join(map(str, where))
                yield Fault(("site",), f"{place}: {{{hole}}} needs the key {rest!r} in site")
            elif group == "set" and rest not in sets:
                yield Fault(where, f"{{{hole}}} needs the key {rest!r} in set of every list")
