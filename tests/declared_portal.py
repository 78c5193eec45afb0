"""A portal on loopback HTTP that answers as a declaration of the kind `declared` expects, from a hand-written sample.

A sample is a YAML file that says how the portal's answers look, without the declaration's expressions:

    sources: [cn_gz_guiyang]           # the declarations that it is for
    lists:
      all:
        count: 30                      # how many datasets there are; the pages are as long as the request or the declaration says
        answer: {code: 200, total: "{total}", data: "{entries}"}
        item: {id: "GZ-{n}", name: "水库水位 {n}"}
    id: "GZ-{n}"                       # the identifiers that must arrive; `ids: {apis: …}` are those of other lists
    detail: {data: {id: "GZ-{n}", description: "…"}}
    dataset: {title: 水库水位 1}       # what the first dataset of the first list must be, see `told`
    issues: [license-not-stated]       # the codes of its issues; this one if nothing is said

`{n}` is the number of a dataset, from 1 on through all lists; alone in a text it stays a text, `{n.number}` alone is a number.
`{entries}`, `{total}` and `{pages}` are those of a page, `{total.text}` is the total as text; an object `{$text: …}` is sent as
JSON text within JSON. An answer of HTML is a text, and `{entries}` in it are the items one after the other.

A request that is not the declared one gets 404: another path, another parameter, a page that is no number.
"""

import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

from harvesters import HARVESTERS
from harvesters.declaration import Choices, declaration_of, load_platforms, load_sources, source_of
from harvesters.kinds.declared.holes import HOLE
from harvesters.kinds.declared.options import Options
from harvesters.kinds.declared.replies import Request
from harvesters.wire.secret import secret_of
from schemas.dataset import Coded, Dataset, Distribution, Text
from schemas.source import Source
from tests.portal import Answer, Asked, Portal

SHIPPED = Path(__file__).parents[1] / "harvesters"
PAGE = re.compile(r"\{(n|n\.number|entries|total|total\.text|pages)\}")


def shipped() -> dict[str, Source]:
    """Every declaration of the kind `declared` that the project ships, by id."""
    choices = Choices(HARVESTERS, platforms=load_platforms(SHIPPED / "platforms"))
    return {name: each for name, each in load_sources(SHIPPED / "sources", choices).items() if each.kind == "declared"}


class _Loader(yaml.SafeLoader):
    """YAML whose dates stay texts, as portals write them."""


_Loader.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_sample(file: Path) -> dict[str, Any]:
    return dict(yaml.load(file.read_text(encoding="utf-8"), _Loader))


@dataclass(frozen=True)
class Sent(Asked):
    """One request with its method and its body."""

    method: str = "GET"
    body: bytes = b""
    query: tuple[tuple[str, str], ...] = ()


@dataclass
class _Listed:
    name: str
    first: int
    count: int
    answer: Any
    item: Any
    request: Request
    begin: int = 1
    by: str | None = None
    size: int | None = None


