"""A provider (an organisation), its settings (registered homes, agency branches and units), and whom to ask there."""

from collections.abc import Mapping
from string import Formatter

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import CEASED_ON, DATE, INTEGER, LONG_TEXT, MONEY, PAST_DATE, REFERENCE, YES_NO, Value
from suffdesk.domain.codes import code_set
from suffdesk.domain.postcodes import POSTCODE

SECTOR = code_set("PLACE_PROVIDER").choices
OWN_PROVISION = "PR1"
COMMISSIONED = frozenset({"PR4", "PR5"})
"""Sectors from which homes are bought: private, and voluntary."""

PROVIDER = Entity(
    name="provider",
    label="Provider",
    label_many="Providers",
    fields=(
        Field("name", "Name", required=True, width=32),
        Field("sector", "Sector", choices=SECTOR, width=20),
        Field("company_number", "Company number", width=10, help="As at Companies House, eight letters or digits."),
        Field("charity_number", "Charity number", width=10),
        Field("address", "Address", width=32),
        Field("website", "Website", width=24),
        Field("notes", "What to know", LONG_TEXT, width=48),
    ),
    default_columns=("name", "sector", "company_number"),
)

CHILDRENS_HOME, SECURE_HOME, SPECIAL_SCHOOL_HOME = (
    "Children's home", "Secure children's home", "Residential special school registered as a children's home",
)  # fmt: skip
FOSTERING_AGENCY, SUPPORTED, RESIDENTIAL_SCHOOL = "Fostering agency", "Supported accommodation", "Residential school"
SETTING_KINDS = tuple(
    Choice(name, name)
    for name in (CHILDRENS_HOME, SECURE_HOME, SPECIAL_SCHOOL_HOME, FOSTERING_AGENCY, SUPPORTED, RESIDENTIAL_SCHOOL,
                 "Boarding school", "Further education college", "Residential family centre", "Holiday scheme",
                 "Adoption agency", "Adoption support agency", "Other setting")
)  # fmt: skip
CATEGORIES = tuple(
    Choice(name, name)
    for name in ("Mainstream", "Therapeutic", "Disability", "Family assessment", "Short breaks", "Emergency",
                 "Group living", "Self-contained", "Supported lodgings")
)  # fmt: skip
GENDERS = tuple(Choice(name, name) for name in ("Any", "Girls", "Boys"))


def _check_setting(row: Mapping[str, Value]) -> list[str]:
    youngest, oldest = row.get("ages_from"), row.get("ages_to")
    if isinstance(youngest, int) and isinstance(oldest, int) and oldest < youngest:
        return [f"The oldest age, {oldest}, is under the youngest, {youngest}"]
    return []


SETTING_NAMES = ("{name}", "{kind} {urn}", "Setting {urn}", "{kind}", "Setting without a name")
"""What people call a setting: the first of these of which every field is held. One whose name is not published is
called by what it is and its number. Python and SQL (``store.queries.standing``) are both made from it."""


def setting_name(values: Mapping[str, object]) -> str:
    """What people call a setting of these values."""
    held = {name: str(values[name]) for name in ("name", "kind", "urn") if values.get(name)}
    wanted = ((form, [part for _, part, _, _ in Formatter().parse(form) if part]) for form in SETTING_NAMES)
    return next(form.format(**held) for form, parts in wanted if all(part in held for part in parts))


SETTING = Entity(
    name="setting",
    label="Setting",
    label_many="Settings",
    fields=(
        Field("provider_id", "Provider", REFERENCE, reference="provider", width=28),
        Field("name", "Name", width=32, help="Empty where only its number is known, from the return."),
        Field("kind", "Kind", choices=SETTING_KINDS, width=22),
        Field("category", "Category", choices=CATEGORIES, width=18),
        Field("urn", "Ofsted or CQC number", width=10),
        Field("sector", "Sector", choices=SECTOR, width=20),
        Field("address", "Address", width=32),
        Field("postcode", "Postcode", POSTCODE, width=10),
        Field("local_authority", "Area", width=18, help="The authority in whose area it stands."),
        Field("registered_on", "Registered", PAST_DATE, width=12),
        Field("until", "Closed", CEASED_ON, width=12),
        Field("ages_from", "Youngest age", INTEGER, width=8),
        Field("ages_to", "Oldest age", INTEGER, width=8),
        Field("gender", "For", choices=GENDERS, width=8),
        Field("short_breaks_only", "Short breaks only", YES_NO, width=8),
        Field("needs_met", "Needs met", LONG_TEXT, width=40, help="What the setting can and cannot take on."),
        Field(
            "purpose",
            "Statement of purpose",
            LONG_TEXT,
            width=48,
            help="In short; keep the document itself on its page.",
        ),
        Field("staffing", "Staffing", LONG_TEXT, width=40, help="Staff by day and night, vacancies, the manager."),
    ),
    default_columns=("name", "kind", "category", "urn", "sector", "postcode"),
    check=_check_setting,
)

PRICE_RANGE = Entity(
    name="price_range",
    label="Price range",
    label_many="Price ranges",
    fields=(
        Field("setting_id", "Setting", REFERENCE, required=True, reference="setting", width=28),
        Field("started", "From", DATE, required=True, width=12, help="Holds until a later one."),
        Field("lowest", "Lowest a week", MONEY, required=True, width=12),
        Field("highest", "Highest a week", MONEY, width=12),
        Field("what_for", "For", width=32, help="What the price buys: core care, with education, solo."),
    ),
    default_columns=("setting_id", "started", "lowest", "highest", "what_for"),
)

CONTACT = Entity(
    name="contact",
    label="Contact",
    label_many="Contacts",
    fields=(
        Field("provider_id", "Provider", REFERENCE, required=True, reference="provider", width=28),
        Field("setting_id", "Setting", REFERENCE, reference="setting", width=28, help="Empty for the whole provider."),
        Field("name", "Name", required=True, width=24, personal=True),
        Field("role", "Role", width=24, help="Registered manager, referrals, finance, out of hours."),
        Field("telephone", "Telephone", width=16, personal=True),
        Field("email", "Email", width=28, personal=True),
        Field("until", "Left", CEASED_ON, width=12),
    ),
    default_columns=("name", "role", "setting_id", "telephone", "email"),
)
