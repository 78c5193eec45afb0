"""A dataset of DCAT in JSON: Project Open Data (DCAT-US 1.0 and 1.1), DCAT-US 3, and DCAT-AP as ArcGIS Hub writes it.

The fields are those of https://resources.data.gov/resources/dcat-us/ (1.1) and of the JSON schemas of DCAT-US 3
(https://github.com/GSA/dcat-us). Other kinds than data.json send it too: DKAN 2 keeps its datasets so.
"""

from collections.abc import Iterator
from typing import Any

from schemas.access_rights import access_right
from schemas.dataset import (
    Agent,
    Checksum,
    Coded,
    ContactPoint,
    Dataset,
    Distribution,
    Location,
    PeriodOfTime,
    Statement,
)
from schemas.issues import Issue, issue
from schemas.languages import language
from schemas.themes import theme

from ..errors import SkipRecord
from .field_texts import WHOLE, FieldTexts
from .fields import Fields
from .identifiers import identifier_of
from .linked import CODES, WORDS, Linked
from .outright import KINDS, said_outright
from .places import noted_places
from .remarks import excerpt
from .texts import words

IDENTIFIERS = ("identifier", "dct:identifier", "dcterms:identifier", "http://purl.org/dc/terms/identifier", "@id", "id")

INSIDE = ("@value", "@id", "notation", "identifier")
"""The fields of an identifier that is an object (DCAT-US 3: `notation`)."""

STATES = ("status", "adms:status")

CODED = ("accrualPeriodicity", "language", "accessRights", "accessLevel", "license", "rights", "format", "mediaType")
"""Fields with a text, or with an object that names it."""

ADDRESSES = ("landingPage", "accessURL", "downloadURL", "homepage", "page")
"""Fields with an address, or with an object that has it: in DCAT-US 3 a page is a `Document`."""

EMAIL, PHONE = ("hasEmail", "email", "mbox"), ("hasTelephone", "tel", "telephone", "phone")


def identifier_in(entry: dict[str, Any]) -> str | None:
    """The identifier of a dataset: a text or a number, or the object or the list of one that holds it."""
    for value in map(entry.get, IDENTIFIERS):
        first = value[0] if isinstance(value, list) and value else value
        found = identifier_of(*map(first.get, INSIDE)) if isinstance(first, dict) else identifier_of(first)
        if found:
            return found
    return None


def said_of(entry: dict[str, Any], identifier: str) -> Issue | None:
    """Why a dataset is not offered to everybody, if its `status` says so: deleted, withdrawn, draft. Others say nothing of it."""
    for value in map(entry.get, STATES):
        named = next((value[key] for key in WORDS if isinstance(value.get(key), str)), None) if isinstance(value, dict) else value
        state = named.rpartition("/")[2] if isinstance(named, str) else None
        said = said_outright(identifier, state=state)
        if said and said.code in KINDS.values():
            return said.model_copy(update={"pointer": "/status"})
    return None


def read_dataset(fields: Fields, identifier: str, *, base: str) -> Dataset:
    """The dataset; a path in it is joined to `base`. Raises `SkipRecord` if it has no title."""
    return _Dataset(Linked(fields), base).dataset(identifier)


