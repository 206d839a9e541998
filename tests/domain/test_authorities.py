import contextlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.core.errors import UserError
from suffdesk.domain.authorities import (
    Band,
    area_name,
    at_a_distance,
    authorities,
    authority,
    find_authority,
    population,
    population_years,
    region_band,
    upper_tier,
)

STOCKPORT, MANCHESTER, WIGAN, LANCASHIRE = "E08000007", "E08000003", "E08000010", "E10000017"
DERBYSHIRE, LEEDS, WREXHAM, CHESHIRE_WEST = "E10000007", "E08000035", "W06000006", "E06000050"
CUMBRIA = "E10000006"


def code_of(name):
    return find_authority(name).code


def names(codes):
    return {area_name(code) for code in codes}


def test_there_are_153_authorities_in_nine_regions():
    assert len(authorities()) == 153
    assert Counter(a.region for a in authorities()) == {
        "East Midlands": 10,
        "East of England": 11,
        "London": 33,
        "North East": 12,
        "North West": 24,
        "South East": 19,
        "South West": 15,
        "West Midlands": 14,
        "Yorkshire and The Humber": 15,
    }
    assert len({a.dfe_code for a in authorities()}) == len({a.name for a in authorities()}) == 153


def test_stockport():
    stockport = authority(STOCKPORT)
    assert (stockport.name, stockport.dfe_code) == ("Stockport", "356")
    assert (stockport.region, stockport.sub_region) == ("North West", "Greater Manchester")
    assert names(stockport.adjoining) == {"Manchester", "Tameside", "Cheshire East", "Derbyshire"}


@pytest.mark.parametrize(
    ("sub_region", "members"),
    [
        (
            "Greater Manchester",
            "Bolton, Bury, Manchester, Oldham, Rochdale, Salford, Stockport, Tameside, Trafford, Wigan",
        ),
        ("Liverpool City Region", "Halton, Knowsley, Liverpool, Sefton, St Helens, Wirral"),
        ("Cumbria", "Cumberland, Westmorland and Furness"),
        ("South Yorkshire", "Barnsley, Doncaster, Rotherham, Sheffield"),
        ("West Yorkshire", "Bradford, Calderdale, Kirklees, Leeds, Wakefield"),
        ("Tyne and Wear", "Gateshead, Newcastle upon Tyne, North Tyneside, South Tyneside, Sunderland"),
        (
            "West Midlands metropolitan",
            "Birmingham, Coventry, Dudley, Sandwell, Solihull, Walsall, Wolverhampton",
        ),
    ],
)
def test_sub_regions_hold_their_authorities(sub_region, members):
    assert ", ".join(a.name for a in authorities() if a.sub_region == sub_region) == members


def test_every_london_borough_is_inner_or_outer():
    london = Counter(a.sub_region for a in authorities() if a.region == "London")
    assert london == {"Inner London": 14, "Outer London": 19}


@pytest.mark.parametrize(
    ("name", "adjoining"),
    [
        ("Derby", {"Derbyshire"}),
        ("Blackpool", {"Lancashire"}),
        ("Isles of Scilly", set()),
        ("Isle of Wight", set()),
        ("Norfolk", {"Suffolk", "Cambridgeshire", "Lincolnshire"}),
        (
            "City of London",
            {"Westminster", "Camden", "Islington", "Hackney", "Tower Hamlets", "Southwark"},
        ),
        (
            "Cumberland",
            {
                "Northumberland",
                "Westmorland and Furness",
                "Scotland: Dumfries and Galloway",
                "Scotland: Scottish Borders",
            },
        ),
        (
            "Cheshire West and Chester",
            {
                "Wirral",
                "Halton",
                "Warrington",
                "Cheshire East",
                "Shropshire",
                "Wales: Flintshire",
                "Wales: Wrexham",
            },
        ),
    ],
)
def test_adjoining_areas_are_those_on_the_map(name, adjoining):
    assert names(find_authority(name).adjoining) == adjoining


