"""The register of a store with a million children in care: first page, sorts, filters, searches, scrolling.

Rows are written by SQL straight into the tables: the import is measured elsewhere. Nothing passes or fails here.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from suffdesk.operations.register import Register
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from suffdesk.store.queries.register import EXPRESSIONS, RegisterQuery, Sort
from suffdesk.store.queries.register_filter import RegisterFilter

AS_AT = date(2024, 3, 31)
CHILDREN = 1_000_000
_BATCH = 50_000
_SHARES = {"U6": 30, "U4": 20, "U1": 10, "U3": 8, "K2": 12, "H5": 5, "P1": 7, "A6": 3, "S1": 1}
_PLACES = [place for place, share in _SHARES.items() for _ in range(share)]
_PROVIDERS = {"U": ("PR1", "PR1", "PR4", "PR2"), "K": ("PR4", "PR4", "PR1", "PR5"), "H": ("PR4", "PR5"),
              "P": ("PR0",), "A": ("PR1", "PR5"), "S": ("PR4",)}  # fmt: skip
_AREAS = ("E08000007",) * 5 + ("E08000003", "E08000008", "E06000049", "E10000017", "E09000001", "W06000006", None)
_COLUMNS = {
    "child": "id, row_version, reference, identifier, date_of_birth, sex, ethnicity, collection_year",
    "care_period": "id, row_version, child_id, started, start_known",
    "placement": "id, row_version, child_id, care_period_id, basis, source, counted, started, place, provider, urn, "
                 "home_postcode, placement_postcode, home_authority, placement_authority, miles",
    "episode": "id, row_version, child_id, started, position, reason_new, legal_status, need, place, provider, urn, "
               "home_postcode, placement_postcode, home_authority, placement_authority, miles, placement_id, "
               "collection_year",
}  # fmt: skip
Rows = dict[str, list[tuple[object, ...]]]


def fill(store: Store, children: int) -> None:
    """Write so many children, each in one placement that is open on :data:`AS_AT`."""
    chance = random.Random(1)
    for first in range(0, children, _BATCH):
        rows: Rows = {table: [] for table in _COLUMNS}
        for number in range(first, min(first + _BATCH, children)):
            _add(rows, number, chance)
        store.db.conn.execute("BEGIN")
        store.db.conn.execute("PRAGMA defer_foreign_keys = ON").fetchall()
        for table, columns in _COLUMNS.items():
            marks = ", ".join("?" * len(columns.split(",")))
            store.db.conn.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows[table])
        store.db.conn.execute("COMMIT")


def _add(rows: Rows, number: int, chance: random.Random) -> None:
    child, care, placement, episode = (f"{kind}{number:08d}" for kind in "cknp")
    born = f"{chance.randint(2006, 2023)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    started = f"{chance.randint(2015, 2023)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    if chance.random() < 0.03:
        started = f"2024-03-{chance.randint(1, 30):02d}"
    place, area = chance.choice(_PLACES), chance.choice(_AREAS)
    provider = chance.choice(_PROVIDERS[place[0]])
    urn = f"SC{chance.randint(1000000, 2100000)}" if place[0] in "KHS" else None
    where = (
        f"SK{chance.randint(1, 16)} {chance.randint(1, 9)}AB",
        f"M{chance.randint(1, 40)} {chance.randint(1, 9)}{chance.choice('ABDEFG')}{chance.choice('ABDEFG')}",
        "E08000007", area, None if area is None else round(chance.expovariate(1 / 9), 1),
    )  # fmt: skip
    rows["child"].append((child, 1, f"C-{number:07d}", str(100_000_000 + number * 7), born, chance.choice("MF"),
                          chance.choice(("WBRI", "WBRI", "WOTH", "MWBC", "APKN", "BAFR", "NOBT")), 2024))  # fmt: skip
    rows["care_period"].append((care, 1, child, started, 1))
    rows["placement"].append((placement, 1, child, care, "looked after", "imported", 1, started, place, provider, urn,
                              *where))  # fmt: skip
    rows["episode"].append((episode, 1, child, started, 0, "S", chance.choice(("C2", "C2", "C2", "C1", "V2", "E1")),
                            chance.choice(("N1", "N1", "N5", "N2", "N8")), place, provider, urn, *where, placement,
                            2024))  # fmt: skip


def _timed(words: str, work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    took = time.perf_counter() - begun
    print(f"  {words:<58} {took * 1000:8.1f} ms")
    return took


_FILTERS = {
    "placement: residential schools (1 in 100)": RegisterFilter(place_groups=("Residential schools",)),
    "commissioned": RegisterFilter(commissioned=True),
    "over 20 miles": RegisterFilter(far=True),
    "elsewhere": RegisterFilter(bands=("Elsewhere",)),
    "under 1": RegisterFilter(age_bands=("Under 1",)),
    "new this month": RegisterFilter(new_this_month=True),
    "three conditions that 1 in 10,000 meets": RegisterFilter(
        place_groups=("Residential schools",), age_bands=("Under 1",), legal_statuses=("E1",)
    ),
}


def keystrokes() -> Iterator[str]:
    """What somebody types, letter by letter."""
    for word in ("C-0412345", "M12 3AB", "SC1234567", "foster", "cheshire", "zzzz"):
        for end in range(1, len(word) + 1):
            yield word[:end]


def main() -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as name, new_store(
        Path(name) / "million.suffdesk", passphrase=None, authority="Stockport", who="Bench"
    ) as store:  # fmt: skip
        begun = time.perf_counter()
        fill(store, CHILDREN)
        print(f"a store of {CHILDREN:,} children, made in {time.perf_counter() - begun:.0f} s")
        query = RegisterQuery(store, AS_AT)
        _timed("is the register too long to hold every id? (once a day)", lambda: query.by_pages)
        _timed("the areas in which children live (once a day)", lambda: query.named("x"))
        everybody = RegisterFilter()
        for column in EXPRESSIONS:
            for descending in (False, True):
                if column in ("child_id", "start_known") or not query.sortable(column):
                    continue
                sort = Sort(column, descending)
                first = query.find(everybody, sort)
                words = f"sort by {column}{', downwards' if descending else ''}"
                _timed(words, lambda s=sort: query.find(everybody, s))
                assert first.cursor is not None
                after = first.cursor
                _timed("  the page after", lambda s=sort, a=after: query.find(everybody, s, a))
        for words, wanted in _FILTERS.items():
            _timed(f"filter: {words}", lambda w=wanted: query.find(w))
        took = [_timed(f"search “{text}”", lambda t=text: query.find(RegisterFilter(text=t))) for text in keystrokes()]
        print(f"  search, {len(took)} key presses: median {statistics.median(took) * 1000:.1f} ms, "
              f"slowest {max(took) * 1000:.1f} ms")  # fmt: skip
        views = [everybody, *list(_FILTERS.values())[:5]]
        _timed("count all, and five views (on the worker)", lambda: query.counts(views))
        _scroll(store)


def _scroll(store: Store) -> None:
    """A page down at a time, through 100 pages of the table as it is painted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from suffdesk.models.query_table import QueryTable
    from suffdesk.models.register import RegisterSource
    from suffdesk.operations.register import USUAL
    from suffdesk.ui.register.table import RegisterTable
    from suffdesk.ui.theme import Theme, load_fonts

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    load_fonts()
    theme = Theme(application, "light")
    rows = QueryTable()
    table = RegisterTable(rows, "Register", lambda ids: Register(store, AS_AT).table_of(ids, USUAL, "Register"))
    table.resize(1180, 420)
    table.show()
    rows.show(RegisterSource(Register(store, AS_AT), RegisterFilter()), USUAL)
    application.processEvents()
    bar, frames = table.verticalScrollBar(), []
    for _ in range(1_000):
        begun = time.perf_counter()
        bar.setValue(bar.value() + 120)
        application.processEvents()
        frames.append(time.perf_counter() - begun)
    frames.sort()
    print(f"  scrolling by 120 pixels, {len(rows.ids):,} rows read: {statistics.median(frames) * 1000:.1f} ms "
          f"median a frame, 99 in 100 under {frames[990] * 1000:.1f} ms, most {frames[-1] * 1000:.1f} ms")  # fmt: skip
    table.close()
    rows.show(None)
    del theme


if __name__ == "__main__":
    main()
