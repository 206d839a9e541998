"""What holds of a setting on a day, in SQL: its name for people, registration, places, price, judgement, visits.

Each is an expression over ``setting s`` and the parameter ``:day``. Rows of a history hold until a later one begins;
a judgement counts from the day of the inspection (issue 4's convention).
"""

from collections.abc import Iterable
from string import Formatter

from suffdesk.domain.provider import SETTING_NAMES
from suffdesk.domain.quality import FULL_INSPECTION, FULL_JUDGEMENTS
from suffdesk.domain.registration import CLOSED, OFSTED


def setting_name_of(table: str) -> str:
    """What people call the setting of a row of ``table`` (``domain.provider.SETTING_NAMES``); for no row, ``Setting …``
    as of one of which nothing is known.
    """
    return f"coalesce({', '.join(_joined(table, form) for form in SETTING_NAMES)})"


def _joined(table: str, form: str) -> str:
    """One way to name a setting, in SQL: NULL where a field is not held."""
    parts = []
    for words, field, _, _ in Formatter().parse(form):
        parts += [quoted([words])] if words else []
        parts += [f"nullif({table}.{field}, '')"] if field else []
    return " || ".join(parts)


def quoted(words: Iterable[str]) -> str:
    """Words of the program's own as a list for ``IN``."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


NAME = setting_name_of("s")
"""What people call ``setting s``."""


def _latest(table: str, column: str) -> str:
    return (
        f"(SELECT h.{column} FROM {table} h WHERE h.setting_id = s.id AND h.started <= :day "
        "ORDER BY h.started DESC, h.id DESC LIMIT 1)"
    )


FULL = f"g.regulator = '{OFSTED}' AND g.kind = '{FULL_INSPECTION}' AND g.judgement IN ({quoted(FULL_JUDGEMENTS)})"
"""Whether ``grade g`` is a full judgement; interim, supported and other regulators' outcomes are none."""
RANK = "CASE g.judgement " + " ".join(f"WHEN {word} THEN {rank}" for rank, word in enumerate(
    (quoted([judgement]) for judgement in FULL_JUDGEMENTS), start=1)) + " END"  # fmt: skip
"""1 for the best of the four."""


def _judgement(column: str, skip: int = 0) -> str:
    return (
        f"(SELECT {column} FROM grade g WHERE g.setting_id = s.id AND g.inspected_on <= :day AND {FULL} "
        f"ORDER BY g.inspected_on DESC, g.id DESC LIMIT 1 OFFSET {skip})"
    )


JUDGEMENT = _judgement("g.judgement")
JUDGEMENT_RANK = _judgement(RANK)
INSPECTED = _judgement("g.inspected_on")
PUBLISHED = _judgement("g.published_on")
EARLIER_JUDGEMENT = _judgement("g.judgement", 1)
FELL = f"coalesce({JUDGEMENT_RANK} > {_judgement(RANK, 1)}, 0)"
"""Whether the current full judgement is worse than the one before."""
JUDGED_SINCE = (
    f"(SELECT g.inspected_on FROM grade g WHERE g.setting_id = s.id AND g.inspected_on <= :day AND {FULL} "
    "AND NOT EXISTS (SELECT 1 FROM grade o WHERE o.setting_id = s.id AND o.inspected_on > g.inspected_on "
    f"AND o.inspected_on <= :day AND {FULL.replace('g.', 'o.')} AND o.judgement <> g.judgement) "
    "ORDER BY g.inspected_on LIMIT 1)"
)
"""Day of the first of the full inspections that have all come to the current judgement."""
STATUS = f"CASE WHEN s.until <= :day THEN '{CLOSED}' ELSE {_latest('registration', 'status')} END"
IS_CLOSED = (
    "(s.until <= :day OR s.id IN (SELECT r.setting_id FROM registration r "
    f"WHERE r.status = '{CLOSED}' AND r.started <= :day AND NOT EXISTS (SELECT 1 FROM registration l "
    "WHERE l.setting_id = r.setting_id AND l.started <= :day AND (l.started, l.id) > (r.started, r.id))))"
)
"""The same as the status being closed, but worked out once for all settings."""
REGULATOR = _latest("registration", "regulator")
STATUS_SINCE = f"CASE WHEN s.until <= :day THEN s.until ELSE {_latest('registration', 'started')} END"
NOTIFIED = _latest("registration", "notified_on")
END_BY = _latest("registration", "end_by")
END_PLAN = _latest("registration", "end_plan")
PLACES = _latest("capacity", "places")
PLACES_SINCE = _latest("capacity", "started")
_PRICES = (
    "(SELECT {} FROM price_range h WHERE h.setting_id = s.id AND h.started = (SELECT max(l.started) "
    "FROM price_range l WHERE l.setting_id = s.id AND l.started <= :day))"
)
LOWEST = _PRICES.format("min(h.lowest)")
HIGHEST = _PRICES.format("max(coalesce(h.highest, h.lowest))")
VISITED = "(SELECT max(i.visited_on) FROM visit i WHERE i.setting_id = s.id AND i.visited_on <= :day)"
NEXT_DUE = (
    "(SELECT coalesce(i.next_due, date(i.visited_on, '+1 year', 'floor')) FROM visit i WHERE i.setting_id = s.id "
    "AND i.visited_on <= :day ORDER BY i.visited_on DESC, i.id DESC LIMIT 1)"
)
"""A year after the last visit where the visit does not say when the next is due."""
LIVES_THERE = "p.started <= :day AND (p.until IS NULL OR p.until > :day)"
"""Whether ``placement p`` is open on the day."""
CHILDREN = f"(SELECT count(DISTINCT p.child_id) FROM placement p WHERE p.setting_id = s.id AND {LIVES_THERE})"
OURS = f"s.id IN (SELECT p.setting_id FROM placement p WHERE {LIVES_THERE})"
"""Whether a child of ours is placed there on the day."""


def runs(alias: str) -> str:
    """Whether a record with ``started`` and ``until`` holds on the day."""
    return f"{alias}.started <= :day AND ({alias}.until IS NULL OR {alias}.until > :day)"


def is_for(alias: str) -> str:
    """Whether a contract or a place on a lot is for the setting: it names it, or the whole of its provider."""
    return f"({alias}.setting_id = s.id OR ({alias}.setting_id IS NULL AND {alias}.provider_id = s.provider_id))"


_OF_LOT = "SELECT 1 FROM lot lt JOIN framework fw ON fw.id = lt.framework_id WHERE lt.id = m.lot_id"
LOT_RUNS = f"EXISTS ({_OF_LOT} AND {runs('fw')})"
"""Whether the framework of ``lot_membership m`` holds on the day."""
CONTRACT_KIND = (
    f"(SELECT k.kind FROM contract k WHERE {is_for('k')} AND {runs('k')} "
    "ORDER BY k.setting_id IS NULL, k.started DESC, k.id LIMIT 1)"
)
ON_A_LOT = f"EXISTS (SELECT 1 FROM lot_membership m WHERE {is_for('m')} AND {runs('m')} AND {LOT_RUNS})"
COVERED = f"(EXISTS (SELECT 1 FROM contract k WHERE {is_for('k')} AND {runs('k')}) OR {ON_A_LOT})"
"""Whether a contract, or a place on a lot, covers a child placed there on the day."""
