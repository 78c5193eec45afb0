"""Declared portals whose pages need more than a sample says: parts, static pages, numbers of two kinds; and recorded labels."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.kinds.declared.options import Options
from harvesters.limits import Limits
from schemas.source import Source
from tests.contracts.harvester import Harvest, harvest
from tests.declared_portal import DeclaredPortal, shipped, told
from tests.portal import Answer, Asked
from tests.shared_material import shared

SHIPPED = shipped()
EMPTY: dict[str, Any] = {"lists": {}, "id": ""}


class Pages(DeclaredPortal):
    """A declared portal whose pages a test writes."""

    def __init__(self, name: str, **fields: Any) -> None:
        super().__init__(EMPTY, SHIPPED[name], **fields)

    def healthy(self, asked: Asked) -> Answer:
        text = self.page(asked.path, asked.params)
        if text is None:
            return Answer(b"", 404)
        return Answer(f"<html><body>{text}</body></html>".encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    def page(self, path: str, params: dict[str, str]) -> str | None:
        raise NotImplementedError


def first(outcome: Harvest) -> dict[str, Any]:
    """The first dataset in short."""
    assert (outcome.error, outcome.issues) == (None, [])
    return told(HARVESTERS["declared"].normalise(outcome.records[0], outcome.source).dataset)


class CreatorCms(Pages):
    """Two themes; the third dataset of the first one is also the first one of the second."""

    parts = "<ul>" + "".join(f'<li class="{{}}"><a onclick="show(1,{n})">主题</a></li>' for n in (3, 5)) + "</ul>"
    entry = """<table class="table-data"><tr><td><a href="x">名</a></td></tr>
        <tr><td><a href="dataDetail.jsp?id={}">看</a></td></tr></table>"""
    record = """<div class="panel-body"><h2>旅游景区 {}</h2><table class="table-license">
        <tr><td>首次发布时间：</td><td>2022/3/4</td></tr>
        <tr><td>数据格式：</td><td>XLS,CSV</td></tr><tr><td>更新频率：</td><td>每年</td></tr></table></div>"""
    kind = "wb-tree-item"

    def page(self, path: str, params: dict[str, str]) -> str | None:
        name = path.rpartition("/")[2]
        if name == "dataList.jsp":
            return self.parts.format(self.kind, self.kind)
        if name == "dataListIframe.jsp" and params["type"] == "1":
            begin, end = {"3": (1, 9), "5": (9, 15)}[params["id"]]
            numbers = range(begin, end + 1)[int(params["dataInfo.offset"]) :][:6]
            return '<p><span class="current">1</span> 1/2页</p>' + "".join(self.entry.format(n) for n in numbers)
        return self.record.format(params["id"]) if name == "dataDetail.jsp" else None


class Yueyang(CreatorCms):
    entry = '<div class="szkf-box-list"><div class="name"><a href="dataDetail.jsp?id={}">名</a></div></div>'
    record = """<h1 class="content-title">旅游景区 {}</h1><table><tr><td>首次发布时间：</td><td>2022/3/4</td></tr>
        <tr><td>数据格式：</td><td>XLS,CSV</td></tr><tr><td>更新频率：</td><td>每年</td></tr></table>"""
    kind = "list-group-item-action"


@pytest.mark.parametrize(
    ("name", "portal"), [("cn_hn_chenzhou", CreatorCms), ("cn_hn_yiyang", CreatorCms), ("cn_hn_yueyang", Yueyang)]
)
def test_a_portal_that_lists_its_datasets_by_theme(name: str, portal: type[CreatorCms], limits: Limits) -> None:
    with portal(name) as served:
        outcome = harvest(served, limits)
        assert first(outcome) == {
            "title": "旅游景区 1",
            "issued": "2022-03-04",
            "accrual_periodicity": "每年",
            "landing_page": outcome.records[0].url,
            "distribution": ["XLS", "CSV"],
        }
        assert outcome.identifiers == [str(number) for number in range(1, 16)]
        assert outcome.records[0].url.endswith("/dataDetail.jsp?id=1")


class Ezhou(Pages):
    """16 datasets on three static pages, and two interfaces on one."""

    cells = "公厕的位置|公厕|每年|XLS|市城管委|生活服务||公共服务||1级|无条件开放|2023-05-06|2022-01-02"

    def page(self, path: str, params: dict[str, str]) -> str | None:
        lists = {"ztfl": range(1, 17), "bmfl": range(17, 19)}
        *_, column, name = path.split("/")
        if column in lists:
            numbers = {f"index{f'_{n}' if n else ''}.html": lists[column][7 * n :][:7] for n in range(3)}.get(name)
            rows = "".join(f'<li class="fbc"><h3><a href="./t{n}/v{n}.html">公厕 {n}</a></h3></li>' for n in numbers or ())
            return (
                rows
                and f'<span class="num">{len(lists[column])}</span><ul class="sjj_right_list">{rows}<li class="fbc"></li></ul>'
            )
        cells = "".join(f'<li><div>名</div><div class="content-td">{cell}</div></li>' for cell in self.cells.split("|"))
        return f'<ul class="table_p1">{cells}</ul>'


def test_static_pages_whose_values_are_known_by_their_place(limits: Limits) -> None:
    with Ezhou("cn_hb_ezhou") as portal:
        outcome = harvest(portal, limits)
        assert first(outcome) == {
            "title": "公厕 1",
            "description": "公厕的位置",
            "keyword": ["公厕"],
            "theme": ["生活服务"],
            "publisher": "市城管委",
            "issued": "2022-01-02",
            "modified": "2023-05-06",
            "accrual_periodicity": "每年",
            "landing_page": f"{portal.url}/sjkfn/sjj/ztfl/t1/v1.html",
            "access_rights": ["无条件开放"],
            "distribution": ["XLS"],
        }
        assert outcome.identifiers == [f"v{number}" for number in range(1, 19)]


class Ganzhou(Pages):
    """Eight datasets and two interfaces, whose numbers are those of datasets."""

    def page(self, path: str, params: dict[str, str]) -> str | None:
        _, place, name = path.split("/")
        kind, number = place.split("_")
        if name == "Open_directory.shtml":
            numbers = range(1, 9)[6 * (int(number) - 1) :][:6]
            return "".join(f'<div class="com_shiye"><a class="shiy_rigA1" id="{n}">脐橙产量 {n}</a></div>' for n in numbers)
        if name == "api_service.shtml":
            return "".join(f"<div><a onclick=\"isLogin('{n}')\">接口</a></div>" for n in (1, 2)) if number == "1" else ""
        wanted = {"open_directory_detail.shtml": "脐橙产量", "api_detail.shtml": "脐橙接口"}[name]
        assert kind == "id"
        return f"""<div class="gzTt_r"><a class="shiy_rigA1">{wanted} {number}</a></div><div class="zlxg_t2">各县的产量</div>
            <div class="shiyr_div3"><span>提供单位：<em>市果业局</em></span><span>主题：<em>农业农村</em></span></div>
            <div class="shiyr_div3"><span>数据量：<em>18</em></span></div><div class="shiy_left"><p>12</p><p>2023-06</p></div>"""


def test_two_lists_with_the_same_numbers(limits: Limits) -> None:
    with Ganzhou("cn_jx_ganzhou") as portal:
        outcome = harvest(portal, limits)
        assert first(outcome) == {
            "title": "脐橙产量 1",
            "description": "各县的产量",
            "theme": ["AGRI"],
            "publisher": "市果业局",
            "issued": "2023-06-12",
            "landing_page": f"{portal.url}/id_1/open_directory_detail.shtml",
        }
        assert outcome.identifiers == [*map(str, range(1, 9)), "api-1", "api-2"]
        interface = HARVESTERS["declared"].normalise(outcome.records[-1], outcome.source).dataset
        assert interface.title[0].value == "脐橙接口 2"


def test_a_total_with_commas_is_the_number_of_datasets(limits: Limits) -> None:
    class Oportal(Pages):
        def page(self, path: str, params: dict[str, str]) -> str | None:
            return '<div class="top-title">共<span>12,345</span>个</div><div class="bottom-content"><ul></ul></div>'

    with Oportal("cn_sd_jinan") as portal:
        assert harvest(portal, limits).totals == [12345]


def test_a_login_page_is_no_empty_list(limits: Limits) -> None:
    class Login(Pages):
        def page(self, path: str, params: dict[str, str]) -> str | None:
            return "<form>登录</form>"

    for name in ("cn_ah_bengbu", "cn_gd_zhongshan", "cn_hn_yueyang", "cn_hb_xiaogan", "cn_mofcom", "ru_dtp_stat"):
        with Login(name) as portal:
            outcome = harvest(portal, limits)
            assert (outcome.records, outcome.whole) == ([], False), name


FIELDS = {
    "department": "publisher",
    "category": "theme",
    "publish_time": "issued",
    "update_time": "modified",
    "is_open": "access_rights",
    "update_frequency": "accrual_periodicity",
    "description": "description",
    "tags": "keyword",
    "telephone": "contact_telephone",
    "email": "contact_email",
}
"""The names of the recorded maps, and the fields of a dataset that they mean."""


@pytest.mark.parametrize(
    ("recorded", "name"),
    [
        ("ningxia_ningxia", "cn_nx_ningxia"),
        ("sichuan_sichuan", "cn_sc_sichuan"),
        ("sichuan_chengdu", "cn_sc_chengdu"),
        ("sichuan_panzhihua", "cn_sc_panzhihua"),
        ("anhui_bengbu", "cn_ah_bengbu"),
    ],
)
def test_every_recorded_label_of_a_portal_is_read_into_its_field(recorded: str, name: str) -> None:
    labels = json.loads(shared(f"fixtures/cn-portals-2023/mapping__{recorded}_mapping.json").read_text(encoding="utf-8"))
    declared = dict(Options.model_validate(SHIPPED[name].options).fields.stated())
    wanted = {label: FIELDS[field] for label, field in labels.items() if field in FIELDS}
    assert len(wanted) >= 7
    assert {label: field for label, field in wanted.items() if label in declared[field].label} == wanted


def huangshan(row: dict[str, Any], source: Source) -> RawRecord:
    """The record that the portal's page and its answer make of a recorded row."""
    number = row["详情页网址"].partition("resourceId=")[2].partition("&")[0]
    whole = {
        "list": "all",
        "item": {
            "href": row["详情页网址"],
            "publisher": f"提供机构：{row['提供机构']}",
            "theme": f"数据领域：{row['数据领域']}",
            "formats": row["资源格式"],
        },
        "detail": {
            "name": row["标题"],
            "publishDate": f"{row['发布时间']} 00:00:00",
            "refreshDate": f"{row['更新时间']} 00:00:00",
            "dataCounts": row["数据量"],
            "updateCycle": 9,
            "resourceAbstract": row["摘要"],
        },
    }
    return RawRecord(number, json.dumps(whole, ensure_ascii=False).encode(), "application/json", f"{source.url}")


