"""The search of the whole store: children in care or not, homes, providers and what is called by a name or number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from suffdesk.core.dates import show_date_short
from suffdesk.core.kinds import TEXT
from suffdesk.core.text import listed
from suffdesk.domain.codes import code_set
from suffdesk.domain.entering import NOT_TYPED
from suffdesk.domain.quality import RESTRICTED
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.operations.listing import ever_withheld
from suffdesk.operations.picking import like_text
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import NAMED_BY, names_of
from suffdesk.store.queries.register_filter import WITHOUT, search_words
from suffdesk.store.queries.standing import setting_name_of

MOST = 8
"""Of one kind that are listed."""
_NUMBERS = frozenset({
    "reference", "identifier", "upn", "urn", "postcode", "event_number", "company_number", "charity_number",
})  # fmt: skip
"""Fields by which people look a record up though they do not name it."""
_OWNERS = ("setting", "provider", "child")
_FIRST = ("child", "setting", "provider")


@dataclass(frozen=True, slots=True)
class Found:
    """One record. ``what`` says what it is and how it stands at the date."""

    entity: str
    row_id: str
    name: str
    what: str


@cache
def _sought() -> Mapping[str, tuple[str, ...]]:
    """The columns in which each entity is looked for: its own name and numbers, of nothing that is restricted."""
    found: dict[str, tuple[str, ...]] = {}
    for entity in sorted(ENTITIES, key=lambda one: _FIRST.index(one.name) if one.name in _FIRST else 9):
        if entity.name in NOT_TYPED or entity.name in RESTRICTED or entity.name in ("episode", "placement"):
            continue  # an episode or a placement is found by its child and its home
        wanted = {*NAMED_BY.get(entity.name, ()), *_NUMBERS}
        columns = tuple(
            one.name for one in entity.fields if one.name in wanted and one.kind is TEXT and not one.choices
        )
        if columns:
            found[entity.name] = columns
    return found


def search(store: Store, text: str, as_at: date) -> list[Found]:
    """What is called by ``text``, children first, at most :data:`MOST` of each kind; nothing for less than two letters.

    Every word has to be found in a name or number of the record. A word that is the name of a kind of record
    (``visit oak lodge``) finds those of the child, home or provider that the other words name. A child whose
    record is archived is found by its whole reference or identifier alone.
    """
    words = search_words(text)
    if len("".join(words)) < 2:
        return []
    ids: dict[str, list[str]] = {}
    for entity, columns in _sought().items():
        if held := _by_words(store, entity, columns, words):
            ids[entity] = held
    for entity, rest in _kinds(words):
        held = _of_owners(store, entity, rest)
        ids[entity] = list(dict.fromkeys([*ids.get(entity, ()), *held]))[:MOST]
    names = names_of(store, ids)
    states = {
        "child": _children(store, ids.get("child", ()), as_at), "setting": _settings(store, ids.get("setting", ())),
    }  # fmt: skip
    return [
        Found(entity, row_id, names[entity, row_id],
              ", ".join(part for part in (BY_NAME[entity].label, states.get(entity, {}).get(row_id, "")) if part))
        for entity, held in ids.items() for row_id in held
    ]  # fmt: skip


def _by_words(store: Store, entity: str, columns: Sequence[str], words: Sequence[str]) -> list[str]:
    tests, values = [], []
    for word in words:
        tests.append("(" + " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in columns) + ")")
        values += [f"%{like_text(word)}%"] * len(columns)
    where = " AND ".join(tests)
    if entity == "child":
        where += " AND (archived_on IS NULL OR reference = ? COLLATE NOCASE OR identifier = ?)"
        values += [" ".join(words)] * 2
    rows = store.rows(f"SELECT id FROM {entity} WHERE {where} ORDER BY {columns[0]}, id LIMIT {MOST}", tuple(values))
    return [str(row_id) for (row_id,) in rows]


def _kinds(words: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Kinds of records that one of the words names, with the other words."""
    for place, word in enumerate(words):
        rest = [*words[:place], *words[place + 1 :]]
        for entity in ENTITIES if rest and len(word) > 2 else ():
            if word.casefold() in (entity.label.casefold(), entity.label_many.casefold()):
                yield entity.name, rest


