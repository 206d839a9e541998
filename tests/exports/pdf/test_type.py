"""Words broken into lines."""

from hypothesis import given
from hypothesis import strategies as st

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


@given(st.text())
def test_anything_becomes_printable_on_one_line(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert not set(shown) & {"\n", "\r", "\t", "\x00"}


def test_letters_that_join_when_a_mark_between_them_is_left_out_are_joined() -> None:
    assert printable("A\u0347\u0323") == printable("\u1ea0")
