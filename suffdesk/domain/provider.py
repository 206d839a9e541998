"""A provider (an organisation) and its settings: registered homes, agency branches and units."""

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import REFERENCE
from suffdesk.domain.codes import code_set

PROVIDER = Entity(
    name="provider",
    label="Provider",
    label_many="Providers",
    fields=(
        Field("name", "Name", required=True, width=32),
        Field("sector", "Sector", choices=code_set("PLACE_PROVIDER").choices, width=20),
    ),
    default_columns=("name", "sector"),
)

SETTING_KINDS = tuple(
    Choice(name, name)
    for name in ("Children's home", "Secure children's home", "Fostering agency", "Supported accommodation",
                 "Residential school", "Adoption agency", "Other setting")
)  # fmt: skip

SETTING = Entity(
    name="setting",
    label="Setting",
    label_many="Settings",
    fields=(
        Field("provider_id", "Provider", REFERENCE, reference="provider", width=28),
        Field("name", "Name", width=32, help="Empty where only its number is known, from the return."),
        Field("kind", "Kind", choices=SETTING_KINDS, width=22),
        Field("urn", "Ofsted or CQC number", width=10),
        Field("sector", "Sector", choices=code_set("PLACE_PROVIDER").choices, width=20),
        Field("postcode", "Postcode", width=10),
    ),
    default_columns=("name", "kind", "urn", "sector", "postcode"),
)
