"""Frameworks with their lots, contracts in place, block beds, checks that run out, and settings not registered."""

from datetime import date, timedelta

from suffdesk.core.dates import show_date_short
from suffdesk.core.report import Cell, Column, Table
from suffdesk.core.text import listed, plural
from suffdesk.domain.codes import code_set
from suffdesk.domain.framework import CHECK_KINDS, SPOT
from suffdesk.domain.provider import COMMISSIONED
from suffdesk.domain.registration import NOT_REGISTERED
from suffdesk.figures.contracts import Coverage, block_use, covered, quarter_to, year_to
from suffdesk.operations.record_table import Records
from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import (
    CHILDREN,
    END_BY,
    END_PLAN,
    LIVES_THERE,
    NAME,
    NOTIFIED,
    STATUS,
    STATUS_SINCE,
    quoted,
    runs,
)

SOON = 90
"""Days within which an end is said to be near."""
_TIER = "(SELECT 'Tier ' || t.number FROM tier t WHERE t.id = m.tier_id)"
_OWNER = "(SELECT v.name FROM provider v WHERE v.id = {}.provider_id)"
_SETTING = "(SELECT " + NAME + " FROM setting s WHERE s.id = {}.setting_id)"


def end_words(until: date | None, as_at: date, *, ended: str = "Ended", ends: str = "Ends") -> str:
    """``Ended 12 days ago`` or ``Ends in 20 days``, by the last day that counts (the day before ``until``).

    A last day further off than :data:`SOON` days is given as a date; without an end the words are empty.
    """
    if until is None:
        return ""
    last = until - timedelta(days=1)
    days = (last - as_at).days
    if days < 0:
        return f"{ended} {plural(-days, 'day')} ago"
    if days == 0:
        return f"{ends} today"
    return f"{ends} in {plural(days, 'day')}" if days <= SOON else f"{ends} {show_date_short(last)}"


def opening_words(opens: date | None, as_at: date) -> str:
    """When a framework opens next: ``Opens in 20 days``; one that was to open is ``Overdue 12 days``."""
    if opens is None:
        return ""
    days = (opens - as_at).days
    if days < 0:
        return f"Overdue {plural(-days, 'day')}"
    if days == 0:
        return "Opens today"
    return f"Opens in {plural(days, 'day')}" if days <= SOON else f"Opens {show_date_short(opens)}"


def frameworks(store: Store, as_at: date) -> Records:
    """Every framework: when it ends, when it opens next, how many providers are on it and children bought under it."""
    found = store.rows(
        "SELECT f.id, f.name, f.lead, f.started, f.until, f.end_estimated, f.reopens, f.next_opening, "
        "(SELECT count(*) FROM lot l WHERE l.framework_id = f.id), "
        "(SELECT count(DISTINCT m.provider_id) FROM lot_membership m JOIN lot l ON l.id = m.lot_id "
        f"WHERE l.framework_id = f.id AND {runs('m').replace(':day', '?1')}) "
        "FROM framework f ORDER BY coalesce(f.until, '9999') <= ?1, f.name COLLATE NOCASE, f.id",
        (as_at.isoformat(),),
    )
    used = _children_by(store, as_at, "SELECT id, framework_id FROM lot")
    rows: list[tuple[Cell, ...]] = [
        (str(name), str(lead or ""), _date(started),
         end_words(_date(until), as_at) + (" (an estimate)" if until and estimated else "") or "No end is recorded",
         str(reopens or ""), opening_words(_date(opens), as_at), _int(lots), _int(providers),
         len(used.get(str(row_id), ())))
        for row_id, name, lead, started, until, estimated, reopens, opens, lots, providers in found
    ]  # fmt: skip
    columns = (
        Column("Framework", width=34),
        Column("Led by", width=16),
        Column("From", "date", 12),
        Column("End", width=24),
        Column("Reopens", width=14),
        Column("Opens next", width=18),
        Column("Lots", "number", 6),
        Column("Providers", "number", 10),
        Column("Children", "number", 9),
    )
    return Records(Table("Frameworks", columns, rows), tuple(("framework", str(row[0])) for row in found))


