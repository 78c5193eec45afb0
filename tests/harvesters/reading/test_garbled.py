"""Texts that were read with a wrong charset are told from healthy ones."""

import pytest

from harvesters.reading.garbled import garbled
from harvesters.reading.prose import is_plain
from tests.search.analysis.samples import TITLES

MEANT = ["Список школ Бишкека", "Қазақстан климаты", "Сифати оби нӯшокӣ", "فهرست مدارس", "हिन्दी में सूची", "中文数据名单"]


@pytest.mark.parametrize("charset", ["latin-1", "cp1252", "cp1251", "cp866", "koi8-r", "cp1256"])
@pytest.mark.parametrize("meant", MEANT)
def test_utf8_that_was_read_as_something_else(meant: str, charset: str) -> None:
    text = meant.encode().decode(charset, "replace")
    assert not is_plain(text)
    assert "UTF-8 read as" in (garbled(text) or "") or charset != "latin-1"
    assert garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "РЎРїРёСЃРѕРє С€РєРѕР»",
        "Ñïèñîê øêîë",
        "Список школ".encode("koi8-r").decode("latin-1"),
        "中文数据".encode("gbk").decode("latin-1"),
        "中文資料".encode("big5").decode("latin-1"),
        "城市数据名单".encode().decode("gbk", "replace"),
        "Список школ Бишкека".encode().decode("gbk", "replace"),
        "à¤­à¤¾à¤°à¤¤",
        "ä¸­å›½",
        "AnÃ¡lise",
        "Oâ€˜zbekiston",
        "????? ??????",
        "???????? 2024",
        "В\ufffd\ufffd\ufffd",
        "锟斤拷锟斤拷",
    ],
)
def test_a_garbled_text(text: str) -> None:
    assert not is_plain(text)
    assert garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "Élève été à l'école où naïf, LIBERTÉ» «ÉGALITÉ",
        "Größe Übergrößenträger Straße",
        "Türkiye'nin İl ve İlçeleri ığüşöç",
        "São João é Ação ¿Qué? ¡Sí!",
        "Đà Nẵng thành phố Hồ Chí Minh",
        "Р. С. Иванов, РС РСФСР СРО, СЁМКА",
        "Що це? Як?? Коли??? Їжак і Єва, Ґанок",
        "Якасць ў Беларусі, РІЗНЫ",
        "Ђорђе Љубичић, Џунгла",
        "+5…+7 °C ± 5 § 12 № 3 © 2024, 3×4 м², 10 µm ½",
        "Oʻzbekiston, ‘Oʼquv’ Ў ўқувчилар",
        "联通 中小学 小学小学 渝北区泸县 涓流",
        "統計資料庫 データ 東京都",
        "پاکستان کے اسکول؟",
        "Сколько стоит??? Вода",
        "──────── таблица",
        "Вода \ufffd",
        *(title for titles in TITLES.values() for title in titles),
    ],
)
def test_a_healthy_text_is_no_alarm(text: str) -> None:
    assert garbled(text) is None
