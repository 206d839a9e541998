"""A grade that was typed: where it is a fall for a setting in which children live, its checklist opens with it."""

from datetime import date

from suffdesk.core.dates import add_months, this_day
from suffdesk.core.kinds import Value
from suffdesk.domain.grade_fall import checklist, compared, is_full
from suffdesk.domain.quality import FULL_INSPECTION, FULL_JUDGEMENTS
from suffdesk.domain.registration import OFSTED
from suffdesk.store.change import Change
from suffdesk.store.opening import Store

_NEWS_MONTHS = 12


def open_checklist(store: Store, change: Change, grade_id: str, was: str = "", today: date | None = None) -> int:
    """Add the checklist of a judgement that is now the current one and below the one before, as part of ``change``.

    ``was`` is what the judgement itself said before it was put right. Returns how many actions were added: none where
    nobody lives there on ``today``, the inspection was over a year before (typed for the history, and no news), or the
    judgement has its checklist already.
    """
    day = today or this_day()
    ((setting_id, regulator, kind, judgement, inspected_on),) = store.rows(
        "SELECT setting_id, regulator, kind, judgement, inspected_on FROM grade WHERE id = ?", (grade_id,)
    )
    if not is_full(_text(regulator), _text(kind), _text(judgement)):
        return 0
    if add_months(date.fromisoformat(str(inspected_on)), _NEWS_MONTHS) < day:
        return 0
    marks = ", ".join("?" * len(FULL_JUDGEMENTS))
    others = store.rows(
        "SELECT judgement, inspected_on FROM grade WHERE setting_id = ? AND id <> ? AND regulator = ? AND kind = ? "
        f"AND judgement IN ({marks}) ORDER BY inspected_on DESC, id DESC LIMIT 1",
        (setting_id, grade_id, OFSTED, FULL_INSPECTION, *FULL_JUDGEMENTS),
    )
    if others and str(others[0][1]) > str(inspected_on):
        return 0  # a later one is the current one
    before = was if was in FULL_JUDGEMENTS else str(others[0][0]) if others else ""
    if not before or compared(before, str(judgement)) <= 0:
        return 0
    lived_in = store.rows(
        "SELECT 1 FROM placement WHERE setting_id = ? AND started <= ? AND (until IS NULL OR until > ?) LIMIT 1",
        (setting_id, day.isoformat(), day.isoformat()),
    )
    if not lived_in or store.rows("SELECT 1 FROM quality_action WHERE grade_id = ? LIMIT 1", (grade_id,)):
        return 0
    return len(change.insert_many("quality_action", checklist(str(setting_id), grade_id, day)))


def _text(value: object) -> Value:
    return None if value is None else str(value)