@dataclass
class _Page:
    """What is put into an answer."""

    values: dict[str, Any] = field(default_factory=dict)

    def of(self, value: Any) -> Any:
        if isinstance(value, str):
            whole = PAGE.fullmatch(value)
            if whole and whole[1] in self.values:
                return self.values[whole[1]]
            return PAGE.sub(self._text, value)
        if isinstance(value, Mapping):
            if set(value) == {"$text"}:
                return json.dumps(self.of(value["$text"]), ensure_ascii=False)
            return {key: self.of(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.of(each) for each in value]
        return value

    def _text(self, found: re.Match[str]) -> str:
        value = self.values.get(found[1], found[0])
        return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


class DeclaredPortal(Portal):
    """Serves a sample. `asked` has every request so far, as `Sent`; `fields` change the declaration."""

    def __init__(self, sample: Mapping[str, Any], source: Source, *, trouble: Iterable[Any] = (), **fields: Any) -> None:
        super().__init__([], trouble=trouble)
        self.sample, self.fields = sample, fields
        self.declared = source
        self.options = Options.model_validate(source.options)
        self.lists = list(self._lists())
        self._server.RequestHandlerClass = _handler(self)

    def source(self, **fields: Any) -> Source:
        """The declaration, of this portal. Other hosts in its addresses become this one too."""
        text = declaration_of(self.declared)
        for host in sorted(set(re.findall(r"https?://[\w.-]+(?::\d+)?", text)), key=len, reverse=True):
            text = re.sub(rf"{re.escape(host)}(?![\w.:-])", self.url, text)
        local = {"allow_private_addresses": True, "delay_seconds": 0, "retired": None}
        platform = {"platform": None}
        return source_of({**yaml.safe_load(text), **platform, **local, **self.fields, **fields}, Choices(HARVESTERS))

    @property
    def identifiers(self) -> list[str]:
        """The identifiers that must arrive, in the order of the lists."""
        return [self.identifier(number) for each in self.lists for number in range(each.first, each.first + each.count)]

    def identifier(self, number: int) -> str:
        text = self.sample.get("ids", {}).get(self._listed(number).name, self.sample["id"])
        return str(_Page(_numbers(number)).of(text))

    def item(self, number: int) -> Any:
        """The entry of a list with a number."""
        return _Page(_numbers(number)).of(self._listed(number).item)

    def _listed(self, number: int) -> _Listed:
        return next(each for each in self.lists if each.first <= number < each.first + each.count)

    def healthy(self, asked: Asked) -> Answer:
        assert isinstance(asked, Sent)
        path = urlsplit(str(self.declared.url)).path.rstrip("/")
        for request in self.options.before:
            if self._holes(request, asked, path) is not None:
                return Answer(b"<html></html>", headers={"Content-Type": "text/html; charset=utf-8"})
        for listed in self.lists:
            if (holes := self._holes(listed.request, asked, path)) is not None:
                return self._list(listed, holes)
        if self.options.detail and (holes := self._holes(self.options.detail.request, asked, path)) is not None:
            return self._detail(holes)
        return Answer(b'{"code": 404}', 404)

    def _lists(self) -> Iterator[_Listed]:
        first = 1
        for name, listing in self.options.lists.items():
            if name not in self.sample["lists"]:
                continue
            shape, paging = self.sample["lists"][name], listing.paging
            yield _Listed(
                name,
                first,
                shape["count"],
                shape["answer"],
                shape["item"],
                listing.request,
                begin=paging.begin if paging else 0,
                by=paging.by if paging else None,
                size=paging.size if paging else None,
            )
            first += shape["count"]

    def _list(self, listed: _Listed, holes: Mapping[str, str]) -> Answer:
        size = int(holes.get("size") or listed.size or self.declared.page_size)
        match listed.by:
            case "page":
                start = (int(holes.get("page", listed.begin)) - listed.begin) * size
            case "offset":
                start = int(holes["offset"]) - listed.begin
            case _:
                start, size = 0, listed.count
        numbers = range(listed.first, listed.first + listed.count)[max(start, 0) :][:size] if start >= 0 else []
        page = {
            "entries": [self.item(number) for number in numbers],
            "total": listed.count,
            "total.text": str(listed.count),
            "pages": ceil(listed.count / size),
        }
        return _answer(_Page(page).of(listed.answer))

    def _detail(self, holes: Mapping[str, str]) -> Answer:
        wanted = [text for name, text in holes.items() if name == "id" or name.startswith("item.")]
        for number in range(1, sum(each.count for each in self.lists) + 1):
            texts = {str(each) for each in _leaves(self.item(number))} | {self.identifier(number)}
            if wanted and all(any(each == text or _within(each, text) for text in texts) for each in wanted):
                return _answer(_Page(_numbers(number)).of(self.sample["detail"]))
        return Answer(b'{"code": 404}', 404)

    def _holes(self, request: Request, asked: Sent, path: str) -> dict[str, str] | None:
        """What is in the holes of a declared request; None if another request was sent."""
        if asked.method != ("GET" if request.get is not None else "POST"):
            return None
        known = {f"site.{name}": value for name, value in self.options.site.items()} | {"url": self.url + path}
        known["key"] = secret_of(self.declared) or ""
        parts = urlsplit(request.address.replace("{url}", ""))
        whole = parts.scheme or request.address.startswith("{item.")
        address = parts.path if whole else f"{path}/{parts.path.lstrip('/')}"
        query = [*parse_qsl(parts.query, keep_blank_values=True), *((name, value) for name, value in request.query.items())]
        found: dict[str, str] = {}
        same = _match(address, unquote(asked.path), known, found) or (
            request.address.startswith("{item.") and _match(request.address, asked.path, known, found)
        )
        if same and _same_pairs(query, asked.query, known, found) and _same_body(request, asked, known, found):
            return found
        return None


def told(dataset: Dataset) -> dict[str, Any]:
    """A dataset in short: only what it has, texts as they are written, dates as days and codes where they are known."""
    short: dict[str, Any] = {
        "title": _words(dataset.title),
        "description": _words(dataset.description),
        "keyword": [each.value for each in dataset.keyword],
        "theme": [_code(each) for each in dataset.theme],
        "publisher": _words(dataset.publisher.name) if dataset.publisher else None,
        "contact": [each.model_dump(exclude_none=True) for each in dataset.contact_point],
        "issued": dataset.issued and str(dataset.issued.calendar_day or dataset.issued.verbatim),
        "modified": dataset.modified and str(dataset.modified.calendar_day or dataset.modified.verbatim),
        "accrual_periodicity": _verbatim(dataset.accrual_periodicity),
        "landing_page": dataset.landing_page,
        "version": dataset.version,
        "license": [each.verbatim for each in dataset.license],
        "access_rights": [each.verbatim for each in dataset.access_rights],
        "spatial": [each.verbatim for each in dataset.spatial],
        "distribution": [_file(each) for each in dataset.distribution],
    }
    return {name: value for name, value in short.items() if value}


def _file(file: Distribution) -> dict[str, Any] | str:
    """A file in short; one of which only the format is known is that."""
    short = {
        "title": _words(file.title),
        "access_url": file.access_url if file.access_url != file.download_url else None,
        "download_url": file.download_url,
        "format": file.format and _code(file.format),
        "byte_size": file.byte_size,
    }
    short = {name: value for name, value in short.items() if value is not None and value != ""}
    return str(short["format"]) if set(short) == {"format"} else short


def _words(text: Text) -> Any:
    if len({each.language for each in text}) > 1:
        return {each.language: each.value for each in text}
    return "; ".join(each.value for each in text)


def _code(value: Coded) -> str:
    return value.code or value.verbatim


def _verbatim(value: Any) -> Any:
    return getattr(value, "verbatim", value)


def _numbers(number: int) -> dict[str, Any]:
    return {"n": str(number), "n.number": number}


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)
    else:
        yield value


