"""The sample portals: what they hold, and that a client of CKAN can read them."""

import json
import re
import socket
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import requests
import yaml
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotFound, SearchQueryError, ValidationError

from registry.demo.actions import Refused, answer
from registry.demo.portal import Json, Portal, expand, read_portal
from registry.demo.server import SAMPLES, sample_sources, serve
from schemas.file_formats import file_format
from schemas.source import Source
from schemas.themes import theme

IDS = ("sample_ir", "sample_kg", "sample_pk")
TODAY = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def portals() -> Iterator[dict[str, Source]]:
    with serve() as live:
        yield live


@pytest.fixture(params=IDS)
def portal(request: pytest.FixtureRequest) -> Portal:
    return read_portal(SAMPLES / f"{request.param}.json")


@pytest.fixture(params=[True, False], ids=["get", "post"])
def ckan(request: pytest.FixtureRequest, portals: dict[str, Source]) -> Iterator[RemoteCKAN]:
    with RemoteCKAN(str(portals["sample_kg"].url), get_only=request.param) as client:
        yield client


def every_package() -> list[Json]:
    return [package for id_ in IDS for package in read_portal(SAMPLES / f"{id_}.json").packages]


def every_resource() -> list[Json]:
    return [resource for package in every_package() for resource in package["resources"]]


