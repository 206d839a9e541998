"""Ofsted's lists of children's social care providers, of any year: how their columns and words are written, and rows.

Those that are published, and those that are sent to councils for the return on children looked after.

Headings drift from year to year, so each fact has every heading under which it has been printed. Words are compared
as :func:`suffdesk.domain.formats.mapping.plain` leaves them. Source: Ofsted, "Children's social care data in England"
(Open Government Licence v3.0).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from suffdesk.core.problem import Problem
from suffdesk.domain import provider, quality, registration

Reads = Literal["text", "urn", "date", "number", "kind", "sector", "status", "area", "postcode", "flag", "leaver",
                "judgement", "part", "inspection", "regulator", "kind, if known"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One fact of a setting, and the headings (in plain words) that it has had."""

    name: str
    reads: Reads
    headings: tuple[str, ...]


COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("urn", "urn", ("urn", "provider urn", "unique reference number", "registration number", "sc urn")),
    ListColumn("kind", "kind", ("provision type", "type of provision", "provider type", "setting type", "provision",
                                "service type")),
    ListColumn("subtype", "kind, if known", ("provider subtype", "provision subtype")),
    ListColumn("registered_on", "date", ("registration date", "date registered", "date of registration",
                                         "first effective date that the provider became active")),
    ListColumn("status", "status", ("registration status", "reg status", "status", "provider status")),
    ListColumn("closed_on", "date", ("date closed", "closed date", "closure date", "date of closure", "closing date",
                                     "registration end date", "deregistration date", "date deregistered",
                                     "date resigned or cancelled", "resigned or cancelled date",
                                     "cancelled or resigned date", "date cancelled or resigned", "resigned closed date",
                                     "first effective date that the provider closed")),
    ListColumn("resigned_on", "date", ("date resigned", "resigned date", "resignation date",
                                       "first effective date that the provider became resigned")),
    ListColumn("cancelled_on", "date", ("date cancelled", "cancelled date", "cancellation date",
                                        "first effective date that the provider became cancelled")),
    ListColumn("leaver", "leaver", ("leaver status", "leaver", "leavers", "leave join", "joiner or leaver")),
    ListColumn("joiner", "leaver", ("joiner status", "joiner", "joiners")),
    ListColumn("name", "text", ("name", "provider name", "setting name", "provision name", "name of provider",
                                "name of setting", "registered name")),
    ListColumn("address_1", "text", ("address 1", "address line 1", "setting address 1", "setting address line 1",
                                     "provider address 1", "provider address line 1", "address", "setting address",
                                     "provider address")),
    ListColumn("address_2", "text", ("address 2", "address line 2", "setting address 2", "setting address line 2",
                                     "provider address 2", "provider address line 2")),
    ListColumn("address_3", "text", ("address 3", "address line 3", "setting address 3", "setting address line 3",
                                     "provider address 3", "provider address line 3")),
    ListColumn("town", "text", ("town", "setting town", "setting address town", "provider town",
                                "provider address town", "address town")),
    ListColumn("county", "text", ("county", "setting county", "setting address county", "provider county",
                                  "provider address county", "address county")),
    ListColumn("postcode", "postcode", ("postcode", "post code", "setting postcode", "setting address postcode",
                                        "provider postcode", "provider address postcode", "address postcode")),
    ListColumn("local_authority", "area", ("local authority", "local authority name", "setting local authority", "la",
                                           "la name", "local authority area", "local authority of provision",
                                           "premises local authority", "provider local authority")),
    ListColumn("sector", "sector", ("sector", "sector type", "provider sector", "ownership", "owner sector")),
    ListColumn("places", "number", ("places", "max users", "maximum users", "maximum number of users", "capacity",
                                    "number of places", "registered places", "number of registered places",
                                    "maximum number of places", "max estimated places", "maximum fostering places")),
    ListColumn("short_breaks_only", "flag", ("short break only childrens home", "short breaks only", "short break only",
                                             "short breaks only childrens home", "short break provision")),
    ListColumn("owner", "text", ("organisation which owns the provider", "owner name", "owner", "organisation name",
                                 "organisation", "registered owner", "owning organisation", "registered provider",
                                 "registered person", "provider owner")),
    ListColumn("regulator", "regulator", ("regulator", "regulated by", "inspectorate")),
)  # fmt: skip
COLUMN_BY_NAME: Mapping[str, ListColumn] = {column.name: column for column in COLUMNS}