def lots(store: Store, framework_id: str, as_at: date) -> Records:
    """The lots of a framework with their tiers, providers on the day, and children of ours placed under them."""
    found = store.rows(
        "SELECT l.id, l.number, l.name, l.kind, (SELECT group_concat(number, ', ') FROM (SELECT number FROM tier t "
        "WHERE t.lot_id = l.id ORDER BY number)), (SELECT count(DISTINCT m.provider_id) FROM lot_membership m "
        f"WHERE m.lot_id = l.id AND {runs('m').replace(':day', '?1')}) FROM lot l WHERE l.framework_id = ?2 "
        "ORDER BY length(l.number), l.number, l.id",
        (as_at.isoformat(), framework_id),
    )
    used = _children_by(store, as_at, "SELECT id, id FROM lot")
    rows: list[tuple[Cell, ...]] = [
        (str(number), str(name), str(kind or ""), str(tiers or "None"), _int(providers), len(used.get(str(row_id), ())))
        for row_id, number, name, kind, tiers, providers in found
    ]
    columns = (
        Column("Lot", width=12),
        Column("Name", width=30),
        Column("Kind of setting", width=22),
        Column("Tiers", width=9),
        Column("Providers", "number", 10),
        Column("Children", "number", 9),
    )
    return Records(Table("Lots", columns, rows), tuple(("lot", str(row[0])) for row in found))


def tiers(store: Store, lot_id: str) -> Records:
    """The tiers of a lot."""
    found = store.rows("SELECT id, number, basis FROM tier WHERE lot_id = ? ORDER BY number, id", (lot_id,))
    rows: list[tuple[Cell, ...]] = [(f"Tier {number}", str(basis or "")) for _, number, basis in found]
    columns = (Column("Tier", width=10), Column("By what it is ranked", width=50))
    return Records(Table("Tiers", columns, rows), tuple(("tier", str(row[0])) for row in found))


def places_on_lots(store: Store, as_at: date, *, lot_id: str = "", provider_id: str = "") -> Records:
    """Who is, was or will be on a lot, or on which lots a provider is; what holds on the day first."""
    condition, value = ("m.lot_id", lot_id) if lot_id else ("m.provider_id", provider_id)
    found = store.rows(
        f"SELECT m.id, f.name, l.number || ' ' || l.name, {_OWNER.format('m')}, {_SETTING.format('m')}, {_TIER}, "
        "m.weekly_price, m.started, m.until FROM lot_membership m JOIN lot l ON l.id = m.lot_id "
        f"JOIN framework f ON f.id = l.framework_id WHERE {condition} = ?2 "
        f"ORDER BY NOT ({runs('m').replace(':day', '?1')}), 2, length(l.number), 3, 6, 4, m.started, m.id",
        (as_at.isoformat(), value),
    )
    rows: list[tuple[Cell, ...]] = []
    for _, framework, lot, provider, setting, tier, price, started, until in found:
        whose = (str(provider),) if lot_id else (str(framework), str(lot))
        rows.append((
            *whose, str(setting or "Every setting"), str(tier or ""), None if price is None else _int(price),
            _date(started), _last(until), _holds(_date(started), _date(until), as_at),
        ))  # fmt: skip
    heads = (Column("Provider", width=30),) if lot_id else (Column("Framework", width=24), Column("Lot", width=26))
    columns = (
        *heads,
        Column("Setting", width=22),
        Column("Tier", width=8),
        Column("Rate a week", "money", 12),
        Column("From", "date", 12),
        Column("Last day", "date", 12),
        Column("On the date", width=20),
    )
    return Records(Table("Places on lots", columns, rows), tuple(("lot_membership", str(row[0])) for row in found))


def _holds(started: date | None, until: date | None, as_at: date) -> str:
    if started and started > as_at:
        return f"Begins in {plural((started - as_at).days, 'day')}"
    return end_words(until, as_at) or "Holds"


def _children_by(store: Store, as_at: date, sql: str) -> dict[str, set[str]]:
    """Children of open commissioned placements by what ``sql`` maps the lots to that cover them."""
    of_lot = {str(lot): str(group) for lot, group in store.rows(sql)}
    found: dict[str, set[str]] = {}
    for one in covered(store, as_at):
        for cover in one.covers:
            if cover.lot_id in of_lot:
                found.setdefault(of_lot[cover.lot_id], set()).add(one.child_id)
    return found