def test_adjoining_works_both_ways():
    today = {a.code: a for a in authorities()}
    for one in today.values():
        assert one.code not in one.adjoining
        assert all(one.code in today[other].adjoining for other in one.adjoining if other in today)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Stockport", "Stockport"),
        ("  stockport mbc ", "Stockport"),
        ("Stockport Metropolitan Borough Council", "Stockport"),
        ("STOCKPORT M.B.C.", "Stockport"),
        ("E08000007", "Stockport"),
        ("e08000007", "Stockport"),
        ("356", "Stockport"),
        ("City of York Council", "York"),
        ("Kingston upon Hull, City of", "Kingston upon Hull"),
        ("Hull City Council", "Kingston upon Hull"),
        ("Royal Borough of Kensington & Chelsea", "Kensington and Chelsea"),
        ("London Borough of Camden", "Camden"),
        ("City of London Corporation", "City of London"),
        ("Durham County Council", "County Durham"),
        ("Herefordshire, County of", "Herefordshire"),
        ("St. Helens", "St Helens"),
        ("saint helens", "St Helens"),
        ("Telford & Wrekin", "Telford and Wrekin"),
        ("Southend on Sea", "Southend-on-Sea"),
        ("Stoke-on-Trent City Council", "Stoke-on-Trent"),
        ("BCP Council", "Bournemouth, Christchurch and Poole"),
        ("Newcastle", "Newcastle upon Tyne"),
        ("Richmond upon Thames", "Richmond upon Thames"),
        ("Council of the Isles of Scilly", "Isles of Scilly"),
        ("Isle of Wight", "Isle of Wight"),
        ("Cumbria County Council", "Cumbria"),
    ],
)
def test_an_authority_is_found_by_any_usual_form_of_its_name(text, name):
    assert find_authority(text).name == name


@pytest.mark.parametrize("name", ["Dorset", "Buckinghamshire", "North Yorkshire", "Somerset", "825", "815", "933"])
def test_todays_authority_comes_before_a_former_one_of_the_same_name_or_number(name):
    assert find_authority(name).successors == ()


def test_every_authority_is_found_by_its_own_name_and_codes():
    for one in authorities():
        assert find_authority(one.name) == find_authority(one.dfe_code) == find_authority(one.code) == one
        assert find_authority(f"{one.name.upper()} COUNCIL") == one


def test_a_misspelt_name_brings_suggestions():
    with pytest.raises(UserError, match=r"“Stokport” is not an authority.*it may be Stockport$"):
        find_authority("Stokport")
    with pytest.raises(UserError, match=r"it may be Southend-on-Sea, South Tyneside or Southampton$"):
        find_authority("Southend")


@pytest.mark.parametrize("text", ["", "Council", "999", "Glasgow", "zzzz"])
def test_what_is_no_authority_is_refused(text):
    with pytest.raises(UserError, match="is not an authority in England"):
        find_authority(text)


@given(st.text(max_size=30))
def test_any_text_finds_an_authority_or_says_that_it_does_not(text):
    with contextlib.suppress(UserError):
        found = find_authority(text)
        assert authority(found.code) == found


@pytest.mark.parametrize(
    ("code", "upper"),
    [
        (STOCKPORT, STOCKPORT),
        ("E07000037", DERBYSHIRE),  # High Peak
        ("E07000117", LANCASHIRE),  # Burnley
        ("E08000038", "E08000016"),  # Barnsley since 2025
        ("E08000039", "E08000019"),  # Sheffield since 2025
        ("E10000002", "E06000060"),  # Buckinghamshire
        ("E06000029", "E06000058"),  # Poole
        (CUMBRIA, CUMBRIA),  # two successors
        (WREXHAM, WREXHAM),
        ("S12000047", "S12000047"),
        ("N09000003", "N09000003"),
        ("L99999999", "L99999999"),
        ("M99999999", "M99999999"),
        ("E07999999", None),
        ("", None),
    ],
)
def test_every_area_has_the_authority_that_answers_for_it(code, upper):
    assert upper_tier(code) == upper


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (STOCKPORT, "Stockport"),
        ("E07000037", "Derbyshire"),
        ("E08000039", "Sheffield"),
        (CUMBRIA, "Cumbria"),
        (WREXHAM, "Wales: Wrexham"),
        ("W06999999", "Wales"),
        ("WAL", "Wales"),
        ("S12000047", "Scotland: Fife"),
        ("SCO", "Scotland"),
        ("N09000003", "Northern Ireland: Belfast"),
        ("NIR", "Northern Ireland"),
        ("L99999999", "Channel Islands"),
        ("M99999999", "Isle of Man"),
        ("nonsense", "Not known"),
        ("", "Not known"),
    ],
)
def test_every_area_has_a_name_for_people(code, name):
    assert area_name(code) == name


