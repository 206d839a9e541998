"""Providers, settings and five children, for tests of contracts, frameworks and pages of homes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from suffdesk.core.kinds import Value
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store

AS_AT = date(2024, 3, 31)


@dataclass(frozen=True)
class Homes:
    """The store, and ids of what is in it."""

    store: Store
    meadow: str
    agency: str
    council: str
    meadows: str
    elm_house: str
    branch: str
    our_home: str
    framework: str
    lot: str
    tier: str
    contract: str


def small_homes(path: Path) -> Homes:
    """Make the store, plain and open.

    Meadow Care (PR4) has The Meadows and Elm House, Agency Ltd (PR5) a fostering branch without a published name,
    the council its own Oak Lodge. C-0001 lives in The Meadows since 1 June 2023, C-0002 in Elm House since
    15 March 2024, C-0003 with the agency, C-0004 in Oak Lodge, C-0005 with a private provider that is not known.
    """
    store = new_store(path, passphrase=None, authority="Stockport", who="Ada")
    with store.change("Fill") as result:
        write = result.change
        meadow = write.insert("provider", {"name": "Meadow Care", "sector": "PR4"})
        agency = write.insert("provider", {"name": "Agency Ltd", "sector": "PR5"})
        council = write.insert("provider", {"name": "The Council", "sector": "PR1"})

        def setting(provider: str, sector: str, urn: str, name: str | None, kind: str, **more: Value) -> str:
            values = {"provider_id": provider, "sector": sector, "urn": urn, "name": name, "kind": kind}
            return write.insert("setting", {"local_authority": "E08000007", **values, **more})

        meadows = setting(meadow, "PR4", "SC000001", "The Meadows", "Children's home", category="Therapeutic")
        elm_house = setting(meadow, "PR4", "SC000002", "Elm House", "Children's home", local_authority="E08000003")
        branch = setting(agency, "PR5", "SC000003", None, "Fostering agency", local_authority=None)
        our_home = setting(council, "PR1", "SC000004", "Oak Lodge", "Children's home")
        framework = write.insert("framework", {"name": "Residential", "started": date(2018, 4, 1)})
        lot = write.insert("lot", {"framework_id": framework, "number": "Lot 1", "name": "Mainstream",
                                   "kind": "Children's home"})  # fmt: skip
        tier = write.insert("tier", {"lot_id": lot, "number": 1})
        write.insert("lot_membership", {"lot_id": lot, "provider_id": meadow, "tier_id": tier,
                                        "started": date(2020, 4, 1), "weekly_price": 412_345})  # fmt: skip
        contract = write.insert("contract", {
            "reference": "K-1", "kind": "Under a framework", "provider_id": meadow, "setting_id": meadows,
            "lot_id": lot, "started": date(2023, 6, 1), "until": date(2024, 6, 1),
        })  # fmt: skip
        stays: tuple[tuple[str, date, str, str, str | None], ...] = (
            ("C-0001", date(2023, 6, 1), "K2", "PR4", meadows), ("C-0002", date(2024, 3, 15), "K2", "PR4", elm_house),
            ("C-0003", date(2022, 1, 1), "U4", "PR5", branch), ("C-0004", date(2021, 1, 1), "K2", "PR1", our_home),
            ("C-0005", date(2021, 1, 1), "H5", "PR4", None),
        )  # fmt: skip
        for number, (reference, started, place, provider, home) in enumerate(stays, start=1):
            child = write.insert("child", {"reference": reference, "identifier": f"90{number:04d}"})
            care = write.insert("care_period", {"child_id": child, "started": started, "start_known": 1})
            placement = write.insert("placement", {
                "child_id": child, "care_period_id": care, "setting_id": home, "basis": "looked after",
                "source": "imported", "counted": 1, "started": started, "place": place, "provider": provider,
            })  # fmt: skip
            write.insert("episode", {
                "child_id": child, "started": started, "position": 0, "reason_new": "S", "legal_status": "C2",
                "need": "N1", "place": place, "provider": provider, "placement_id": placement,
                "collection_year": 2024,
            })  # fmt: skip
    return Homes(store, meadow, agency, council, meadows, elm_house, branch, our_home, framework, lot, tier, contract)
