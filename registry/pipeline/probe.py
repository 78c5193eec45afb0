"""Asking a host which of the platforms and kinds it speaks, politely: one request for each, and at most a dozen in all.

What answers becomes a declaration, everything else a refusal with its day and reason. Requests that a page's script signs, script
challenges and copied cookies are not attempted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from harvesters import HARVESTERS
from harvesters.answers import read_html
from harvesters.declaration import Choices, as_yaml, source_of
from harvesters.errors import BadAnswer, ClosedToPrograms, HarvestError, InvalidDeclaration, StopHarvest
from harvesters.kinds.declared.options import Options
from harvesters.limits import LIMITS, Limits
from harvesters.wire.session import Session, Turn, at_once
from harvesters.yaml_mapping import YamlMapping
from schemas.languages import languages_of_states
from schemas.recognition import language_of
from schemas.source import Source

from ..settings import Settings
from .trying import Tried, tried

MOST_REQUESTS = 12

BETWEEN = 1.0
"""Seconds between two requests."""

KINDS = {"ckan": "", "data_json": "/data.json", "passports": "", "dkan": ""}
"""Kinds that a bare address is enough for, and the path that is put after it."""

ENOUGH = {"ckan": 2, "data_json": 1, "passports": 4, "dkan": 4}
"""The most requests for one kind: some have several places for their list."""

HINTS = {
    "ckan": ("ckan", "/dataset/", "/organization"),
    "dkan": ("dkan", "drupal", "/dataset/"),
    "data_json": ("data.json", "dcat"),
    "passports": ("/opendata", "opendata", "открытые данные"),
}
"""What the page of a portal of a kind has."""


@dataclass
class Budget:
    """Counts the requests to a host, and waits between them. `beside` are the turns that others take there too."""

    most: int = MOST_REQUESTS
    asked: int = 0
    beside: Turn = at_once

    def turns(self, most: int) -> Turn:
        """The waits before the next requests, at most so many. The turn raises `StopHarvest` when enough has been asked."""
        last = min(self.most, self.asked + most)

        def turn(host: str) -> float:
            if self.asked >= last:
                raise StopHarvest(f"{host} has been asked often enough")
            self.asked += 1
            return max(self.beside(host), BETWEEN if self.asked > 1 else 0)

        return turn


@dataclass(frozen=True)
class Attempt:
    """What came of asking in one way: `name` is a platform or a kind, `outcome` the reason why it is not that.

    `error` is what ended the asking, if something did.
    """

    name: str
    outcome: str
    error: HarvestError | None = None


@dataclass
class Probed:
    """What came of asking a host.

    `declared` are the keys of the declaration that answered, `page` what it read. Else `refusal` says why there is none;
    `error` is what came instead of a front page after which nothing more can be asked.
    """

    url: str
    asked: int = 0
    title: str | None = None
    moved: str | None = None
    declared: dict[str, Any] | None = None
    page: Tried | None = None
    refusal: str | None = None
    error: HarvestError | None = None
    attempts: list[Attempt] = field(default_factory=list)


def probe(
    url: str,
    *,
    jurisdiction: str,
    settings: Settings,
    platforms: Mapping[str, YamlMapping],
    limits: Limits = LIMITS,
    private: bool = False,
    turn: Turn = at_once,
) -> Probed:
    """Ask a host. `private` allows loopback and private addresses; `turn` gives the turns that others take there too.

    Raises `InvalidDeclaration` if `url` is no address.
    """
    result, budget = Probed(url), Budget(beside=turn)
    limits = replace(limits, retries=0)
    choices = Choices(HARVESTERS, platforms=platforms)
    keys = {"id": "probe", "title": {"en": "probe"}, "jurisdiction": jurisdiction, "allow_private_addresses": private}
    text = _front(result, source_of({**keys, "kind": "ckan", "url": url}, choices), settings, limits, budget)
    if text is None:
        return result
    base = _origin(result.moved or url)
    for name, way in _ways(platforms, jurisdiction, text, base):
        try:
            source = source_of({**keys, "language": _languages(jurisdiction), "url": base, **way}, choices)
        except InvalidDeclaration:  # a platform that needs more than an address
            continue
        page = tried(source, settings=settings, limits=limits, records=1, turn=budget.turns(_enough(source)))
        result.asked = budget.asked
        if page.titled:
            result.declared, result.page = {"url": base, **way}, page
            return result
        result.attempts.append(Attempt(name, _outcome(page), page.error))
        if budget.asked >= budget.most:
            break
    result.refusal = "no request that we know is answered with records"
    return result


def ask_declared(source: Source, *, settings: Settings, limits: Limits = LIMITS) -> Tried:
    """Ask a declared portal for the first page of its list, as its declaration says."""
    return tried(source, settings=settings, limits=replace(limits, retries=0), records=1, turn=Budget().turns(_enough(source)))


def declaration_text(probed: Probed, *, jurisdiction: str, title: str | None, registry: str | None, on: date) -> tuple[str, str]:
    """The id and the YAML of the declaration of a portal that has answered."""
    host = urlsplit(probed.url).netloc.rpartition("@")[2] or "portal"
    name = title or probed.title or host
    identifier = re.sub(r"[^a-z0-9]+", "_", f"{jurisdiction}_{host.removeprefix('www.')}".lower()).strip("_")[:63]
    tag = language_of(name, among=frozenset({"en", *_languages(jurisdiction)}))
    keys = {
        "id": identifier,
        "title": {tag if tag != "und" else "en": " ".join(name.split())},
        **(probed.declared or {}),
        "jurisdiction": jurisdiction,
        "language": _languages(jurisdiction),
        "delay_seconds": 2,
        **({"registry": registry} if registry else {}),
        "proof": {"level": "answered", "on": on},
        "origin": f"The portal was asked on {on.isoformat()}, and answered.",
    }
    return identifier, as_yaml(keys)


def _front(result: Probed, source: Source, settings: Settings, limits: Limits, budget: Budget) -> str | None:
    """The page of the portal as text, empty if there is none. None: the refusal says why nothing can be asked."""
    with Session(
        source, contact=settings.contact, limits=limits, turn=budget.turns(1 + limits.max_redirects), roots=settings.tls_roots
    ) as session:
        try:
            response = session.get(str(source.url))
            page = read_html(response)
        except HarvestError as error:
            result.asked = budget.asked
            if isinstance(error, BadAnswer) and not isinstance(error, ClosedToPrograms):
                return ""  # many hosts have nothing at their root
            result.refusal, result.error = str(error), error
            return None
    result.asked = budget.asked
    if urlsplit(response.url).hostname != source.url.host:
        result.moved = response.url
    result.title = next((" ".join(each.text.split()) for each in page.iter("title") if each.text and each.text.strip()), None)
    return response.text.casefold()


def _ways(platforms: Mapping[str, YamlMapping], jurisdiction: str, text: str, base: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ways to ask, those first of which the page has a hint: its words, or a part of the requests of a platform.

    Else the platforms of the state come first, then the kinds, then the platforms of others.
    """
    ways: list[tuple[int, str, dict[str, Any]]] = []
    for name, platform in platforms.items():
        if not _fits(platform, jurisdiction):
            continue
        requests = str(platform.value.get("lists", ""))
        weight = sum(hint.casefold() in text for hint in {name, *re.findall(r"/[\w./-]{3,}", requests)})
        for site in [*_on_page(requests, text), *platform.value.get("probe", [{}])]:
            own = weight + sum(f"/{value}/".casefold() in text for value in site.values())
            ways.append((own, name, {"platform": name, **({"site": site} if site else {})}))
    for kind, path in KINDS.items():
        ways.append((sum(hint in text for hint in HINTS[kind]), kind, {"kind": kind, **({"url": base + path} if path else {})}))
    for _, name, way in sorted(
        ways, key=lambda each: (-each[0], each[1] in platforms and not _is_of(platforms[each[1]], jurisdiction))
    ):
        yield name, way


