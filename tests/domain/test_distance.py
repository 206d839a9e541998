import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.domain.distance import irish_to_british_grid, miles

METRES = st.integers(0, 1_300_000)


@pytest.mark.parametrize(
    ("east", "north", "expected"),
    [
        (0, 0, 0.0),
        (3_000, 4_000, 3.1),  # 5 km / 1.6093 = 3.107
        (32_186, 0, 20.0),  # exactly 20 miles
        (32_266, 0, 20.0),  # 20.0497
        (32_267, 0, 20.1),  # 20.0503
        (0, -80, 0.0),  # 0.0497
        (0, -81, 0.1),  # 0.0503
        (-6_000, 8_000, 6.2),  # 10 km = 6.214
        (300_000, 400_000, 310.7),  # 500 km = 310.694
    ],
)
def test_miles_worked_by_hand(east, north, expected):
    assert miles(389_561, 389_918, 389_561 + east, 389_918 + north) == expected


@pytest.mark.parametrize("missing", range(4))
def test_no_miles_where_any_part_is_unknown(missing):
    parts = [389_561, 389_918, 390_000, 390_000]
    parts[missing] = None
    assert miles(*parts) is None


@given(METRES, METRES, METRES, METRES)
def test_miles_follow_the_formula_and_do_not_depend_on_direction(e1, n1, e2, n2):
    exact = math.hypot(e1 - e2, n1 - n2) / 1000 / 1.6093
    assert abs(miles(e1, n1, e2, n2) - exact) <= 0.05 + 1e-9
    assert miles(e1, n1, e2, n2) == miles(e2, n2, e1, n1)


@pytest.mark.parametrize(
    ("irish", "british"),
    [  # worked out by PROJ, EPSG:29902 to EPSG:27700
        ((333_832, 374_014), (146_239, 529_486)),  # Belfast, BT1 5GS
        ((333_831, 373_998), (146_236, 529_471)),  # Belfast City Hall
        ((243_581, 416_869), (59_934, 579_932)),  # Londonderry, the Guildhall
    ],
)
def test_irish_grid_references_become_british_ones(irish, british):
    easting, northing = irish_to_british_grid(*irish)
    assert math.hypot(easting - british[0], northing - british[1]) < 3


def test_belfast_is_not_ten_miles_from_liverpool():
    # Belfast City Hall to Liverpool Town Hall on the ellipsoid: 145.2 miles
    assert miles(*irish_to_british_grid(333_831, 373_998), 334_200, 390_500) == pytest.approx(145.2, abs=0.5)
