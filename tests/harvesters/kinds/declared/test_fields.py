"""The fields of a dataset by the expressions of a declaration."""

import json
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import Normalised, RawRecord
from harvesters.declaration import Choices, source_of
from harvesters.errors import SkipRecord

ITEM: dict[str, Any] = {"id": "d-1", "name": "Вода"}


def made(
    fields: dict[str, Any],
    item: dict[str, Any],
    *,
    detail: dict[str, Any] | None = None,
    language: Any = ("ru", "kk"),
    **declared: Any,
) -> Normalised:
    """What is made of an entry of a list, and of its detail."""
    keys: dict[str, Any] = {
        "id": "kz_example",
        "title": {"ru": "Портал"},
        "kind": "declared",
        "url": "https://portal.example/app",
        "jurisdiction": "KZ",
        "language": language,
        "lists": {"all": {"request": {"get": "/l"}, "records": "rows", "id": "id"}},
        "fields": {"title": "name"} | fields,
    }
    whole = {"list": "all", "item": ITEM | item}
    if detail is not None:
        keys["detail"] = {"request": {"get": "/one/{id}"}}
        whole["detail"] = detail
    content = json.dumps(whole, ensure_ascii=False).encode()
    source = source_of(keys | declared, Choices(HARVESTERS))
    return HARVESTERS["declared"].normalise(RawRecord("d-1", content, "application/json", "https://portal.example/app/l"), source)


def codes(done: Normalised) -> set[str]:
    return {each.code for each in done.issues} - {"license-not-stated"}


def test_texts_by_language() -> None:
    done = made({"title": {"lang": {"ru": "a", "kk": "b", "uz-Cyrl": "c"}}}, {"a": "Вода", "b": "Қазақстан сулары", "c": "Сув"})
    assert {each.language: each.value for each in done.dataset.title} == {
        "ru": "Вода",
        "kk": "Қазақстан сулары",
        "uz-Cyrl": "Сув",
    }


def test_the_first_expression_that_gives_something_counts() -> None:
    done = made({"description": {"at": ["none", "empty", "text"]}}, {"empty": "", "text": "Описание"})
    assert done.dataset.description[0].value == "Описание"
    done = made({"description": "long || short"}, {"long": "Длинное", "short": "Краткое"})
    assert (done.dataset.description[0].value, done.dataset.ignored) == ("Длинное", ("/item/short",))


def test_texts_beside_labels_and_an_expression_before_them() -> None:
    labels = {"来源部门": "统计局", "更新频率": "每年", "其他": "x"}
    fields = {
        "title": "name",
        "publisher": {"label": ["提供单位", "来源部门："]},
        "accrual_periodicity": {"at": "cycle", "label": "更新频率"},
    }
    done = made(fields, {}, detail={"name": "水", "labels": labels}, language=["zh"])
    assert done.dataset.publisher is not None
    assert (done.dataset.publisher.name[0].value, done.dataset.accrual_periodicity) == ("统计局", "每年")
    assert "/detail/labels/其他" in done.dataset.ignored


@pytest.mark.parametrize(
    ("value", "read", "told"),
    [
        ("0", "PUBLIC", set()),
        (0, "PUBLIC", set()),
        (0.0, None, {"code-not-understood"}),
        ("1", "RESTRICTED", set()),
        ("7", None, {"code-not-understood"}),
        ("открытые данные", "PUBLIC", set()),
        (None, None, set()),
    ],
)
def test_codes_are_the_portals_own_words(value: Any, read: str | None, told: set[str]) -> None:
    table = {"access": {"0": "открытые данные", 1: "ограниченный доступ"}}
    done = made({"access_rights": {"at": "open", "codes": "access"}}, {"open": value}, codes=table)
    assert [each.code for each in done.dataset.access_rights] == ([] if value is None else [read])
    assert codes(done) == told


def test_codes_in_one_text_or_a_list() -> None:
    field = {"at": "topics", "divider": ",", "codes": {"1": "Экология", "2": "Транспорт"}}
    for topics in ("1,2", [1, "2"], ["1", ["2"]]):
        assert [each.verbatim for each in made({"theme": field}, {"topics": topics}).dataset.theme] == ["Экология", "Транспорт"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-6-16", "2023-06-16"),
        ("16.06.2023", "2023-06-16"),
        ("20230616", "2023-06-16"),
        (1686873600000, "2023-06-16"),
        (1686873600, "2023-06-16"),
        ("2023年6月16日", "2023-06-16"),
    ],
)
def test_dates_need_no_form(written: Any, day: str) -> None:
    issued = made({"issued": "made"}, {"made": written}).dataset.issued
    assert issued is not None
    assert str(issued.calendar_day) == day


def test_a_zone_that_is_not_meant() -> None:
    issued = made(
        {"issued": {"at": "made", "zone": "ignored"}}, {"made": "2023-06-16T03:00:00Z"}, time_zone="Asia/Almaty"
    ).dataset.issued
    assert issued is not None
    assert issued.value is not None
    assert issued.value.isoformat() in {"2023-06-15T21:00:00+00:00", "2023-06-15T22:00:00+00:00"}


