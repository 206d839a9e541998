"""Contracts in place: what covers each open commissioned placement, and how block beds are used."""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from suffdesk.analysis.block_nights import Block, BlockUse, Stay, use_of_blocks
from suffdesk.core.dates import first_day_of_year_to
from suffdesk.domain.framework import BLOCK, FRAMEWORK_CONTRACT, SPOT
from suffdesk.store.opening import Store
from suffdesk.store.queries.register_filter import COMMISSIONED, OPEN
from suffdesk.store.queries.standing import NAME, is_for, runs

_PLACED = (
    "FROM episode e JOIN child c ON c.id = e.child_id JOIN placement p ON p.id = e.placement_id "
    "LEFT JOIN setting s ON s.id = p.setting_id"
)
_WHERE = f"WHERE {OPEN} AND {COMMISSIONED}"


@dataclass(frozen=True, slots=True)
class Cover:
    """A contract, or a place on a lot, that covers a placement. ``until`` is the first day without it."""

    entity: str
    row_id: str
    kind: str
    name: str
    lot_id: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One open commissioned placement of a child looked after, and everything that covers it, contracts first."""

    child_id: str
    child: str
    placement_id: str
    place: str
    setting_id: str
    setting: str
    provider_id: str
    provider: str
    started: date
    covers: tuple[Cover, ...]

    @property
    def is_covered(self) -> bool:
        return bool(self.covers)

    @property
    def off_contract(self) -> bool:
        """Whether it is bought outside every framework and block: by a spot contract, or by none."""
        return all(cover.kind == SPOT for cover in self.covers)


_held: "weakref.WeakKeyDictionary[Store, tuple[int, dict[date, tuple[Coverage, ...]]]]" = weakref.WeakKeyDictionary()
_DAYS_KEPT = 8


def covered(store: Store, as_at: date) -> tuple[Coverage, ...]:
    """Every open commissioned placement on a day with what covers it, by the child's reference.

    Base: children looked after (agreed short breaks left out) whose episode that day is with a private or voluntary
    provider. A contract covers where it names the setting, or the setting's provider as a whole, and holds that day;
    a place on a lot does so too, where it and the framework hold that day. Of several lots those for the setting's
    kind are named alone. A placement whose setting is not known is covered by nothing. Read again
    only after a change.
    """
    state, held = store.state(), _held.get(store)
    if held is None or held[0] != state:
        held = (state, {})
        _held[store] = held
    if as_at not in held[1]:
        while len(held[1]) >= _DAYS_KEPT:
            held[1].pop(next(iter(held[1])))
        held[1][as_at] = _read(store, as_at)
    return held[1][as_at]


def _read(store: Store, as_at: date) -> tuple[Coverage, ...]:
    day = {"day": as_at.isoformat()}
    connection = store.db.conn
    contracts = connection.execute(
        f"SELECT e.child_id, 'contract', k.id, k.kind, k.reference, coalesce(k.lot_id, ''), k.until {_PLACED} "
        f"JOIN contract k ON {is_for('k')} AND {runs('k')} {_WHERE} "
        "ORDER BY k.setting_id IS NULL, k.started DESC, k.id",
        day,
    ).fetchall()
    places = connection.execute(
        f"SELECT e.child_id, 'lot_membership', m.id, '{FRAMEWORK_CONTRACT}', "
        "l.number || ' ' || l.name || ', ' || f.name, l.id, m.until, "
        f"m.setting_id IS NOT NULL OR l.kind IS NULL OR s.kind IS NULL OR l.kind = s.kind {_PLACED} "
        f"JOIN lot_membership m ON {is_for('m')} AND {runs('m')} JOIN lot l ON l.id = m.lot_id "
        f"JOIN framework f ON f.id = l.framework_id AND {runs('f')} {_WHERE} "
        "ORDER BY m.setting_id IS NULL, l.kind IS NOT s.kind, m.started DESC, m.id",
        day,
    ).fetchall()
    fits = {row[0] for row in places if row[7]}
    by_child: dict[str, list[Cover]] = {}
    for child, entity, row_id, kind, name, lot, until, fit in (*((*row, 1) for row in contracts), *places):
        if entity == "contract" or fit or child not in fits:  # a lot for another kind of setting, where there is none
            cover = Cover(entity, row_id, kind, name, lot, date.fromisoformat(until) if until else None)
            by_child.setdefault(child, []).append(cover)
    base = connection.execute(
        f"SELECT c.id, c.reference, p.id, coalesce(e.place, ''), coalesce(s.id, ''), "
        f"CASE WHEN s.id IS NULL THEN '' ELSE {NAME} END, coalesce(s.provider_id, ''), "
        f"coalesce((SELECT name FROM provider v WHERE v.id = s.provider_id), ''), p.started {_PLACED} {_WHERE} "
        "ORDER BY c.reference",
        day,
    ).fetchall()
    return tuple(
        Coverage(child, reference, placement, place, setting, name, provider, provider_name,
                 date.fromisoformat(started), tuple(by_child.get(child, ())))
        for child, reference, placement, place, setting, name, provider, provider_name, started in base
    )  # fmt: skip


def quarter_to(as_at: date) -> tuple[date, date]:
    """First day of the quarter of the financial year, and the date itself."""
    return as_at.replace(month=as_at.month - (as_at.month - 1) % 3, day=1), as_at


def year_to(as_at: date) -> tuple[date, date]:
    """The year to the date."""
    return first_day_of_year_to(as_at), as_at


def block_use(store: Store, first: date, last: date, provider_id: str = "") -> dict[str, BlockUse]:
    """What was used of every block contract that holds in the period, or of those of one provider; by contract id.

    Any placement fills a bed, after 18 and short breaks too; a child who leaves on a day does not sleep there that
    night.
    """
    end = last + timedelta(days=1)
    found = store.rows(
        "SELECT id, provider_id, setting_id, started, until, beds, weekly_price FROM contract WHERE kind = ? "
        "AND beds IS NOT NULL AND started <= ? AND coalesce(until, '9999') > ? AND (? = '' OR provider_id = ?)",
        (BLOCK, last.isoformat(), first.isoformat(), provider_id, provider_id),
    )
    blocks = [
        Block(
            str(row_id), str(provider), str(setting) if setting else None, date.fromisoformat(str(started)),
            _day(until), int(str(beds)), None if price is None else int(str(price)),
        )
        for row_id, provider, setting, started, until, beds, price in found
    ]  # fmt: skip
    if not blocks:
        return {}
    return use_of_blocks(blocks, _stays(store, first, end, blocks), first, last)


def _stays(store: Store, first: date, end: date, blocks: Sequence[Block]) -> list[Stay]:
    providers, settings = {block.provider_id for block in blocks}, {block.setting_id for block in blocks}
    found = store.rows(
        "SELECT p.child_id, p.setting_id, s.provider_id, p.started, p.until FROM placement p "
        "JOIN setting s ON s.id = p.setting_id WHERE p.started < ? AND coalesce(p.until, '9999') > ? "
        "ORDER BY p.started, p.id",
        (end.isoformat(), first.isoformat()),
    )
    return [
        Stay(str(child), str(setting), str(provider) if provider else None, date.fromisoformat(str(started)),
             _day(until))
        for child, setting, provider, started, until in found
        if provider in providers or setting in settings
    ]  # fmt: skip


def _day(stored: object) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None
