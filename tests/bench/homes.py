"""The lists of settings and providers with 20,000 settings: sorts, filters, searches. Nothing fails here."""

import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from suffdesk.domain.provider import CATEGORIES, SETTING_KINDS
from suffdesk.domain.quality import FULL_JUDGEMENTS
from suffdesk.operations.home_lists import PROVIDER_COLUMNS, SETTING_COLUMNS, SETTING_VIEWS, HomeList
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from suffdesk.store.queries.home_lists import HomeFilter

AS_AT = date(2024, 3, 31)
SETTINGS, PROVIDERS, CHILDREN = 20_000, 6_000, 500
_AREAS = ("E08000007", "E08000003", "E08000009", "E06000049", "E10000017", "E09000001", "W06000006", None)


def fill(store: Store, settings: int = SETTINGS, providers: int = PROVIDERS, children: int = CHILDREN) -> None:
    """Write so many settings with three grades, a registration, places and prices each, and children in some."""
    chance = random.Random(4)
    with store.change("Fill") as result:
        write = result.change
        owners = write.insert_many("provider", [{"name": f"Provider {number:05d} Care Ltd", "sector": "PR4"}
                                                for number in range(providers)])  # fmt: skip
        homes = write.insert_many("setting", [
            {"provider_id": chance.choice(owners), "name": f"{chance.choice(('Elm', 'Oak', 'Ash'))} House {number}"
             if number % 4 else None, "kind": chance.choice(SETTING_KINDS).code, "urn": f"SC{number:06d}",
             "category": chance.choice(CATEGORIES).code, "sector": chance.choice(("PR4", "PR5", "PR1")),
             "local_authority": chance.choice(_AREAS), "postcode": f"SK{number % 16} {number % 9}AB"}
            for number in range(settings)])  # fmt: skip
        write.insert_many("grade", [
            {"setting_id": home, "regulator": "Ofsted", "kind": "Full inspection", "inspected_on": date(year, 5, 7),
             "judgement": chance.choice(FULL_JUDGEMENTS)}
            for home in homes for year in (2021, 2022, 2023)])  # fmt: skip
        write.insert_many("registration", [{"setting_id": home, "status": "Registered", "regulator": "Ofsted",
                                            "started": date(2018, 1, 1)} for home in homes])  # fmt: skip
        write.insert_many("capacity", [{"setting_id": home, "started": date(2018, 1, 1),
                                        "places": chance.randint(1, 8)} for home in homes])  # fmt: skip
        write.insert_many("price_range", [{"setting_id": home, "started": date(2018, 1, 1), "lowest": 300_000,
                                           "highest": 450_000} for home in homes])  # fmt: skip
        for number in range(children):
            child = write.insert("child", {"reference": f"C-{number:04d}", "identifier": str(number)})
            write.insert("placement", {"child_id": child, "setting_id": chance.choice(homes), "basis": "looked after",
                                       "source": "typed", "counted": 1, "started": date(2023, 1, 1), "place": "K2",
                                       "provider": "PR4"})  # fmt: skip


def measure(store: Store) -> dict[str, float]:
    """Seconds of everything that a key press or a click may ask for."""
    taken: dict[str, float] = {}
    for entity, columns in (("setting", SETTING_COLUMNS), ("provider", PROVIDER_COLUMNS)):
        homes = HomeList(store, entity, AS_AT)
        for column in columns:
            taken[f"{entity} sort {column.name}"] = _timed(homes, HomeFilter(), column.name)
        taken[f"{entity} search"] = _timed(homes, HomeFilter(text="elm 12"), "name")
        ids = homes.query.find(HomeFilter())
        start = time.perf_counter()
        homes.query.rows(ids[:200])
        taken[f"{entity} page"] = time.perf_counter() - start
    homes = HomeList(store, "setting", AS_AT)
    for view in SETTING_VIEWS:
        taken[f"view {view.name}"] = _timed(homes, view.filter, "name")
    for part, value in (("bands", "In borough"), ("judgements", "Good"), ("kinds", "Children's home"),
                        ("statuses", "Registered"), ("contract_kinds", "")):  # fmt: skip
        taken[f"filter {part}"] = _timed(homes, HomeFilter(**{part: (value,)}), "name")  # type: ignore[arg-type]
    start = time.perf_counter()
    homes.query.counts([view.filter for view in SETTING_VIEWS])
    taken["all counts"] = time.perf_counter() - start
    return taken


def _timed(homes: HomeList, wanted: HomeFilter, column: str) -> float:
    start = time.perf_counter()
    homes.query.find(wanted, column)
    return time.perf_counter() - start


def main() -> None:
    """Print the seconds of each."""
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(Path(folder) / "homes.suffdesk", passphrase=None, authority="Stockport", who="Bench")
        fill(store)
        measure(store)  # pages into memory
        runs = [measure(store) for _ in range(5)]
        for name in runs[0]:
            print(f"{name:34} {min(run[name] for run in runs) * 1000:7.1f} ms, the best of {len(runs)}")
        store.close()


if __name__ == "__main__":
    sys.exit(main())
