"""The addresses of the API, each built in one place. Relative to the installation's root, so they work under any host name."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import UUID

from pydantic import Field

ROOT = "/api/v1"

Link = Annotated[str, Field(description="An address, relative to the root of this installation.")]


def document() -> str:
    """The address of the OpenAPI document, which describes the API to programs."""
    return f"{ROOT}/openapi.json"


def health() -> str:
    """The state of the service, for programs."""
    return "/health"


def fields() -> str:
    """The fields that can be searched and filtered."""
    return f"{ROOT}/fields"


def problems() -> str:
    """Every kind of error, explained."""
    return f"{ROOT}/problems"


def search(params: Iterable[tuple[str, str]] = ()) -> str:
    """A search, with its parameters in their URL form."""
    return with_query(f"{ROOT}/datasets", params)


def coverage(params: Iterable[tuple[str, str]] = ()) -> str:
    """What there is by state, of all that a search finds."""
    return with_query(f"{ROOT}/coverage", params)


def coverage_csv(params: Iterable[tuple[str, str]] = ()) -> str:
    """The same figures as a table."""
    return with_query(f"{ROOT}/coverage.csv", params)


def coverage_statement(params: Iterable[tuple[str, str]] = ()) -> str:
    """The data statement that is made from them."""
    return with_query(f"{ROOT}/coverage.md", params)


def record(id: UUID, at: date | None = None) -> str:
    """A record, as it is or as it stood at the end of a day."""
    return with_query(f"{ROOT}/datasets/{id}", on_day(at))


def raw(id: UUID, at: date | None = None) -> str:
    return with_query(f"{record(id)}/raw", on_day(at))


def in_format(id: UUID, file: str) -> str:
    """A record in one of the formats of others, by the name of its file."""
    return f"{record(id)}/{file}"


def linkset(id: UUID) -> str:
    """All that belongs to a record, as a link set."""
    return in_format(id, "linkset.json")


def catalog_in(suffix: str, after: UUID | None = None) -> str:
    """The whole catalogue by DCAT-AP in a syntax, behind a record."""
    return with_query(f"{ROOT}/catalog.{suffix}", [("after", str(after))] if after else [])


def search_in(suffix: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """What a search finds, by DCAT-AP in a syntax."""
    return with_query(f"{ROOT}/datasets.{suffix}", params)


def search_as(suffix: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """All that a search finds as one file: `csv`, `jsonl`, `parquet` or `geojson`."""
    return with_query(f"{ROOT}/datasets.{suffix}", params)


def search_feed(suffix: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """What a search finds as a feed, the latest changes first: `atom` or `feed.json`."""
    return with_query(f"{ROOT}/datasets.{suffix}", params)


def changes_feed(suffix: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """The changes of class, licence or law of all that a search finds, as a feed."""
    return with_query(f"{ROOT}/changes.{suffix}", params)


def record_feed(id: UUID, suffix: str, before: int | None = None) -> str:
    """The changes of class, licence or law of a record as a feed; behind an entry of the trail, if one is named."""
    return with_query(f"{record(id)}/changes.{suffix}", _before(before))


def runs_feed(source_id: str, suffix: str, before: int | None = None) -> str:
    """The runs of a portal as a feed; behind a run, if one is named."""
    return with_query(f"{source(source_id)}/runs.{suffix}", _before(before))


def results_page(params: Iterable[tuple[str, str]] = ()) -> str:
    """The page of a search in English, the language of feeds."""
    return with_query("/en/datasets", params)


def run_page(source_id: str, run_id: int) -> str:
    """The page of a run in English."""
    return f"/en/portals/{quote(source_id, safe='')}/runs/{run_id}"


def data_json() -> str:
    """The whole catalogue by DCAT-US 1.1, where its harvesters look for it."""
    return "/data.json"


def data_json_3() -> str:
    """The whole catalogue by DCAT-US 3."""
    return f"{ROOT}/catalog.dcat-us-3.jsonld"


def ogc() -> str:
    """OGC API Records: the landing page."""
    return "/ogc"


def mcp() -> str:
    """The tools for agents, by the Model Context Protocol."""
    return "/mcp"


def llms_txt() -> str:
    """What language models are told of this installation."""
    return "/llms.txt"


def ckan(version: int | None = None) -> str:
    """CKAN's API, without a version or of one."""
    return f"/api/{version}" if version else "/api"


def ckan_action(name: str, version: int | None = None) -> str:
    """An action of CKAN's API."""
    return f"{ckan(version)}/action/{name}"


def ckan_help(name: str) -> str:
    """What an action of CKAN's API does."""
    return with_query(ckan_action("help_show", 3), [("name", name)])


def history(id: UUID, at: date | None = None) -> str:
    return with_query(f"{record(id)}/history", on_day(at))