def _on_page(requests: str, text: str) -> Iterator[dict[str, str]]:
    """The values of `site` by which the links of a page look like the requests of a platform: `/jinan/catalog/` has one."""
    for hole, path in re.findall(r"/\{site\.(\w+)\}(/\w{3,})", requests):
        for value in dict.fromkeys(re.findall(rf"/([\w-]{{2,40}}){re.escape(path.casefold())}\b", text)):
            yield {hole: value}


def _is_of(platform: YamlMapping, jurisdiction: str) -> bool:
    """Whether a platform is for portals of this state before all others."""
    stated = platform.value.get("language") or []
    return platform.value.get("jurisdiction") == jurisdiction or (stated[:1] == _languages(jurisdiction)[:1] != [])


def _fits(platform: YamlMapping, jurisdiction: str) -> bool:
    """Whether portals of a state may run a platform: it is described by requests, and for a language that is written there."""
    languages = set(platform.value.get("language") or _languages(jurisdiction))
    here = platform.value.get("jurisdiction", jurisdiction) == jurisdiction
    return here and platform.value.get("kind") == "declared" and not languages.isdisjoint({*_languages(jurisdiction), "en", "ru"})


def _enough(source: Source) -> int:
    """The most requests for one way to ask: to the list, to a record if it has an address of its own, and what comes first."""
    if source.kind in ENOUGH:
        return ENOUGH[source.kind]
    if source.kind != "declared":
        return 2
    options = Options.model_validate(source.options)
    return 1 + (options.detail is not None) + len(options.before)


def _outcome(page: Tried) -> str:
    if page.answers and page.answers[0].status != HTTPStatus.OK:
        return f"{page.answers[0].url} answers {page.answers[0].status}"
    if page.error:
        return str(page.error)
    if page.records:
        return "its records could not be read"
    return "an empty list"


def _languages(jurisdiction: str) -> list[str]:
    code = languages_of_states().get(jurisdiction)
    return [code] if code else []


def same_portal(one: str, other: str) -> bool:
    """Whether two addresses are at the same host and port, and one of them names nothing more, or both the same."""
    first, second = urlsplit(one), urlsplit(other)
    paths = {first.path.strip("/"), second.path.strip("/")}
    return first.netloc == second.netloc and (len(paths) == 1 or "" in paths)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