def _within(part: str, text: str) -> bool:
    """Whether a text has a part that stands for itself, as an attribute of HTML does."""
    return bool(part and "<" in text and re.search(rf"(?<![\w/]){re.escape(part)}(?!\w)", text.replace("&amp;", "&")))


def _answer(value: Any) -> Answer:
    if isinstance(value, str) and "<" in value[:1]:
        return Answer(value.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
    return Answer(json.dumps(value, ensure_ascii=False).encode())


def _match(template: Any, value: Any, known: Mapping[str, str], found: dict[str, str]) -> bool:
    """Whether a value is what a template becomes when its holes are filled. The holes are put into `found`."""
    if isinstance(template, str):
        whole = HOLE.fullmatch(template)
        if whole is not None and not isinstance(value, str):
            return _number_alone(whole["name"], value) and _keep(found, whole["name"].removesuffix(".text"), str(value))
        return isinstance(value, str) and _match_text(template, value, known, found)
    if isinstance(template, Mapping):
        return (
            isinstance(value, Mapping)
            and set(template) == set(value)
            and all(_match(template[key], value[key], known, found) for key in template)
        )
    if isinstance(template, list | tuple):
        return (
            isinstance(value, list)
            and len(value) == len(template)
            and all(_match(*pair, known, found) for pair in zip(template, value, strict=True))
        )
    return bool(template == value and type(template) is type(value))


def _number_alone(name: str, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and not name.endswith(".text")


def _match_text(template: str, value: str, known: Mapping[str, str], found: dict[str, str]) -> bool:
    pattern, names, last = "", [], 0
    for hole in HOLE.finditer(template):
        pattern += re.escape(template[last : hole.start()])
        name = hole["name"].removesuffix(".text")
        pattern += re.escape(known[name]) if name in known else (r"(\d+)" if name in {"page", "offset", "size"} else "(.*)")
        names += [name] if name not in known else []
        last = hole.end()
    match = re.fullmatch(pattern + re.escape(template[last:]), value, re.DOTALL)
    return match is not None and all(_keep(found, name, text) for name, text in zip(names, match.groups(), strict=True))


def _keep(found: dict[str, str], name: str, text: str) -> bool:
    return found.setdefault(name, text) == text


def _same_pairs(template: Iterable[tuple[str, Any]], sent: Iterable[tuple[str, str]], known: Any, found: dict[str, str]) -> bool:
    """Whether parameters, or the fields of a form, are the declared ones. What is no text is sent as JSON text."""
    given = dict(sent)
    wanted = {_name(name, given, found): value for name, value in template}
    if set(wanted) != set(given):
        return False
    return all(
        _match(value, given[name], known, found) if isinstance(value, str) else _match(value, _json(given[name]), known, found)
        for name, value in wanted.items()
    )


def _name(template: str, given: Iterable[str], found: dict[str, str]) -> str:
    """The name that was sent for one that may have holes."""
    return next((name for name in given if HOLE.search(template) and _match_text(template, name, {}, found)), template)


def _same_body(request: Request, asked: Sent, known: Any, found: dict[str, str]) -> bool:
    text = asked.body.decode()
    if request.form is not None:
        return _same_pairs(request.form.items(), parse_qsl(text, keep_blank_values=True), known, found)
    if request.json_ is not None:
        return _match(request.json_, _json(text), known, found)
    if request.encoded_json is not None:
        return _match(request.encoded_json, _json(unquote(text)), known, found)
    return _match(request.text or "", text, known, found)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _handler(portal: DeclaredPortal) -> type[BaseHTTPRequestHandler]:
    base = portal._server.RequestHandlerClass
    lock = threading.Lock()

    class Handler(base):  # type: ignore[misc, valid-type] # the class is made at run time
        def do_GET(self) -> None:  # noqa: N802 # the name that http.server calls
            self._ask("GET")

        def do_POST(self) -> None:  # noqa: N802
            self._ask("POST")

        def _ask(self, method: str) -> None:
            parts = urlsplit(self.path)
            pairs = tuple(parse_qsl(parts.query, keep_blank_values=True))
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sent = Sent(parts.path, dict(pairs), dict(self.headers), method, body, pairs)
            with lock:
                portal.asked.append(sent)
            self._send(portal.answer(sent))

    return Handler