def texts(value: Any) -> Iterator[str]:
    """Every string inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


class TestDeclarations:
    def test_there_are_three(self) -> None:
        found = {id_: (source.jurisdiction, source.language) for id_, source in sample_sources().items()}
        assert found == {"sample_kg": ("KG", ("ky", "ru")), "sample_ir": ("IR", ("fa", "en")), "sample_pk": ("PK", ("en",))}

    def test_loopback_is_allowed_and_the_origin_named(self) -> None:
        for source in sample_sources().values():
            assert source.allow_private_addresses
            assert source.origin == "hand-written sample"

    def test_every_file_says_that_it_is_invented(self) -> None:
        mark = "hand-written sample, not real data; no real person, number or address"
        for id_ in IDS:
            assert json.loads((SAMPLES / f"{id_}.json").read_text(encoding="utf-8"))["note"] == mark
            declared = (SAMPLES / f"{id_}.yml").read_text(encoding="utf-8")
            assert "hand-written, not real data; no real person, number or address" in declared.splitlines()[0]
            assert yaml.safe_load(declared)["id"] == id_


class TestContent:
    def test_enough_datasets(self) -> None:
        assert len([package for package in every_package() if package["title"].strip()]) >= 66

    def test_exactly_one_package_has_no_title(self) -> None:
        assert [package["name"] for package in every_package() if not package["title"].strip()] == ["reestr-avtostoyanok-2021"]

    def test_publishers(self, portal: Portal) -> None:
        named = {package["organization"]["name"] for package in portal.packages if package["organization"]}
        assert len(named) >= 6
        assert named == {organization["name"] for organization in portal.organizations}, "an organisation without datasets"

    def test_file_formats(self) -> None:
        known = [file_format(stated=item["format"], media_type=item["mimetype"], url=item["url"]) for item in every_resource()]
        assert len({found.code for found in known if found and found.code}) >= 12

    def test_themes(self) -> None:
        """The groups cover all 13 data themes of the EU, each recognised by its title in the portal's language."""
        titles = {group["title"] for package in every_package() for group in package["groups"]}
        assert len({theme(title).code for title in titles}) == 13
        assert all(theme(title).code for title in titles)

    def test_languages(self) -> None:
        kg = read_portal(SAMPLES / "sample_kg.json").packages
        both = [package for package in kg if set(package.get("title_translated", ())) == {"ky", "ru"}]
        one = [f"{package['title']} {package['notes']}" for package in kg if "title_translated" not in package]
        kyrgyz = [text for text in one if set(text.lower()) & set("өүң")]
        assert len(both) >= 5
        assert len(kyrgyz) >= 4
        assert len(one) - len(kyrgyz) >= 5

    def test_persian_and_urdu_have_their_own_letters(self) -> None:
        """Arabic yeh and kaf would not match what people type; Persian words have their zero-width non-joiners and digits."""
        written = (SAMPLES / "sample_ir.json").read_text(encoding="utf-8")
        assert not set(written + (SAMPLES / "sample_pk.json").read_text(encoding="utf-8")) & set("يكة")
        assert "\u200c" in written
        assert set(written) & set("۰۱۲۳۴۵۶۷۸۹")

    def test_text_is_composed(self, portal: Portal) -> None:
        assert all(unicodedata.is_normalized("NFC", text) for text in texts(list(portal.packages)))

    def test_no_real_address(self) -> None:
        """The `.example` domain is reserved (RFC 2606): nothing there can exist."""
        for resource in every_resource():
            address = resource["url"] if "://" in resource["url"] else f"https://{resource['url']}"
            assert str(urlsplit(address).hostname).endswith(".example"), address
        emails = re.findall(r"\S+@\S+", "\n".join(texts(every_package())))
        assert emails
        assert all(email.endswith(".example") for email in emails)

    def test_no_telephone_number(self) -> None:
        for package in every_package():
            told = [package["title"], package["notes"], package.get("title_translated"), package.get("notes_translated")]
            assert not re.search(r"\+\d|\d[\d ()-]{9,}", "\n".join(texts(told))), package["name"]

    def test_ids_are_uuids_and_names_unique(self, portal: Portal) -> None:
        ids = [package["id"] for package in portal.packages]
        ids += [resource["id"] for package in portal.packages for resource in package["resources"]]
        ids += [organization["id"] for organization in portal.organizations]
        assert len({UUID(id_) for id_ in ids}) == len(ids)
        assert len({package["name"] for package in portal.packages}) == len(portal.packages)

    def test_ckans_own_dates_are_clean_and_past(self) -> None:
        for package in every_package():
            created, modified = package["metadata_created"], package["metadata_modified"]
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", modified)
            assert datetime.fromisoformat(created + "Z") <= datetime.fromisoformat(modified + "Z") < TODAY

    def test_a_package_has_ckans_full_shape(self, portal: Portal) -> None:
        always = {"id", "name", "title", "notes", "license_id", "license_title", "isopen", "organization", "owner_org", "tags"}
        always |= {"groups", "extras", "resources", "num_tags", "num_resources", "type", "state", "private", "author", "url"}
        for package in portal.packages:
            assert always <= set(package)
            assert package["num_resources"] == len(package["resources"]) > 0
            assert all(resource["package_id"] == package["id"] for resource in package["resources"])

    @pytest.mark.parametrize(
        "license_id",
        [
            "cc-by",
            "notspecified",
            "other-open",
            "CC-BY-4.0",
            "CC BY 4.0",
            "Открытые данные",
            "داده باز",
            "other-closed",
            "",
            None,
        ],
    )
    def test_licences_as_portals_write_them(self, license_id: str | None) -> None:
        assert any(package["license_id"] == license_id for package in every_package())

    def test_a_licence_only_by_address_and_two_that_differ(self) -> None:
        assert any(
            not package["license_id"] and "creativecommons" in package.get("license_url", "") for package in every_package()
        )
        differing = [item for package in every_package() for item in package["resources"] if item.get("license")]
        assert len(differing) >= 3

    @pytest.mark.parametrize("stated", [".csv", "CSV.", "xls", "zip+csv", "Excel", ""])
    def test_formats_as_portals_write_them(self, stated: str) -> None:
        assert any(resource["format"] == stated for resource in every_resource())

    @pytest.mark.parametrize("date", ["0000-00-00", "25.11.2024", "1402/03/25", "۱۴۰۳/۰۷/۱۰"])
    def test_dates_as_portals_write_them(self, date: str) -> None:
        assert date in list(texts([package["extras"] for package in every_package()]))

    def test_other_dirt(self) -> None:
        packages = every_package()
        titles = [package["title"] for package in packages]
        assert any(title != title.rstrip() for title in titles), "a trailing space"
        assert len(set(titles)) < len(titles), "the same title twice"
        assert any(isinstance(package["notes"], list) for package in packages), "a list where text belongs"
        assert any("<p>" in str(package["notes"]) for package in packages), "HTML"
        assert any(package["organization"] is None for package in packages), "no organisation"
        assert any(len(tag["name"]) == 1 for package in packages for tag in package["tags"]), "a tag of one character"
        assert any(resource["size"] == "2 MB" for resource in every_resource()), "a size with a unit"
        assert any("://" not in resource["url"] for resource in every_resource()), "an address without a scheme"
        assert any(unicodedata.category(char) == "Cc" for text in texts(packages) for char in text), "a control character"

    def test_access_rights_differ(self) -> None:
        stated = {extra["value"] for package in every_package() for extra in package["extras"] if extra["key"] == "access_rights"}
        assert {"PUBLIC", "RESTRICTED", "NON_PUBLIC"} <= stated


