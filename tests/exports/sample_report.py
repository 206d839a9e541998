"""An invented report with every kind of block, long names and hostile cells, for the renderers' tests."""

from datetime import date, timedelta

from suffdesk.core.chart import ChartSpec, Series
from suffdesk.core.report import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Report,
    Table,
)

YEARS = tuple(str(year) for year in range(2018, 2025))

TREND = ChartSpec(
    title="Children in care at 31 March",
    kind="line",
    categories=YEARS,
    series=(Series("Children in care", (362, 361, 368, 408, 447, 484, 495)),),
    alternative_text="Line chart. Children in care rose from 362 in 2018 to 495 in 2024, most of it since 2020.",
    category_title="31 March",
    value_title="Children",
    notes=("Counts leave out children in a series of short breaks only.",),
)
STABILITY = ChartSpec(
    title="Stability of homes, share of children",
    kind="line",
    categories=YEARS,
    series=(
        Series("Same home two years or more", (70.1, 71.0, 69.4, None, 74.6, 76.9, 78.2)),
        Series("Three or more homes in the year", (13.0, 12.6, 11.9, 11.2, 11.5, 10.9, 10.5)),
    ),
    alternative_text="Line chart. Long stays rose from 70.1% to 78.2%; three or more moves fell from 13.0% to 10.5%.",
    category_title="31 March",
    unit="%",
)
HOMES = ChartSpec(
    title="Where the 495 live",
    kind="bar",
    categories=(
        "In-house fostering",
        "Connected carers",
        "Agency fostering",
        "Residential",
        "Supported",
        "With parents",
        "Other",
    ),
    series=(Series("Children", (169, 124, 48, 58, 42, 37, 17)),),
    alternative_text="Bar chart. In-house fostering 169, connected carers 124, residential 58, agency fostering 48.",
    unit="children",
)
FLOW = ChartSpec(
    title="Starting and ceasing to be looked after",
    kind="column",
    categories=YEARS[2:],
    series=(Series("Started", (141, 160, 172, 181, 166)), Series("Ceased", (134, 120, 133, 144, 155))),
    alternative_text="Column chart. More children started than ceased in every year; the gap was widest in 2021.",
    category_title="Year to 31 March",
    value_title="Children",
)

INDICATORS = Table(
    "Indicators at 31 March 2024",
    (
        Column("Indicator", width=38),
        Column("Value", "percent"),
        Column("Numerator", "number"),
        Column("Denominator", "number"),
        Column("A year before", "percent"),
        Column("Change (points)", "decimal"),
    ),
    (
        ("In the same home for two years or more", 78.2, 97, 124, 76.9, 1.3),
        ("Three or more homes in the year", 10.5, 52, 495, 10.9, -0.4),
        ("More than 20 miles from home and outside the borough", 8.3, 41, 495, 9.1, -0.8),
        ("Placed outside the borough", 42.8, 212, 495, 44.0, -1.2),
        ("In the authority's own provision", 59.2, 293, 495, 60.1, -0.9),
        ("In independent provision", 26.9, 133, 495, 24.8, 2.1),
        ("Unaccompanied children seeking asylum", 6.9, 34, 495, "c", None),
    ),
    notes=(
        "Percentages are of children in care on the day, but for two-year stability, which is of children under 16 "
        "in care for two and a half years or more.",
        "c: a count of 1 to 5 that is not shown.",
    ),
    sheet="Indicators",
)
HOSTILE = (
    "=1+1",
    "+44 161 000 0000",
    "-minus",
    "@SUM(A1)",
    "\tTab first",
    "\rReturn first",
    "#N/A",
    "<b>&amp;",
    "Null\x00\x0b char",
)
PROVIDERS = (
    "Brookside Homes",
    "Northway Living",
    "Pennine Fostering",
    "Aspen Care and Education (Oldham, Rochdale and Tameside) Limited, trading as Aspen Family Homes North West",
    "Household 0117",
    "Zażółć Gęślą Jaźń Opieka",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-Residential-Services",
)


def placement_rows(count: int) -> tuple[tuple[Cell, ...], ...]:
    """``count`` rows of ten columns; the first of them hold text that a spreadsheet would run."""
    return tuple(
        (
            f"C-{412 + number:04d}",
            5 + number % 13,
            ("Residential", "Foster, agency", "Foster, in-house", "Supported, shared (category 2)")[number % 4],
            HOSTILE[number] if number < len(HOSTILE) else PROVIDERS[number % len(PROVIDERS)],
            ("In borough", "Other Greater Manchester", "Elsewhere")[number % 3],
            round(0.9 + number * 1.7 % 60, 1),
            date(2021, 8, 8) + timedelta(days=11 * number),
            None if number % 5 == 3 else 90_200 + number * 5117,
            f"IPA-2024-{number:04d}",
            None if number % 7 == 6 else date(2024, 4, 14) + timedelta(days=number),
        )
        for number in range(count)
    )


