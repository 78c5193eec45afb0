"""The catalogue as an OAI-PMH repository: what the official validator asks, and what harvesters do."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.index import refresh
from registry.services import open_services
from registry.settings import Settings
from schemas.record import Status
from tests.entries import SOURCE
from tests.homes import new_home
from tests.repositories import SIZE, Repository, repository
from tests.shared_material import shared

OAI = "{http://www.openarchives.org/OAI/2.0/}"
HOST = "serai.example.org"
SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class Answer:
    """A document of the protocol."""

    def __init__(self, sent: Any) -> None:
        assert sent.status_code == 200, sent.text
        assert sent.headers["Content-Type"] == "text/xml; charset=utf-8"
        self.text: str = sent.text
        self.root = etree.fromstring(sent.content)

    def texts(self, name: str) -> list[str]:
        return [each.text for each in self.root.iter(f"{OAI}{name}")]

    def one(self, name: str) -> str:
        (text,) = self.texts(name)
        return text

    @property
    def error(self) -> str | None:
        error = self.root.find(f"{OAI}error")
        return None if error is None else error.get("code")

    @property
    def token(self) -> Any:
        return next(self.root.iter(f"{OAI}resumptionToken"), None)


class Asker:
    """Asks by GET or POST."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def __call__(self, query: str) -> Answer:
        return Answer(self.client.get(f"/oai?{query}"))

    def post(self, **form: str) -> Answer:
        return Answer(self.client.post("/oai", data=form))

    def pages(self, query: str) -> Iterator[Answer]:
        """All pages of a list. An answer is given before the next is asked for."""
        verb = query.partition("&")[0]
        page = self(query)
        yield page
        while page.token is not None and page.token.text:
            page = self(f"{verb}&resumptionToken={page.token.text}")
            yield page

    def identifiers(self, query: str) -> list[str]:
        return [each for page in self.pages(query) for each in page.texts("identifier")]


