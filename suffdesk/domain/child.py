"""A child or young person, held by references and never by name."""

from suffdesk.core.entities import Entity, Field
from suffdesk.core.kinds import DATE, YEAR, YES_NO
from suffdesk.domain.codes import code_set
from suffdesk.domain.said import SAID

CHILD = Entity(
    name="child",
    label="Child",
    label_many="Children",
    fields=(
        Field("reference", "Child", required=True, width=9, help="The reference used in this store."),
        Field("identifier", "903 identifier", required=True, width=14, personal=True,
              help="The local identifier in the SSDA903 return (CHILD)."),
        Field("date_of_birth", "Date of birth", DATE, width=12, personal=True),
        Field("sex", "Sex", choices=code_set("SEX").choices, width=9),
        Field("ethnicity", "Ethnicity", choices=code_set("ETHNIC").choices, width=22, personal=True),
        Field("upn", "Unique pupil number", width=15, personal=True),
        Field("mother", "Is a mother", YES_NO, width=8),
        Field("mother_child_born", "Her child's date of birth", DATE, width=12, personal=True),
        Field("collection_year", "Latest return", YEAR, width=8,
              help="The collection year (31 March) of the return that these facts come from."),
        Field("died_on", "Died", DATE, width=12, personal=True,
              help="Decides how long the record is kept; an episode that ceased with E2 says so too."),
        Field("archived_on", "Archived", DATE, width=12,
              help="Kept for as long as the law asks, and out of the way until then."),
        SAID,
    ),
    default_columns=("reference", "date_of_birth", "sex", "ethnicity"),
)  # fmt: skip