_OVERALL = ("overall experiences and progress of children and young people", "overall effectiveness",
            "overall experiences and progress", "overall judgement", "overall outcome",
            "overall effectiveness judgement", "overall effectiveness grade",
            "overall experiences and progress of children", "quality of care",
            "overall experiences and progress of service users")  # fmt: skip
_PROTECTION = ("how well children and young people are helped and protected", "help and protection",
               "how well children are helped and protected", "safeguarding", "helped and protected", "cyp safety",
               "safeguarding children and young people", "the safety of children and young people",
               "safety of children and young people",
               "how well children young people and families are helped and protected")  # fmt: skip
_LEADERSHIP = ("the effectiveness of leaders and managers", "effectiveness of leaders and managers",
               "leadership and management", "leaders and managers", "impact and effectiveness of leaders and managers",
               "the impact and effectiveness of leaders and managers")  # fmt: skip
_SUPPORTED = ("supported accommodation outcome", "outcome of supported accommodation")
_PARTS: Mapping[str, tuple[Reads, tuple[str, ...]]] = {
    "type": ("inspection", ("event type", "inspection type", "type")),
    "inspected_on": ("date", ("date", "inspection date", "event date", "start date")),
    "published_on": ("date", ("publication date", "inspection publication date", "first publication date",
                              "date published", "report publication date")),
    "event_number": ("text", ("event number", "number", "inspection event number", "inspection number",
                              "inspection id")),
    "judgement": ("judgement", ("outcome", "judgement", "overall", "overall outcome", "overall judgement",
                                "effectiveness", *_OVERALL)),
    "supported": ("judgement", _SUPPORTED),
    "protection": ("part", _PROTECTION),
    "leadership": ("part", _LEADERSHIP),
}  # fmt: skip
"""Facts of one inspection, and how their headings end where the inspection is named before them."""


@dataclass(frozen=True)
class InspectionColumns:
    """The columns that tell of one inspection of each setting: the latest full one, an interim one, the one before.

    ``kind`` is what it is where no column says so; ``columns`` has a fact's headings by its name (``judgement`` ...).
    """

    kind: str
    columns: tuple[ListColumn, ...]


def _inspection(kind: str, names: tuple[str, ...], bare: Mapping[str, tuple[str, ...]]) -> InspectionColumns:
    """Headings that name the inspection before or after the fact, and those that stand by themselves (``bare``)."""
    return InspectionColumns(kind, tuple(
        ListColumn(fact, reads, (*bare.get(fact, ()), *(f"{name} {end}" for name in names for end in endings),
                                 *(f"{end} of {name}" for name in names for end in endings),
                                 *(f"latest {end} from {name}" for name in names for end in endings)))
        for fact, (reads, endings) in _PARTS.items()
    ))  # fmt: skip


INSPECTIONS: tuple[InspectionColumns, ...] = (
    _inspection(quality.FULL_INSPECTION, ("latest full inspection", "last full inspection", "latest inspection",
                                          "most recent full inspection", "full inspection", "last inspection"), {
        "type": ("event type", "inspection type", "inspection event type", "type of inspection"),
        "inspected_on": ("inspection date", "event date", "inspection start date", "date of inspection"),
        "published_on": ("publication date", "inspection publication date", "date published", "date of publication",
                         "first publication date"),
        "event_number": ("event number", "inspection event number", "inspection number", "inspection id"),
        "judgement": _OVERALL,
        "supported": _SUPPORTED,
        "protection": _PROTECTION,
        "leadership": _LEADERSHIP,
    }),
    _inspection(quality.INTERIM, ("latest interim inspection", "interim inspection", "last interim inspection",
                                  "interim"), {
        "judgement": ("interim judgement", "progress judgement", "progress since last inspection"),
    }),
    _inspection(quality.FULL_INSPECTION, ("previous full inspection", "previous inspection", "previous"), {}),
)  # fmt: skip

