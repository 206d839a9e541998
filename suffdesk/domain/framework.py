"""Under what homes are bought: frameworks with their lots and tiers, who is on them, contracts, and what must hold."""

from collections.abc import Mapping

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import DATE, INTEGER, LAST_DAY, LONG_TEXT, MONEY, PAST_DATE, REFERENCE, YES_NO, Value
from suffdesk.domain.provider import SETTING_KINDS

_PROVIDER = Field("provider_id", "Provider", REFERENCE, required=True, reference="provider", width=28)
_SETTING = Field("setting_id", "Setting", REFERENCE, reference="setting", width=28,
                 help="Empty where it holds for every setting of the provider.")  # fmt: skip

FRAMEWORK = Entity(
    name="framework",
    label="Framework",
    label_many="Frameworks",
    fields=(
        Field("name", "Name", required=True, width=36),
        Field("lead", "Led by", width=24),
        Field("started", "From", DATE, required=True, width=12),
        Field("until", "Last day", LAST_DAY, width=12),
        Field("end_estimated", "The end is an estimate", YES_NO, width=8),
        Field("reopens", "Reopens", width=16, help="How often providers may join, such as quarterly."),
        Field("next_opening", "Opens next", DATE, width=12),
        Field("description", "What it is for", LONG_TEXT, width=48),
    ),
    default_columns=("name", "started", "until", "reopens", "next_opening"),
)

LOT = Entity(
    name="lot",
    label="Lot",
    label_many="Lots",
    fields=(
        Field("framework_id", "Framework", REFERENCE, required=True, reference="framework", width=32),
        Field("number", "Number", required=True, width=12, help="As printed: Lot 1, Category 2."),
        Field("name", "Name", required=True, width=36),
        Field("kind", "Kind of setting", choices=SETTING_KINDS, width=22),
    ),
    default_columns=("framework_id", "number", "name", "kind"),
)

TIER = Entity(
    name="tier",
    label="Tier",
    label_many="Tiers",
    fields=(
        Field("lot_id", "Lot", REFERENCE, required=True, reference="lot", width=32),
        Field("number", "Number", INTEGER, required=True, width=8, help="Tier 1 is asked first."),
        Field("basis", "By what it is ranked", LONG_TEXT, width=40),
    ),
    default_columns=("lot_id", "number", "basis"),
)

LOT_MEMBERSHIP = Entity(
    name="lot_membership",
    label="Place on a lot",
    label_many="Places on lots",
    fields=(
        Field("lot_id", "Lot", REFERENCE, required=True, reference="lot", width=32),
        _PROVIDER,
        _SETTING,
        Field("tier_id", "Tier", REFERENCE, reference="tier", width=12),
        Field("started", "From", DATE, required=True, width=12),
        Field("until", "Last day", LAST_DAY, width=12),
        Field("weekly_price", "Framework rate a week", MONEY, width=12),
    ),
    default_columns=("lot_id", "provider_id", "setting_id", "tier_id", "started", "until", "weekly_price"),
)

FRAMEWORK_CONTRACT, SPOT, BLOCK = "Under a framework", "Off-contract (spot)", "Block"
CONTRACT_KINDS = tuple(Choice(name, name) for name in (FRAMEWORK_CONTRACT, SPOT, BLOCK))


def _check_contract(row: Mapping[str, Value]) -> list[str]:
    faults = []
    if row.get("kind") == BLOCK and not row.get("beds"):
        faults.append("A block contract needs its number of beds")
    if row.get("kind") != BLOCK and row.get("beds") is not None:
        faults.append("Only a block contract has a number of beds")
    if row.get("kind") == FRAMEWORK_CONTRACT and row.get("lot_id") is None:
        faults.append("A contract under a framework needs its lot")
    return faults


CONTRACT = Entity(
    name="contract",
    label="Contract",
    label_many="Contracts",
    fields=(
        Field("reference", "Reference", required=True, width=16),
        Field("kind", "Kind", required=True, choices=CONTRACT_KINDS, width=20),
        _PROVIDER,
        _SETTING,
        Field("lot_id", "Lot", REFERENCE, reference="lot", width=32),
        Field("started", "From", DATE, required=True, width=12),
        Field("until", "Last day", LAST_DAY, width=12),
        Field("signed_on", "Signed", PAST_DATE, width=12),
        Field("beds", "Beds", INTEGER, width=8, help="Of a block: paid for whether they are used or not."),
        Field("weekly_price", "Price of a bed a week", MONEY, width=12),
        Field("notice_weeks", "Notice in weeks", INTEGER, width=8),
        Field("notes", "What to know", LONG_TEXT, width=48),
    ),
    default_columns=("reference", "kind", "provider_id", "setting_id", "started", "until", "beds"),
    check=_check_contract,
)

CHECK_KINDS = tuple(
    Choice(name, name)
    for name in ("Public liability insurance", "Employer's liability insurance", "Professional indemnity insurance",
                 "Financial check", "Safeguarding self-assessment", "Reference from another authority",
                 "Safer recruitment", "Data protection registration")
)  # fmt: skip
CHECK_RESULTS = tuple(Choice(name, name) for name in ("Met", "Met with conditions", "Not met"))

PROVIDER_CHECK = Entity(
    name="provider_check",
    label="Check of a provider",
    label_many="Checks of providers",
    fields=(
        _PROVIDER,
        _SETTING,
        Field("kind", "Kind", required=True, choices=CHECK_KINDS, width=28),
        Field("checked_on", "Checked", PAST_DATE, required=True, width=12),
        Field("until", "Valid to", LAST_DAY, width=12),
        Field("result", "Result", choices=CHECK_RESULTS, width=16),
        Field("cover", "Cover", MONEY, width=14, help="The sum insured."),
        Field("notes", "Notes", LONG_TEXT, width=48),
    ),
    default_columns=("provider_id", "kind", "checked_on", "until", "result"),
)
