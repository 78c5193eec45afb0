"""Labels that a colon or only a blank divides from their texts, as on the pages of Beijing."""

from harvesters.answers import html_of
from harvesters.kinds.declared.html import pairs


def found(page: str) -> dict[str, str | list[str]]:
    return pairs(html_of(page).xpath("//div"), "spaced")


def test_a_blank_or_a_colon_divides_a_label_from_its_text() -> None:
    page = "<div>资源名称\t地铁线路<br>摘要：站点 一览<br/>更新周期 每年：一月<br>资源记录数</div>"
    assert found(page) == {"资源名称": "地铁线路", "摘要": "站点 一览", "更新周期": "每年：一月\n资源记录数"}


def test_a_label_without_a_text_is_none() -> None:
    assert found("<div>资源名称<br>摘要：</div>") == {}