def test_files_and_formats() -> None:
    files = [
        {"n": "a.csv", "u": "/files/a.csv", "k": "CSV", "s": "12", "more": 1},
        "text",
        {"n": "b", "u": "https://x.example/b"},
    ]
    fields = {"distribution": {"at": "files", "title": "n", "download_url": "u", "format": "k || ext(n)", "byte_size": "s"}}
    done = made(fields, {"files": files})
    assert [each.download_url for each in done.dataset.distribution] == [
        "https://portal.example/files/a.csv",
        "https://x.example/b",
    ]
    assert done.dataset.distribution[0].byte_size == 12
    assert "/item/files/0/more" in done.dataset.ignored
    assert "object-expected" in codes(done)
    done = made({"format": "split(kinds, ',')"}, {"kinds": "xls,csv,xls"})
    assert [each.format.code for each in done.dataset.distribution if each.format] == ["XLS", "CSV"]


def test_files_that_are_texts() -> None:
    done = made({"distribution": {"at": "links", "download_url": "@"}}, {"links": ["https://x.example/a.csv", "/b.xls"]})
    assert [each.download_url for each in done.dataset.distribution] == [
        "https://x.example/a.csv",
        "https://portal.example/b.xls",
    ]


def test_a_list_of_one_text_is_that_text() -> None:
    done = made({"title": "t", "publisher": "p", "keyword": "k"}, {"t": ["Вода"], "p": ["Комитет"], "k": ["реки, озёра"]})
    assert (done.dataset.title[0].value, len(done.dataset.keyword)) == ("Вода", 1)
    assert done.dataset.publisher is not None


def test_an_unknown_word_of_access_is_told() -> None:
    assert codes(made({"access_rights": "open"}, {"open": "абракадабра"})) == {"code-not-understood"}


def test_the_address_of_the_page() -> None:
    assert made({}, {}, landing_page="{url}/view?id={id}").dataset.landing_page == "https://portal.example/app/view?id=d-1"
    assert made({}, {"href": "one.htm"}, landing_page="{item.href}").dataset.landing_page == "https://portal.example/app/one.htm"
    done = made({}, {}, landing_page="{url}/{item.path}")
    assert (done.dataset.landing_page, codes(done)) == (None, {"landing-page-unknown"})


def test_contacts_are_in_no_issue() -> None:
    done = made(
        {"contact_name": "who", "contact_telephone": "phones", "contact_email": "mail"},
        {"who": {"first": "Айгүл", "last": "Бекова"}, "phones": [13800000000], "mail": ["a@b.example"]},
    )
    told = " ".join(each.value for each in done.issues)
    assert not any(word in told for word in ("Айгүл", "Бекова", "13800000000", "a@b.example"))


def test_what_cannot_be_made_is_told_and_the_rest_is_read() -> None:
    done = made({"description": "sum(rows)"}, {"rows": ["a"]})
    assert ("value-not-made" in codes(done), done.dataset.title[0].value) == (True, "Вода")


def test_values_that_are_no_texts() -> None:
    for value in ({"a": 1}, [[["x"]]], True, 5, 1.5, [{}], {"ru": {"deep": "x"}}):
        done = made(
            {"description": "d", "keyword": "d", "theme": "d", "publisher": "d", "version": "d", "issued": "d"}, {"d": value}
        )
        assert done.dataset.title


def test_no_title() -> None:
    for item in ({"name": None}, {"name": "  "}, {"name": "—"}, {"name": {"x": 1}}):
        with pytest.raises(SkipRecord) as skip:
            made({}, item)
        assert (skip.value.issue.code, skip.value.issue.pointer) == ("title-missing", "/item/name")


def test_a_record_whose_detail_could_not_be_read_has_what_the_entry_gives() -> None:
    done = made({"title": "title || item.name", "description": "about"}, {"about": "not asked for"}, detail=None)
    assert done.dataset.title[0].value == "Вода"
    content = json.dumps({"list": "all", "item": ITEM, "detail": None}).encode()
    source = source_of(
        {
            "id": "kz_example",
            "title": {"ru": "Портал"},
            "kind": "declared",
            "url": "https://portal.example",
            "jurisdiction": "KZ",
            "lists": {"all": {"request": {"get": "/l"}, "records": "rows", "id": "id"}},
            "detail": {"request": {"get": "/one/{id}"}},
            "fields": {"title": "title || item.name"},
        },
        Choices(HARVESTERS),
    )
    done = HARVESTERS["declared"].normalise(RawRecord("d-1", content, "application/json", "https://portal.example"), source)
    assert done.dataset.title[0].value == "Вода"


def test_an_entry_that_repeats_its_detail_is_not_listed_as_ignored() -> None:
    done = made(
        {"description": "about"},
        {"about": "Описание", "views": 5, "only": "x"},
        detail=ITEM | {"about": "Описание"},
        ignore=["views"],
    )
    assert done.dataset.ignored == ("/item/only",)