class _Dataset:
    """Reads the fields of one dataset."""

    def __init__(self, fields: Linked, base: str) -> None:
        self.fields, self.base = fields, base
        _reduce(fields)
        self.texts, self.verbatim = FieldTexts(fields), FieldTexts(fields, verbatim=True)
        self.languages = self.texts.languages

    def dataset(self, identifier: str) -> Dataset:
        fields = self.fields
        stated = fields.values.get("title")
        title = self.texts.title("title", "alternative")
        if not title:
            raise SkipRecord(
                issue("title-missing", identifier=identifier, pointer=fields.pointer("title"), value=excerpt(stated))
            )
        access, statements = self.rights()
        dataset = Dataset(
            identifier=identifier,
            title=title,
            description=self.texts.one("description"),
            keyword=words(self.texts.words("keyword"), self.languages),
            theme=self.theme(),
            publisher=self.agent("publisher") or self.agent("creator"),
            contact_point=self.contact_point(),
            issued=fields.date("issued", "available", "created"),
            modified=fields.date("modified", of_record=("%modified",)),
            accrual_periodicity=fields.frequency("accrualPeriodicity"),
            language=fields.coded("language", self.language, divider=",", complaint="language-not-understood"),
            landing_page=fields.url("landingPage", base=self.base),
            spatial=tuple(dict.fromkeys(self.spatial())),
            temporal=tuple(self.temporal()),
            version=fields.text("version"),
            license=statements,
            access_rights=access,
            distribution=tuple(map(self.distribution, fields.inner("distribution"))),
            was_derived_from=self.verbatim.statements("wasDerivedFrom", divider=WHOLE),
            source=self.verbatim.statements("source", divider=WHOLE),
        )
        fields.end("@id", "identifier")
        return dataset

    def language(self, verbatim: str) -> Coded:
        return language(verbatim, states=self.languages.states)

    def theme(self) -> tuple[Coded, ...]:
        """The themes: words, addresses, or concepts, which are known by their address or by their name."""
        found = []
        for concept in self.fields.inner("theme"):
            texts = FieldTexts(concept)
            names = [each for key in WORDS for each in texts.found(key)]
            known = [each for each in names if theme(each.text).code] or names[:1]
            texts.ignore([each for each in names if each not in known])
            concept.end()
            found += [theme(each.text) for each in known]
        return tuple(dict.fromkeys([*found, *self.fields.coded("theme", theme)]))

    def agent(self, name: str) -> Agent | None:
        """The first of the agents in a field, which may be a name alone; the others are listed as ignored."""
        found: Agent | None = None
        for each in self.fields.inner(name):
            text = () if found else FieldTexts(each).one("name", "prefLabel", "title", "fn", unknown=1)
            if text:
                found = Agent(name=text, identifier=each.text("identifier", "@id"), homepage=each.url("homepage"))
                each.end()
            else:  # a second agent, or a name by language
                self.fields.values[name] = each.values
        if found:
            return found
        text = self.texts.one(name, unknown=1)
        return Agent(name=text) if text else None

    def contact_point(self) -> tuple[ContactPoint, ...]:
        """The contacts, which are vCards; in DCAT-US 1.0 a name beside a mail address."""
        contacts = []
        for each in self.fields.inner("contactPoint"):
            each.reduce(*EMAIL, *PHONE, keys=("hasValue", "value", *CODES))
            name = FieldTexts(each).leading("fn", "name", "organization-name", "hasFN")
            contacts.append(ContactPoint(name=name, email=_address_of(each, EMAIL), telephone=_address_of(each, PHONE)))
            each.end("@id")
        contacts.append(ContactPoint(name=self.texts.leading("contactPoint"), email=_address_of(self.fields, ("mbox",))))
        return tuple(dict.fromkeys(each for each in contacts if each.name or each.email or each.telephone))

    def spatial(self) -> Iterator[Location]:
        for each in self.fields.inner("spatial"):
            yield from noted_places(each.values, each.remarks, each.at)
        yield from self.fields.places("spatial")

    def temporal(self) -> Iterator[PeriodOfTime]:
        """Periods: two dates with a slash between them, or objects with a start and an end."""
        for each in self.fields.inner("temporal"):
            start, end = each.date_of_period("startDate", "hasBeginning"), each.date_of_period("endDate", "hasEnd")
            each.end("@id")
            if start or end:
                yield PeriodOfTime(start=start, end=end)
        if period := self.fields.period("temporal"):
            yield period

    def rights(self) -> tuple[tuple[Coded, ...], tuple[Statement, ...]]:
        """The access rights, and every statement about licence and rights. The words of `rights` may be an access right alone."""
        access = [*self.fields.coded("accessLevel", access_right), *self.fields.coded("accessRights", access_right)]
        statements = list(self.verbatim.statements("license", divider=WHOLE))
        for each in self.verbatim.statements("rights", "accessLevelComment", divider=WHOLE):
            right = access_right(each.verbatim)
            if right.code:
                access.append(right)
            else:
                statements.append(each)
        return tuple(dict.fromkeys(access)), tuple(statements)

    def distribution(self, fields: Linked) -> Distribution:
        _reduce(fields)
        texts, verbatim = FieldTexts(fields), FieldTexts(fields, verbatim=True)
        access, downloads = fields.addresses("accessURL", base=self.base), fields.addresses("downloadURL", base=self.base)
        download = next((each.text for each in downloads if each.reachable), None) or next(
            (each.file for each in access if each.file), None
        )
        kept = access or tuple(each for each in downloads if not each.reachable)
        url = download or (kept[0].text if kept else None)
        media_type = fields.text("mediaType")
        distribution = Distribution(
            identifier=fields.text("identifier", "@id"),
            title=texts.one("title"),
            description=texts.one("description"),
            access_url=kept[0].text if kept else None,
            download_url=download,
            format=fields.format("format", media_type=media_type, url=url),
            media_type=media_type,
            byte_size=fields.size("byteSize"),
            issued=fields.date("issued"),
            modified=fields.date("modified"),
            language=fields.coded("language", self.language, divider=",", complaint="language-not-understood"),
            license=verbatim.statements("license", "rights", divider=WHOLE),
            checksum=_checksum(fields),
        )
        fields.end()
        return distribution


def _reduce(fields: Linked) -> None:
    fields.reduce(*CODED)
    fields.reduce(*ADDRESSES, keys=("accessURL", "@id", "@value", "url"))


def _address_of(fields: Linked, names: tuple[str, ...]) -> str | None:
    """A mail address or a telephone number, without the scheme of its address (RFC 6068, RFC 3966)."""
    text = fields.text(*names) or ""
    scheme, colon, rest = text.partition(":")
    return (rest if colon and scheme.strip().lower() in {"mailto", "tel"} else text).strip() or None


def _checksum(fields: Linked) -> Checksum | None:
    for each in fields.inner("checksum"):
        value, algorithm = each.text("checksumValue"), each.text("algorithm")
        each.end("@id")
        if value:
            return Checksum(value=value, algorithm=algorithm)
    return None