KINDS: Mapping[str, str] = {
    "childrens home": provider.CHILDRENS_HOME,
    "childrens home short break": provider.CHILDRENS_HOME,
    "secure childrens home": provider.SECURE_HOME,
    "secure training centre": provider.SECURE_HOME,
    "secure school": provider.SECURE_HOME,
    "residential special school registered as a childrens home": provider.SPECIAL_SCHOOL_HOME,
    "residential special school registered as childrens home": provider.SPECIAL_SCHOOL_HOME,
    "residential special school 295 days year": provider.SPECIAL_SCHOOL_HOME,
    "residential special school over 295 days year": provider.SPECIAL_SCHOOL_HOME,
    "residential special school": provider.RESIDENTIAL_SCHOOL,
    "boarding school": "Boarding school",
    "further education college": "Further education college",
    "further education college with residential accommodation": "Further education college",
    "residential family centre": "Residential family centre",
    "residential holiday scheme for disabled children": "Holiday scheme",
    "residential holiday scheme": "Holiday scheme",
    "independent fostering agency": provider.FOSTERING_AGENCY,
    "fostering agency": provider.FOSTERING_AGENCY,
    "local authority fostering agency": provider.FOSTERING_AGENCY,
    "local authority fostering service": provider.FOSTERING_AGENCY,
    "voluntary adoption agency": "Adoption agency",
    "local authority adoption agency": "Adoption agency",
    "regional adoption agency": "Adoption agency",
    "adoption support agency": "Adoption support agency",
    "supported accommodation": provider.SUPPORTED,
    "supported accommodation undertaking": provider.SUPPORTED,
    "supported accommodation for looked after children and care leavers": provider.SUPPORTED,
    "supported accommodation provider": provider.SUPPORTED,
}
"""Provision types, those of March 2023 and of other years."""
OWN_BY_NAME = "local authority"
SECTORS: Mapping[str, str] = {
    "private": "PR4", "private company": "PR4", "individual": "PR4", "partnership": "PR4",
    "voluntary": "PR5", "voluntary sector": "PR5", "charity": "PR5",
    "health authority": "PR3", "nhs": "PR3", "health": "PR3", "academy": "PR3", "maintained": "PR2",
    "local authority": OWN_BY_NAME, "la": OWN_BY_NAME, "local authority provision": OWN_BY_NAME,
    "public sector": "PR3",
}  # fmt: skip
"""Sectors as codes of PLACE_PROVIDER; for a local authority its name decides whether it is our own or another."""
STATUSES: Mapping[str, str] = {
    "active": registration.REGISTERED, "registered": registration.REGISTERED, "open": registration.REGISTERED,
    "approved": registration.REGISTERED, "suspended": registration.SUSPENDED, "closed": registration.CLOSED,
    "resigned": registration.CLOSED, "cancelled": registration.CLOSED, "de registered": registration.CLOSED,
    "inactive": registration.CLOSED, "voluntarily cancelled": registration.CLOSED,
    "proposed": registration.APPLIED, "application": registration.APPLIED, "applied": registration.APPLIED,
}  # fmt: skip
JUDGEMENTS: Mapping[str, str] = {
    "outstanding": quality.OUTSTANDING,
    "good": quality.GOOD,
    "requires improvement to be good": quality.REQUIRES_IMPROVEMENT,
    "requires improvement": quality.REQUIRES_IMPROVEMENT,
    "adequate": "Adequate",
    "satisfactory": "Satisfactory",
    "inadequate": quality.INADEQUATE,
    "improved effectiveness": "Improved effectiveness",
    "improved": "Improved effectiveness",
    "sustained effectiveness": "Sustained effectiveness",
    "sustained": "Sustained effectiveness",
    "declined in effectiveness": "Declined in effectiveness",
    "declined": "Declined in effectiveness",
    "consistently strong service delivery": "Consistently strong service delivery",
    "inconsistent quality of service delivery": "Inconsistent quality of service delivery",
    "serious or widespread weaknesses": "Serious or widespread weaknesses",
    "serious and widespread weaknesses": "Serious or widespread weaknesses",
    "excellent": "Excellent",
    "poor": "Poor",
}
NOT_JUDGED = frozenset({"not yet inspected", "not inspected", "no inspection", "not judged", "no judgement", "none",
                        "not applicable", "not yet published"})  # fmt: skip