def coverage(store: Store, as_at: date, *, lot_id: str = "", provider_id: str = "") -> Records:
    """Open commissioned placements and what covers each, those without anything first; a row opens the child."""
    found = [
        one for one in covered(store, as_at)
        if (not lot_id or any(cover.lot_id == lot_id for cover in one.covers))
        and (not provider_id or one.provider_id == provider_id)
    ]  # fmt: skip
    found.sort(key=lambda one: (one.is_covered, not one.off_contract, one.child))
    places = code_set("PLACE")
    rows: list[tuple[Cell, ...]] = [
        (one.child, places.label(one.place), one.setting or "Not known", one.provider or "Not known", one.started,
         _bought(one), listed([cover.name for cover in one.covers][:3]),
         end_words(one.covers[0].until, as_at) if one.covers else "")
        for one in found
    ]  # fmt: skip
    columns = (
        Column("Child", width=9),
        Column("Placement", width=22),
        Column("Setting", width=24),
        Column("Provider", width=22),
        Column("Since", "date", 12),
        Column("Bought", width=20),
        Column("Contract or lot", width=34),
        Column("End", width=18),
    )
    return Records(Table("Contracts in place", columns, rows), tuple(("child", one.child_id) for one in found))


def _bought(one: Coverage) -> str:
    if not one.is_covered:
        return "Without a contract"
    return next((cover.kind for cover in one.covers if cover.kind != SPOT), SPOT)


def coverage_words(store: Store, as_at: date) -> list[tuple[str, bool]]:
    """The figure in a sentence, and what is wrong with it."""
    found = covered(store, as_at)
    if not found:
        return [("No child is in a commissioned placement on the as-at date.", False)]
    inside = sum(one.is_covered for one in found)
    spot = sum(one.is_covered and one.off_contract for one in found)
    words = f"{inside:,} of {plural(len(found), 'open commissioned placement')} have a contract in place"
    words += f" ({100 * inside / len(found):.1f}%); {spot:,} of them off-contract (spot)."
    return [(words, inside < len(found))]


def contracts(store: Store, as_at: date, provider_id: str = "", setting_id: str = "") -> Records:
    """Contracts by when they end: those that hold on the day first, the next to end before the others."""
    found = store.rows(
        f"SELECT k.id, k.reference, k.kind, {_OWNER.format('k')}, {_SETTING.format('k')}, "
        "(SELECT l.number || ' ' || l.name FROM lot l WHERE l.id = k.lot_id), k.started, k.until, k.beds, "
        "k.weekly_price, k.signed_on FROM contract k WHERE (?2 = '' OR k.provider_id = ?2) "
        "AND (?3 = '' OR k.setting_id = ?3 OR (k.setting_id IS NULL "
        "AND k.provider_id = (SELECT provider_id FROM setting WHERE id = ?3))) "
        f"ORDER BY NOT ({runs('k').replace(':day', '?1')}), coalesce(k.until, '9999'), k.reference, k.id",
        (as_at.isoformat(), provider_id, setting_id),
    )
    rows: list[tuple[Cell, ...]] = [
        (str(reference), str(kind), str(owner), str(setting or "Every setting"), str(lot or ""), _date(started),
         _last(until), "No end is recorded" if until is None and str(started) <= as_at.isoformat()
         else _holds(_date(started), _date(until), as_at),
         "Signed" if signed and str(signed) <= as_at.isoformat() else "Not signed")
        for _, reference, kind, owner, setting, lot, started, until, _, _, signed in found
    ]  # fmt: skip
    columns = (
        Column("Reference", width=13),
        Column("Kind", width=19),
        Column("Provider", width=24),
        Column("Setting", width=22),
        Column("Lot", width=20),
        Column("From", "date", 12),
        Column("Last day", "date", 12),
        Column("On the date", width=20),
        Column("Signed", width=11),
    )
    return Records(Table("Contracts", columns, rows), tuple(("contract", str(row[0])) for row in found))


def contracts_words(store: Store, as_at: date) -> list[tuple[str, bool]]:
    """How many contracts end soon, and how many have no end."""
    near = (as_at + timedelta(days=SOON + 1)).isoformat()
    ((ending, endless),) = store.rows(
        f"SELECT sum(k.until IS NOT NULL AND k.until <= ?2), sum(k.until IS NULL) FROM contract k "
        f"WHERE {runs('k').replace(':day', '?1')}",
        (as_at.isoformat(), near),
    )
    lines: list[tuple[str, bool]] = []
    if ending:
        lines.append((f"{plural(_int(ending), 'contract ends', 'contracts end')} within {SOON} days.", True))
    if endless:
        lines.append((f"{plural(_int(endless), 'contract')} without an end.", False))
    return lines


