"""What the pages of a provider and of a setting say beyond the fields of the record, as things stand on a day."""

from datetime import date

from suffdesk.core.dates import show_date_short
from suffdesk.core.text import plural
from suffdesk.operations.home_lists import SETTING_COLUMNS, HomeList, judgement_words
from suffdesk.operations.record_table import Records
from suffdesk.store.opening import Store
from suffdesk.store.queries.home_lists import HomeFilter
from suffdesk.store.queries.standing import PLACES_SINCE, REGULATOR, STATUS_SINCE

_SHOWN = (
    "name",
    "kind",
    "area",
    "places",
    "judgement",
    "since",
    "children",
    "contract",
    "next_due",
    "price",
)
_WORDS = {column.name: column for column in SETTING_COLUMNS}


def setting_facts(store: Store, setting_id: str, as_at: date) -> list[tuple[str, str]]:
    """Label and words of what holds of a setting on a day: judgement, registration, places, price, contract, visit."""
    homes = HomeList(store, "setting", as_at)
    row = homes.query.rows([setting_id]).get(setting_id)
    if row is None:
        return []
    found = store.rows(
        f"SELECT {REGULATOR}, {STATUS_SINCE}, {PLACES_SINCE} FROM setting s WHERE s.id = ?2".replace(":day", "?1"),
        (as_at.isoformat(), setting_id),
    )
    regulator, status_since, places_since = found[0]
    judgement = judgement_words(row, as_at)
    if row["since"]:
        judgement += f", since {_day(row['since'])}"
    facts = [("Judgement", judgement)]
    if row["inspected"]:
        facts.append(("Last full inspection", _day(row["inspected"])))
    if row["status"]:
        by = f" with {regulator}" if regulator and row["status"] == "Registered" else ""
        facts.append(("Registration", f"{row['status']}{by}, since {_day(status_since)}"))
    if row["places"] is not None:
        facts.append(("Registered places", f"{row['places']:,}, since {_day(places_since)}"))
    facts += [(title, homes.words(_WORDS[name], row)) for title, name in (
        ("Price a week", "price"), ("Contract", "contract"), ("Visited last", "visited"),
        ("Next visit due", "next_due"),
        ("Children of ours", "children"),
    )]  # fmt: skip
    return [(title, words) for title, words in facts if words]


def provider_facts(store: Store, provider_id: str, as_at: date) -> list[tuple[str, str]]:
    """Label and words of what holds of a provider on a day."""
    homes = HomeList(store, "provider", as_at)
    row = homes.query.rows([provider_id]).get(provider_id)
    if row is None:
        return []
    facts = [
        ("Settings", f"{row['settings']:,}"),
        ("Children of ours", f"{row['children']:,}"),
        ("Lots", f"{row['lots']:,}"),
        ("Contracts", f"{row['contracts']:,}"),
        ("Checks", f"{plural(row['expired'], 'check')} expired" if row["expired"] else "None has expired"),
    ]
    open_concerns = concerns_open(store, "provider", provider_id, as_at)
    return [*facts, ("Concerns open", f"{open_concerns:,}")]


def concerns_open(store: Store, entity: str, row_id: str, as_at: date) -> int:
    """How many concerns about a setting, or the settings of a provider, are open on a day; nothing more of them."""
    ((number,),) = store.rows(
        "SELECT count(*) FROM concern n JOIN setting s ON s.id = n.setting_id WHERE n.raised_on <= ?1 "
        f"AND (n.until IS NULL OR n.until > ?1) AND {'s.id' if entity == 'setting' else 's.provider_id'} = ?2",
        (as_at.isoformat(), row_id),
    )
    return int(str(number))


def settings_of(store: Store, provider_id: str, as_at: date) -> Records:
    """The settings of a provider that are open on the day, by name, as they stand."""
    table = HomeList(store, "setting", as_at)
    wanted = HomeFilter(provider_id=provider_id)
    ids = table.query.find(wanted)
    return Records(table.table_in_words(ids, _SHOWN), tuple(("setting", row_id) for row_id in ids))


def _day(stored: object) -> str:
    return show_date_short(date.fromisoformat(str(stored)))