def test_the_recorded_datasets_of_huangshan_come_out_as_they_were() -> None:
    rows = json.loads(gzip.decompress(shared("fixtures/cn-portals-2023/metadata__anhui_huangshan.json.gz").read_bytes()))
    source = SHIPPED["cn_ah_huangshan"]
    codes: Counter[str] = Counter()
    for row in rows:
        found = HARVESTERS["declared"].normalise(huangshan(row, source), source)
        short = told(found.dataset)
        assert (short["title"], short["issued"], short["modified"], short["publisher"]) == (
            row["标题"].strip(),
            row["发布时间"],
            row["更新时间"],
            row["提供机构"],
        )
        assert short["landing_page"] == row["详情页网址"]
        codes.update(each.code for each in found.issues)
    assert len(rows) == 200
    assert codes["license-not-stated"] == 200
    assert set(codes) <= {"license-not-stated", "format-not-understood", "description-missing", "markup-removed"}


PROVINCES = {
    "anhui": "ah",
    "guangdong": "gd",
    "guangxi": "gx",
    "heilongjiang": "hl",
    "hubei": "hb",
    "hunan": "hn",
    "jiangsu": "js",
    "liaoning": "ln",
    "ningxia": "nx",
    "shandong": "sd",
    "shanxi": "sx",
    "sichuan": "sc",
    "zhejiang": "zj",
}

