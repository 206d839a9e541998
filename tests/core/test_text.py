import pytest

from suffdesk.core.text import ended, with_article


@pytest.mark.parametrize(
    "words",
    ["a visit", "an episode", "an IPA", "an SDQ score", "a UASC status", "a unit", "an hour", "a one-off",
     "an Ofsted list", "a home", "a URN", "an area", "an own home"],
)  # fmt: skip
def test_the_article_goes_by_the_sound(words: str) -> None:
    assert with_article(words.split(" ", 1)[1]) == words


@pytest.mark.parametrize(("said", "whole"), [("It is full", "It is full."), ("Stockport?", "Stockport?"), ("", "")])
def test_a_sentence_is_ended_once(said: str, whole: str) -> None:
    assert ended(said) == whole