def asker(kept: Repository) -> Iterator[Asker]:
    with TestClient(create_app(kept.services), base_url=f"https://{HOST}") as client:
        yield Asker(client)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A repository that no test changes."""
    with repository(tmp_path_factory.mktemp("oai")) as made:
        yield made


@pytest.fixture(scope="module")
def ask(still: Repository) -> Iterator[Asker]:
    yield from asker(still)


@pytest.fixture
def moving(tmp_path: Any) -> Iterator[Repository]:
    with repository(tmp_path) as made:
        yield made


@pytest.fixture
def asked(moving: Repository) -> Iterator[Asker]:
    yield from asker(moving)


def name_of(record: Any) -> str:
    return f"oai:{HOST}:{record.id}"


def test_it_identifies_itself(ask: Asker) -> None:
    answer = ask("verb=Identify")
    assert answer.root.tag == f"{OAI}OAI-PMH"
    assert "<OAI-PMH " in answer.text, "the validator wants the default namespace"
    assert answer.one("protocolVersion") == "2.0"
    assert answer.one("baseURL") == f"https://{HOST}/oai"
    assert answer.one("adminEmail") == f"postmaster@{HOST}"
    assert answer.one("granularity") == "YYYY-MM-DDThh:mm:ssZ"
    assert answer.one("deletedRecord") == "persistent"
    assert answer.one("earliestDatestamp") == "2026-11-20T09:00:00Z"
    assert SECOND.fullmatch(answer.one("responseDate"))
    assert HOST in answer.text.partition("repositoryIdentifier")[2]


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("Data office <data@example.kg>", "data@example.kg"),
        ("https://example.kg/contact", "postmaster@serai.example.org"),
        ("mailto:data@example.kg", "data@example.kg"),
    ],
)
def test_the_address_of_the_administrator_is_the_operators_if_it_is_one(tmp_path: Any, contact: str, told: str) -> None:
    nobodys = Settings(
        home=new_home(tmp_path),
        database_url=None,
        search_url=None,
        archive_url=None,
        sources=None,
        contact=contact,
        base_url=f"https://{HOST}/",
    )
    with open_services(nobodys) as services, TestClient(create_app(services)) as client:
        refresh(services)
        assert Answer(client.get("/oai?verb=Identify")).one("adminEmail") == told


def test_every_set_has_records(ask: Asker) -> None:
    specs = ask("verb=ListSets").texts("setSpec")
    assert specs == ["portal:kg_data_gov", "portal:undeclared", "state:KG", "theme:ECON", "theme:ENVI"]
    held = {spec: len(ask.identifiers(f"verb=ListIdentifiers&metadataPrefix=oai_dc&set={spec}")) for spec in specs}
    assert held == dict(zip(specs, (200, 50, 200, 125, 250), strict=True))


def test_the_same_formats_are_there_for_the_catalogue_and_for_a_record(ask: Asker, still: Repository) -> None:
    prefixes = ask("verb=ListMetadataFormats").texts("metadataPrefix")
    assert {"oai_dc", "oai_datacite", "datacite"} <= set(prefixes)
    assert ask(f"verb=ListMetadataFormats&identifier={name_of(still.records[0])}").texts("metadataPrefix") == prefixes


def test_a_record_is_there_in_each_format(ask: Asker, still: Repository) -> None:
    record = next(each for each in still.records if each.status is Status.ACTIVE and each.source == SOURCE.id)
    for prefix in ask("verb=ListMetadataFormats").texts("metadataPrefix"):
        answer = ask(f"verb=GetRecord&identifier={name_of(record)}&metadataPrefix={prefix}")
        assert SECOND.fullmatch(answer.one("datestamp"))
        assert {"portal:kg_data_gov", "state:KG", "theme:ENVI"} <= set(answer.texts("setSpec"))
        (metadata,) = answer.root.iter(f"{OAI}metadata")
        assert len(metadata) == 1
        assert record.dataset.title[0].value in "".join(metadata.itertext())


def test_a_deleted_record_is_a_header_alone(ask: Asker, still: Repository) -> None:
    gone = next(each for each in still.records if each.status is Status.WITHDRAWN)
    answer = ask(f"verb=GetRecord&identifier={name_of(gone)}&metadataPrefix=oai_dc")
    (header,) = answer.root.iter(f"{OAI}header")
    assert header.get("status") == "deleted"
    assert not answer.texts("metadata")


ERRORS = [
    ("junk", "badVerb"),
    ("", "badVerb"),
    ("verb=junk", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&x=1", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("verb=GetRecord&identifier=oai:example.org:0", "badArgument"),
    ("verb=GetRecord&identifier=invalid%22id&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=oai:example.org:0", "idDoesNotExist"),
    ("verb=ListIdentifiers&until=junk", "badArgument"),
    ("verb=ListIdentifiers&from=junk", "badArgument"),
    ("verb=ListIdentifiers&resumptionToken=junk&until=2000-02-05", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=junk", "badArgument"),
    ("verb=ListRecords&resumptionToken=junk", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=junk", "badResumptionToken"),
    ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=junk&until=1990-01-10", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=junk", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2002-02-05&until=2002-02-06T05:35:00Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-21&until=2026-11-20", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-20T09:00:00.5Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=:", "badArgument"),
    ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=2025-01-01T00:00:00Z", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31&until=9999-12-31", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=0001-01-01", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=portal:nobody", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=state:XX", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=flowers", "noRecordsMatch"),
]


@pytest.mark.parametrize(("query", "code"), ERRORS)
def test_what_is_wrong_is_told_in_the_code_of_the_protocol(ask: Asker, query: str, code: str) -> None:
    answer = ask(query)
    assert answer.error == code
    request = answer.root.find(f"{OAI}request")
    assert request.text == f"https://{HOST}/oai"
    assert bool(request.attrib) == (code not in {"badVerb", "badArgument"})


def test_all_that_the_official_validator_asks_wrongly_gets_the_code_that_it_wants(ask: Asker, still: Repository) -> None:
    printed = shared("conformance/oaipmh/official_validator_compliant_run.txt").read_text(encoding="utf-8")
    wrong = re.findall(r"REQUEST: \{BASE\}\?(\S+) GET\nPASS: +Error response correctly includes error code '(\w+)'", printed)
    assert len(wrong) == 15
    for query, code in wrong:
        assert ask(query).error == code, query


def test_a_post_is_answered_as_a_get(ask: Asker, still: Repository) -> None:
    assert ask.post(verb="Identify").one("protocolVersion") == "2.0"
    name = name_of(still.records[0])
    assert ask.post(identifier=name, metadataPrefix="oai_dc", verb="GetRecord").one("identifier") == name
    assert ask.post(verb="junk").error == "badVerb"
    assert Answer(ask.client.post("/oai", content=b"\xff\x00" * 100_000)).error == "badVerb"


def test_a_list_of_one_second_has_what_changed_in_it(ask: Asker) -> None:
    answer = ask("verb=ListRecords&from=2026-11-20T09:00:00Z&until=2026-11-20T09:00:00Z&metadataPrefix=oai_dc")
    assert set(answer.texts("datestamp")) == {"2026-11-20T09:00:00Z"}
    assert len(answer.texts("identifier")) == 40
    assert answer.token is None, "a list that is whole has no token"
    assert ask("verb=ListRecords&from=2026-11-20&until=2026-11-20&metadataPrefix=oai_dc").token.get("completeListSize") == "250"


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListRecords"])
def test_tokens_lead_through_the_whole_list(ask: Asker, still: Repository, verb: str) -> None:
    pages = list(ask.pages(f"verb={verb}&metadataPrefix=oai_dc"))
    found = [each for page in pages for each in page.texts("identifier")]
    assert len(found) == len(set(found)) == SIZE
    assert set(found) == {name_of(each) for each in still.records}
    assert [page.token.get("cursor") for page in pages] == ["0", "100", "200"]
    assert {page.token.get("completeListSize") for page in pages} == {"250"}
    assert pages[0].token.get("expirationDate") == "2026-11-26T09:00:00Z"
    assert pages[-1].token.text is None
    stamps = [each for page in pages for each in page.texts("datestamp")]
    assert stamps == sorted(stamps)


def test_a_list_of_just_a_page_ends_with_it(tmp_path: Any) -> None:
    with repository(tmp_path, size=100) as made:
        for ask in asker(made):
            assert ask("verb=ListRecords&metadataPrefix=oai_dc").token is None


def test_what_changes_while_somebody_reads_is_not_lost(asked: Asker, moving: Repository) -> None:
    before, pages = {each.id: each for each in moving.records}, asked.pages("verb=ListRecords&metadataPrefix=oai_dc")
    first = next(pages).texts("identifier")
    seen, unseen = (next(each for each in before.values() if (name_of(each) in first) is had) for had in (True, False))
    moving.change(seen, status=Status.WITHDRAWN)
    moving.change(unseen)
    rest = [each for page in pages for each in page.texts("identifier")]
    assert set(first) | set(rest) == {name_of(each) for each in before.values()}
    assert set(rest[-2:]) == {name_of(seen), name_of(unseen)}, "both are seen again, at the end"


def test_what_leaves_the_span_while_somebody_reads_leaves_the_list(asked: Asker, moving: Repository) -> None:
    pages = asked.pages("verb=ListRecords&metadataPrefix=oai_dc&until=2026-11-20")
    first = next(pages).texts("identifier")
    left = [each for each in moving.records if name_of(each) not in first]
    moving.save(*(each.model_copy(update={"version": 2}) for each in left), at=moving.clock())
    last = list(pages)
    assert [page.texts("identifier") for page in last] == [[]]
    assert last[0].token.text is None


@pytest.mark.parametrize(
    "other",
    [
        lambda token: token[:-1],
        lambda token: token[:-4] + "AAAA",
        lambda token: "A" + token[1:],
        lambda token: urlsafe_b64encode(b'{"verb": "ListRecords"}').decode(),
        lambda token: "ü",
        lambda token: "A" * 5000,
    ],
)
def test_a_token_that_is_not_as_it_was_given_out_is_refused(ask: Asker, other: Any) -> None:
    token = other(ask("verb=ListRecords&metadataPrefix=oai_dc").token.text)
    assert ask(f"verb=ListRecords&resumptionToken={token}").error == "badResumptionToken"


def test_a_token_is_for_its_verb_and_for_a_day(asked: Asker, moving: Repository) -> None:
    token = asked("verb=ListRecords&metadataPrefix=oai_dc").token.text
    assert asked(f"verb=ListIdentifiers&resumptionToken={token}").error == "badResumptionToken"
    moving.clock.now += timedelta(days=1)
    assert len(asked(f"verb=ListRecords&resumptionToken={token}").texts("identifier")) == 100
    moving.clock.now += timedelta(seconds=1)
    assert asked(f"verb=ListRecords&resumptionToken={token}").error == "badResumptionToken"


def test_an_empty_catalogue_is_one(tmp_path: Any) -> None:
    with repository(tmp_path, size=0) as made:
        for ask in asker(made):
            assert ask("verb=Identify").one("earliestDatestamp") == "2026-11-25T09:00:00Z"
            assert ask("verb=ListSets").error == "noSetHierarchy"
            assert ask("verb=ListRecords&metadataPrefix=oai_dc").error == "noRecordsMatch"


def test_without_an_index_it_says_when_to_ask_again(tmp_path: Any) -> None:
    nowhere = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(nowhere) as services, TestClient(create_app(services)) as client:
        answer = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


NAMES = st.sampled_from(["verb", "metadataPrefix", "from", "until", "set", "identifier", "resumptionToken", "x"]) | st.text()
VALUES = st.sampled_from(
    [
        "ListRecords",
        "ListIdentifiers",
        "GetRecord",
        "ListSets",
        "oai_dc",
        "2026-11-20",
        "2026-11-20T09:00:01Z",
        "state:KG",
        "\x00",
    ]
) | st.text(max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=5))
def test_every_question_gets_a_document(ask: Asker, pairs: list[tuple[str, str]]) -> None:
    assert Answer(ask.client.get("/oai", params=pairs)).root.tag == f"{OAI}OAI-PMH"
    assert Answer(ask.client.post("/oai", data=dict(pairs))).root.tag == f"{OAI}OAI-PMH"