ANOTHER_HOST = {"cn_sc_panzhihua"}
"""Portals that have moved since they were recorded."""

TWO_VALUES = {"cn_zj_quzhou": {"type"}}
"""Parameters that the record has twice, empty and with the value that is declared."""


def recorded_lists() -> Iterator[tuple[str, dict[str, Any]]]:
    """The declared portals whose list of pages is on record, with that record."""
    portals = json.loads(shared("fixtures/cn-portal-requests/requests_without_headers.json").read_text(encoding="utf-8"))
    for province, cities in portals.items():
        for city, record in cities.items():
            name = f"cn_{PROVINCES.get(province)}_{city}"
            listed = record["resultList"].get("frame", record["resultList"])
            if name in SHIPPED and "url" in listed and Options.model_validate(SHIPPED[name].options).detail:
                yield name, listed


def test_every_list_of_pages_is_asked_for_as_it_is_on_record() -> None:
    count = 0
    for name, record in recorded_lists():
        options = Options.model_validate(SHIPPED[name].options)
        listing = next(iter(options.lists.values()))
        if not listing.is_html:
            continue
        count += 1
        request, base = listing.request, str(SHIPPED[name].url).rstrip("/")
        address = base + request.address.replace("{site.app}", options.site.get("app", "")).replace("{page}", "{}")
        assert name in ANOTHER_HOST or address == record["url"], name
        assert (record.get("method", "get") == "get") == (request.get is not None), name
        declared = request.query if request.form is None else request.form
        stated = record.get("queries") or record.get("params") or record.get("data") or {}
        assert declared.keys() == stated.keys(), name
        unlike = {key for key, value in declared.items() if "{" not in str(value) and value != stated[key]}
        assert unlike == TWO_VALUES.get(name, set()), name
    assert count == 62
