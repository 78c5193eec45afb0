"""Records that were crawled from Chinese portals in 2023, in the shapes of their portals again."""

import ast
import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.errors import SkipRecord
from schemas.dataset import Dataset
from tests.declared_portal import shipped
from tests.shared_material import shared

SHIPPED = shipped()
Record = Mapping[str, Any]
Shape = Callable[[Record], tuple[dict[str, Any], dict[str, Any] | None]]

CHINA = timedelta(hours=8)


def day(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text or "")
    return date(*map(int, found.groups())) if found else None


def compact(text: str) -> str:
    """20230616083000."""
    found = day(text)
    return f"{found:%Y%m%d}083000" if found else text


def milliseconds(text: str) -> int | None:
    found = day(text)
    return int((datetime(found.year, found.month, found.day, tzinfo=UTC) - CHINA).timestamp() * 1000) if found else None


def listed(formats: Any) -> list[str]:
    """A list, also one that the crawler wrote as Python text."""
    if isinstance(formats, str) and formats.startswith("["):
        formats = ast.literal_eval(formats)
    return formats if isinstance(formats, list) else [formats] if formats else []


def code_of(word: str, **codes: str) -> str:
    return next((code for code, each in codes.items() if each == word), word)


def chuzhou(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    item = {
        "name": record["标题"],
        "companys": {"title": record["提供单位"]},
        "fields": {"title": record["开放主题"]},
        "themes": {"title": record["开放领域"]},
        "createtime": f"{record['发布时间']} 01:02:03",
        "updatetime": f"{record['更新时间']} 01:02:03",
        "sharetype": {"无条件开放": "2"}.get(record["开放类型"], "1"),
        "description": record["描述"],
        "keyword": record["关键词"],
    }
    files = [{"name": f"{record['标题']}.{each}"} for each in listed(record["资源格式"])]
    return item, {"id": 1, "phone": record["联系电话"], "url": json.dumps(files)}


def hefei(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    detail = {
        "zymc": record["标题"],
        "zy": record["摘要信息"],
        "tgdwmc": record["提供单位"],
        "filedName": record["所属领域"],
        "cjsj": compact(record["发布时间"]),
        "gxsj": compact(record["更新时间"]),
        "gxpl": {"每年": "6", "每两年": "8"}.get(record["更新频率"], ""),
        "fjhzm": " ".join(listed(record["资源格式"])),
    }
    return {"id": 1, "zyId": "a"}, detail


def huaibei(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    names = {
        "标题": "name",
        "数源单位": "companyName",
        "数据领域": "appTypeName",
        "发布日期": "createTime",
        "更新日期": "lastUpdateTime",
        "开放条件": "openConditions",
        "行业分类": "industryType",
        "更新周期": "updateCycle",
        "联系方式": "phone",
        "标签": "label",
        "摘要": "summary",
    }
    formats = listed(record["资源格式"])
    flags = {f"has{each}": each in formats for each in ("csv", "json", "rdf", "xls", "xml")}
    return {"id": "a"}, {name: record[label] for label, name in names.items()} | flags


def shaanxi(record: Record) -> tuple[dict[str, Any], None]:
    item = {
        "id": record["详情页网址"].rpartition("=")[2],
        "sdataName": record["标题"],
        "sorgName": record["来源部门"],
        "sdataTopic": record["所属主题"],
        "spubDate": f"{record['发布时间']} 01:02:03",
        "sdataIntro": record["描述"],
        "sdataFormats": record["数据格式"],
    }
    return item, None


def urumqi(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    codes = {"xls": "1", "xml": "2", "json": "3", "csv": "4"}
    formats = [codes[each] for each in listed(record["数据格式"]) if each in codes]
    labels = {
        name: record[name]
        for name in ("来源部门", "所属主题", "发布时间", "最后更新", "开放状态", "所属行业", "更新频率", "描述")
    }
    return {"conf_catalog_format": ",".join((*formats, ""))}, {"title": record["标题"], "tags": record["标签"], "labels": labels}


def deyang(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    detail = {
        "xxzymc": record["标题"],
        "xxzytgf": record["资源提供方"],
        "ssztlmmc": record["领域名称"],
        "fbrq": milliseconds(record["发布时间"]),
        "gxrq": str(milliseconds(record["更新时间"])),
        "kflx": {"有条件开放": "01", "无条件开放": "02"}.get(record["开放类型"], "03"),
        "ssqtlmmc": record["所属行业"],
        "gxzq": {"每日": "01", "每周": "02", "每月": "03", "季度": "04", "年": "05"}.get(record["更新周期"], record["更新周期"]),
        "zjhm": record["联系电话"],
        "mlbqmcList": record["标签"],
        "zyzy": record["资源摘要"],
        "zygs": "\\".join(listed(record["资源格式"])),
    }
    return {"mlbh": "1/2"}, detail


def luzhou(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    item = {
        "id": "a",
        "openType": {"无条件开放": "1"}.get(record["开放条件"], "2"),
        "publishTime": record["发布时间"],
        "updateTime": record["更新时间"],
    }
    names = ("提供方", "数据主题", "数据领域", "联系电话", "更新周期", "关键字", "资源摘要")
    return item, {"title": record["标题"], "labels": {name: record[name] for name in names if record.get(name)}}


def neijiang(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    names = {
        "标题": "catalogName",
        "来源部门": "departmentName",
        "主题": "topicNameList",
        "开放条件": "openTypeValue",
        "行业名称": "industryName",
        "更新频率": "accessFrequency",
        "技术支持电话": "departPhone",
        "技术支持邮箱": "departEmail",
        "资源格式": "resourceFormatValue",
        "描述": "catalogDesc",
    }
    dates = {"createdDate": milliseconds(record["发布时间"]), "lastUpdatedDate": milliseconds(record["更新时间"])}
    return {"id": 1}, {name: record[label] for label, name in names.items()} | dates


@dataclass(frozen=True)
class Portal:
    """A portal of the crawl: how many records it has, how many without a title, and where the crawl has dates and openness."""

    source: str
    shape: Shape
    count: int
    untitled: int = 0
    issued: str = "发布时间"
    modified: str | None = "更新时间"
    openness: str | None = None


PORTALS = {
    "anhui_chuzhou": Portal("cn_ah_chuzhou", chuzhou, 850, openness="开放类型"),
    "anhui_hefei": Portal("cn_ah_hefei", hefei, 321),
    "anhui_huaibei": Portal("cn_ah_huaibei", huaibei, 375, issued="发布日期", modified="更新日期", openness="开放条件"),
    "shaanxi_shaanxi": Portal("cn_sn_shaanxi", shaanxi, 141, modified=None),
    "xinjiang_wlmq": Portal("cn_xj_urumqi", urumqi, 99, modified="最后更新", openness="开放状态"),
}
LARGE = {
    "sichuan_deyang": Portal("cn_sc_deyang", deyang, 1946, openness="开放类型"),
    "sichuan_luzhou": Portal("cn_sc_luzhou", luzhou, 6994, untitled=5, openness="开放条件"),
    "sichuan_neijiang": Portal("cn_sc_neijiang", neijiang, 6322, openness="开放条件"),
}


def dataset_of(record: Record, portal: Portal) -> Dataset | None:
    item, detail = portal.shape(record)
    content = {"list": "all", "item": item} | ({} if detail is None else {"detail": detail})
    source = SHIPPED[portal.source]
    raw = RawRecord("a", json.dumps(content).encode(), "application/json", str(source.url))
    try:
        return HARVESTERS["declared"].normalise(raw, source).dataset
    except SkipRecord:
        return None


def crawled(name: str) -> list[dict[str, Any]]:
    """The records of a portal as they were crawled. Skips the test if they are absent."""
    found: list[dict[str, Any]] = json.loads(
        gzip.decompress(shared(f"fixtures/cn-portals-2023/metadata__{name}.json.gz").read_bytes())
    )
    return found
