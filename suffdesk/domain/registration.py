"""What is registered, with whom, for how many, and from when: each a history, so that any day can be shown."""

import re
from collections.abc import Mapping

from suffdesk.core.entities import Choice, Entity, Field
from suffdesk.core.kinds import DATE, INTEGER, LONG_TEXT, PAST_DATE, REFERENCE, YES_NO

OFSTED, CQC = "Ofsted", "Care Quality Commission"
WALES, SCOTLAND = "Care Inspectorate Wales", "Care Inspectorate (Scotland)"
REGULATORS = tuple(Choice(name, name) for name in (OFSTED, CQC, WALES, SCOTLAND))

REGISTERED, SUSPENDED, CLOSED = "Registered", "Suspended", "Closed"
APPLIED, NOT_REGISTERED = "Applied for", "Not registered"
STATUSES = tuple(Choice(name, name) for name in (REGISTERED, SUSPENDED, CLOSED, APPLIED, NOT_REGISTERED))

_SETTING = Field("setting_id", "Setting", REFERENCE, required=True, reference="setting", width=28)
_LIST = Field("list_id", "From the list", REFERENCE, reference="published_list", width=18)

REGISTRATION = Entity(
    name="registration",
    label="Registration",
    label_many="Registrations",
    fields=(
        _SETTING,
        Field("regulator", "Regulator", choices=REGULATORS, width=22),
        Field("status", "Status", required=True, choices=STATUSES, width=14),
        Field("started", "From", DATE, required=True, width=12, help="Holds until a later one."),
        Field("notified_on", "Regulator told", PAST_DATE, width=12,
              help="For a setting without registration: when the regulator was told of the placement."),
        Field("end_by", "To end by", DATE, width=12,
              help="For a setting without registration: when it is to be registered, or the placement to end."),
        Field("end_plan", "Plan to end it", LONG_TEXT, width=48),
        _LIST,
    ),
    default_columns=("setting_id", "regulator", "status", "started", "end_by"),
)  # fmt: skip

CAPACITY = Entity(
    name="capacity",
    label="Registered places",
    label_many="Registered places over time",
    fields=(
        _SETTING,
        Field("started", "From", DATE, required=True, width=12, help="Holds until a later one."),
        Field("places", "Places", INTEGER, required=True, width=8),
        _LIST,
    ),
    default_columns=("setting_id", "started", "places"),
)

PUBLISHED_LIST = Entity(
    name="published_list",
    label="Published list",
    label_many="Published lists",
    fields=(
        Field("as_at", "As at", DATE, required=True, width=12),
        Field("publisher", "Published by", required=True, choices=REGULATORS, width=14),
        Field("file_name", "File", required=True, width=32),
        Field("rows_read", "Rows read", INTEGER, required=True, width=9),
        Field("rows_left_out", "Left out", INTEGER, required=True, width=9),
        Field("complete", "Complete", YES_NO, required=True, width=9,
              help="Whether it has every setting of its kinds, so that what it no longer has is closed."),
        Field("digest", "SHA-256", required=True, width=14, help="Digest of the file, to know it again."),
        Field("imported_at", "Imported", required=True, width=18, help="The moment, in UTC."),
    ),
    default_columns=("as_at", "publisher", "file_name", "rows_read", "rows_left_out"),
)  # fmt: skip

_WRITTEN: Mapping[str, re.Pattern[str]] = {
    OFSTED: re.compile(r"SC[0-9]{6}|[0-9]{7}"),
    CQC: re.compile(r"1-[0-9]{6,12}|CQC[0-9\-]{3,14}"),
    WALES: re.compile(r"SIN-?[0-9]{8}-?[A-Z]{4}|W[0-9]{1,2}/?[0-9]{6,8}"),
    SCOTLAND: re.compile(r"CS[0-9]{10}"),
}
NUMBER_WORDS = (
    "Ofsted's has SC and six digits, or seven digits; the Care Quality Commission's is 1-123456789, Wales's "
    "SIN-00001234-ABCD, Scotland's CS2003012345"
)
"""How the regulators' numbers look, as the end of a sentence."""
_NONE = re.compile(r"X{6,7}")


def registration_number(text: str) -> str:
    """The number of a setting as it is stored: without spaces, in capital letters."""
    return "".join(text.split()).upper()


def regulator_of_number(number: str) -> str | None:
    """Whose number it is, by its form; None where no regulator writes numbers so."""
    return next((regulator for regulator, form in _WRITTEN.items() if form.fullmatch(number)), None)


def stands_for_none(number: str) -> bool:
    """Whether it is ``XXXXXXX``, by which the return says that a placement's setting has no number (SSDA903 guide)."""
    return _NONE.fullmatch(number) is not None
