"""Rules that one record keeps with others, each a named function over SQL that yields what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from suffdesk.core.dates import birthday, financial_year_end, show_date, this_day
from suffdesk.core.kinds import Value
from suffdesk.domain.codes import code_set
from suffdesk.domain.entering import ENDS, NEEDED, FieldFault
from suffdesk.domain.placement import LOOKED_AFTER, POST_18
from suffdesk.domain.registry import BY_NAME
from suffdesk.store.opening import Store

Row = Mapping[str, Value]
Rule = Callable[[Store, str, Row, str], Iterator[FieldFault]]
"""Given the store, the entity, the whole row, and its id (empty for a new one)."""

_FOREVER = date.max
_STARTS = ("started", "placed_on", "checked_on", "raised_on")


def _start_and_end(entity: str, row: Row) -> tuple[date | None, date | None, str]:
    start = next((row[name] for name in _STARTS if name in BY_NAME[entity].by_name), None)
    end_field = ENDS.get(entity, ("until", ""))[0]
    end = row.get(end_field)
    return (start if isinstance(start, date) else None), (end if isinstance(end, date) else None), end_field


def _span(start: date, until: date | None) -> str:
    return f"from {show_date(start)}" + (f" to {show_date(until)}" if until else ", still open")


def filled_in(_store: Store, entity: str, row: Row, _row_id: str) -> Iterator[FieldFault]:
    """What a return may leave empty and a person may not."""
    for name in NEEDED.get(entity, ()):
        if row.get(name) is None:
            yield FieldFault(name, f"{BY_NAME[entity].by_name[name].label} is needed")


def end_before_start(_store: Store, entity: str, row: Row, _row_id: str) -> Iterator[FieldFault]:
    """Nothing ends before it starts."""
    start, end, end_field = _start_and_end(entity, row)
    if start and end and end < start:
        yield FieldFault(end_field, f"The end, {show_date(end)}, is before the start, {show_date(start)}")


def overlapping(store: Store, entity: str, row: Row, row_id: str) -> Iterator[FieldFault]:
    """Two records of one child at the same time, where there can be only one; placements of one basis."""
    start, until, _ = _start_and_end(entity, row)
    if start is None or row.get("child_id") is None or (entity == "placement" and row.get("basis") == LOOKED_AFTER):
        return  # placements of looked-after children come from episodes, which are checked
    same, extra = ("AND basis = ?", (row.get("basis"),)) if entity == "placement" else ("", ())
    found = store.rows(
        f"SELECT started, until FROM {entity} WHERE child_id = ? AND id <> ? AND started < ? "
        f"AND coalesce(until, '9999-12-31') > ? {same} ORDER BY started LIMIT 1",
        (row["child_id"], row_id, (until or _FOREVER).isoformat(), start.isoformat(), *extra),
    )
    for began, ceased in found:
        other = _span(date.fromisoformat(str(began)), date.fromisoformat(str(ceased)) if ceased else None)
        yield FieldFault("started", f"It overlaps the {BY_NAME[entity].label.lower()} {other}")


def ceases_with_reason(_store: Store, _entity: str, row: Row, _row_id: str) -> Iterator[FieldFault]:
    """An episode that ceased says why, and only such a one."""
    if row.get("until") and not row.get("reason_ceased"):
        yield FieldFault("reason_ceased", "Say why it ceased")
    if row.get("reason_ceased") and not row.get("until"):
        yield FieldFault("until", "Say when it ceased")


def starts_before_birth(store: Store, entity: str, row: Row, _row_id: str) -> Iterator[FieldFault]:
    """Nothing about a child starts before its birth; nothing after 18 before its 18th birthday."""
    start, _, _ = _start_and_end(entity, row)
    born = _born(store, str(row.get("child_id")))
    if not start or not born:
        return
    if start < born:
        yield FieldFault("started", f"It starts before the child's date of birth, {show_date(born)}")
    elif entity == "placement" and row.get("basis") == POST_18 and start < birthday(born, 18):
        yield FieldFault("started", f"The child turns 18 on {show_date(birthday(born, 18))}, after this starts")


def _born(store: Store, child_id: str) -> date | None:
    found = store.rows("SELECT date_of_birth FROM child WHERE id = ?", (child_id,))
    return date.fromisoformat(str(found[0][0])) if found and found[0][0] else None


def born_after_an_episode(store: Store, _entity: str, row: Row, row_id: str) -> Iterator[FieldFault]:
    """A date of birth after the first episode, or a death before the last one began."""
    born, died = row.get("date_of_birth"), row.get("died_on")
    if isinstance(born, date) and isinstance(died, date) and died < born:
        yield FieldFault("died_on", "The date of death is before the date of birth")
    ((first, last),) = store.rows("SELECT min(started), max(started) FROM episode WHERE child_id = ?", (row_id,))
    if isinstance(born, date) and first and date.fromisoformat(str(first)) < born:
        yield FieldFault(
            "date_of_birth", f"An episode starts on {show_date(date.fromisoformat(str(first)))}, before this date"
        )
    if isinstance(died, date) and last and date.fromisoformat(str(last)) > died:
        yield FieldFault("died_on", f"An episode starts on {show_date(date.fromisoformat(str(last)))}, after this date")


def _taken(store: Store, entity: str, names: tuple[str, ...], row: Row, row_id: str) -> bool:
    values = [row.get(name) for name in names]
    if any(value is None for value in values):
        return False
    condition = " AND ".join(f"{name} = ?" for name in names)
    return bool(store.rows(f"SELECT 1 FROM {entity} WHERE {condition} AND id <> ?", (*values, row_id)))


def child_known_already(store: Store, entity: str, row: Row, row_id: str) -> Iterator[FieldFault]:
    """Each child has its own identifier and its own pupil number."""
    for name in ("identifier", "upn"):
        if _taken(store, entity, (name,), row, row_id):
            ((other,),) = store.rows(f"SELECT reference FROM child WHERE {name} = ? AND id <> ?", (row[name], row_id))[
                :1
            ]
            yield FieldFault(name, f"{other} has this {BY_NAME['child'].by_name[name].label} already")


def setting_number_taken(store: Store, entity: str, row: Row, row_id: str) -> Iterator[FieldFault]:
    """Each setting has its own Ofsted or CQC number."""
    if _taken(store, entity, ("urn",), row, row_id):
        yield FieldFault("urn", f"Another setting has the number {row['urn']} already")


def estimate_held_already(store: Store, entity: str, row: Row, row_id: str) -> Iterator[FieldFault]:
    """One estimate for each authority and year."""
    if _taken(store, entity, ("authority", "mid_year"), row, row_id):
        yield FieldFault("mid_year", f"An estimate of mid-{row['mid_year']} is held already; change it instead")


_CODED = {
    "reason_new": "RNE", "legal_status": "LS", "need": "CIN", "place": "PLACE", "provider": "PLACE_PROVIDER",
    "reason_ceased": "REC", "reason_change": "REASON_PLACE_CHANGE",
}  # fmt: skip


def codes_of_their_time(_store: Store, entity: str, row: Row, _row_id: str) -> Iterator[FieldFault]:
    """A code that no return of the years from start to end could hold."""
    start, until, _ = _start_and_end(entity, row)
    if start is None:
        return
    first, last = financial_year_end(start), financial_year_end(max(until or this_day(), start))
    for name, set_name in _CODED.items():
        code = code_set(set_name).by_code.get(str(row.get(name)))
        if code and not any(code.valid_in(year) for year in range(first, last + 1)):
            label = BY_NAME[entity].by_name[name].label
            yield FieldFault(name, f"{label}: {code.label} ({code.code}) is not used in the return to 31 March {first}")


def tier_of_another_lot(store: Store, _entity: str, row: Row, _row_id: str) -> Iterator[FieldFault]:
    """The tier of a place on a lot is one of that lot's."""
    tier = row.get("tier_id")
    if tier and not store.rows("SELECT 1 FROM tier WHERE id = ? AND lot_id = ?", (tier, row.get("lot_id"))):
        yield FieldFault("tier_id", "This tier is of another lot; choose one of this lot's")


