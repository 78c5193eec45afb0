"""Which contacts of a record may be public: those of an office, if the declaration says so."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from harvesters.base import Normalised, RawRecord
from harvesters.kinds.ckan import CkanHarvester
from harvesters.reading.contacts import WITHHELD, public_contacts
from schemas.dataset import ContactPoint, LangString
from schemas.source import Contacts, Source
from tests.portal import package
from tests.shared_material import shared

PUBLISHER = (LangString(value="Сәулет бюросы «Қала»", language="kk"), LangString(value="Urban Studio", language="en"))


def office(state: str = "CN", **contact: str) -> ContactPoint | None:
    kept, _ = public_contacts([ContactPoint(**contact)], Contacts.OFFICE, state=state, publisher=PUBLISHER)
    return kept[0] if kept else None


def source(state: str = "CN", **fields: Any) -> Source:
    declared = {"id": "xx_example", "title": {"en": "Data"}, "kind": "ckan", "url": "https://data.example", "jurisdiction": state}
    return Source.model_validate(declared | fields)


def read(of: Source, **fields: Any) -> Normalised:
    content = json.dumps(package(1, **fields), ensure_ascii=False).encode()
    return CkanHarvester().normalise(RawRecord("1", content, "application/json", "https://data.example"), of)


LANDLINES = [
    ("CN", "0551-62999999"),
    ("CN", "(0838) 2300000"),
    ("CN", "+86 10 6552 0000"),
    ("CN", "055162999999"),
    ("RU", "+7 (495) 123-45-67"),
    ("RU", "8 (8422) 41-20-00"),
    ("KZ", "8 (7172) 74-00-00"),
    ("KG", "(0312) 62-00-00"),
    ("UZ", "+998 71 239-12-34"),
    ("TJ", "+992 37 221-00-00"),
    ("IN", "0674-2391234"),
    ("IN", "+91 80 22253958"),
    ("IN", "011-23060000"),
    ("PK", "051-9200000"),
    ("IR", "021-88880000"),
    ("IR", "۰۲۱-۸۸۸۸۰۰۰۰"),
    ("BY", "8 017 200-00-00"),
]
OTHERS = [
    ("CN", "13800000000"),
    ("CN", "+86 138 0000 0000"),
    ("CN", "0086-13800000000"),
    ("CN", "１３８００００００００"),
    ("CN", "138-0000-0000-801"),
    ("CN", "2851234567"),  # ten digits of an account; with 0 before it, a landline in Chengdu
    ("CN", "62999999"),
    ("CN", "110101199003070000"),
    ("CN", "0551-62999999-13800000000"),
    ("CN", "张三"),
    ("RU", "8 916 123-45-67"),
    ("RU", "+7 701 123 45 67"),  # a mobile number of Kazakhstan on a Russian portal
    ("KZ", "8 701 123 45 67"),
    ("KG", "0555 12-34-56"),
    ("UZ", "+998 90 123 45 67"),
    ("TJ", "+992 93 500 00 00"),
    ("IN", "98123 45678"),
    ("IN", "0 98123 45678"),
    ("IN", "+91-6742391234"),  # a landline in Bhubaneswar, or a mobile number
    ("PK", "0300-1234567"),
    ("IR", "0912 345 6789"),
    ("BY", "8 029 123-45-67"),
    ("XX", "0551-62999999"),
]


@pytest.mark.parametrize(("state", "number"), LANDLINES)
def test_a_landline_is_kept_as_written(state: str, number: str) -> None:
    found = office(state, telephone=number)
    assert found
    assert found.telephone
    assert found.telephone.replace(" ", "") == number.replace(" ", "")


@pytest.mark.parametrize(("state", "number"), OTHERS)
def test_what_is_not_surely_a_landline_is_withheld(state: str, number: str) -> None:
    assert office(state, telephone=number) is None


@pytest.mark.parametrize("mobile", ["13800000000", "+86 139 1111 2222", "１５５５５５５５５５５"])
@pytest.mark.parametrize("between", ["、", ",", ";", "/", " ", "  ", "\n", "；", "或", " 手机："])
def test_numbers_in_one_text_are_judged_one_by_one(mobile: str, between: str) -> None:
    for text in (f"0551-62999999{between}{mobile}", f"{mobile}{between}0551-62999999"):
        found = office(telephone=text)
        assert found is None or found.telephone == "0551-62999999"
        if between.strip():
            assert found


def test_an_extension_is_no_number_of_its_own() -> None:
    assert office(telephone="0551-62999999转801、010-65520000") == ContactPoint(telephone="0551-62999999, 010-65520000")
    assert office("RU", telephone="+7 (495) 123-45-67, доб. 12") == ContactPoint(telephone="+7 (495) 123-45-67")


@pytest.mark.parametrize(
    "address",
    ["info@stat.example", "open-data@mnr.gov.example", "OpenData2026@x.example", "stat.info@stat.example", "priemnaya@x.example"],
)
def test_the_mailbox_of_an_office_is_kept(address: str) -> None:
    assert office(email=address) == ContactPoint(email=address)


@pytest.mark.parametrize(
    "address",
    [
        "info@qq.com",
        "data@vip.163.com",
        "office @126.com",
        "info@gmail.com",
        "priemnaya@mail.ru",
        "opendata@yandex.kz",
        "asan.asanov@stat.example",
        "a.asanov@stat.example",
        "zhangsan@stat.example",
        "info.asanov@stat.example",
        "info13800000000@stat.example",
        "stat",
    ],
)
def test_a_mailbox_that_may_be_a_persons_is_withheld(address: str) -> None:
    assert office(email=address) is None


def test_addresses_in_one_text_are_judged_one_by_one() -> None:
    assert office(email="Asan <asan@stat.example>; info@stat.example，info@qq.com") == ContactPoint(email="info@stat.example")


OFFICES = """财政局 市统计局 合肥市数据资源局 办公室 信息中心|Отдел статистики
Отдел по работе с обращениями граждан|ГУ «Отдел образования»
Улуттук статистика комитети|Иш бөлмөсү|Ақпарат басқармасы|Davlat statistika qoʻmitasi|Давлат статистика қўмитаси|Вазорати молия
Міністэрства фінансаў|مرکز آمار ایران|محکمہ تعلیم
सांख्यिकी मंत्रालय|Press Office|Department of Statistics|urban studio
Urban Studio Office"""
PERSONS = """张三|王局|欧阳局|李学会|张三 市统计局|市统计局（张三）|Иванов И.И.
Отдел статистики, Иванов И.И.|Начальник отдела Иванов
Асанов бөлімі|Айгүл|Совет Асанов|John Smith|Office of John Smith
Head of Department|Department of Statistics (Smith)|علی رضایی|राम कुमार|Data|"""


@pytest.mark.parametrize("name", [each for line in OFFICES.split("\n") for each in line.split("|")])
def test_the_name_of_an_office_is_kept(name: str) -> None:
    for each in name.split() if "财" in name else [name.replace("«", "").replace("»", "")]:
        assert office(name=each) == ContactPoint(name=each)


@pytest.mark.parametrize("name", [each for line in PERSONS.split("\n") for each in line.split("|")])
def test_a_name_that_may_be_a_persons_is_withheld(name: str) -> None:
    assert office(name=name) is None


def test_nothing_is_kept_unless_the_declaration_says_so() -> None:
    contact = ContactPoint(name="Urban Studio", email="info@x.example", telephone="0551-62999999")
    assert public_contacts([contact], Contacts.OMIT, state="CN", publisher=PUBLISHER) == (
        (),
        ("Urban Studio", "info@x.example", "0551-62999999"),
    )
    assert office(**contact.model_dump()) == contact


PERSON = {
    "maintainer": ["张三丰", "李四光"],
    "maintainer_email": {"personal": "zhangsanfeng@stat.example"},
    "author": "赵六\x00",
    "author_email": "zhaoliu@stat.example",
    "contact_name": "孙七八",
    "extras": [{"key": "contact_phone", "value": "13800000000"}, {"key": "联系电话", "value": "13911112222"}],
    "url": "mailto:zhangsanfeng@stat.example",
    "remarks": "孙七八 知道",
    "mobile": ["13811112222"],
    "hint": "拨打 137 1111 2222",
    "resources": [{"id": "r", "url": "mailto:zhangsanfeng@stat.example"}],
}


@pytest.mark.parametrize("contacts", ["omit", "office"])
def test_what_is_withheld_is_told_without_its_value(contacts: str) -> None:
    normalised = read(source(contacts=contacts), **PERSON)
    assert normalised.dataset.contact_point == ()
    told = [issue for issue in normalised.issues if issue.code == "contact-withheld"]
    assert [(issue.pointer, issue.value, issue.identifier) for issue in told] == [("/contact_point", "3 withheld", "1")]
    public = "".join(issue.value for issue in normalised.issues) + normalised.dataset.model_dump_json()
    for secret in (
        "张三丰",
        "李四光",
        "赵六",
        "孙七八",
        "zhangsanfeng",
        "zhaoliu",
        "13800000000",
        "13911112222",
        "13811112222",
        "137 1111",
    ):
        assert secret not in public, secret
    assert WITHHELD in public
    assert {"/remarks", "/hint"} <= set(normalised.dataset.ignored)


def test_a_value_that_tells_no_person_stays_in_the_report() -> None:
    normalised = read(source(), author="张三丰", colour="蓝色", code="20230616103000", modified="13.13.2020")
    told = {issue.value for issue in normalised.issues}
    assert {"蓝色", "20230616103000", "13.13.2020"} <= told


def test_no_mobile_number_of_the_recorded_portals_gets_through() -> None:
    folder = shared("fixtures/cn-portals-2023")
    counts = {"values": 0, "mobile": 0, "kept": 0, "mails": 0, "private": 0}
    for path in folder.glob("metadata__*.json.gz"):
        for record in _rows(path):
            for name, value in record.items():
                if not value or value == "None":
                    continue
                if name in {"联系电话", "技术支持电话", "联系方式"}:
                    kept = office(telephone=str(value))
                    is_mobile = str(value).startswith("1")
                    counts["values"] += 1
                    counts["mobile"] += is_mobile
                    counts["kept"] += kept is not None
                    assert not (is_mobile and kept)
                elif name == "技术支持邮箱":
                    counts["mails"] += 1
                    counts["private"] += "@126.com" in value
                    assert office(email=value) is None
    assert counts == {"values": 16_088, "mobile": 4_223, "kept": 11_856, "mails": 6_298, "private": 646}


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path) as file:
        rows: list[dict[str, Any]] = json.load(file)
    return rows
