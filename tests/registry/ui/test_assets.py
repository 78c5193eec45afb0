"""The stylesheet, the script and the icons."""

import re
from collections.abc import Callable, Iterator
from importlib import resources

from jinja2 import Environment, nodes
from starlette.testclient import TestClient

from registry.ui.assets import address, contents
from registry.ui.tabs import ALONE, ASPECTS, LISTS
from registry.ui.words import CLASS_ICONS, EFFECTS, RUN_STATES, SEVERITIES, USAGE_EFFECTS
from tests.registry.ui.reading import ICONS, Document

CSS = contents()["serai.css"].decode()


def test_the_stylesheet_is_small() -> None:
    assert len(contents()["serai.css"]) <= 24_000
    assert len(contents()["serai.js"]) <= 3_000


def test_the_stylesheet_has_layers_and_only_logical_directions() -> None:
    assert CSS.startswith("/*")
    assert "@layer reset, tokens, base, layout, parts, print;" in CSS
    physical = re.compile(
        r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)|[{;\s](?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
        r"|text-align:\s*(?:left|right)|float:"
    )
    without_queries = re.sub(r"@media[^{]*", "", CSS)
    assert not physical.findall(without_queries)


def test_colours_stand_in_the_tokens_alone() -> None:
    rules = re.sub(r"@layer tokens \{.*?(?=@layer base)", "", CSS, flags=re.DOTALL)
    rules = re.sub(r"@layer print \{.*", "", rules, flags=re.DOTALL)
    assert not [colour for colour in re.findall(r"#[0-9a-f]{3,8}\b", rules) if colour != "#0003"]


def test_light_and_dark_define_the_same_tokens() -> None:
    light, by_system, chosen = (
        set(re.findall(r"(--[a-z-]+):", block)) for block in re.findall(r"\{\s*color-scheme: \w+;(.*?)\}", CSS, flags=re.DOTALL)
    )
    assert by_system == chosen
    assert chosen < light


def test_every_icon_is_used_and_every_used_icon_is_there() -> None:
    used = {name for file in resources.files("registry.ui").joinpath("templates").iterdir() for name in named(file.read_text())}
    used |= {*CLASS_ICONS.values(), *(icon for _, icon in (*EFFECTS.values(), *USAGE_EFFECTS.values()))}
    used |= {icon for _, icon, _ in (*RUN_STATES.values(), *SEVERITIES.values())}
    used |= {icon for kinds in (ASPECTS, ALONE, LISTS) for icon in kinds.values()}
    used |= {"bars-high", "bars-medium", "bars-low", "scale", "globe"}
    assert used == ICONS


def named(template: str) -> Iterator[str]:
    """The icons that a template names: as the first value of `icon`, the second of `tag`, also where a condition chooses."""
    for call in Environment(extensions=["jinja2.ext.i18n"]).parse(template).find_all(nodes.Call):
        macro = call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")
        place = {"icon": 0, "tag": 1}.get(macro, len(call.args))
        yield from (each for value in call.args[place : place + 1] for each in words(value))


def words(value: nodes.Node) -> Iterator[str]:
    if isinstance(value, nodes.CondExpr):
        yield from (each for part in (value.expr1, value.expr2) if part for each in words(part))
    elif isinstance(value, nodes.Const):
        yield value.value


def test_the_icon_of_the_site_draws_the_mark() -> None:
    assert contents()["icons.svg"].decode().rstrip().endswith('<use href="#serai"/>\n</svg>')


def test_the_licence_of_the_icons_is_served_beside_them(client: TestClient) -> None:
    assert b"ISC License" in contents()["NOTICE.txt"]
    assert client.get(address("NOTICE.txt")).status_code == 200


def test_an_asset_is_kept_by_browsers_and_another_version_of_it_is_not_there(client: TestClient) -> None:
    answer = client.get(address("serai.css"))
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/000000000000/serai.css").status_code == 404
    assert client.get("/static/000000000000/..%2fapp.py").status_code == 404


def test_a_first_view_is_light(client: TestClient, page: Callable[[str], Document]) -> None:
    document = page("/en/datasets")
    requests = [link.get("href") for link in document.all("link", rel="stylesheet")] + [
        item.get("src") for item in document.all("script")
    ]
    assert len({*requests, address("icons.svg"), "/en/datasets"}) <= 6
    assert sum(len(client.get(target).content) for target in (*requests, address("icons.svg"))) <= 40_000