def about_a_record(store: Store, _entity: str, row: Row, _row_id: str) -> Iterator[FieldFault]:
    """A note is about a record that is there."""
    if row.get("entity") not in BY_NAME:
        yield FieldFault("entity", "Say what the note is about")
    elif not store.rows(f"SELECT 1 FROM {row['entity']} WHERE id = ?", (row.get("row_id"),)):
        yield FieldFault("row_id", f"There is no such {BY_NAME[str(row['entity'])].label.lower()}")


RULES: Mapping[str, tuple[Rule, ...]] = {
    "child": (child_known_already, born_after_an_episode),
    "episode": (filled_in, overlapping, ceases_with_reason, starts_before_birth, codes_of_their_time),
    "placement": (filled_in, end_before_start, overlapping, starts_before_birth),
    "setting": (filled_in, setting_number_taken),
    **dict.fromkeys(
        (
            "framework",
            "contract",
            "provider_check",
            "concern",
            "bed",
            "bed_closure",
            "other_stay",
            "waiting",
            "home_cost",
        ),
        (end_before_start,),
    ),
    "lot_membership": (end_before_start, tier_of_another_lot),
    "population": (estimate_held_already,),
    "missing_period": (end_before_start, overlapping, starts_before_birth),
    "social_worker": (end_before_start, overlapping),
    "deprivation_of_liberty": (end_before_start, starts_before_birth),
    "adoption_decision": (end_before_start,),
    "note": (about_a_record,),
}
"""By entity; those that are not named keep no rule with others."""


def broken_rules(store: Store, entity: str, row: Row, row_id: str) -> list[FieldFault]:
    """Everything that a row would break. Its fields are each valid by themselves."""
    return [fault for rule in RULES.get(entity, ()) for fault in rule(store, entity, row, row_id)]
