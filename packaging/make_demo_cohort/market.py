"""Under what homes are bought: the printed regional arrangements, and invented places on lots, contracts and checks."""

from datetime import date, timedelta
from random import Random

from records import Records
from supply import AGENCY, AS_AT, CHILDRENS_HOME, SCHOOL, SUPPORTED, Home, Supply

_LEAD = "Placements North West"
_CENTRE = "Residential family centre"
_FRAMEWORKS = (
    # name, first and last day, whether the end is an estimate, how often it reopens, when next (invented), what for
    ("foster", "North West Foster Care Flexible Purchasing System (FPS) 2018", date(2018, 4, 1), date(2028, 3, 31), "",
     "Quarterly", date(2024, 4, 15), "Foster care from agencies, for 23 councils of the North West."),
    ("residential", "North West Residential Care Flexible Purchasing System 2018", date(2018, 1, 1),
     date(2027, 12, 31), "", "Quarterly", date(2024, 5, 1), "Children's homes."),
    ("supported", "North West Supported Accommodation (Young People) FPS 2023", date(2023, 11, 1), date(2031, 10, 31),
     "", "", "", "Supported accommodation for young people aged 16 and 17, those seeking asylum among them."),
    ("send", "North West Flexible Purchasing System for SEND 2021", date(2021, 3, 1), date(2031, 2, 28), "yes", "", "",
     "Day and residential places in independent special schools and colleges, ages 0 to 25."),
)  # fmt: skip
_LOTS = {
    "foster": (AGENCY, {
        "Lot 1": "Standard Foster Care", "Lot 2": "Specialist Foster Care", "Lot 3": "Cohort placements",
        "Lot 4": "GM Enhanced Foster Purchase", "Lot 5": "Parent & Child Placements",
    }),
    "residential": (CHILDRENS_HOME, {
        "Lot 1": "Flexible mainstream Residential Care", "Lot 3": "Complex Health / Medical Care",
        "Lot 4": "Short break and respite residential care",
        "Lot 5": "Short Break Residential Services to Support Transition", "Lot 9": "Residential Family Centres",
        "Lot 10": "Therapeutic with Clinical Oversight", "Lot 11": "Therapeutic with Clinical input",
    }),
    "supported": (SUPPORTED, {
        "Category 1": "Self-contained unit for the young person alone",
        "Category 2": "Shared or group living, only children in care and care leavers",
        "Category 3": "Shared or group living, not only children in care and care leavers",
        "Category 4": "Supported Lodgings",
    }),
    "send": (SCHOOL, {
        "Lot 1": "Day placements", "Lot 2": "38 Week Residential School Placements",
        "Lot 3": "52 Week Residential School Placements", "Lot 4": "16+ Day Education Placement",
        "Lot 5": "16+ Education with Residential Placements", "Lot 6": "Alternative Provision – Registered Setting",
        "Lot 7": "Alternative Provision – Unregistered Setting",
    }),
}  # fmt: skip
_LOT_OF = {
    (CHILDRENS_HOME, "Mainstream"): ("residential", "Lot 1"),
    (CHILDRENS_HOME, "Therapeutic"): ("residential", "Lot 10"),
    (CHILDRENS_HOME, "Disability"): ("residential", "Lot 3"),
    (CHILDRENS_HOME, "Family assessment"): ("residential", "Lot 9"), (_CENTRE, ""): ("residential", "Lot 9"),
    (SUPPORTED, "Group living"): ("supported", "Category 2"),
    (SUPPORTED, "Self-contained"): ("supported", "Category 1"),
    (SUPPORTED, "Supported lodgings"): ("supported", "Category 4"),
    (SCHOOL, "Disability"): ("send", "Lot 3"), (SCHOOL, "Short breaks"): ("send", "Lot 2"),
    (SCHOOL, ""): ("send", "Lot 2"),
}  # fmt: skip
_PRICES = {
    AGENCY: (820, 1150), CHILDRENS_HOME: (4200, 6900), SUPPORTED: (780, 2100), SCHOOL: (3800, 5600),
    _CENTRE: (4600, 6200),
}  # fmt: skip
_OFF_CONTRACT = 0.15
"""Share of the children placed with providers who are on no lot."""


