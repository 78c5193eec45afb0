"""Records as Features of GeoJSON, with the members of OGC API – Records."""

import json
from typing import Any

import pytest

from schemas.assessment import Confidence
from schemas.dataset import ContactPoint, DateValue, Location, PeriodOfTime
from schemas.formats.geojson import feature
from schemas.record import CatalogRecord
from tests.contracts.format import FormatContract
from tests.entries import BARE, CATALOG, GONE, STRANGE, WHOLE, entry
from tests.factories import day, record

Box = tuple[float, float, float, float]


def told(of: CatalogRecord) -> Any:
    return feature(entry(of), CATALOG)


def at(*boxes: Box) -> Any:
    return told(record("Lakes", spatial=tuple(Location(verbatim="a lake", bbox=box) for box in boxes)))["geometry"]


def over(*periods: tuple[str | None, str | None]) -> Any:
    spans = tuple(PeriodOfTime(start=day(start), end=day(end)) for start, end in periods)
    return told(record("Lakes", temporal=spans))["time"]


class TestGeoJson(FormatContract):
    file = "record.geojson"

    def read(self, content: bytes) -> Any:
        found = json.loads(content)
        assert found["type"] == "Feature"
        assert {"id", "type", "conformsTo", "time", "geometry", "properties", "links"} == set(found)
        assert {"type", "title", "created", "updated"} <= set(found["properties"])
        return found

    def test_the_members_of_the_standard(self) -> None:
        whole = self.read(self.dump(entry(WHOLE)))
        told = whole["properties"]
        assert whole["conformsTo"] == ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"]
        assert whole["time"] == {"interval": ["2010-01-01", "2026-05-31"]}
        assert (told["type"], told["title"], told["license"]) == ("dataset", "Water use by district", "CC-BY-4.0")
        assert told["keywords"] == ["water", "district", "вода"]
        assert told["language"] == {"code": "en"}
        assert [each["code"] for each in told["languages"]] == ["en", "ru", "fa"]
        assert [each["code"] for each in told["resourceLanguages"]] == ["ky", "ru"]
        assert [each["id"] for each in told["themes"][0]["concepts"]] == ["ENVI", "AGRI"]
        assert told["formats"] == [
            {"name": "CSV", "mediaType": "text/csv"},
            {"name": "??"},
            {"name": "JSON", "mediaType": "application/json"},
        ]
        assert told["externalIds"] == [{"scheme": "https://data.example.kg/", "value": "water / use?#1"}]
        assert told["rights"] == "cc-by; PUBLIC"
        assert (told["updated"], told["issued"]) == ("2026-11-25T12:30:05Z", "2020")
        assert told["spatial"] == ["Кыргызстан"]

    def test_whom_to_ask(self) -> None:
        publisher, office = told(WHOLE)["properties"]["contacts"]
        assert (publisher["organization"], publisher["roles"]) == ("Министерство водного хозяйства", ["publisher"])
        assert (office["name"], office["roles"]) == ("Water office", ["pointOfContact"])
        assert (office["phones"], office["emails"]) == ([{"value": "+996312000000"}], [{"value": "water@example.kg"}])

    def test_links(self) -> None:
        links = [(each["rel"], each["href"], each.get("type")) for each in told(WHOLE)["links"]]
        assert links == [
            ("canonical", CATALOG.dataset(WHOLE.id), "text/html"),
            ("about", "https://data.example.kg/dataset/water%20use", "text/html"),
            ("license", "https://spdx.org/licenses/CC-BY-4.0", None),
            ("collection", CATALOG.portal("kg_data_gov"), None),
            ("enclosure", "https://data.example.kg/files/water.csv", "text/csv"),
            ("item", "https://data.example.kg/api?q=%5Ba%20b%5D%7Cc", "application/json"),
        ]

    def test_what_is_not_known_is_null_or_left_out(self) -> None:
        bare = told(BARE)
        assert (bare["time"], bare["geometry"]) == (None, None)
        assert not {"license", "rights", "keywords", "themes", "contacts"} & set(bare["properties"])

    def test_a_weak_conclusion_is_not_stated(self) -> None:
        assert told(WHOLE)["properties"]["privacy_class"] == "open"
        weak = WHOLE.assessment.privacy.model_copy(update={"confidence": Confidence.LOW})
        of = WHOLE.model_copy(update={"assessment": WHOLE.assessment.model_copy(update={"privacy": weak})})
        assert "privacy_class" not in told(of)["properties"]

    def test_only_true_addresses_are_links(self) -> None:
        assert not [each for each in told(STRANGE)["links"] if each["href"].startswith("javascript")]

    def test_a_withdrawn_record_says_so(self) -> None:
        assert told(GONE)["properties"]["status"] == "withdrawn"


