"""Miles between two places on the national grid."""

from math import isqrt

_IRISH_CENTRE = complex(300_000, 370_000)
_IRISH_TO_BRITISH = (
    complex(112_176.635, 528_371.955),
    complex(0.996_844_732, -0.085_318_809_8),
    complex(-4.699_618_19e-9, 7.192_095_35e-10),
)
"""Quadratic fitted to EPSG:29902 → EPSG:27700 (PROJ) over every postcode of Northern Ireland; worst error 0.3 m.

Both grids are conformal, so one polynomial of a complex number (easting + i northing) maps one to the other.
"""


def miles(
    easting: int | None, northing: int | None, other_easting: int | None, other_northing: int | None
) -> float | None:
    """Miles in a straight line between two grid references in metres, to 1 decimal, half up.

    The definition is DfE's for SSDA903, √(ΔE²+ΔN²)/1000/1.6093 (DOMAIN.md, over_20_miles), worked in whole
    numbers so that the last digit is the same everywhere. None where any part is not known.
    """
    if easting is None or northing is None or other_easting is None or other_northing is None:
        return None
    metres_squared = (easting - other_easting) ** 2 + (northing - other_northing) ** 2
    # tenths of a mile = floor(metres / 160.93 + 1/2); times 200 on both sides to stay in whole numbers
    return (isqrt(40_000 * metres_squared) + 16_093) // 32_186 / 10


def irish_to_british_grid(easting: int, northing: int) -> tuple[int, int]:
    """An Irish grid reference on the British grid, both in metres.

    The ONS gives postcodes of Northern Ireland on the Irish grid: read as British they lie in England, and a
    child of Liverpool placed in Belfast would seem to be 10 miles from home.
    """
    point = complex(easting, northing) - _IRISH_CENTRE
    constant, linear, quadratic = _IRISH_TO_BRITISH
    moved = constant + point * (linear + point * quadratic)
    return round(moved.real), round(moved.imag)