class Market:
    """Writes frameworks, and for each provider its places on lots or its contracts, prices, checks and contacts."""

    def __init__(self, supply: Supply, records: Records) -> None:
        self._supply, self._records, self._rng = supply, records, Random("market")
        self._lots: dict[tuple[str, str], str] = {}
        self._tiers: dict[tuple[str, int], str] = {}
        self._references = iter(range(1, 900))
        self._frameworks()
        off = self._off_contract()
        for number, (provider, homes) in enumerate(supply.providers.items(), 1):
            if provider in off:
                self._spot(provider, homes, lapsed=off.index(provider) % 5)
            else:
                self._on_lots(provider, homes)
            self._checks(provider)
            self._contacts(provider, homes, number)
        self._block(off)
        for home in supply.homes:
            self._price(home)

    def _frameworks(self) -> None:
        for key, name, first, last, estimated, reopens, following, words in _FRAMEWORKS:
            self._records.add(
                "framework", key, name=name, lead=_LEAD, started=first, until=last, end_estimated=estimated,
                reopens=reopens, next_opening=following, description=words,
            )  # fmt: skip
        for framework, (kind, lots) in _LOTS.items():
            for number, name in lots.items():
                key = f"{framework} {number}"
                # lot 9 is for another kind of setting than the rest of its framework
                self._lots[framework, number] = self._records.add(
                    "lot", key, framework_id=framework, number=number, name=name,
                    kind=_CENTRE if "Family Centres" in name else kind,
                )  # fmt: skip
                for tier in (1, 2, 3) if framework == "foster" else ():
                    self._tiers[key, tier] = self._records.add(
                        "tier", f"{key} tier {tier}", lot_id=key, number=tier, basis="Graded by cost and quality"
                    )

    def _off_contract(self) -> list[str]:
        """Providers outside every framework, with about the wanted share of the children."""
        placed = sum(len(home.now) for home in self._supply.homes)
        able = [
            provider for provider, homes in self._supply.providers.items()
            if homes[0].kind not in (AGENCY, _CENTRE) and any(home.now for home in homes)
        ]  # fmt: skip
        self._rng.shuffle(able)
        found: list[str] = []
        children = 0
        for provider in able:
            more = sum(len(home.now) for home in self._supply.providers[provider])
            if more <= 3 and children + more <= round(placed * _OFF_CONTRACT):
                found.append(provider)
                children += more
        return found

    def _contract(self, provider: str, **values: object) -> None:
        self._records.add("contract", reference=f"DEMO-{next(self._references):03d}", provider_id=provider, **values)

    def _spot(self, provider: str, homes: list[Home], lapsed: int) -> None:
        """A contract for each home in use. One provider in five has let its lapse, and one has none."""
        if lapsed == 3:
            return
        for home in homes:
            if home.now:
                start = min(start for number, start, _ in home.stays if number in home.now)
                self._contract(
                    provider, kind="Off-contract (spot)", setting_id=home.key, started=start, signed_on=start,
                    until=max(date(2023, 12, 31), start + timedelta(days=20)) if lapsed == 4 else "",
                    weekly_price=self._weekly(home), notice_weeks=4,
                )  # fmt: skip

    def _weekly(self, home: Home) -> int:
        low, high = _PRICES[home.kind]
        return self._rng.randrange(low, high, 5)

    def _on_lots(self, provider: str, homes: list[Home]) -> None:
        if homes[0].kind == AGENCY:
            tier = self._rng.choices((1, 2, 3), (50, 30, 20))[0]
            for number in ("Lot 1", "Lot 2", *self._rng.sample(("Lot 3", "Lot 4", "Lot 5"), 2)):
                self._membership(homes[0], "foster", number, tier=tier)
            self._contract(
                provider, kind="Under a framework", lot_id=self._lots["foster", "Lot 1"], started=date(2018, 4, 1),
                until=date(2028, 3, 31), signed_on=date(2018, 3, 19), notice_weeks=4,
            )  # fmt: skip
            return
        for home in homes:
            if home.area != "wales":
                self._membership(home, *_LOT_OF[home.kind, home.category], setting=home.key)

    def _membership(self, home: Home, framework: str, number: str, setting: str = "", tier: int = 0) -> None:
        began = next(row[2] for row in _FRAMEWORKS if row[0] == framework)
        weekly = self._weekly(home) + (150 if number in ("Lot 2", "Lot 4") and framework == "foster" else 0)
        lot = self._lots[framework, number]
        self._records.add(
            "lot_membership", lot_id=lot, provider_id=home.provider, setting_id=setting,
            tier_id=self._tiers[lot, tier] if tier else "", started=max(began, home.registered), weekly_price=weekly,
        )  # fmt: skip

    def _block(self, off: list[str]) -> None:
        """Beds of one home in the borough paid for whether used or not, some of whose nights were void."""
        first = date(2023, 4, 1)
        nights = [first + timedelta(days=day) for day in range((AS_AT - first).days + 1)]

        def void(home: Home) -> int:
            return sum(home.places - len(home.on(night)) for night in nights)

        able = [
            home for home in self._supply.of(SUPPORTED)
            if home.area == "borough" and len(home.now) >= 2 and home.provider not in off
            and all(len(home.on(night)) <= home.places for night in nights)
        ]  # fmt: skip
        home = min(able, key=lambda one: (void(one), one.key))
        self._contract(
            home.provider, kind="Block", setting_id=home.key, started=first, until=date(2026, 3, 31),
            signed_on=date(2023, 3, 13), beds=home.places, weekly_price=1180, notice_weeks=13,
            notes="Paid for by the bed; empty nights are offered to the councils around.",
        )  # fmt: skip

    def _price(self, home: Home) -> None:
        lowest = self._weekly(home)
        for year, share in ((2022, 0.92), (2023, 1.0)):
            low = round(lowest * share / 5) * 5
            self._records.add(
                "price_range", setting_id=home.key, started=date(year, 4, 1), lowest=low,
                highest=round(low * 1.25 / 5) * 5, what_for="Core care",
            )  # fmt: skip

    def _checks(self, provider: str) -> None:
        for kind, days, cover in (
            ("Public liability insurance", 365, 10_000_000), ("Financial check", 365, ""),
            ("Safeguarding self-assessment", 365, ""), ("Reference from another authority", 730, ""),
        ):  # fmt: skip
            if self._rng.random() < 0.06:
                continue
            late = self._rng.random() < 0.08
            on = AS_AT - timedelta(days=self._rng.randrange(15, 340) + (days if late else 0))
            result = self._rng.choices(("Met", "Met with conditions"), (92, 8))[0]
            self._records.add(
                "provider_check", provider_id=provider, kind=kind, checked_on=on, until=on + timedelta(days=days - 1),
                result=result, cover=cover, notes="Accounts to be seen again in half a year"
                if kind == "Financial check" and result != "Met" else "",
            )  # fmt: skip

    def _contacts(self, provider: str, homes: list[Home], number: int) -> None:
        where = homes[0].name.split()[0].lower()
        for offset, (name, role, setting) in enumerate(
            (("Ann Example", "Referrals", ""), ("Bob Example", "Registered manager", homes[0].key))
        ):
            self._records.add(
                "contact", provider_id=provider, setting_id=setting, name=name, role=role,
                telephone=f"01632 960{(2 * number + offset) % 1000:03d}",
                email=f"{role.split()[0].lower()}@{where}.example.org",
            )  # fmt: skip
