"""Tokens of named people, as the operator gives them out and takes them back."""

import pytest

from .conftest import Serai


def test_a_token_is_given_out_listed_and_taken_back(serai: Serai) -> None:
    assert serai("token", "add", " Aizada  Bekova ").out.startswith("serai.")
    assert serai("token", "list").out.startswith("Aizada Bekova  until ")
    assert serai("token", "revoke", "Aizada Bekova").code == 0
    assert serai("token", "list").out == ""


def test_to_revoke_the_token_of_nobody_is_an_error(serai: Serai) -> None:
    done = serai("token", "revoke", "Aizada")
    assert (done.code, done.out) == (1, "")
    assert "Aizada has no token" in done.err


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "run\u202e21", "Bol\u200bat", "12", "\x1b[2J", "a" * 101])
def test_a_name_is_one_line_of_visible_letters(serai: Serai, name: str) -> None:
    done = serai("token", "add", name)
    assert (done.code, done.out) == (2, "")