@pytest.mark.parametrize(
    ("point", "contact"),
    [
        (ContactPoint(email="a@b.kg"), {"organization": "Open data of Kyrgyzstan", "emails": [{"value": "a@b.kg"}]}),
        (ContactPoint(name="Office", telephone="0312 00-00-00"), {"name": "Office", "contactInstructions": "0312 00-00-00"}),
        (ContactPoint(name="Office", email="ask at the desk"), {"name": "Office"}),
        (ContactPoint(email="ask at the desk"), None),
    ],
)
def test_a_contact_has_a_name_and_only_what_can_be_reached(point: ContactPoint, contact: Any) -> None:
    contacts = told(record("Lakes", publisher=None, contact_point=(point,)))["properties"].get("contacts", [])
    assert contacts == ([{**contact, "roles": ["pointOfContact"]}] if contact else [])


def test_a_box_is_a_polygon_counterclockwise() -> None:
    ring = [[70.0, 40.0], [80.0, 40.0], [80.0, 43.0], [70.0, 43.0], [70.0, 40.0]]
    assert at((70, 40, 80, 43)) == {"type": "Polygon", "coordinates": [ring]}


def test_a_box_across_the_meridian_is_cut_there() -> None:
    found = at((170, 60, -170, 70))
    assert found["type"] == "MultiPolygon"
    assert [(part[0][0], part[0][2]) for part in found["coordinates"]] == [([170, 60], [180, 70]), ([-180, 60], [-170, 70])]
    assert at((170, 60, -180, 70))["type"] == "Polygon"
    assert at((180, 60, -180, 70)) == {"type": "LineString", "coordinates": [[180, 60], [180, 70]]}


def test_several_boxes() -> None:
    assert at((1, 1, 2, 2), (3, 3, 4, 4), (1, 1, 2, 2))["type"] == "MultiPolygon"
    assert at((1, 2, 1, 2), (3, 4, 3, 4)) == {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}
    mixed = at((1, 2, 1, 2), (3, 3, 4, 4))
    assert [each["type"] for each in mixed["geometries"]] == ["Point", "Polygon"]


def test_a_point_and_a_line() -> None:
    assert at((74.6, 42.9, 74.6, 42.9)) == {"type": "Point", "coordinates": [74.6, 42.9]}
    assert at((74.6, 42.0, 74.6, 42.9))["type"] == "LineString"


@pytest.mark.parametrize(
    ("periods", "time"),
    [
        ([("2010", None)], {"interval": ["2010-01-01", "2010-12-31"]}),
        ([("2010-02", None)], {"interval": ["2010-02-01", "2010-02-28"]}),
        ([("2010-02-05", None)], {"interval": ["2010-02-05", ".."]}),
        ([(None, "2010-02")], {"interval": ["..", "2010-02-28"]}),
        ([("2010-02-05", "2010-02-05")], {"date": "2010-02-05"}),
        ([("2010", "2011"), ("2015", "2016")], {"interval": ["2010-01-01", "2016-12-31"]}),
        ([("2012", "2011")], None),
        ([(None, "2010"), ("2009-01-01", None)], None),
        ([("9999", None)], {"interval": ["9999-01-01", ".."]}),
    ],
)
def test_time_goes_from_the_first_to_the_last_period(periods: list[tuple[str | None, str | None]], time: Any) -> None:
    assert over(*periods) == time


def test_words_that_are_no_date_are_no_time() -> None:
    assert told(record("Lakes", temporal=(PeriodOfTime(end=DateValue(verbatim="now")),)))["time"] is None
