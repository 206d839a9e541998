"""A fall in grade, and the checklist that it opens where children of ours are placed.

The steps come from resources/checklists/grade_fall.json.
"""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache

from suffdesk.core.kinds import Value
from suffdesk.core.paths import resource
from suffdesk.domain.quality import FULL_INSPECTION, FULL_JUDGEMENTS
from suffdesk.domain.registration import OFSTED
from suffdesk.domain.working_days import add_working_days


def is_full(regulator: Value, kind: Value, judgement: Value) -> bool:
    """Whether a judgement is one of the four of a full inspection by Ofsted; no other is compared with them."""
    return regulator == OFSTED and kind == FULL_INSPECTION and judgement in FULL_JUDGEMENTS


def compared(before: str, after: str) -> int:
    """Steps that a full judgement fell: above 0 where ``after`` is worse, below 0 where it is better."""
    return FULL_JUDGEMENTS.index(after) - FULL_JUDGEMENTS.index(before)


def checklist(setting_id: str, grade_id: str, known_on: date) -> Iterable[dict[str, Value]]:
    """Actions on quality for one fall, due from the day on which it became known."""
    for action, days in _steps():
        yield {
            "setting_id": setting_id, "grade_id": grade_id, "action": action, "made_on": known_on,
            "due_on": add_working_days(known_on, days),
        }  # fmt: skip


@cache
def _steps() -> tuple[tuple[str, int], ...]:
    raw = json.loads(resource("checklists", "grade_fall.json").read_text(encoding="utf-8"))
    return tuple((step["action"], step["working_days"]) for step in raw["steps"])
