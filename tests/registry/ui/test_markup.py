"""Markup in portals' texts."""

import pytest

from registry.ui.markup import plain


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Water & air < 5 > 3", "Water & air < 5 > 3"),
        ("no tags: &amp; stays", "no tags: &amp; stays"),
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("<ul>\n <li>a</li>\n <li class='x'>b</li>\n</ul>", "a\nb"),
        ('see <a href="https://example.kg/x?a=1">the page</a>.', "see the page."),
        ("line<br/>break", "line\nbreak"),
        ('<script>alert("1")</script>', '<script>alert("1")</script>'),
        ("<p>&lt;script&gt;", "<script>"),
        ("<b unfinished", "<b unfinished"),
    ],
)
def test_formatting_is_left_out_and_words_stay(sent: str, read: str) -> None:
    assert plain(sent) == read


def test_a_long_text_of_opening_brackets_takes_no_time() -> None:
    hostile = "<a " + "x=" * 50_000
    assert plain(hostile) == hostile