PLACEMENT_COLUMNS = (
    Column("Child", width=8),
    Column("Age", "number", 4),
    Column("Placement", width=22),
    Column("Provider", width=30),
    Column("Where", width=14),
    Column("Miles", "decimal", 6),
    Column("Since", "date", 11),
    Column("A week", "money", 11),
    Column("Agreement", width=14),
    Column("Next review", "date", 11),
)
PLACEMENTS = Table(
    "Placements at 31 March 2024",
    PLACEMENT_COLUMNS,
    placement_rows(80),
    notes=("Miles are between the home postcode and the placement, in a straight line.",),
)
BY_TYPE = Table(
    "Placements by type and provider",
    (
        Column("Type of home", width=28),
        Column("Own", "number"),
        Column("Independent", "number"),
        Column("Other authority", "number"),
        Column("Parents or other", "number"),
        Column("All", "number"),
        Column("Share", "percent"),
        Column("Mean weekly fee", "money"),
    ),
    (
        ("Foster, in-house", 169, None, None, None, 169, 34.1, 45_000),
        ("Foster, connected carer", 124, None, None, None, 124, 25.1, 21_250),
        ("Foster, agency", None, 48, None, None, 48, 9.7, 90_211),
        ("Residential", 11, 45, 2, None, 58, 11.7, 512_000),
        ("Supported", 2, 40, None, None, 42, 8.5, 141_000),
        ("With parents", None, None, None, 37, 37, 7.5, None),
        ("Other", 9, None, 4, 4, 17, 3.4, None),
    ),
)
FIGURES = KeyFigures(
    (
        KeyFigure("Children in care", "495", "78 per 10,000 children, up 11 in the year"),
        KeyFigure("With foster carers", "69.1%", "342 of 495"),
        KeyFigure("Independent provision", "26.9%", "133 of 495"),
        KeyFigure("Three or more homes in the year", "10.5%", "52 of 495"),
        KeyFigure("Same home two years or more", "78.2%", "97 of 124 children under 16 in care for 2½ years"),
        KeyFigure("Outside the borough", "42.8%", "212 of 495"),
        KeyFigure("More than 20 miles away", "8.3%", "41 of 495"),
        KeyFigure("Spent each week", "£612,480.00", "on 133 commissioned placements"),
    )
)

BLOCKS: tuple[Block, ...] = (
    Heading("Summary"),
    Paragraph(
        "On 31 March 2024 the authority looked after 495 children, 11 more than a year before. Growth has slowed: the "
        "number rose by 37 in the year to March 2023 and by 39 the year before that. Foster carers looked after "
        "69.1% of children, and 26.9% lived in provision bought from independent providers, up from 24.8%."
    ),
    Bullets(
        (
            "Homes are steadier: 78.2% of those in care for two and a half years have kept the same home for two.",
            "212 children live outside the borough; 41 of them are more than 20 miles from home & family <if known>.",
            "The mean weekly fee of a residential place passed £5,000 in the year.",
        )
    ),
    KeyFigures(FIGURES.figures),
    Heading("Children in care"),
    Heading("Trend", 2),
    Paragraph("Each point is a count at 31 March, worked out from the authority's own returns."),
    Chart(TREND),
    Chart(FLOW),
    Heading("Homes", 2),
    Chart(HOMES),
    BY_TYPE,
    Heading("Indicators"),
    Chart(STABILITY),
    INDICATORS,
    Heading("Placements"),
    PLACEMENTS,
    PageBreak(),
    Heading("Definitions and completeness"),
    Paragraph("Children in care: every child with an open episode on the day, short breaks left out."),
    Bullets(("Postcodes were held for 489 of 495 placements.", "Two reviews have no date.")),
)

REPORT = Report(
    title="Sufficiency board pack",
    subtitle="Homes for children in care: position and trend",
    authority="Invented Borough Council",
    as_at=date(2024, 3, 31),
    blocks=BLOCKS,
    facts=(
        ("As at", "31 March 2024"),
        ("Data held", "SSDA903 returns for 2018 to 2024, imported 14 April 2024"),
        ("Made", "15 April 2024 at 09:12 by A. Example"),
    ),
    marking="Official: sensitive",
    keywords=("sufficiency", "children in care"),
)
