import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.domain.postcodes import compact, normalise, outward_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sk1 3xe", "SK1 3XE"),
        ("SK13XE", "SK1 3XE"),
        ("B9  9AP", "B9 9AP"),  # as the ONS pads it to seven characters
        ("LS166HW", "LS16 6HW"),
        ("  m1\t1ae ", "M1 1AE"),
        ("SW1A\u00a01AA", "SW1A 1AA"),
        ("ec1a1bb", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("NPT 0AD", "NPT 0AD"),
        ("GIR0AA", "GIR 0AA"),
    ],
)
def test_any_spacing_and_case_is_kept_in_one_way(typed, kept):
    assert normalise(typed) == kept
    assert outward_code(typed) == kept[:-4]


@pytest.mark.parametrize(
    "text",
    ["", " ", "SK1", "SK1 3", "3XE", "SK1 3XEE", "SK1 3CE", "1SK 3XE", "SKI 3XE", "QK1 3XE", "SK1-3XE", "SK1 3X"],
)
def test_whatever_is_not_a_whole_postcode_is_refused(text):
    assert normalise(text) is None
    assert outward_code(text) is None


@given(st.text(max_size=12))
def test_no_text_is_too_odd_and_normalising_twice_changes_nothing(text):
    kept = normalise(text)
    if kept is not None:
        assert normalise(kept) == kept
        assert compact(kept) == compact(text)