def explanation(id: UUID, params: Iterable[tuple[str, str]] = ()) -> str:
    """Why a search finds a record, with the parameters of the search."""
    return with_query(f"{record(id)}/explanation", params)


def usage(id: UUID, params: Iterable[tuple[str, str]] = ()) -> str:
    """Whether a record may be used, with the parameters of the question."""
    return with_query(f"{record(id)}/usage", params)


def answers(id: UUID) -> str:
    """Where an answer about a record is kept."""
    return f"{record(id)}/answers"


def answer(number: int) -> str:
    """A kept answer."""
    return f"{ROOT}/answers/{number}"


def answer_page(number: int) -> str:
    """The page of a kept answer, in the language of whoever opens it."""
    return f"/answers/{number}"


def check(id: str) -> str:
    """A check of a portal."""
    return f"{ROOT}/checks/{quote(id, safe='')}"


def check_csv(id: str) -> str:
    """The causes that a check has found."""
    return f"{check(id)}.csv"


def check_page(id: str) -> str:
    """The page of a check, in the language of whoever opens it."""
    return f"/checks/{quote(id, safe='')}"


def badge(source: str) -> str:
    """A small picture about a source, for the portal's own pages."""
    return f"/badge/{quote(source, safe='')}.svg"


def combination(params: Iterable[tuple[str, str]] = ()) -> str:
    """What becomes of records that are combined, with the parameters of the question."""
    return with_query(f"{ROOT}/combination", params)


def quality(params: Iterable[tuple[str, str]] = ()) -> str:
    """The quality of the metadata of what a search finds."""
    return with_query(f"{ROOT}/quality", params)


def quality_of_sources() -> str:
    """The quality of the metadata of each portal."""
    return f"{ROOT}/quality/sources"


def similar(id: UUID) -> str:
    return f"{record(id)}/similar"


def sources() -> str:
    """The portals."""
    return f"{ROOT}/sources"


def source(id: str) -> str:
    return f"{sources()}/{quote(id, safe='')}"


def open_issues(source_id: str) -> str:
    """What is wrong at a portal now."""
    return f"{source(source_id)}/issues"


def open_issues_csv(source_id: str, params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{open_issues(source_id)}.csv", params)


def runs(params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/runs", params)


def run(id: int) -> str:
    return f"{ROOT}/runs/{id}"


def issues(run_id: int, params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{run(run_id)}/issues", params)


def issues_csv(run_id: int, params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{run(run_id)}/issues.csv", params)


def changes(run_id: int, params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{run(run_id)}/changes", params)


def changes_csv(run_id: int) -> str:
    return f"{run(run_id)}/changes.csv"


def decisions(params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/decisions", params)


def decisions_csv(params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/decisions.csv", params)


def holds(params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/holds", params)


def hold(id: int, params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/holds/{id}", params)


def review(params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/review", params)


def question(id: str) -> str:
    return f"{ROOT}/review/{quote(id, safe='')}"


def proposals(params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/proposals", params)


def proposal(id: int, params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/proposals/{id}", params)


def rule_sets(params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/rules", params)


def rule_set(id: int) -> str:
    return f"{ROOT}/rules/{id}"


def reassessments(params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/reassessments", params)


def reassessment(id: int, params: Iterable[tuple[str, str]] = ()) -> str:
    return with_query(f"{ROOT}/reassessments/{id}", params)


def trail() -> str:
    """The published audit trail."""
    return f"{ROOT}/trail"


def trail_file(name: str) -> str:
    """A published file of the trail: `checkpoint`, or one of the tree."""
    return f"{trail()}/{name}"


def trail_check() -> str:
    """Where a proof is checked."""
    return f"{trail()}/check"


def entries(params: Iterable[tuple[str, str]] = ()) -> str:
    """The entries of the trail."""
    return with_query(f"{trail()}/entries", params)


def entry(number: int) -> str:
    return f"{entries()}/{number}"


def entry_proof(number: int) -> str:
    """The proof that an entry is in the signed trail."""
    return f"{entry(number)}/proof"


def oai() -> str:
    """The catalogue for harvesters of OAI-PMH."""
    return "/oai"


def proof_page() -> str:
    """The page that checks a proof, in the language of whoever opens it."""
    return "/proof"


def on_day(at: date | None) -> list[tuple[str, str]]:
    """The parameter of a day, if there is one."""
    return [("at", at.isoformat())] if at else []


def _before(number: int | None) -> list[tuple[str, str]]:
    return [("before", str(number))] if number else []


def problem(code: str) -> str:
    """Where a kind of error is explained."""
    return f"{problems()}/{code}"


def with_query(path: str, params: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(params))
    return f"{path}?{query}" if query else path
