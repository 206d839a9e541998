"""Gathers what the profile of a provider holds."""

from datetime import date

from suffdesk.core.chart import ChartSpec, Series
from suffdesk.core.dates import show_date
from suffdesk.core.report import Cell, Column, KeyFigure, Report, Table
from suffdesk.core.text import listed, plural
from suffdesk.domain.quality import FULL_JUDGEMENTS
from suffdesk.exports.reports.provider_profile import Profile, Section, provider_profile
from suffdesk.figures.contracts import covered
from suffdesk.operations.contracting import blocks, checks, contracts, places_on_lots
from suffdesk.operations.home_lists import HomeList
from suffdesk.operations.home_pages import provider_facts, settings_of
from suffdesk.operations.record_table import Records, facts_of, records_of
from suffdesk.store.opening import Store
from suffdesk.store.queries.home_lists import HomeFilter
from suffdesk.store.queries.names import name_of


def profile_of(store: Store, provider_id: str, as_at: date) -> Report:
    """The profile of one provider on a day, from the store as it is."""
    name = name_of(store, "provider", provider_id)
    facts = facts_of(store, "provider", provider_id)
    about = dict(facts).get("What to know", "")
    return provider_profile(
        store,
        Profile(
            name,
            tuple(fact for fact in facts if fact[0] not in ("Name", "What to know")),
            tuple(_figures(store, provider_id, as_at)),
            about,
            judgements_chart(store, provider_id, as_at),
            (
                Section("Settings", _settings(store, provider_id, as_at), "No setting is open on the date."),
                Section("Lots", places_on_lots(store, as_at, provider_id=provider_id).table,
                        "On no lot of a framework."),
                Section("Contracts", _without(contracts(store, as_at, provider_id), "Provider"), "No contract."),
                Section("Block beds", _without(blocks(store, as_at, provider_id), "Provider"), "No block contract."),
                Section("Checks", checks(store, provider_id, as_at).table, "No check is recorded."),
                Section("Visits", _visits(store, provider_id, as_at), "No visit is recorded."),
                Section("Actions open", _actions(store, provider_id, as_at), "No action is open."),
            ),
        ),
        as_at,
    )  # fmt: skip


def _figures(store: Store, provider_id: str, as_at: date) -> list[KeyFigure]:
    standing = dict(provider_facts(store, provider_id, as_at))
    placements = [one for one in covered(store, as_at) if one.provider_id == provider_id]
    inside = sum(one.is_covered for one in placements)
    return [
        KeyFigure("Settings", standing.get("Settings", "0"), "open on the date"),
        KeyFigure("Children of ours", standing.get("Children of ours", "0"), "placed on the date"),
        KeyFigure("With a contract", f"{inside:,}", f"of {plural(len(placements), 'commissioned placement')}"),
        KeyFigure("Concerns open", standing.get("Concerns open", "0"), "what they are is restricted"),
    ]


def _settings(store: Store, provider_id: str, as_at: date) -> Table:
    homes = HomeList(store, "setting", as_at)
    ids = homes.query.find(HomeFilter(provider_id=provider_id))
    return homes.table_in_words(ids, ("name", "kind", "area", "places", "judgement", "since", "children", "contract"))


def judgements_chart(store: Store, provider_id: str, as_at: date) -> ChartSpec | None:
    """Settings of a provider by their current full judgement; None where none has one."""
    found = settings_of(store, provider_id, as_at).table
    place = [column.title for column in found.columns].index("Judgement")
    held = [str(row[place]).split(" (was")[0] for row in found.rows]
    counts = [(judgement, held.count(judgement)) for judgement in FULL_JUDGEMENTS]
    if not any(number for _, number in counts):
        return None
    none = len(held) - sum(number for _, number in counts)
    words = listed([f"{judgement} {number:,}" for judgement, number in counts])
    return ChartSpec(
        "Settings by current full judgement",
        "bar",
        tuple(judgement for judgement, _ in counts),
        (Series("Settings", tuple(float(number) for _, number in counts)),),
        f"Settings by the full judgement that holds on {show_date(as_at)}: {words}; {none:,} without one.",
        "Judgement",
        "Settings",
    )


def _visits(store: Store, provider_id: str, as_at: date) -> Table:
    return _up_to(records_of(store, "visit", provider_id, "provider").table, "Visited", as_at)


def _actions(store: Store, provider_id: str, as_at: date) -> Table:
    table = records_of(store, "quality_action", provider_id, "provider").table
    done = [column.title for column in table.columns].index("Done")
    rows = [row for row in table.rows if not (isinstance(row[done], date) and row[done] <= as_at)]  # type: ignore[operator]
    return _only(Table("Actions open", table.columns, rows), "Done")


def _up_to(table: Table, title: str, as_at: date) -> Table:
    """Rows whose date in a column is not after the day."""
    place = [column.title for column in table.columns].index(title)

    def counts(cell: Cell) -> bool:
        return not isinstance(cell, date) or cell <= as_at

    return Table(table.title, table.columns, [row for row in table.rows if counts(row[place])], table.notes)


def _without(records: Records, title: str) -> Table:
    return _only(records.table, title)


def _only(table: Table, title: str) -> Table:
    """The table without a column that says the same in every row."""
    places = [place for place, column in enumerate(table.columns) if column.title != title]
    columns: tuple[Column, ...] = tuple(table.columns[place] for place in places)
    return Table(table.title, columns, [tuple(row[place] for place in places) for row in table.rows], table.notes)
