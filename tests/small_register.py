"""Seven children and what is known of them, for tests of the register and of figures on the screen.

At 31 March 2024 five are looked after: C-1 to C-5. C-6 has left, C-7 is on short breaks.
"""

from datetime import date
from pathlib import Path

from suffdesk.core.kinds import Value
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store

AS_AT = date(2024, 3, 31)
STOCKPORT, CHESHIRE_EAST, BIRMINGHAM = "E08000007", "E06000049", "E08000025"
LONG_NAME = "The Very Long Name of a Registered Children’s Home for Older Boys, North of Town"

_CHILDREN: tuple[dict[str, Value], ...] = (
    {"reference": "C-1", "identifier": "900100", "date_of_birth": date(2010, 5, 1), "sex": "M", "ethnicity": "WBRI"},
    {"reference": "C-2", "identifier": "900200", "date_of_birth": date(2008, 2, 29), "sex": "F", "ethnicity": "MWBC"},
    {"reference": "C-3", "identifier": "900300", "date_of_birth": date(2023, 6, 1), "sex": "M", "ethnicity": "AIND"},
    {"reference": "C-4", "identifier": "900400", "date_of_birth": date(2006, 3, 1), "sex": "F", "ethnicity": "WBRI"},
    {"reference": "C-5", "identifier": "900500", "date_of_birth": None, "sex": "U", "ethnicity": None},
    {"reference": "C-6", "identifier": "900600", "date_of_birth": date(2011, 1, 1), "sex": "M", "ethnicity": "WBRI"},
    {"reference": "C-7", "identifier": "900700", "date_of_birth": date(2012, 1, 1), "sex": "M", "ethnicity": "WBRI"},
)


def small_store(path: Path) -> Store:
    """Make the store, plain and open."""
    store = new_store(path, passphrase=None, authority="Stockport", who="Ada")
    with store.change("Fill") as result:
        write = result.change
        ids = write.insert_many("child", _CHILDREN)
        home = write.insert("setting", {"name": LONG_NAME, "urn": "SC123456", "kind": "Children's home"})

        def stay(child: int, started: date, place: str | None, provider: str | None, *, until: date | None = None,
                 area: str | None = STOCKPORT, miles: float | None = 2.0, postcode: str = "SK1 3XE",
                 urn: str | None = None, legal: str = "C2", setting: str | None = None, known: bool = True,
                 ) -> str:  # fmt: skip
            care = write.insert("care_period", {"child_id": ids[child], "started": started, "until": until,
                                                "start_known": int(known)})  # fmt: skip
            where: dict[str, Value] = {
                "home_postcode": "SK4 2AA", "placement_postcode": postcode, "home_authority": STOCKPORT,
                "placement_authority": area, "miles": miles, "urn": urn, "place": place, "provider": provider,
            }  # fmt: skip
            placement = write.insert("placement", {
                "child_id": ids[child], "care_period_id": care, "setting_id": setting, "basis": "looked after",
                "source": "imported", "counted": 1, "started": started, "until": until, **where,
            })  # fmt: skip
            return write.insert("episode", {
                "child_id": ids[child], "started": started, "position": 0, "reason_new": "S", "legal_status": legal,
                "need": "N1", "until": until, "reason_ceased": "E11" if until else None, "placement_id": placement,
                "collection_year": 2024, **where,
            })  # fmt: skip

        stay(0, date(2021, 6, 1), "U4", "PR1", known=False)
        stay(1, date(2022, 9, 1), "K2", "PR4", area=BIRMINGHAM, miles=71.4, postcode="B9 9AP", urn="SC123456",
             setting=home, legal="V2")  # fmt: skip
        stay(2, date(2024, 3, 4), "U6", "PR4", area=CHESHIRE_EAST, miles=11.0, postcode="SK10 1AA", legal="C1")
        stay(3, date(2020, 1, 1), "H5", "PR5", area=BIRMINGHAM, miles=70.0, postcode="B1 1AA")
        stay(4, date(2023, 7, 1), None, None, area=None, miles=None)
        stay(5, date(2021, 1, 1), "U6", "PR1", until=date(2024, 3, 31))
        stay(6, date(2023, 1, 1), "U6", "PR1", legal="V4")
        write.insert("uasc_status", {"child_id": ids[3], "collection_year": 2024})
        write.insert_many("review", [
            {"child_id": ids[0], "reviewed_on": date(2023, 9, 1), "participation": "PN1", "collection_year": 2024},
            {"child_id": ids[0], "reviewed_on": date(2024, 6, 1), "participation": "PN1", "collection_year": 2025},
        ])  # fmt: skip
        write.insert_many("return_table", [
            {"collection_year": year, "table_name": table, "file_name": f"{table}.csv", "rows_read": 7,
             "rows_left_out": 0, "rows_listed": 0, "digest": f"{table}{year}",
             "imported_at": "2024-05-01T10:00:00+00:00"}
            for year in (2022, 2023, 2024) for table in ("header", "episodes", "uasc")
        ])  # fmt: skip
    return store


def reference_of(store: Store, child_id: str) -> str:
    """``C-1`` for the id of that child."""
    return str(store.rows("SELECT reference FROM child WHERE id = ?", (child_id,))[0][0])


def references(store: Store, ids: list[str]) -> list[str]:
    """References in the order of the ids."""
    return [reference_of(store, child_id) for child_id in ids]
