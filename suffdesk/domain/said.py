"""What each return said of a record that several returns hold, so that their order of import does not matter.

Kept as JSON: collection year → the fields whose value there is not the record's, and under ``#`` the row's place among
those of its day. Year 0 is what was typed, or came from an extract, before any return held the record.
"""

import json

from suffdesk.core.entities import Field
from suffdesk.core.kinds import Kind, Value

ORDER = "#"


class _Said(Kind):
    name = "said"

    def parse(self, text: str) -> Value:
        return text.strip()

    def show(self, value: Value) -> str:
        """``2023: until empty; 2024: as here``."""
        if not isinstance(value, str):
            return ""
        said = json.loads(value).items()
        return "; ".join(f"{'typed' if year == '0' else year}: {_words(told)}" for year, told in said)


def _words(told: dict[str, object]) -> str:
    parts = (
        f"{name.replace('_', ' ')} {'empty' if value is None else value}"
        for name, value in told.items()
        if name != ORDER
    )
    return ", ".join(parts) or "as here"


SAID = Field(
    "said", "What each return said", _Said(), width=20, personal=True,
    help="Where the returns of several years hold it; the latest of them that is not empty counts.",
)  # fmt: skip