def blocks(store: Store, as_at: date, provider_id: str = "") -> Records:
    """Block contracts that hold in the year to the day: nights paid, used and void, with their cost."""
    quarter, year = (block_use(store, *span, provider_id) for span in (quarter_to(as_at), year_to(as_at)))
    found = store.rows(
        f"SELECT k.id, k.reference, {_OWNER.format('k')}, {_SETTING.format('k')}, k.beds FROM contract k "
        "ORDER BY k.reference, k.id"
    )
    shown = [row for row in found if str(row[0]) in year]
    rows: list[tuple[Cell, ...]] = []
    for row_id, reference, owner, setting, beds in shown:
        whole, part = year[str(row_id)], quarter.get(str(row_id))
        rows.append((
            str(reference), str(owner), str(setting or "Every setting"), _int(beds),
            None if part is None or part.share is None else float(part.share),
            None if whole.share is None else float(whole.share), whole.paid, whole.used, whole.void, whole.cost,
            whole.void_cost,
        ))  # fmt: skip
    columns = (
        Column("Reference", width=13),
        Column("Provider", width=24),
        Column("Setting", width=22),
        Column("Beds", "number", 6),
        Column("Used, quarter", "percent", 12),
        Column("Used, year", "percent", 11),
        Column("Nights paid", "number", 11),
        Column("Used", "number", 8),
        Column("Void", "number", 8),
        Column("Cost", "money", 14),
        Column("Of it void", "money", 14),
    )
    notes = (
        "Nights, money and the second share are of the year to the date; the first share of the quarter so far. "
        "A child fills one bed of one contract; more children than beds fill no more than the beds.",
    )
    return Records(Table("Block beds", columns, rows, notes), tuple(("contract", str(row[0])) for row in shown))


def checks(store: Store, provider_id: str, as_at: date) -> Records:
    """Checks of a provider, each with how long it still holds, the latest of a kind first."""
    found = store.rows(
        f"SELECT x.id, x.kind, {_SETTING.format('x')}, x.checked_on, x.until, x.result, x.cover FROM provider_check x "
        "WHERE x.provider_id = ? ORDER BY x.kind, x.checked_on DESC, x.id",
        (provider_id,),
    )
    rows: list[tuple[Cell, ...]] = [
        (str(kind), str(setting or "Every setting"), _date(checked), _last(until), check_words(_date(until), as_at),
         str(result or ""), None if cover is None else _int(cover))
        for _, kind, setting, checked, until, result, cover in found
    ]  # fmt: skip
    columns = (
        Column("Kind", width=30),
        Column("Setting", width=22),
        Column("Checked", "date", 12),
        Column("Valid to", "date", 12),
        Column("On the date", width=24),
        Column("Result", width=18),
        Column("Cover", "money", 16),
    )
    return Records(Table("Checks", columns, rows), tuple(("provider_check", str(row[0])) for row in found))


def check_words(until: date | None, as_at: date) -> str:
    """``Expired 12 days ago``, ``Expires in 20 days``; a check without an end does not expire."""
    return end_words(until, as_at, ended="Expired", ends="Expires") or "Does not expire"


def checks_due(store: Store, as_at: date) -> Records:
    """The latest check of each provider and kind that has expired or expires within 90 days, and what is missing.

    Missing are kinds of check that providers have and one with children of ours placed has not: a kind that nobody
    has is not asked for. A row opens the check, or the provider where there is none.
    """
    day = as_at.isoformat()
    near = (as_at + timedelta(days=SOON + 1)).isoformat()
    with_children = {
        str(provider): (str(name), _int(children)) for provider, name, children in store.rows(
            "SELECT v.id, v.name, count(DISTINCT p.child_id) FROM placement p JOIN setting s ON s.id = p.setting_id "
            f"JOIN provider v ON v.id = s.provider_id WHERE {LIVES_THERE.replace(':day', '?1')} "
            f"AND (v.sector IS NULL OR v.sector IN ({quoted(sorted(COMMISSIONED))})) GROUP BY v.id", (day,))
    }  # fmt: skip
    latest = store.rows(
        "SELECT x.id, x.provider_id, v.name, x.kind, x.checked_on, max(coalesce(x.until, '9999')), x.result "
        "FROM provider_check x JOIN provider v ON v.id = x.provider_id WHERE x.checked_on <= ? "
        "GROUP BY x.provider_id, x.kind",
        (day,),
    )
    lines: list[tuple[str, tuple[Cell, ...], tuple[str, str]]] = []
    held: set[tuple[str, str]] = set()
    for row_id, provider, name, kind, checked, until, _ in latest:
        held.add((str(provider), str(kind)))
        if str(until) <= near:
            ends = _date(until)
            children = with_children.get(str(provider), ("", 0))[1]
            lines.append((str(until), (str(name), str(kind), check_words(ends, as_at), _date(checked), _last(until),
                                       children), ("provider_check", str(row_id))))  # fmt: skip
    asked = {kind for _, kind in held}
    for provider_id, (name, children) in with_children.items():
        missing = [one.code for one in CHECK_KINDS if one.code in asked and (provider_id, one.code) not in held]
        if missing:
            words = ", ".join(missing)
            lines.append(("", (name, words, "Never checked", None, None, children), ("provider", provider_id)))
    lines.sort(key=lambda line: (line[1][-1] == 0, line[0], str(line[1][0]).casefold(), str(line[1][1])))
    columns = (
        Column("Provider", width=34),
        Column("Check", width=44),
        Column("On the date", width=22),
        Column("Checked", "date", 12),
        Column("Valid to", "date", 12),
        Column("Children", "number", 9),
    )
    return Records(Table("Checks due", columns, [line[1] for line in lines]), tuple(line[2] for line in lines))


