"""A child or young person, held by references and never by name."""

from collections.abc import Mapping

from suffdesk.core.entities import Entity, Field
from suffdesk.core.kinds import DATE, PAST_DATE, YEAR, YES_NO, Value
from suffdesk.domain.codes import code_set
from suffdesk.domain.identifiers import as_text, is_spoiled
from suffdesk.domain.said import SAID


def _check(row: Mapping[str, Value]) -> list[str]:
    """The identifier as the return has it, not as a spreadsheet shows it (DOMAIN.md, "Settled since")."""
    identifier = str(row.get("identifier") or "")
    if is_spoiled(identifier):
        return [f"“{identifier[:40]}” is what a spreadsheet leaves where a number is lost; type the number itself"]
    if as_text(identifier) != identifier:
        return [f"“{identifier[:40]}” was made of a number by a spreadsheet; type {as_text(identifier)[:40]}"]
    return []


CHILD = Entity(
    name="child",
    label="Child",
    label_many="Children",
    fields=(
        Field("reference", "Child", required=True, width=9, help="The reference used in this store."),
        Field("identifier", "903 identifier", required=True, width=14, personal=True,
              help="The local identifier in the SSDA903 return (CHILD)."),
        Field("date_of_birth", "Date of birth", PAST_DATE, width=12, personal=True),
        Field("sex", "Sex", choices=code_set("SEX").choices, width=9),
        Field("ethnicity", "Ethnicity", choices=code_set("ETHNIC").choices, width=22, personal=True),
        Field("upn", "Unique pupil number", width=15, personal=True),
        Field("mother", "Is a mother", YES_NO, width=8),
        Field("mother_child_born", "Her child's date of birth", PAST_DATE, width=12, personal=True),
        Field("collection_year", "Latest return", YEAR, width=8,
              help="The collection year (31 March) of the return that these facts come from."),
        Field("died_on", "Died", PAST_DATE, width=12, personal=True,
              help="Decides how long the record is kept; an episode that ceased with E2 says so too."),
        Field("archived_on", "Archived", DATE, width=12,
              help="Kept for as long as the law asks, and out of the way until then."),
        SAID,
    ),
    default_columns=("reference", "date_of_birth", "sex", "ethnicity"),
    check=_check,
)  # fmt: skip