"""Words in place of a judgement that say there is none."""
INSPECTION_WORDS: tuple[tuple[str, str], ...] = (
    ("interim", quality.INTERIM), ("assurance", quality.ASSURANCE), ("monitoring", quality.MONITORING),
    ("full", quality.FULL_INSPECTION), ("inspection", quality.FULL_INSPECTION),
)  # fmt: skip
"""What a type of inspection is, by the first of these words that it holds."""
REGULATORS: Mapping[str, str] = {
    "ofsted": registration.OFSTED, "cqc": registration.CQC, "care quality commission": registration.CQC,
    "ciw": registration.WALES, "care inspectorate wales": registration.WALES,
    "care inspectorate": registration.SCOTLAND, "care inspectorate scotland": registration.SCOTLAND,
}  # fmt: skip
NO_VALUE = frozenset({"redacted", "null", "n a", "na", "nan", "not available", "data withheld", "withheld",
                      "unknown", "not known", "not recorded"})  # fmt: skip
"""Cells that are no value: names and addresses of homes are blacked out."""
YES = frozenset({"y", "yes", "true", "1", "short break only childrens home", "short breaks only childrens home",
                 "short breaks only", "short break only"})  # fmt: skip
NO = frozenset({"n", "no", "false", "0", "long term care only", "short breaks and long term care",
                "long term care and short breaks"})  # fmt: skip
"""Whether a home takes children for short breaks alone: the list of 2017 has three wordings."""
LEAVERS: Mapping[str, int] = {"leaver": 1, "leave": 1, "left": 1, "yes": 1, "y": 1,
                              "joiner": 0, "join": 0, "joined": 0, "no": 0, "n": 0}  # fmt: skip
"""Whether a row of a list of those who left and joined is of one who left."""
PART_OF_A_LIST = ("in year", "inyear", "inspections between", "inspected between", "inspections in", "joiners",
                  "new registrations", "closed", "leavers", "time series")  # fmt: skip
"""Words of a title that say that a list does not have every setting which is registered."""


@dataclass(frozen=True, slots=True)
class ListedInspection:
    """One judgement of a row."""

    kind: str
    inspected_on: date
    published_on: date | None
    judgement: str
    protection: str | None
    leadership: str | None
    event_number: str | None


@dataclass(frozen=True, slots=True)
class ListedSetting:
    """One setting as a list has it; None where the list says nothing.

    ``file`` names the sheet too where there are several; ``row`` counts as a spreadsheet does.
    ``sector`` is a code of PLACE_PROVIDER, or :data:`OWN_BY_NAME` where the owner's name decides; ``local_authority``
    an ONS code.
    """

    file: str
    row: int
    urn: str | None
    name: str | None
    kind: str | None
    sector: str | None
    owner: str | None
    regulator: str
    address: str | None
    postcode: str | None
    local_authority: str | None
    registered_on: date | None
    status: str | None
    closed_on: date | None
    places: int | None
    short_breaks_only: int | None
    inspections: tuple[ListedInspection, ...]

    @property
    def place(self) -> tuple[str, int]:
        """Where the row stands."""
        return self.file, self.row

    def is_premises_of(self, other: "ListedSetting") -> bool:
        """Whether two rows of one number are two addresses of a provider of supported accommodation."""
        return self.kind == other.kind == provider.SUPPORTED and self._where() != other._where()

    def _where(self) -> tuple[str | None, ...]:
        return self.address, self.postcode, self.local_authority


@dataclass(frozen=True)
class OfstedList:
    """A list that has been read. ``as_at`` is None where neither title nor file name nor heading says it.

    ``complete`` says whether the list has every setting of its kinds that is registered, by its title; ``of_leavers``
    whether it tells when settings closed.
    """

    file: str
    as_at: date | None
    complete: bool
    settings: tuple[ListedSetting, ...]
    problems: tuple[Problem, ...]
    rows_read: int
    rows_left_out: int
    digest: str
    columns_ignored: tuple[str, ...]
    sheets_ignored: tuple[str, ...] = ()
    of_leavers: bool = False