class TestReading:
    """Through ckanapi, by both methods it knows."""

    def test_pages_hold_every_package_once(self, ckan: RemoteCKAN) -> None:
        pages = [ckan.action.package_search(rows=10, start=start, sort="id asc") for start in (0, 10, 20, 30)]
        ids = [package["id"] for page in pages for package in page["results"]]
        assert [len(page["results"]) for page in pages] == [10, 10, 8, 0]
        assert ids == sorted(set(ids))
        assert {page["count"] for page in pages} == {len(ids)}

    def test_newest_first_when_nothing_is_asked(self, ckan: RemoteCKAN) -> None:
        found = ckan.action.package_search()
        modified = [package["metadata_modified"] for package in found["results"]]
        assert len(modified) == 10
        assert modified == sorted(modified, reverse=True)

    def test_package_show_by_name_and_by_id(self, ckan: RemoteCKAN) -> None:
        named = ckan.action.package_show(id="chuy-suu-sapaty")
        assert named == ckan.action.package_show(id=named["id"])
        assert named["title"] == named["title_translated"]["ky"] == "Чүй дарыясынын алабындагы жер үстүндөгү суулардын сапаты"

    def test_lists(self, ckan: RemoteCKAN) -> None:
        names = ckan.action.package_list()
        assert len(names) == 28
        assert ckan.action.package_list(limit=3, offset=2) == names[2:5]
        organizations = ckan.action.organization_list(all_fields=True)
        assert [organization["name"] for organization in organizations] == ckan.action.organization_list()
        assert sum(organization["package_count"] for organization in organizations) == 27, "one package has no organisation"
        shown = ckan.action.organization_show(id="stat")
        assert shown["package_count"] == 6
        assert ckan.action.status_show()["ckan_version"]

    def test_words(self, ckan: RemoteCKAN) -> None:
        assert [found["name"] for found in ckan.action.package_search(q="Токтогульского")["results"]] == ["toktogul-uroven"]

    def test_not_there(self, ckan: RemoteCKAN) -> None:
        with pytest.raises(NotFound):
            ckan.action.package_show(id="no-such-dataset")
        with pytest.raises(NotFound):
            ckan.action.organization_show(id="nobody")

    def test_bad_parameters(self, ckan: RemoteCKAN) -> None:
        with pytest.raises(ValidationError) as raised:
            ckan.action.package_search(rows="abc")
        assert raised.value.error_dict["rows"] == ["Invalid integer"]
        with pytest.raises(ValidationError):
            ckan.action.package_search(start=-1)
        with pytest.raises(ValidationError):
            ckan.action.package_show()

    @pytest.mark.parametrize("query", ["metadata_modified:[yesterday TO *]", "metadata_modified:2026", "colour:red", "((", "a b"])
    def test_bad_filter(self, ckan: RemoteCKAN, query: str) -> None:
        with pytest.raises(SearchQueryError):
            ckan.action.package_search(fq=query)

    def test_bad_sort(self, ckan: RemoteCKAN) -> None:
        with pytest.raises(SearchQueryError):
            ckan.action.package_search(sort="colour asc")

    def test_unknown_action(self, ckan: RemoteCKAN, portals: dict[str, Source]) -> None:
        with pytest.raises(CKANAPIError):
            ckan.action.package_create(name="x")
        told = requests.get(f"{portals['sample_kg'].url}/api/3/action/no_such_action", timeout=5)
        assert told.status_code == 400
        assert isinstance(told.json(), str)

    def test_error_shape_and_both_prefixes(self, portals: dict[str, Source]) -> None:
        for prefix in ("api/action", "api/3/action"):
            told = requests.get(f"{portals['sample_ir'].url}/{prefix}/package_show?id=nothing", timeout=5)
            assert told.status_code == 404
            assert told.json()["success"] is False
            assert told.json()["error"]["__type"] == "Not Found Error"
            assert told.json()["help"].endswith("/api/3/action/help_show?name=package_show")

    def test_form_and_broken_body(self, portals: dict[str, Source]) -> None:
        address = f"{portals['sample_pk'].url}/api/3/action/package_show"
        assert requests.post(address, data={"id": "earthquake-bulletin"}, timeout=5).json()["success"]
        for body in ("{", "[1]", "\ufeff{}"):
            sent = requests.post(address, data=body.encode(), headers={"Content-Type": "application/json"}, timeout=5)
            assert sent.status_code == 400
            assert sent.json().startswith("Bad request")

    def test_elsewhere_is_nothing(self, portals: dict[str, Source]) -> None:
        base = str(portals["sample_pk"].url).removesuffix("/sample_pk")
        for path in ("", "/", "/nobody/api/3/action/status_show", "/sample_pk/api/4/action/status_show", "/sample_pk/dataset"):
            assert requests.get(base + path, timeout=5).status_code == 404

    def test_rows_are_capped_without_a_word(self) -> None:
        entry = {
            "metadata_created": "2026-01-01T00:00:00.000001",
            "metadata_modified": "2026-01-01T00:00:00.000001",
            "resources": [],
        }
        entries = [{"name": f"d{number}", "title": "D", **entry} for number in range(1200)]
        large = expand({"title": "Large", "organizations": {}, "groups": {}, "packages": entries}, id="large")
        found = answer(large, "package_search", {"rows": 5000})
        assert isinstance(found, dict)
        assert (found["count"], len(found["results"])) == (1200, 1000)

    def test_zero_rows_still_count(self, ckan: RemoteCKAN) -> None:
        assert ckan.action.package_search(rows=0)["count"] == 28