def _of_owners(store: Store, entity: str, words: Sequence[str]) -> list[str]:
    """The latest records that hang on a child, home or provider of these words."""
    found: list[str] = []
    for owner in _OWNERS:
        column = f"{owner}_id"
        if column not in BY_NAME[entity].by_name or column in ever_withheld(BY_NAME[entity]):
            continue
        held = _by_words(store, owner, _sought()[owner], words)
        marks = ", ".join("?" * len(held))
        found += [
            str(row_id)
            for (row_id,) in store.rows(
                f"SELECT id FROM {entity} WHERE {column} IN ({marks}) ORDER BY id DESC LIMIT {MOST}", tuple(held)
            )
        ]
    return found


def _children(store: Store, ids: Sequence[str], as_at: date) -> dict[str, str]:
    """How each child stands on the day."""
    day, found = as_at.isoformat(), {}
    for child_id in ids:
        ((archived, first, last),) = store.rows(
            "SELECT archived_on, (SELECT min(started) FROM episode WHERE child_id = c.id), "
            "(SELECT max(coalesce(until, '9999')) FROM episode WHERE child_id = c.id AND started <= ?) "
            "FROM child c WHERE id = ?",
            (day, child_id),
        )
        here = store.rows(
            f"SELECT e.place, iif(s.id IS NULL, NULL, {setting_name_of('s')}) FROM episode e "
            "LEFT JOIN placement p ON p.id = e.placement_id LEFT JOIN setting s ON s.id = p.setting_id "
            "WHERE e.child_id = ? AND e.started <= ? AND (e.until IS NULL OR e.until > ?) "
            "ORDER BY e.started DESC, e.position DESC LIMIT 1",
            (child_id, day, day),
        )
        if archived:
            found[child_id] = "archived"
        elif first is None:
            found[child_id] = "no episode yet"
        elif here:
            place = code_set("PLACE").label(str(here[0][0])) if here[0][0] else ""
            found[child_id] = ", ".join(part for part in ("in care", place, str(here[0][1] or "")) if part)
        elif last is None:
            found[child_id] = f"not in care on the date, from {_shown(first)}"
        else:
            found[child_id] = f"not in care on the date, left {_shown(last)}"
    return found


def _settings(store: Store, ids: Sequence[str]) -> dict[str, str]:
    """What each setting is, whose, and when it closed."""
    found = {}
    for row_id in ids:
        ((kind, provider, until),) = store.rows(
            "SELECT kind, (SELECT name FROM provider p WHERE p.id = provider_id), until FROM setting WHERE id = ?",
            (row_id,),
        )
        closed = f"closed {_shown(until)}" if until else ""
        found[row_id] = ", ".join(str(part) for part in (kind, provider, closed) if part)
    return found


def _shown(day: object) -> str:
    return show_date_short(date.fromisoformat(str(day)))


def without_episode(store: Store) -> list[str]:
    """Ids of children for whom no episode is held, and whose record is not archived: they are in no figure."""
    return [str(child_id) for (child_id,) in store.rows(f"SELECT id FROM child c WHERE {WITHOUT} ORDER BY reference")]


def without_episode_words(store: Store) -> str:
    """A sentence that names them; empty for none."""
    ids = without_episode(store)
    if not ids:
        return ""
    names = sorted(names_of(store, {"child": ids[:3]}).values())
    more = [f"{len(ids) - 3:,} more"] if len(ids) > 3 else []
    verbs = ("has", "counts") if len(ids) == 1 else ("have", "count")
    return f"{listed([*names, *more])} {verbs[0]} no episode yet, and so {verbs[1]} in no figure."
