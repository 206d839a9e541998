"""Dates of an extract's row that cannot all be right; each is listed, as a return's are, and the row is stored."""

from collections.abc import Iterator
from datetime import date

from suffdesk.core.dates import birthday, show_date
from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.extract import BY_TARGET, ExtractRow, said_of

_MEND = "Mend whichever date is wrong in the case system."


def impossible_dates(file: str, row: ExtractRow, born: Value, as_at: date) -> Iterator[Problem]:
    """Faults of one row of an extract of the day ``as_at``; ``born`` is the child's date of birth, as far as known."""
    care, started = row.day("care_started"), row.day("started")
    ceased = row.day("care_ceased")
    ended = row.day("until") or ceased
    if isinstance(born, date):
        if born > as_at:
            yield _problem(file, row, "date_of_birth", "born_after_extract",
                           f"The child is born after {show_date(as_at)}, the day of the extract.")  # fmt: skip
        for name in ("care_started", "started"):
            if (day := row.day(name)) and day < born:
                yield _problem(file, row, name, "starts_before_birth",
                               f"It is before the child's date of birth, {show_date(born)}.")  # fmt: skip
        eighteen = birthday(born, 18)
        if ended is None and (care or started) and eighteen <= as_at:
            said = "started" if started else "care_started"
            words = f"The placement is still open, and the child turned 18 on {show_date(eighteen)}."
            yield _problem(file, row, said, "open_past_18", words)
    if care and started and started < care:
        yield _problem(file, row, "started", "starts_before_care",
                       f"The placement starts before care did, on {show_date(care)}.")  # fmt: skip
    if care and ceased and ceased < care:
        yield _problem(file, row, "care_ceased", "end_before_start",
                       f"Care ceased before it began, on {show_date(care)}.")  # fmt: skip


def _problem(file: str, row: ExtractRow, target: str, rule: str, message: str) -> Problem:
    day = row.day(target)
    shown = show_date(day) if day else None
    return Problem(file, row.row, BY_TARGET[target].label, shown, "listed", message, _MEND, rule, said_of(row) or None)
