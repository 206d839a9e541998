"""A tiny language for children's histories, so that a case is read in one look.

A row is ``RNE LS PLACE@home DECOM`` and, where it matters, ``to DEC REC``. Without that a row ceases (X1) when the next
one starts, and the last row is open. ``home`` is a letter that stands for a postcode.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from suffdesk.analysis.cohort import Cohort, Snapshot
from suffdesk.analysis.histories import EpisodeRow, History, build_history

BORN = date(2015, 6, 15)


@dataclass(frozen=True)
class Written:
    """One row as it was written in a case."""

    reason_new: str
    legal_status: str
    place: str
    home: str
    started: date
    until: date | None
    reason_ceased: str


def written(rows: Sequence[str]) -> list[Written]:
    """Read the little language."""
    read = []
    for row in rows:
        reason_new, legal_status, where, started, *end = row.split()
        place, home = where.split("@")
        if end:
            until, reason = (None if end[1] == "open" else date.fromisoformat(end[1])), (end[2] if len(end) > 2 else "")
        else:
            until, reason = None, "follows"
        read.append(Written(reason_new, legal_status, place, home, date.fromisoformat(started), until, reason))
    closed = []
    for row, after in zip(read, [*read[1:], None], strict=False):
        if row.reason_ceased == "follows":
            row = replace(row, until=after.started, reason_ceased="X1") if after else replace(row, reason_ceased="")
        closed.append(row)
    return closed


def child(*rows: str, born: date | None = BORN, name: str = "child", **facts: object) -> History:
    """A history as the program builds it. ``facts`` go into every row (``miles=20.1``, ``provider="PR4"``)."""
    episodes = [
        EpisodeRow(
            **{
                "id": f"{name}-{number}",
                "started": row.started,
                "until": row.until,
                "reason_new": row.reason_new,
                "legal_status": row.legal_status,
                "need": "N1",
                "place": row.place,
                "provider": "PR1",
                "reason_ceased": row.reason_ceased or None,
                "home_postcode": "SK1 3XE",
                "placement_postcode": f"SK1 1{row.home.upper()}A",
                "home_authority": "E08000007",
                "placement_authority": "E08000007",
                "miles": 1.0,
                **facts,
            }
        )
        for number, row in enumerate(written(rows))
    ]
    return build_history(name, born, "F", "WBRI", episodes)


def snapshot(
    *children: History, as_at: date = date(2024, 3, 31), uasc: Mapping[int, Mapping[str, date | None]] | None = None
) -> Snapshot:
    """Children of Stockport at a date, with mid-2023 population 60,000 and mid-2024 40,000."""
    population = {2023: (60_000, "estimates for 2023"), 2024: (40_000, "estimates for 2024")}
    return Snapshot(Cohort(tuple(children), uasc or {}, population, "E08000007", "Stockport"), as_at)
