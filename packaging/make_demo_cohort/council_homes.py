"""The council's own homes: beds and why some were shut, who waits, staff and cost (invented), and homes to come."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from people import Child
from records import Records
from supply import AS_AT

_DIAL_PARK, _BROADFIELDS, _UNIT, _SHORT_BREAKS, _FOSTERING = "SC900481", "SC900518", "9900001", "SC988001", "SC900356"
_SETTINGS = (
    (_DIAL_PARK, "Dial Park", "Children's home", "Mainstream", date(2009, 6, 1), 8, 17),
    (_BROADFIELDS, "Broadfields", "Children's home", "Mainstream", date(2008, 4, 1), 8, 17),
    (_UNIT, "Broadfields annex and flats", "Supported accommodation", "Self-contained", date(2023, 10, 16), 16, 17),
    (_SHORT_BREAKS, "Short breaks home (demo)", "Children's home", "Short breaks", date(2016, 9, 1), 5, 17),
    (_FOSTERING, "Stockport fostering service", "Fostering agency", "", date(2005, 4, 1), 0, 17),
)
_RECONFIGURED, _ANNEX, _FLATS = date(2023, 7, 1), date(2023, 10, 16), date(2023, 3, 1)
"""Seven beds become five; the two become the annex. The flats took young people before they had to be registered."""
_PROJECTS = (
    # name, kind, beds, stage, begun, to open, capital, to run a year, notes, milestones: (title, due, done)
    ("The Crescent", "Children's home", 5, "Building work", date(2023, 4, 3), date(2024, 9, 2), 850_000, 1_150_000,
     "First of three new homes. It opened in September 2024.",
     (("Capital and revenue approved", date(2023, 5, 1), date(2023, 5, 1)),
      ("Building work done", date(2024, 6, 28), None), ("Registered with Ofsted", date(2024, 8, 16), None))),
    ("Second new home", "Children's home", 3, "Property found", date(2023, 9, 4), date(2025, 9, 1), 600_000, 820_000,
     "A property is being bought.",
     (("Property found", date(2024, 3, 1), date(2024, 3, 18)), ("Bought", date(2024, 7, 31), None))),
    ("Third new home", "Children's home", 3, "Approved", date(2023, 9, 4), date(2026, 9, 1), 600_000, 820_000,
     "Approved; a property is being looked for.", (("Property found", date(2025, 3, 31), None),)),
    ("Broadfields: from 5 to 9 supported beds", "Supported accommodation", 4, "Business case", date(2024, 1, 8),
     date(2026, 4, 1), 320_000, 240_000, "Four units more on the same site.",
     (("Business case", date(2024, 9, 30), None), ("Building work scoped", date(2025, 3, 31), None))),
    ("Stone Mill terrace", "Supported accommodation", 4, "Approved", date(2023, 9, 1), date(2025, 4, 1), 450_000,
     310_000, "For young people aged 16 and over, with outreach from Broadfields.",
     (("Cabinet approval", date(2023, 9, 30), date(2023, 9, 30)),
      ("Programme plan, governance and people in place", date(2023, 12, 31), date(2024, 1, 15)),
      ("Proposals agreed and carried out, over twelve months", date(2024, 12, 31), None))),
)  # fmt: skip
_FIRST_BEDS, _PROVIDER = date(2008, 4, 1), "council"


class CouncilHomes:
    """Writes everything about them. ``child_id`` gives the number a child is returned by."""

    def __init__(self, children: Sequence[Child], records: Records, child_id: Callable[[int], int]) -> None:
        self._records, self._child_id = records, child_id
        self._places = {
            placement.setting.urn: placement.setting.postcode
            for child in children
            for period in child.periods
            for placement in period.placements
            if placement.setting
        }
        records.add("provider", _PROVIDER, name="Stockport Council", sector="PR1")
        for row in _SETTINGS:
            self._setting(*row)
        self._beds()
        self._staff_and_cost()
        self._waiting(children)
        for project in _PROJECTS:
            self._project(*project)

    def _setting(
        self, urn: str, name: str, kind: str, category: str, registered: date, youngest: int, oldest: int
    ) -> None:
        postcode = "" if urn == _FOSTERING else self._places[urn]
        self._records.add(
            "setting", urn, provider_id=_PROVIDER, name=name, kind=kind, category=category, urn=urn, sector="PR1",
            postcode=postcode,  registered_on=registered,
            ages_from=youngest, ages_to=oldest, short_breaks_only="yes" if urn == _SHORT_BREAKS else "",
        )  # fmt: skip
        self._records.add("registration", setting_id=urn, regulator="Ofsted", status="Registered", started=registered)
        for started, places in {
            _DIAL_PARK: ((registered, 5),), _BROADFIELDS: ((registered, 7), (_RECONFIGURED, 5)),
            _UNIT: ((registered, 5),), _SHORT_BREAKS: ((registered, 4),),
        }.get(urn, ()):  # fmt: skip
            self._records.add("capacity", setting_id=urn, started=started, places=places)

    def _beds(self) -> None:
        beds = [(_DIAL_PARK, f"Bed {number}", date(2009, 6, 1), "") for number in range(1, 6)]
        beds += [(_BROADFIELDS, f"Bed {number}", _FIRST_BEDS, "") for number in range(1, 6)]
        beds += [(_BROADFIELDS, f"Bed {number}", _FIRST_BEDS, _RECONFIGURED) for number in (6, 7)]
        beds += [(_UNIT, f"Annex {number}", _ANNEX, "") for number in (1, 2)]
        beds += [(_UNIT, f"Flat {number}", _FLATS, "") for number in (1, 2, 3)]
        keys = {
            (urn, name): self._records.add("bed", setting_id=urn, name=name, started=started, until=until)
            for urn, name, started, until in beds
        }
        for urn, bed, first, last, reason, notes in (
            (_DIAL_PARK, "Bed 5", date(2023, 9, 4), date(2023, 11, 26), "Staffing", "Two posts empty on nights"),
            (_DIAL_PARK, "Bed 4", date(2023, 10, 2), date(2023, 10, 29), "Matching or risk", "A new group settling in"),
            (_BROADFIELDS, "Bed 5", date(2023, 8, 7), date(2023, 10, 29), "Repairs", "Work on the annex"),
            (_BROADFIELDS, "Bed 4", date(2022, 11, 14), date(2023, 1, 22), "Staffing", ""),
            (_UNIT, "Annex 2", date(2024, 1, 8), date(2024, 2, 18), "Held for a child", "Moving in planned"),
        ):
            self._records.add(
                "bed_closure", bed_id=keys[urn, bed], started=first, until=last, reason=reason, notes=notes
            )
        for authority, first, until, charge in (
            ("Tameside", date(2023, 7, 10), date(2023, 8, 4), 4150),
            ("Trafford", date(2023, 12, 18), date(2024, 2, 23), 4300),
        ):  # fmt: skip
            self._records.add(
                "other_stay", setting_id=_BROADFIELDS, authority=authority, started=first, until=until,
                weekly_charge=charge,
            )  # fmt: skip

    def _staff_and_cost(self) -> None:
        for urn, posts, yearly in ((_DIAL_PARK, 13, 1_020_000), (_BROADFIELDS, 13.5, 1_060_000), (_UNIT, 6, 390_000)):
            for counted, empty, agency in ((date(2023, 10, 1), 2.5, 1.5), (date(2024, 3, 1), 1, 0.5)):
                self._records.add(
                    "staffing", setting_id=urn, started=counted, role="Residential workers", established=posts,
                    in_post=posts - empty, agency=agency,
                )  # fmt: skip
                self._records.add(
                    "staffing", setting_id=urn, started=counted, role="Registered manager", established=1, in_post=1
                )
            first = date(2023, 10, 16) if urn == _UNIT else date(2023, 4, 1)
            share = ((AS_AT - first).days + 1) / 366
            for kind, more in (("Budget", 1.0), ("Actual", 1.04)):
                self._records.add(
                    "home_cost", setting_id=urn, kind=kind, started=first, until=AS_AT,
                    amount=round(yearly * share * more, -3),
                )  # fmt: skip

    def _waiting(self, children: Sequence[Child]) -> None:
        """Three children in agencies' homes wait for a bed; one who waited came."""
        bought = [
            child for child in children
            if child.periods and child.periods[-1].end is None and child.periods[-1].slot == "home_private"
            and 10 <= child.age(AS_AT) <= 15
        ]  # fmt: skip
        for child, home, asked, priority, needs in zip(
            sorted(bought, key=lambda child: child.number)[:3], (_DIAL_PARK, _BROADFIELDS, ""),
            (date(2024, 1, 22), date(2024, 2, 12), date(2024, 3, 11)), ("Planned", "Soon", "Urgent"),
            ("Nearer to school and family", "A smaller group", "The present home has given notice"), strict=True,
        ):  # fmt: skip
            self._records.add(
                "waiting", child_id=self._child_id(child.number), setting_id=home, started=asked, priority=priority,
                needed_by=asked + timedelta(days=84), needs=needs,
            )  # fmt: skip
        came = max(
            (placement.start, child.number)
            for child in children
            for period in child.periods
            for placement in period.placements
            if placement.setting and placement.setting.urn == _DIAL_PARK and len(period.placements) > 1
        )
        self._records.add(
            "waiting", child_id=self._child_id(came[1]), setting_id=_DIAL_PARK, started=came[0] - timedelta(days=47),
            priority="Soon", needed_by=came[0], needs="Back to the borough", until=came[0], outcome="Placed here",
        )  # fmt: skip

    def _project(
        self, name: str, kind: str, beds: int, stage: str, begun: date, opens: date, capital: int, yearly: int,
        notes: str, milestones: tuple[tuple[str, date, date | None], ...],
    ) -> None:  # fmt: skip
        key = self._records.add(
            "home_project", name=name, kind=kind, beds=beds, stage=stage, started=begun, planned_on=opens,
            capital=capital, yearly_cost=yearly, notes=notes,
        )  # fmt: skip
        for title, due, done in milestones:
            self._records.add("milestone", project_id=key, title=title, due_on=due, done_on=done)