def checks_words(records: Records) -> list[tuple[str, bool]]:
    """How many of what is due has run out, and how much of it where children are placed."""
    gone = [row for row in records.table.rows if str(row[2]).startswith(("Expired", "Never"))]
    if not records.count:
        return [(f"Nothing has expired, and nothing expires within {SOON} days.", False)]
    placed = sum(bool(row[-1]) for row in gone)
    words = (
        f"{plural(len(gone), 'line')} of checks expired or never made, {placed:,} of them where children are placed."
    )
    return [
        (words, bool(placed)),
        (f"{plural(records.count - len(gone), 'expires', 'expire')} within {SOON} days.", False),
    ]


def not_registered(store: Store, as_at: date) -> Records:
    """Settings without registration on the day: since when, whether the regulator was told, and how it is to end."""
    found = store.rows(
        f"SELECT s.id, {NAME}, s.kind, {CHILDREN}, {STATUS_SINCE}, {NOTIFIED}, {END_BY}, {END_PLAN} FROM setting s "
        f"WHERE {STATUS} = '{NOT_REGISTERED}' ORDER BY 4 = 0, 5, 2".replace(":day", "?1"),
        (as_at.isoformat(),),
    )
    rows: list[tuple[Cell, ...]] = [
        (str(name), str(kind or ""), _int(children), _date(since), _told_words(_date(told), as_at),
         due_end_words(_date(by), as_at), str(plan or "No plan is recorded"))
        for _, name, kind, children, since, told, by, plan in found
    ]  # fmt: skip
    columns = (
        Column("Setting", width=28),
        Column("Kind", width=20),
        Column("Children", "number", 9),
        Column("Since", "date", 12),
        Column("Regulator told", width=22),
        Column("To end", width=24),
        Column("Plan", width=40),
    )
    return Records(Table("Not registered", columns, rows), tuple(("setting", str(row[0])) for row in found))


def _told_words(told: date | None, as_at: date) -> str:
    return show_date_short(told) if told and told <= as_at else "Not told"


def due_end_words(by: date | None, as_at: date) -> str:
    """By when an unregistered placement is to end."""
    if by is None:
        return "No date is set"
    days = (by - as_at).days
    if days < 0:
        return f"Overdue {plural(-days, 'day')}"
    return "Today" if days == 0 else f"In {plural(days, 'day')}" if days <= SOON else show_date_short(by)


def unregistered_words(store: Store, setting_id: str, as_at: date) -> str:
    """What a banner says over the page of a setting that is not registered; empty for any other."""
    found = store.rows(
        f"SELECT {CHILDREN}, {STATUS_SINCE}, {NOTIFIED}, {END_BY}, {END_PLAN} FROM setting s WHERE s.id = ?2 "
        f"AND {STATUS} = '{NOT_REGISTERED}'".replace(":day", "?1"),
        (as_at.isoformat(), setting_id),
    )
    if not found:
        return ""
    number, since, told, by, plan = found[0]
    children = _int(number)
    words = f"Not registered since {show_date_short(date.fromisoformat(str(since)))}"
    words += f", with {plural(children, 'child', 'children')} of ours placed. " if children else ". "
    day = _date(told)
    told_by_then = day is not None and day <= as_at
    words += (
        f"The regulator was told on {_told_words(day, as_at)}. " if told_by_then else "The regulator was not told. "
    )
    words += f"To end: {due_end_words(_date(by), as_at).lower() if by else 'no date is set'}. "
    return words + (f"Plan: {plan}" if plan else "No plan is recorded.")


def _date(stored: object) -> date | None:
    return date.fromisoformat(str(stored)) if stored and str(stored) != "9999" else None


def _last(until: object) -> date | None:
    day = _date(until)
    return day - timedelta(days=1) if day else None


def _int(stored: object) -> int:
    return int(str(stored))
