"""What a text would be if the keyboard had been set to another language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.layout import MAX_TEXT, layouts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("djlf", "вода"),
        ("rfxtcndj djls", "качество воды"),
        ("Hf,jnf", "Работа"),
        ("[bvbz", "химия"),
        ("yfctkmybwndf", "насельніцтва"),
        ("0fkf", "қала"),
        ("2r3vl3r", "әкімдік"),
        ("ifoh", "шаҳр"),
        ("wjyey", "қонун"),
        ("if=fh", "шаҳар"),
        ("osedxb", "ўқувчи"),
        ("Hf", "آب"),
        ("krai", "نقشه"),
        ("ktab", "کتاب"),
        ("aRk", "اڑک"),
        ("hevr", "पानी"),
        ("pn", "जल"),
        ("Oj", "धर"),
        ("цфеук", "water"),
        ("Цфеук йгфдшен", "Water quality"),
        ("صشفثق", "water"),
        ("ैोूाी", "water"),
        ("ыгм", "suv"),
    ],
)
def test_layouts(typed: str, meant: str) -> None:
    assert meant in layouts(typed)


@pytest.mark.parametrize("text", ["", " ", "2019", "水质", "12.03.2021", "\u0301", "a" * (MAX_TEXT + 1), "\ud83d"])
def test_a_text_that_no_keyboard_turns_into_words(text: str) -> None:
    assert layouts(text) == ()


@given(st.text(max_size=300) | st.text(st.sampled_from("qwerty йцукен12[];' صضث ा"), max_size=30))
def test_what_may_be_meant_is_another_text_and_comes_once(text: str) -> None:
    found = layouts(text)
    assert text not in found
    assert len(set(found)) == len(found) <= 16
