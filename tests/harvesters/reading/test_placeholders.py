"""Words and signs that say that there is no value: absent in every kind of record, and reported with the words."""

from typing import Any

import pytest

from harvesters.base import Normalised, RawRecord
from harvesters.errors import SkipRecord
from harvesters.kinds.ckan import CkanHarvester
from harvesters.kinds.oai_pmh.oai_dc import read_record
from harvesters.reading.records import json_bytes
from schemas.dataset import Coded
from schemas.source import Source
from tests.oai_portal import NAMESPACES
from tests.portal import package

PLACEHOLDERS = ("无", "—", "None", "N/A", "не указано", "жоқ", "yoʻq", "ندارد")


def source() -> Source:
    declared = {"id": "x_example", "title": {"en": "X"}, "kind": "ckan", "url": "https://x.example", "jurisdiction": "KZ"}
    return Source.model_validate(declared)


def ckan(**fields: Any) -> Normalised:
    return CkanHarvester().normalise(
        RawRecord("1", json_bytes(package(1, **fields)), "application/json", "https://x.example"), source()
    )


def oai(elements: str) -> Normalised:
    content = f"<record><header/><metadata><oai_dc:dc {NAMESPACES}>{elements}</oai_dc:dc></metadata></record>"
    return read_record(RawRecord("1", content.encode(), "application/xml", "https://x.example"), source())


def told(normalised: Normalised) -> list[tuple[str, str, str]]:
    return [(each.code, each.pointer, each.value) for each in normalised.issues if each.code != "license-not-stated"]


@pytest.mark.parametrize("word", PLACEHOLDERS)
def test_of_a_json_record(word: str) -> None:
    resource = {"id": "r", "name": word, "format": word, "url": word, "size": word, "created": None}
    found = ckan(
        notes=word,
        issued=word,
        version=word,
        frequency=word,
        spatial=word,
        language=word,
        maintainer={"ru": word, "kk": "Әлия"},
        publisher_name=word,
        tags=[{"name": word}, {"name": "су"}],
        resources=[resource],
    )
    dataset, file = found.dataset, found.dataset.distribution[0]
    assert (dataset.description, dataset.version, dataset.accrual_periodicity) == ((), None, None)
    assert (dataset.spatial, dataset.language) == ((), ())
    assert dataset.issued is None or dataset.issued.of_record
    assert dataset.contact_point == ()
    assert [each.value for each in dataset.keyword] == ["су"]
    assert dataset.publisher
    assert dataset.publisher.name[0].value != word
    assert (file.title, file.format, file.access_url, file.byte_size) == ((), None, None, None)
    noted = [each for each in told(found) if each[0] == "value-placeholder"]
    assert {value for _, pointer, value in noted if pointer != "/maintainer/ru"} == {word}
    assert {pointer for _, pointer, _ in noted} >= {
        *("/notes", "/issued", "/version", "/frequency", "/spatial", "/language", "/maintainer/ru", "/publisher_name", "/tags/0"),
        *("/resources/0/name", "/resources/0/format", "/resources/0/url", "/resources/0/size"),
    }
    assert {each[0] for each in told(found)} == {"value-placeholder", "contact-withheld"}, "nothing else is wrong with it"


@pytest.mark.parametrize("word", PLACEHOLDERS)
def test_of_an_xml_record(word: str) -> None:
    names = ("description", "subject", "publisher", "date", "language", "coverage", "format")
    found = oai("<dc:title>Су</dc:title>" + "".join(f"<dc:{name}>{word}</dc:{name}>" for name in names))
    dataset = found.dataset
    assert (dataset.description, dataset.keyword, dataset.publisher, dataset.issued) == ((), (), None, None)
    assert (dataset.language, dataset.spatial, dataset.distribution) == ((), (), ())
    assert sorted(told(found)) == sorted(("value-placeholder", f"/metadata/{name}/0", word) for name in names)


@pytest.mark.parametrize("word", PLACEHOLDERS)
def test_in_place_of_a_title_there_is_no_title(word: str) -> None:
    with pytest.raises(SkipRecord) as json:
        ckan(title=word)
    with pytest.raises(SkipRecord) as xml:
        oai(f"<dc:title>{word}</dc:title>")
    assert [(each.value.issue.code, each.value.issue.value) for each in (json, xml)] == [("title-missing", word)] * 2


def test_in_a_list_of_addresses_and_in_the_format_of_each_of_them() -> None:
    addresses = ["N/A", "https://x.example/one", "https://x.example/two"]
    found = ckan(resources=[{"id": "r", "url": addresses, "format": "-"}])
    assert [each.access_url for each in found.dataset.distribution] == addresses[1:]
    assert [each.format for each in found.dataset.distribution] == [None, None]
    assert {value for code, _, value in told(found) if code == "value-placeholder"} == {"N/A", "-"}


def test_a_title_in_another_field_or_language_counts() -> None:
    assert ckan(title="N/A", alternative="Су").dataset.title[0].value == "Су"
    assert [each.value for each in ckan(title={"ru": "-", "kk": "Су"}).dataset.title] == ["Су"]


def test_words_that_count_as_they_stand_are_kept() -> None:
    """No access, or no condition of access? Nobody knows, so it is said as it was written. So are the words of a licence."""
    found = ckan(access_rights="нет", accessLevel="无", license_id="none", license_title="-")
    assert found.dataset.access_rights == (Coded(verbatim="нет"), Coded(verbatim="无"))
    assert {each.verbatim for each in found.dataset.license} >= {"none", "-"}
    assert told(found) == []
    found = oai("<dc:title>Су</dc:title><dct:accessRights>нет</dct:accessRights><dc:rights>None</dc:rights>")
    assert found.dataset.access_rights == (Coded(verbatim="нет"),)
    assert [each.verbatim for each in found.dataset.license] == ["None"]


def test_flags_are_read_by_their_own_words() -> None:
    assert ckan(private="нет", state="active").dataset.title
