"""What the indicators of quality and contracts rest on: every bought placement on a day, read from a store."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from suffdesk.analysis.bought import Bought, Judged
from suffdesk.core.dates import first_day_of_year_to
from suffdesk.domain.quality import INTERIM, INTERIM_JUDGEMENTS, SUPPORTED_OUTCOMES
from suffdesk.domain.registration import OFSTED
from suffdesk.figures.contracts import covered
from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import JUDGEMENT, OURS, PUBLISHED, REGULATOR, quoted

_UP_TO = "FROM grade g WHERE g.setting_id = s.id AND g.inspected_on <= :day"
_SETTINGS = (
    f"SELECT s.id, s.kind, {JUDGEMENT}, EXISTS (SELECT 1 {_UP_TO} AND g.regulator = '{OFSTED}' AND "
    f"(g.kind = '{INTERIM}' OR g.judgement IN ({quoted(INTERIM_JUDGEMENTS)}))), "
    f"(SELECT g.judgement {_UP_TO} AND g.judgement IN ({quoted(SUPPORTED_OUTCOMES)}) "
    "ORDER BY g.inspected_on DESC, g.id DESC LIMIT 1), "
    f"coalesce({REGULATOR}, (SELECT g.regulator {_UP_TO} ORDER BY g.inspected_on DESC, g.id DESC LIMIT 1)), "
    f"{PUBLISHED} "
    f"FROM setting s WHERE {OURS}"
)
_VISITS = (
    "SELECT DISTINCT setting_id, coalesce(child_id, '') FROM visit WHERE visited_on >= :first AND visited_on <= :day"
)


def load_bought(store: Store, as_at: date) -> Mapping[str, Bought]:
    """Every open placement with a private or voluntary provider, by child."""
    day = {"day": as_at.isoformat()}
    found: list[tuple[Any, ...]] = store.db.conn.execute(_SETTINGS, day).fetchall()
    settings = {
        str(row_id): Judged(
            str(row_id),
            kind,
            judgement,
            bool(interim),
            outcome,
            regulator is not None and regulator != OFSTED,
            date.fromisoformat(published) if published else None,
        )
        for row_id, kind, judgement, interim, outcome, regulator, published in found
    }
    year = {**day, "first": first_day_of_year_to(as_at).isoformat()}
    visits = {(str(setting), str(child)) for setting, child in store.db.conn.execute(_VISITS, year)}
    return {
        one.child_id: Bought(
            settings.get(one.setting_id),
            any(cover.entity == "contract" for cover in one.covers),
            any(cover.entity != "contract" for cover in one.covers),
            not visits.isdisjoint({(one.setting_id, ""), (one.setting_id, one.child_id)}),
        )
        for one in covered(store, as_at)
    }
