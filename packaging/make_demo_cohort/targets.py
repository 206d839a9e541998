"""What the invented borough must show at each 31 March: whole numbers chosen to print as the strategy does.

Where the print leaves a number out (X or C), or two printed numbers cannot both hold, the number chosen is
explained in resources/demo/README.md.
"""

from datetime import date

YEARS = (2018, 2019, 2020, 2021, 2022, 2023, 2024)
TOTAL = {2018: 362, 2019: 361, 2020: 368, 2021: 407, 2022: 447, 2023: 483, 2024: 495}
MALE = {2018: 199, 2019: 199, 2020: 184, 2021: 208, 2022: 237, 2023: 266, 2024: 282}
UASC = {2018: 2, 2019: 3, 2020: 4, 2021: 7, 2022: 14, 2023: 21, 2024: 29}

AGE_GROUPS = ("Under 1", "1-4", "5-9", "10-15", "16 and over")
AGES = {
    2018: (21, 60, 83, 130, 68),
    2019: (22, 50, 83, 137, 69),
    2020: (18, 41, 88, 155, 66),
    2021: (13, 56, 97, 161, 80),
    2022: (22, 66, 78, 183, 98),
    2023: (23, 68, 104, 177, 111),
    2024: (19, 65, 102, 189, 120),
}

ETHNIC_GROUPS = ("White", "Mixed", "Asian", "Black", "Other", "Not stated")
ETHNICITY = {
    2018: (309, 26, 11, 8, 4, 4),
    2019: (311, 29, 7, 4, 4, 6),
    2020: (321, 25, 6, 7, 3, 6),
    2021: (354, 32, 8, 8, 3, 2),
    2022: (376, 36, 13, 13, 5, 4),
    2023: (382, 40, 24, 20, 11, 6),
    2024: (391, 41, 22, 20, 16, 5),
}

THREE_PLACEMENTS = {2018: 47, 2019: 51, 2020: 29, 2021: 53, 2022: 54, 2023: 63, 2024: 52}
"""Children with three or more placements in the year."""
STABLE = {2018: "67.0", 2019: "74.0", 2020: "65.2", 2021: "65.7", 2022: "75.8", 2023: "68", 2024: "78.2"}
"""Printed percentage; its numerator and denominator come from the simulation."""

SLOTS: dict[str, tuple[int, int, int, int, int, int, int]] = {
    # kind of placement and provider: children at 31 March 2018, 2019, ... 2024
    "mainstream": (139, 132, 142, 160, 172, 178, 169),
    "connected": (62, 62, 79, 99, 114, 123, 124),
    "ifa_private": (26, 28, 24, 30, 30, 41, 45),
    "ifa_voluntary": (3, 3, 4, 4, 5, 3, 3),
    "foster_other_la": (6, 2, 1, 0, 0, 1, 1),
    "adopt_own": (6, 9, 8, 3, 2, 3, 5),
    "adopt_other_la": (2, 2, 0, 0, 0, 0, 1),
    "adopt_voluntary": (4, 4, 0, 0, 4, 2, 0),
    "parents": (50, 42, 37, 37, 32, 41, 37),
    "home_own": (8, 8, 8, 12, 10, 10, 10),
    "unit_own": (0, 0, 0, 0, 0, 3, 5),
    "lodging_own": (0, 2, 5, 0, 0, 0, 0),
    "home_private": (19, 21, 18, 22, 34, 33, 39),
    "home_voluntary": (1, 1, 1, 2, 2, 2, 2),
    "home_other_la": (2, 5, 5, 2, 5, 5, 0),
    "family_unit": (0, 2, 0, 0, 4, 2, 0),
    "hospital": (2, 2, 2, 1, 0, 1, 1),
    "supported_private": (13, 16, 15, 19, 25, 28, 38),
    "supported_voluntary": (1, 1, 2, 3, 4, 2, 4),
    "school": (4, 3, 1, 1, 2, 2, 2),
    "other": (14, 16, 15, 12, 2, 2, 7),
    "other_own": (0, 0, 1, 0, 0, 0, 0),
    "other_private": (0, 0, 0, 0, 0, 1, 0),
    "temporary": (0, 0, 0, 0, 0, 0, 2),
}

LOCATION_2024 = {
    # in Stockport, elsewhere in Greater Manchester, elsewhere
    "ifa": (9, 22, 17),
    "residential": (17, 19, 7),
    "supported": (15, 23, 4),
}
RESIDENTIAL_IN_BOROUGH_SEPTEMBER_2023 = 15
CONNECTED_HOUSEHOLDS_2024 = 91
RATE = {2018: "58", 2019: "57", 2020: "58.3", 2021: "64", 2022: "72", 2023: "76", 2024: "78"}


def slot_counts(year: int) -> dict[str, int]:
    """Children in each slot at 31 March of the year; they add up to TOTAL."""
    counts = {slot: row[YEARS.index(year)] for slot, row in SLOTS.items()}
    if sum(counts.values()) != TOTAL[year]:
        raise ValueError(f"slots of {year} add up to {sum(counts.values())}, not {TOTAL[year]}")
    return counts


def day(year: int) -> date:
    """The 31 March that the collection year ends on."""
    return date(year, 3, 31)


def age_group(years_old: int) -> int:
    """Position in AGE_GROUPS of an age in whole years."""
    return 0 if years_old < 1 else 1 if years_old < 5 else 2 if years_old < 10 else 3 if years_old < 16 else 4


for _year in YEARS:
    slot_counts(_year)
    if not sum(AGES[_year]) == sum(ETHNICITY[_year]) == TOTAL[_year]:
        raise ValueError(f"ages or ethnicity of {_year} do not add up to the total")
