"""A CKAN package as a Dataset. CKAN shows its datasets so, and DKAN 1 does.

CKAN's own fields are those of `package_show`; an extra (`{"key": …, "value": …}`) is read like a normal field, because
portals use both for the same things. The names of extras are those of ckanext-dcat, ckanext-scheming and ckanext-fluent.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

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
    Text,
)
from schemas.file_formats import file_format
from schemas.issues import issue
from schemas.languages import language
from schemas.themes import theme

from ..errors import SkipRecord
from .addresses import Address
from .boxes import box_of, edge_of
from .field_texts import WHOLE, FieldTexts
from .fields import Fields
from .files import format_of
from .pointers import escaped
from .remarks import excerpt
from .texts import Found, words

HOUSEKEEPING = frozenset(
    {
        "creator_user_id",
        "harvest_object_id",
        "harvest_source_id",
        "harvest_source_title",
        "id",
        "isopen",  # CKAN computes it from license_id
        "metadata_created",
        "metadata_modified",
        "num_resources",
        "num_tags",
        "owner_org",
        "private",
        "relationships_as_object",
        "relationships_as_subject",
        "revision_id",
        "revision_timestamp",
        "state",
        "tracking_summary",
        "type",
    }
)
"""Fields of a package that say how CKAN keeps it, not what the dataset is."""

RESOURCE_HOUSEKEEPING = frozenset(
    {
        "archiver",
        "cache_filepath",
        "cache_last_updated",
        "cache_url",
        "ckan_url",
        "created",
        "datastore_active",
        "datastore_contains_all_records_of_source_file",
        "has_views",
        "ignore_hash",
        "last_modified",
        "metadata_modified",
        "mimetype_inner",
        "on_same_domain",
        "original_url",
        "package_id",
        "position",
        "qa",
        "resource_group_id",
        "resource_id",
        "resource_type",
        "revision_id",
        "revision_timestamp",
        "set_url_type",
        "state",
        "task_created",
        "tracking_summary",
        "url_type",
        "webstore_last_updated",
        "webstore_url",
    }
)
"""Fields of a resource that say how CKAN keeps it."""

ORGANIZATION_HOUSEKEEPING = frozenset(
    {
        "approval_status",
        "created",
        "description",
        "display_name",
        "id",
        "image_display_url",
        "image_url",
        "is_organization",
        "name",
        "num_followers",
        "package_count",
        "revision_id",
        "state",
        "type",
    }
)
"""Fields of an organisation that we do not keep: they describe it, not the dataset."""

TAG_FIELDS = frozenset({"display_name", "id", "name", "revision_timestamp", "state", "vocabulary_id"})
"""Fields of a tag: its name, and how CKAN keeps it."""

PLACE_FIELDS = ("spatial", "spatial_text", "spatial_coverage", "geographic_coverage", "spatial_bbox", "bbox")

DERIVED_FIELDS = ("was_derived_from", "wasDerivedFrom", "derived_from", "derivedFrom", "is_based_on", "isBasedOn")
SOURCE_FIELDS = ("source", "dct_source", "source_dataset")

RELATIONSHIPS = {"relationships_as_subject": ("derives_from", "object"), "relationships_as_object": ("has_derivation", "subject")}
"""The relationships by which a package was made from another one: their type, and the side on which the other one stands."""

LICENSE_FIELDS = ("license_id", "license_title", "license_url", "license", "licence", "license_text", "rights", "terms_of_use")

ALGORITHM = re.compile(r"(?P<algorithm>md5|sha-?1|sha-?256|sha-?512)[:=](?P<value>[0-9a-f]+)", re.IGNORECASE)


class Package:
    """Reads the fields of one package, and its extras.

    `in_portal_zone`: the software writes times in the portal's own zone, not in UTC as CKAN does.
    """

    in_portal_zone = False

    def __init__(self, fields: Fields) -> None:
        self.fields, self.source, self.remarks = fields, fields.source, fields.remarks
        self._adopt_extras()
        self.base = str(self.source.url).rstrip("/")
        self.texts, self.verbatim = FieldTexts(fields), FieldTexts(fields, verbatim=True)
        self.languages = self.texts.languages

    def _adopt_extras(self) -> None:
        for extra in list(self.fields.objects("extras")):
            key = extra.values.get("key")
            if isinstance(key, str) and key.strip():
                self.fields.adopt(key.strip(), extra.values.get("value"), pointer=f"{extra.at}/value")
            else:
                self.remarks.note("text-expected", f"{extra.at}/key", key)

    def dataset(self, identifier: str) -> Dataset:
        """Raises `SkipRecord` if the package has no title."""
        fields = self.fields
        stated = fields.values.get("title")
        title = self.texts.title("title", "alternative", "alt_title", "alternative_title")
        if not title:
            raise SkipRecord(issue("title-missing", identifier=identifier, pointer="/title", value=excerpt(stated)))
        dataset = Dataset(
            identifier=identifier,
            title=title,
            description=self.texts.one("notes", "description"),
            keyword=self.keyword(),
            theme=self.theme(),
            publisher=self.publisher(),
            contact_point=self.contact_point(),
            issued=fields.date("issued", "release_date", of_record=("metadata_created",), in_portal_zone=self.in_portal_zone),
            modified=fields.date("modified", of_record=("metadata_modified",), in_portal_zone=self.in_portal_zone),
            accrual_periodicity=fields.frequency("frequency", "accrual_periodicity", "accrualPeriodicity", "update_frequency"),
            language=fields.coded("language", self.language, divider=",", complaint="language-not-understood"),
            landing_page=self.landing_page(),
            spatial=self.spatial(),
            temporal=self.temporal(),
            version=fields.text("version"),
            license=self.verbatim.statements(*LICENSE_FIELDS),
            was_derived_from=(*self.verbatim.statements(*DERIVED_FIELDS, divider=WHOLE), *self.relationships()),
            source=self.verbatim.statements(*SOURCE_FIELDS, divider=WHOLE),
            access_rights=self.access_rights(),
            distribution=tuple(
                file
                for each in fields.objects("resources")
                if each.values.get("state") != "deleted"
                for file in self.distributions(each)
            ),
        )
        fields.close(housekeeping=HOUSEKEEPING)
        return dataset

    def access_rights(self) -> tuple[Coded, ...]:
        """What is stated of access, word for word: "no" may mean that nobody has it."""
        return tuple(
            each for name in ("access_rights", "accessLevel") for each in self.fields.coded(name, access_right, verbatim=True)
        )

    def language(self, verbatim: str) -> Coded:
        return language(verbatim, states=self.languages.states)

    def keyword(self) -> Text:
        """The tags, which are objects with a name, and keywords in other fields."""
        return words([*self._tags(), *self.texts.words("tag", "keyword")], self.languages)

    def _tags(self) -> Iterator[Found]:
        tags = self.fields.values.get("tags")
        if isinstance(tags, dict) or (isinstance(tags, str) and tags.lstrip().startswith(("[", "{"))):
            yield from self.texts.words("tags")
        for tag, pointer in self.fields.items("tags"):
            yield from self._tag(tag, pointer)

    def _tag(self, tag: Any, pointer: str) -> Iterator[Found]:
        """The words of a tag: its name, which may be words by language."""
        name = tag.get("name") if isinstance(tag, dict) else tag
        for key in tag if isinstance(tag, dict) else ():
            if key not in TAG_FIELDS:
                self.remarks.ignore(key, f"{pointer}/{escaped(key)}", tag[key])
        shown = (tag.get("display_name") or name or [tag]) if isinstance(tag, dict) else tag
        if isinstance(name, str) and name and name != shown:
            self.remarks.ignore("name", f"{pointer}/name", name)
        if isinstance(shown, str) and not shown.lstrip().startswith("{"):
            if word := self.remarks.text(shown, pointer):
                yield Found(word, None, pointer, "tags")
        elif isinstance(shown, str | list | dict):
            yield from FieldTexts(Fields({"tag": shown}, self.remarks, self.source, at=pointer)).words("tag")
        else:
            self.remarks.note("text-expected", pointer, tag)

    def theme(self) -> tuple[Coded, ...]:
        groups = [coded for group in self.fields.objects("groups") for coded in self._group(group)]
        return tuple(dict.fromkeys([*groups, *self.fields.coded("theme", theme)]))

    def _group(self, group: Fields) -> list[Coded]:
        """The theme that a group stands for, by its title in any language."""
        texts = FieldTexts(group)
        found = texts.found("title") or texts.found("display_name") or texts.found("name")
        group.close(housekeeping=ORGANIZATION_HOUSEKEEPING)
        known = [each for each in found if theme(each.text).code] or found[:1]
        texts.ignore([each for each in found if each not in known])
        return [theme(each.text) for each in known]

    def publisher(self) -> Agent | None:
        """The publisher in the publisher_* extras, else the organisation of the package."""
        fields = self.fields
        organization = FieldTexts(
            Fields(fields.take_object("organization"), self.remarks, self.source, at=fields.pointer("organization"))
        )
        named = self.texts.one("publisher_name", unknown=1) or self.texts.one("publisher", unknown=1)
        name = named or organization.one("title") or organization.one("name")
        own_id = None if named else organization.fields.text("id", "name")
        organization.fields.close(housekeeping=ORGANIZATION_HOUSEKEEPING)
        if not name:
            return None
        identifier, homepage = fields.text("publisher_identifier", "publisher_uri"), fields.url("publisher_url")
        return Agent(name=name, identifier=identifier or own_id, homepage=homepage)

    def contact_point(self) -> tuple[ContactPoint, ...]:
        contacts = [
            ContactPoint(name=self.texts.leading(f"{who}{name}"), email=self.fields.text(f"{who}_email"))
            for who, name in (("contact", "_name"), ("maintainer", ""), ("author", ""))
        ]
        return tuple(dict.fromkeys(each for each in contacts if each.name or each.email))

    def landing_page(self) -> str | None:
        """The portal's page of the dataset."""
        name = self.fields.text("name")
        return f"{self.base}/dataset/{quote(name, safe='')}" if name else self.fields.url("url", base=f"{self.base}/")

    def spatial(self) -> tuple[Location, ...]:
        """The places in the fields for words and geometries, and the box whose edges have a field each."""
        found = [place for name in PLACE_FIELDS for place in self.fields.places(name)]
        edges = {edge: name for name in self.fields.values if (edge := edge_of(name)) is not None}
        if len(edges) == 4 and (texts := [self.fields.text(edges[edge]) for edge in range(4)]):  # noqa: PLR2004 - the edges
            box = box_of(texts)
            words = " ".join(text or "" for text in texts).strip()
            if words and box is None:
                self.remarks.note("place-not-understood", self.fields.pointer(edges[0]), words)
            if words and (box is None or box not in {each.bbox for each in found}):
                found.append(Location(verbatim=words, bbox=box))
        return tuple(dict.fromkeys(found))

    def temporal(self) -> tuple[PeriodOfTime, ...]:
        """The period in two fields, else that in the text of one."""
        start = self.fields.date_of_period("temporal_start", "temporal_coverage_from")
        end = self.fields.date_of_period("temporal_end", "temporal_coverage_to")
        if start or end:
            return (PeriodOfTime(start=start, end=end),)
        period = self.fields.period("temporal", "temporal_coverage")
        return (period,) if period else ()

    def relationships(self) -> Iterator[Statement]:
        """The packages from which this one was made. Relationships of other types say how CKAN keeps it."""
        for name, (kind, side) in RELATIONSHIPS.items():
            value = self.fields.values.get(name)
            for index, each in enumerate(value if isinstance(value, list) else ()):
                if isinstance(each, dict) and each.get("type") == kind and each.get("state") != "deleted":
                    more = each.get("__extras")
                    around = each | (more if isinstance(more, dict) else {})
                    other = around.get(f"{side}_package_id") or around.get(side)
                    if isinstance(other, str) and (text := self.remarks.verbatim(other, f"/{name}/{index}")):
                        yield Statement(verbatim=text, field=f"/{name}/{index}")

    def distributions(self, fields: Fields) -> Iterator[Distribution]:
        """The files of a resource: one, and one more for each further address. What is said of one file holds for the first."""
        addresses = fields.addresses("url", base=f"{self.base}/")
        stated = fields.text("format")
        first = self.distribution(fields, addresses[0] if addresses else None, stated)
        yield first
        for each in addresses[1:]:
            kind = file_format(stated=stated, media_type=first.media_type, url=each.text)
            only = {"identifier": None, "byte_size": None, "checksum": None, "format": kind}
            yield first.model_copy(update={**only, "access_url": each.text, "download_url": each.file})

    def distribution(self, fields: Fields, address: Address | None, stated: str | None) -> Distribution:
        texts, base = FieldTexts(fields), f"{self.base}/"
        url = address.text if address else None
        access, downloads = fields.addresses("access_url", base=base), fields.addresses("download_url", base=base)
        media_type = fields.text("mimetype")
        kind = format_of(stated, self.remarks, fields.pointer("format"), media_type=media_type, url=url)
        download = next((each.text for each in downloads if each.reachable), None)
        kept = access[:1] or ((address,) if address else tuple(each for each in downloads if not each.reachable))
        if not downloads and address:
            download = url if address.reachable and fields.take("url_type") == "upload" else address.file
        distribution = Distribution(
            identifier=fields.text("id"),
            title=texts.one("name", "title"),
            description=texts.one("description"),
            access_url=kept[0].text if kept else None,
            download_url=download,
            format=kind,
            media_type=media_type,
            byte_size=fields.size("size"),
            issued=fields.date("issued", of_record=("created",), in_portal_zone=self.in_portal_zone),
            modified=fields.date(
                "modified", in_utc=("last_modified",), of_record=("metadata_modified",), in_portal_zone=self.in_portal_zone
            ),
            language=fields.coded("language", self.language, divider=",", complaint="language-not-understood"),
            license=FieldTexts(fields, verbatim=True).statements(*LICENSE_FIELDS),
            checksum=_checksum(fields),
        )
        if url and url not in (distribution.access_url, distribution.download_url):
            fields.ignore("url", fields.pointer("url"), url)
        fields.close(housekeeping=RESOURCE_HOUSEKEEPING)
        return distribution


def _checksum(fields: Fields) -> Checksum | None:
    """`hash`, with the algorithm where the portal names it: in `hash_algorithm`, or before the value (`sha256:9f86…`)."""
    value = fields.text("hash")
    match = ALGORITHM.fullmatch(value or "")
    if match:
        return Checksum(value=match["value"], algorithm=match["algorithm"])
    return Checksum(value=value, algorithm=fields.text("hash_algorithm")) if value else None
