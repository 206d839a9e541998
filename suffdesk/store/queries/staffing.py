"""Staff of homes as last counted on or before a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import setting_name_of


@dataclass(frozen=True, slots=True)
class Staffing:
    """One role in one home, in full-time equivalents. ``agency`` is None where it was not counted."""

    id: str
    home: str
    home_name: str
    role: str
    counted_on: date
    posts: float
    in_post: float
    agency: float | None

    @property
    def vacancies(self) -> float:
        """Posts that nobody of the home's own fills; none where more are in post than established."""
        return max(self.posts - self.in_post, 0.0)

    @property
    def agency_share(self) -> float | None:
        """Percent of those who work there that an agency sent; None where it was not counted or nobody does."""
        if self.agency is None or not self.in_post + self.agency:
            return None
        return 100 * self.agency / (self.in_post + self.agency)


def staffing_on(store: Store, day: date) -> list[Staffing]:
    """The latest count of each home and role, by home and role."""
    found: list[tuple[Any, ...]] = store.rows(
        f"SELECT s.id, s.setting_id, {setting_name_of('h')}, s.role, s.started, s.established, "
        "s.in_post, s.agency FROM staffing s JOIN setting h ON h.id = s.setting_id WHERE s.started <= ? "
        "AND NOT EXISTS (SELECT 1 FROM staffing l WHERE l.setting_id = s.setting_id AND l.started <= ? "
        "AND l.role = s.role COLLATE NOCASE AND (l.started, l.id) > (s.started, s.id)) "
        "ORDER BY 3 COLLATE NOCASE, s.setting_id, s.role COLLATE NOCASE",
        (day.isoformat(), day.isoformat()),
    )
    return [
        Staffing(row_id, home, name, role, date.fromisoformat(counted), posts, in_post, agency)
        for row_id, home, name, role, counted, posts, in_post, agency in found
    ]
