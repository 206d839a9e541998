"""The list of indicators, in the order in which they are shown."""

from collections.abc import Mapping

from suffdesk.analysis.cohort import Snapshot
from suffdesk.analysis.indicators import counts, location, movement, own_homes, quality, stability
from suffdesk.analysis.indicators.definition import ALL, DEFAULT, Indicator
from suffdesk.core.errors import UserError
from suffdesk.core.measure import Measure

_CLA = "Children looked after on the date; agreed short breaks (V3, V4) are left out."
_BOUGHT = "Children looked after on the date with private or voluntary providers (PR4, PR5)"
_STARTED = "Children who started to be looked after in the year to the date, each once, by the first start."
_CEASED = "Children who ceased to be looked after in the year to the date, each once, by the last time."
_EACH = {stability.EACH_PLACEMENT: "a change of placement with the same carer (T, U) starts a new placement."}
_KNOWN = {location.KNOWN_ONLY: "children for whom it is not known are left out of the denominator."}

_ALL = (
    Indicator("cla", "Children looked after", "children", _CLA, counts.cla),
    Indicator("cla_rate", "Children looked after per 10,000", "per_10000",
              "Children looked after on the date for every 10,000 people aged 0 to 17 in the authority, at the middle "
              "of the year in which the financial year began.", counts.rate),
    Indicator("cla_by_sex", "Looked after, by sex", "children", _CLA, counts.by(counts.sexes, counts.sex_of)),
    Indicator("cla_by_age", "Looked after, by age", "children", _CLA + " Age in whole years on the date.",
              counts.by(counts.ages, counts.age_of, unknown=counts.AGE_UNKNOWN, show_unknown=True)),
    Indicator("cla_by_ethnicity", "Looked after, by ethnicity", "children", _CLA,
              counts.by(counts.ethnic_groups, counts.ethnic_group_of)),
    Indicator("cla_by_need", "Looked after, by need", "children",
              _CLA + " The need recorded on the episode open on the date.", counts.by(counts.needs, counts.need_of)),
    Indicator("cla_by_legal_status", "Looked after, by legal status", "children",
              _CLA + " The legal status on the date.", counts.by(counts.legal_statuses, counts.legal_status_of)),
    Indicator("cla_by_placement", "Looked after, by placement", "children",
              _CLA + " The Department's groups of placement on the date.",
              counts.by(counts.placement_groups, counts.placement_group_of)),
    Indicator("cla_by_provider", "Looked after, by provider", "children",
              _CLA + " Who provides the placement on the date.",
              counts.by(counts.providers, counts.provider_of, unknown="Not reported", show_unknown=True)),
    Indicator("cla_by_home", "Looked after, by kind of home", "children",
              _CLA + " Kinds of home as commissioners speak of them: fostering by relatives and friends (connected "
              "carers) apart from the authority's other foster carers and from agencies' carers.",
              counts.by(counts.homes, counts.home_of)),
    Indicator("uasc", "Unaccompanied asylum seeking children", "children",
              "Children looked after on the date who are in the year's UASC table and whose status has not ceased.",
              counts.uasc),
    Indicator("starters", "Started to be looked after", "children", _STARTED, movement.children(movement.first_starts)),
    Indicator("starters_by_month", "Started, by month", "children", _STARTED,
              movement.children_by(movement.first_starts, movement.months, movement.start_month)),
    Indicator("starters_by_age", "Started, by age", "children", _STARTED + " Age in whole years at the start.",
              movement.children_by(movement.first_starts, movement.age_groups, movement.age_at_start,
                                   show_unknown=True)),
    Indicator("starters_by_need", "Started, by need", "children", _STARTED,
              movement.children_by(movement.first_starts, movement.need_groups, movement.need_at_start)),
    Indicator("starters_by_home_area", "Started, by home area", "children", _STARTED + " Postcode district of home.",
              movement.children_by(movement.first_starts, movement.home_areas, movement.home_area, show_unknown=True)),
    Indicator("leavers", "Ceased to be looked after", "children", _CEASED, movement.children(movement.last_ceases)),
    Indicator("leavers_by_month", "Ceased, by month", "children", _CEASED,
              movement.children_by(movement.last_ceases, movement.months, movement.cease_month)),
    Indicator("leavers_by_age", "Ceased, by age", "children", _CEASED + " Age in whole years when care ceased.",
              movement.children_by(movement.last_ceases, movement.age_groups, movement.age_at_cease,
                                   show_unknown=True)),
    Indicator("leavers_by_reason", "Ceased, by reason", "children", _CEASED,
              movement.children_by(movement.last_ceases, movement.reasons, movement.reason_ceased)),
    Indicator("three_placements", "Three or more placements in the year", "percent",
              "Children looked after on the date who had 3 or more placements in the year to it, as a share of all "
              "looked after on the date (NI 62). A change with the same carer is no new placement.",
              stability.three_placements, _EACH),
    Indicator("stable_two_years", "Same home for two years or more", "percent",
              "Children under 16 looked after continuously for at least 30 months who have been in the same placement "
              "for at least 24, or are placed for adoption and were there and in the placement before for at least "
              "24 together, as a share of all such children (NI 63).",
              stability.stable_two_years,
              {**_EACH, stability.ALL_AGES: "children of 16 and over count too."}),
    Indicator("out_of_area", "Placed outside the authority", "percent",
              "Children looked after on the date whose placement's postcode lies outside the authority, as a share of "
              "all looked after; those whose placement's area is not known are in the denominator.",
              location.out_of_area, _KNOWN),
    Indicator("over_20_miles", "Placed over 20 miles from home", "percent",
              "Children looked after on the date who live over 20 miles from home, in a straight line, as a share of "
              "all looked after; unaccompanied asylum seekers and others whose distance is not known are in the "
              "denominator.", location.over_20_miles, _KNOWN),
    Indicator("own_provision", "In the authority's own provision", "percent",
              "Children looked after on the date who are placed in the authority's own provision (PR1), as a share of "
              "all looked after.", counts.own_provision),
    Indicator("independent_provision", "In independent provision", "percent",
              "Children looked after on the date who are placed with private or voluntary providers (PR4, PR5), as a "
              "share of all looked after.", counts.independent_provision),
    Indicator("external_good_or_outstanding", "External placements rated good or outstanding", "percent",
              _BOUGHT + " whose setting's current full judgement by Ofsted is Good or Outstanding, as a share of those "
              "whose setting has a current full judgement. Residential schools are left out, and so is supported "
              "accommodation, which has no Good.", quality.good_or_outstanding,
              {quality.ALL_IN_DENOMINATOR: "children whose setting has no full judgement are in the denominator.",
               quality.WITHOUT_WALES_AND_INTERIM: "children whose setting has no full judgement are in the "
               "denominator, but not those in settings of other regulators, such as that of Wales, or with an interim "
               "outcome alone.",
               quality.WITH_RESIDENTIAL_SCHOOLS: "residential schools count too.",
               quality.WITH_SUPPORTED: "supported accommodation with an outcome counts too, and consistently strong "
               "service delivery counts as good."}),
    Indicator("external_inadequate", "In external placements rated inadequate", "children",
              _BOUGHT + " whose setting's current full judgement by Ofsted is Inadequate; every kind of setting.",
              quality.inadequate),
    Indicator("contracts_in_place", "Contracts in place", "percent",
              _BOUGHT + " whose placement is covered by a contract, or by a place on a lot of a framework, that holds "
              "for the setting or for all of its provider's, as a share of all with such providers.",
              quality.contracts_in_place,
              {quality.CONTRACTS_ONLY: "a place on a lot alone does not cover a placement."}),
    Indicator("visited_in_year", "External placements visited in the year", "percent",
              _BOUGHT + " whose setting, or who themselves there, were visited in the year to the date, as a share of "
              "all with such providers.", quality.visited_in_year),
    Indicator("in_house_occupancy", "Occupancy of our own homes", "percent",
              "Bed-nights slept in the authority's own homes (PR1) that have beds, as a share of their usable "
              "bed-nights, in the quarter to the date; whoever placed the child, and whether looked after, over 18 or "
              "on a short break. A bed that is closed is not usable.", own_homes.occupancy,
              {own_homes.REGISTERED_BEDS: "every registered bed is in the denominator, closed ones too."}),
)  # fmt: skip

CATALOGUE: Mapping[str, Indicator] = {indicator.code: indicator for indicator in _ALL}


def codes() -> tuple[str, ...]:
    """Every code, in order."""
    return tuple(CATALOGUE)


def measure(snapshot: Snapshot, code: str, variant: str = DEFAULT) -> list[Measure]:
    """Work out one indicator: a measure for each variant asked for and each breakdown.

    ``variant`` is a name, ``default`` or ``all``; an indicator without that variant gives none. Raises UserError
    for a code that is not in the list.
    """
    if code not in CATALOGUE:
        raise UserError(f"There is no indicator “{code}”; the codes are {', '.join(CATALOGUE)}")
    indicator = CATALOGUE[code]
    if variant == ALL:
        wanted = (DEFAULT, *indicator.variants)
    else:
        wanted = tuple(name for name in (DEFAULT, *indicator.variants) if name == variant)
    return [found for name in wanted for found in indicator.work(indicator, snapshot, name)]


def variant_names() -> frozenset[str]:
    """Every variant of any indicator, with ``default`` and ``all``."""
    return frozenset({DEFAULT, ALL}.union(*(indicator.variants for indicator in _ALL)))
