"""Two homes of our own over a quarter, small enough to count by hand, for tests of occupancy.

At 31 March 2024: Elm House has beds A, B and (from 1 February) C, Oak View one bed from 1 March.
"""

from datetime import date
from pathlib import Path

from suffdesk.core.kinds import Value
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store

AS_AT = date(2024, 3, 31)
ELM = "Elm House, the Home for Older Boys and Girls in the North of the Town of Stockport"
OAK = "Oak View"


def homes_store(path: Path) -> Store:
    """Make the store, plain and open."""
    store = new_store(path, passphrase=None, authority="Stockport", who="Ada")
    with store.change("Fill") as result:
        write = result.change
        children = write.insert_many(
            "child",
            [{"reference": f"C-{number}", "identifier": f"9{number}", "date_of_birth": date(2005, 6, number)}
             for number in range(1, 8)],
        )  # fmt: skip
        elm = write.insert("setting", {"name": ELM, "urn": "SC1", "kind": "Children's home", "sector": "PR1"})
        oak = write.insert("setting", {"name": OAK, "urn": "SC2", "kind": "Children's home", "sector": "PR1"})
        other = write.insert("setting", {"name": "Bought", "urn": "SC3", "kind": "Children's home", "sector": "PR4"})
        beds = {
            name: write.insert("bed", {"setting_id": home, "name": name, "started": started})
            for home, name, started in (
                (elm, "A", date(2023, 1, 1)), (elm, "B", date(2023, 1, 1)), (elm, "C", date(2024, 2, 1)),
                (oak, "1", date(2024, 3, 1)), (other, "Z", date(2020, 1, 1)),
            )
        }  # fmt: skip
        write.insert_many("bed_closure", [
            {"bed_id": beds["B"], "started": date(2024, 1, 10), "until": date(2024, 1, 20), "reason": "Repairs"},
            {"bed_id": beds["B"], "started": date(2024, 1, 15), "until": date(2024, 1, 25), "reason": "Staffing"},
            {"bed_id": beds["C"], "started": date(2024, 3, 25), "until": None, "reason": "Held for a child"},
        ])  # fmt: skip

        def stay(child: int, home: str, started: date, until: date | None, basis: str = "looked after") -> None:
            row: dict[str, Value] = {
                "child_id": children[child - 1], "setting_id": home, "basis": basis, "source": "typed", "counted": 1,
                "started": started, "until": until, "place": "K2", "provider": "PR1",
            }  # fmt: skip
            write.insert("placement", row)

        stay(1, elm, date(2023, 12, 1), date(2024, 1, 31))
        stay(2, elm, date(2024, 2, 28), date(2024, 3, 2))
        stay(3, elm, date(2024, 3, 1), None)
        stay(3, oak, date(2024, 3, 10), date(2024, 3, 12), "short break")
        stay(4, elm, date(2024, 1, 1), None, "post-18")
        stay(5, oak, date(2024, 3, 11), date(2024, 3, 13), "short break")
        stay(6, other, date(2024, 1, 1), None)
        write.insert("other_stay", {"setting_id": elm, "authority": "Trafford", "started": date(2024, 3, 20),
                                    "until": date(2024, 3, 25), "weekly_charge": 450_000})  # fmt: skip
        write.insert_many("waiting", [
            {"child_id": children[5], "setting_id": elm, "started": date(2024, 1, 1), "needed_by": date(2024, 3, 25),
             "priority": "Urgent", "needs": "A small home"},
            {"child_id": children[6], "setting_id": None, "started": date(2024, 3, 1), "needed_by": None},
            {"child_id": children[0], "setting_id": oak, "started": date(2023, 1, 1), "until": date(2023, 2, 1),
             "outcome": "Placed elsewhere"},
        ])  # fmt: skip
        write.insert_many("staffing", [
            {"setting_id": elm, "started": day, "role": role, "established": posts, "in_post": here, "agency": agency}
            for day, role, posts, here, agency in (
                (date(2023, 4, 1), "Residential worker", 10.0, 8.0, 1.0),
                (date(2024, 1, 1), "residential worker", 10.0, 7.5, 2.5),
                (date(2024, 4, 1), "Residential worker", 10.0, 10.0, 0.0),
                (date(2023, 4, 1), "Manager", 1.0, 1.0, None),
            )
        ])  # fmt: skip
        projects = write.insert_many("home_project", [
            {"name": "Broadfields", "kind": "Children's home", "beds": 3, "stage": "Registration",
             "planned_on": date(2024, 6, 1), "capital": 90_000_000},
            {"name": "Moorside", "kind": "Children's home", "beds": 5, "stage": "Building work",
             "planned_on": date(2024, 3, 1)},
            {"name": "Lakeside", "beds": 2, "stage": "Stopped"},
            {"name": "Hillside", "beds": 3, "stage": "Idea"},
        ])  # fmt: skip
        write.insert_many("milestone", [
            {"project_id": projects[0], "title": "Manager appointed", "due_on": date(2024, 3, 25)},
            {"project_id": projects[0], "title": "Visit of Ofsted", "due_on": date(2024, 4, 12)},
            {"project_id": projects[1], "title": "Roof on", "due_on": date(2024, 2, 1), "done_on": date(2024, 2, 3)},
        ])  # fmt: skip
        write.insert_many("home_cost", [
            {"setting_id": elm, "kind": "Budget", "started": date(2023, 4, 1), "until": date(2024, 4, 1),
             "amount": 36_600_000},
            {"setting_id": elm, "kind": "Actual", "started": date(2024, 1, 1), "until": date(2024, 2, 1),
             "amount": 3_100_000},
        ])  # fmt: skip
    return store


def home_ids(store: Store) -> dict[str, str]:
    """Ids of the settings by their names."""
    return {str(name): str(row_id) for row_id, name in store.rows("SELECT id, name FROM setting")}