@pytest.mark.parametrize(
    ("home", "placement", "band", "distant"),
    [
        (STOCKPORT, STOCKPORT, Band.IN_BOROUGH, False),
        (STOCKPORT, MANCHESTER, Band.NEIGHBOURING, False),
        (STOCKPORT, DERBYSHIRE, Band.NEIGHBOURING, False),  # adjoins, in another region
        (STOCKPORT, "E07000037", Band.NEIGHBOURING, False),  # High Peak, in Derbyshire
        (STOCKPORT, WIGAN, Band.NEIGHBOURING, True),  # same sub-region, does not adjoin
        (STOCKPORT, LANCASHIRE, Band.SAME_REGION, True),
        (STOCKPORT, LEEDS, Band.ELSEWHERE, True),
        (STOCKPORT, WREXHAM, Band.ELSEWHERE, True),
        (STOCKPORT, "SCO", Band.ELSEWHERE, True),
        (STOCKPORT, CUMBRIA, Band.SAME_REGION, True),
        (STOCKPORT, None, Band.NOT_KNOWN, None),
        (STOCKPORT, "", Band.NOT_KNOWN, None),
        (STOCKPORT, "XXX", Band.NOT_KNOWN, None),
        ("", STOCKPORT, Band.NOT_KNOWN, None),
        (WREXHAM, STOCKPORT, Band.NOT_KNOWN, None),  # homes are English authorities
        (CHESHIRE_WEST, WREXHAM, Band.NEIGHBOURING, False),
        (LANCASHIRE, CUMBRIA, Band.NEIGHBOURING, False),  # by its successor Westmorland and Furness
        ("E08000019", "E08000039", Band.IN_BOROUGH, False),  # Sheffield by its old and its new code
        (DERBYSHIRE, "E07000037", Band.IN_BOROUGH, False),
        ("E06000053", STOCKPORT, Band.ELSEWHERE, True),
        ("E06000047", "E08000035", Band.ELSEWHERE, True),  # County Durham has no sub-region, nor do many
        ("E06000047", "E06000057", Band.NEIGHBOURING, False),  # Northumberland
    ],
)
def test_bands_and_the_statutory_test(home, placement, band, distant):
    assert region_band(home, placement) is band
    assert at_a_distance(home, placement) is distant


def test_authorities_without_a_sub_region_share_none():
    norfolk, hertfordshire = code_of("Norfolk"), code_of("Hertfordshire")
    assert authority(norfolk).sub_region == authority(hertfordshire).sub_region == ""
    assert region_band(norfolk, hertfordshire) is Band.SAME_REGION


@pytest.mark.parametrize(
    ("code", "year", "children"),
    [
        (STOCKPORT, 2024, 64_910),
        ("E10000002", 2019, 122_137),
        ("E06000060", 2019, 122_137),  # the same area, under the county's old code
        ("E10000009", 2015, None),  # not estimated by ONS for its old area
        ("E06000058", 2018, None),
        (STOCKPORT, 2011, None),
        (WREXHAM, 2024, None),
        ("nonsense", 2024, None),
    ],
)
def test_population_of_children(code, year, children):
    assert population(code, year) == children


def test_population_is_held_for_every_authority_in_the_latest_years_and_sums_to_england():
    assert population_years() == tuple(range(2012, 2025))
    counts = {year: [population(a.code, year) for a in authorities()] for year in (2023, 2024)}
    assert all(None not in of_year for of_year in counts.values())
    assert sum(counts[2024]) == 12_183_016  # as published for England
