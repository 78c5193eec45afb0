"""What Chinese portals are asked, beside the requests that are on record of them (see `tests/shared_material.py`).

The requests for a list and for a dataset are compared with the recorded ones, but for what is put into holes. Each difference is
written here, with its reason.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from harvesters.kinds.declared.holes import HOLE
from harvesters.kinds.declared.options import Options
from harvesters.kinds.declared.replies import Request
from schemas.source import Source
from tests.declared_portal import shipped
from tests.shared_material import shared

SHIPPED = shipped()

SUBDIVISIONS = {
    "beijing": "bj",
    "tianjin": "tj",
    "hebei": "he",
    "shanxi": "sx",
    "neimenggu": "nm",
    "jilin": "jl",
    "shanghai": "sh",
    "jiangsu": "js",
    "zhejiang": "zj",
    "anhui": "ah",
    "fujian": "fj",
    "jiangxi": "jx",
    "hubei": "hb",
    "hunan": "hn",
    "guangdong": "gd",
    "chongqing": "cq",
    "sichuan": "sc",
    "guizhou": "gz",
    "shaanxi": "sn",
    "ningxia": "nx",
}
"""The part of an id for each province."""

NAMED_OTHERWISE = {
    "xinjiang/wulumuqi": ("cn_xj_urumqi", "all"),
    "hainan/hainansjj": ("cn_hi_hainan", "all"),
    "hainan/hainansjjk": ("cn_hi_hainan_apis", "all"),
    "hubei/yichang/interface": ("cn_hb_yichang_apis", "all"),
    "hubei/yichang/dataset": ("cn_hb_yichang", "all"),
    "guangdong/guangdong/dataset": ("cn_gd_guangdong", "datasets"),
    "guangdong/guangdong/api": ("cn_gd_guangdong", "apis"),
    "guangdong/shenzhen/dataset": ("cn_gd_shenzhen", "datasets"),
    "guangdong/shenzhen/api": ("cn_gd_shenzhen", "apis"),
}
"""Records whose declaration, or list, is not told by their name."""

RENAMED = {"path /api/search/data/getDataDirectoryListByParams", "more openAttribute", "more thematicId"}
"""The portal of Guizhou has given the list another name since (a public client of 2024)."""

PAGE_OF_LIST = "/catalog?pageNo={}&pageSize=10&metadataIds=&type=&metadataName=&domainId=&deptId="

DIFFERENCES = {
    **dict.fromkeys((f"guizhou/{name}" for name in ("guiyang", "liupanshui", "zunyi", "anshun", "bijie", "tongren")), RENAMED),
    **dict.fromkeys((f"guizhou/{name}" for name in ("qianxinan", "qiandongnan", "qiannan", "guianxinqu")), RENAMED),
    "guizhou/guizhou": RENAMED | {"more divisionId"},  # null: no division
    "hebei/hebei": {f'value list_url "{PAGE_OF_LIST}"'},  # where a reader came from: the first page
    "jiangsu/jiangsu": {'value params.city "{}"'},  # empty for the province, all for its cities
    "jiangsu/xuzhou": {'value ssztlmId ["02022051818090591100000101001743"]'},  # one theme; all are asked for
    "jiangxi/jiangxi": {"more {set.name}", "less dataId"},  # what the hole becomes
    "hubei/suizhou": {"path /data//{}/findPage", "path /data//{}"},  # a slash too many, and what the hole becomes
    "chongqing/chongqing": {"less extensions", "value query"},  # GraphQL: the fields that are used
    "sichuan/luzhou": {'value type ""'},  # opendata is filled in
    "xinjiang/wulumuqi": {"more region_code"},  # empty
    "fujian/xiamen": {"less page.totalNum", "less page.totalPage", "less random"},  # stated by an earlier answer; against caches
    "hubei/huangshi": {"less d", 'value dataifa "{}"'},  # against caches; 1 and 0 are two lists
    "hunan/changde": {"less csrf"},  # of one visit
    "sichuan/mianyang": {"less totalNum", "host http://data.mianyang.cn"},  # stated by an earlier answer; https as for a dataset
    "sichuan/nanchong": {"less key"},  # a random number, against caches
    "shaanxi/shaanxi": {"less page.totalPages", "less _"},  # stated by an earlier answer; against caches
    "neimenggu/xinganmeng": {"less _t"},  # against caches
}


def test_every_request_is_the_recorded_one_but_for_known_differences() -> None:
    found = {name: set(differences(*of)) for name, *of in recorded()}
    assert len(found) >= 73
    assert {name: unlike for name, unlike in found.items() if unlike} == DIFFERENCES


def recorded() -> Iterator[tuple[str, Source, str, Any, Any]]:
    """Each record that has a declaration: its name, the declaration and its list, and the requests for the list and a dataset."""
    portals = json.loads(shared("fixtures/cn-portal-requests/requests_without_headers.json").read_text(encoding="utf-8"))
    for province, cities in portals.items():
        for city, record in cities.items():
            for part, listed, detail in _parts(record):
                name = "/".join(filter(None, (province, city, part)))
                source, listing = NAMED_OTHERWISE.get(name, (f"cn_{SUBDIVISIONS.get(province)}_{city}", None))
                if source in SHIPPED and (lists := _lists(SHIPPED[source])):
                    yield name, SHIPPED[source], listing or lists[0], listed, detail


def _parts(record: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    listed, detail = record["resultList"], record.get("detail") or {}
    if "url" in listed:
        yield "", listed, detail if "url" in detail else {}
        return
    for part, each in listed.items():
        if isinstance(each, dict) and "url" in each:
            yield part, each, detail.get(part, detail)


def _lists(source: Source) -> list[str]:
    """The lists of a declaration whose answers are JSON."""
    return [name for name, each in Options.model_validate(source.options).lists.items() if not each.is_html]


def differences(source: Source, name: str, listed: Mapping[str, Any], detail: Mapping[str, Any]) -> Iterator[str]:
    options = Options.model_validate(source.options)
    holes = {f"{{site.{key}}}": value for key, value in options.site.items()}
    holes |= {f"{{set.{key}}}": text.strip("'") for key, text in options.lists[name].set.items() if text.startswith("'")}
    yield from _unlike_request(source, options.lists[name].request, listed, holes)
    if options.detail and detail:
        yield from _unlike_request(source, options.detail.request, detail, holes)


def _unlike_request(source: Source, request: Request, record: Mapping[str, Any], holes: Mapping[str, str]) -> Iterator[str]:
    template = request.address
    for hole, value in holes.items():
        template = template.replace(hole, value)
    if not template.startswith("{"):
        declared = urlsplit(f"{str(source.url).rstrip('/')}/{template.lstrip('/')}")
        stated = urlsplit(record["url"])
        if (declared.scheme, declared.netloc) != (stated.scheme, stated.netloc):
            yield f"host {stated.scheme}://{stated.netloc}"
        if not _same_path(declared.path, stated.path):
            yield f"path {stated.path}"
        queries = record.get("queries") or record.get("params") or {}
        yield from _unlike(_query(declared.query) | request.query, _query(stated.query) | queries)
    if record.get("method", "post") != ("post" if request.get is None else "get"):
        yield f"method {record['method']}"
    bodies = (each for each in (request.form, request.json_, request.encoded_json) if each is not None)
    yield from _unlike(next(bodies, {}), _stated_body(record))


def _query(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _same_path(template: str, path: str) -> bool:
    """Whether a recorded path is one that a template may become. Some records double a slash."""
    pattern = ".*".join(re.escape(each) for each in re.split(r"\{[\w.]+\}", template))
    return re.fullmatch(pattern, path.replace("//", "/")) is not None


def _stated_body(record: Mapping[str, Any]) -> Any:
    body = next((record[name] for name in ("jsonData", "json_data", "data") if name in record), {})
    if isinstance(body, str):
        return json.loads(unquote(body))
    return {name: json.loads(value) if str(value).startswith('{"') else value for name, value in body.items()}


def _unlike(declared: Any, stated: Any, at: str = "") -> Iterator[str]:
    if isinstance(declared, Mapping) and isinstance(stated, Mapping):
        yield from (f"more {at}{name}" for name in declared.keys() - stated.keys())
        yield from (f"less {at}{name}" for name in stated.keys() - declared.keys())
        for name in declared.keys() & stated.keys():
            yield from _unlike(declared[name], stated[name], f"{at}{name}.")
    elif not (isinstance(declared, str) and HOLE.search(declared)) and declared != stated:
        where = at.rstrip(".")
        yield f"value {where}" if "\n" in str(stated) else f"value {where} {json.dumps(stated, ensure_ascii=False)}"
