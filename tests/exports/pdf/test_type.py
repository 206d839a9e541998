"""Words broken into lines."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics

from suffdesk.exports.pdf.type import BODY, few_lines, lines_of, printable, register_fonts, width_of

register_fonts()


@given(st.text(max_size=300), st.floats(20, 300))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, room: float) -> None:
    text = printable(text)
    lines = lines_of(text, BODY, room)
    assert all(width_of(line, BODY) <= room + 0.01 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(max_size=300), st.integers(1, 4))
def test_few_lines_are_few_and_fit(text: str, most: int) -> None:
    lines = few_lines(printable(text), BODY, 60, most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line, BODY) <= 60.01 for line in lines)


def test_long_words_break_after_hyphens_where_they_can() -> None:
    assert lines_of("Residential-Services", BODY, 75)[0] == "Residential-"


def test_each_letter_of_a_long_word_is_measured_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measuring every beginning of the rest, for every line, took minutes for a link of 10,000 letters."""
    measured = 0
    measure = pdfmetrics.stringWidth

    def counting(text: str, *rest: Any) -> float:
        nonlocal measured
        measured += len(text)
        return float(measure(text, *rest))

    monkeypatch.setattr(pdfmetrics, "stringWidth", counting)
    word = "aGVsbG8gd29ybGQ+" * 600  # as base64 in a pasted e-mail
    lines = lines_of(word, BODY, 200)
    assert "".join(lines) == word
    assert len(lines) > 200
    assert measured < 10 * len(word)
    measured = 0
    assert few_lines(word, BODY, 200, 2)[1].endswith("…")
    assert measured < 10 * len(word)


@given(st.text())
def test_anything_becomes_printable_on_one_line(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert not set(shown) & {"\n", "\r", "\t", "\x00"}


def test_letters_that_join_when_a_mark_between_them_is_left_out_are_joined() -> None:
    assert printable("A\u0347\u0323") == printable("\u1ea0")