class TestSince:
    """An incremental harvest asks for what changed from a moment on."""

    def search(self, ckan: RemoteCKAN, query: str) -> set[str]:
        return {package["name"] for package in ckan.action.package_search(fq=query, rows=1000)["results"]}

    def test_only_newer_ones(self, ckan: RemoteCKAN) -> None:
        since = "2026-11-18T00:00:00Z"
        newer = self.search(ckan, f"metadata_modified:[{since} TO *]")
        older = self.search(ckan, f"-metadata_modified:[{since} TO *]")
        assert newer == {
            "kachestvo-vozduha-bishkek",
            "gosudarstvennye-zakupki",
            "meteostantsii",
            "vyrabotka-elektroenergii",
            "toktogul-uroven",
        }
        assert len(older) == 28 - len(newer)

    def test_both_ends_belong_to_it_and_a_tie_is_not_lost(self, ckan: RemoteCKAN) -> None:
        tie = "2026-11-21T03:40:28.577361Z"
        assert self.search(ckan, f"metadata_modified:[{tie} TO {tie}]") == {"vyrabotka-elektroenergii", "toktogul-uroven"}
        assert "toktogul-uroven" in self.search(ckan, "metadata_modified:[2026-11-21T03:40:28Z TO *]")

    def test_nothing_since_today(self, ckan: RemoteCKAN) -> None:
        assert self.search(ckan, "metadata_modified:[2026-11-25T00:00:00Z TO *]") == set()

    def test_with_other_filters(self, ckan: RemoteCKAN) -> None:
        query = 'organization:energo AND +metadata_modified:[* TO *] tags:"вода" -type:harvest'
        assert self.search(ckan, query) == {"toktogul-uroven"}


class TestServing:
    def test_a_package_is_the_same_on_every_start(self) -> None:
        """A second harvest must find nothing changed, though the port differs."""

        def read() -> tuple[int, str]:
            with serve() as live, requests.Session() as session:
                address = live["sample_ir"].url
                told = session.get(f"{address}/api/3/action/package_search?rows=1000&sort=id asc", timeout=5)
                return address.port or 0, json.dumps(told.json()["result"])

        (_, first), (port, second) = read(), read()
        assert first == second
        assert "127.0.0.1" not in first
        assert str(port) not in first

    def test_quiet_and_gone_afterwards(self, capfd: pytest.CaptureFixture[str]) -> None:
        before = set(threading.enumerate())
        with serve() as live:
            address = live["sample_kg"].url
            for path in ("api/3/action/status_show", "api/3/action/nonsense", "favicon.ico"):
                requests.get(f"{address}/{path}", timeout=5)
        assert capfd.readouterr() == ("", "")
        assert set(threading.enumerate()) <= before
        with closing(socket.socket()) as probe, pytest.raises(ConnectionRefusedError):
            probe.connect(("127.0.0.1", address.port))

    def test_a_silent_client_and_one_that_hangs_up_do_not_hold_it(self, capfd: pytest.CaptureFixture[str]) -> None:
        with serve() as live:
            port = live["sample_kg"].url.port or 0
            hasty = socket.create_connection(("127.0.0.1", port))
            hasty.sendall(b"POST /sample_kg/api/3/action/status_show HTTP/1.1\r\nContent-Length: 10\r\n\r\n")
            hasty.close()
            silent = socket.create_connection(("127.0.0.1", port))
        silent.close()
        assert capfd.readouterr() == ("", "")

    def test_the_port_can_be_chosen_and_used_again(self) -> None:
        with serve() as live:
            port = live["sample_kg"].url.port or 0
        with serve(port=port) as live:
            assert live["sample_pk"].url.port == port

    def test_it_ends_when_the_block_fails(self) -> None:
        before = set(threading.enumerate())
        with pytest.raises(Refused), serve():
            raise Refused(409, "as a harvest may")
        assert set(threading.enumerate()) <= before
