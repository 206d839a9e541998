"""What inspectors, visitors and reports said of the homes that children live in or could: all of it invented."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from records import Records
from supply import AGENCY, AS_AT, CHILDRENS_HOME, SCHOOL, SUPPORTED, Home, Supply

_OUTSTANDING, _GOOD, _RI, _INADEQUATE = "Outstanding", "Good", "Requires improvement to be good", "Inadequate"
_HISTORIES = {
    # judgements from the earliest to the latest, a year or so apart
    "outstanding": (_GOOD, _OUTSTANDING, _OUTSTANDING), "good": (_GOOD, _GOOD, _GOOD), "risen": (_RI, _GOOD, _GOOD),
    "fallen": (_GOOD, _GOOD, _RI), "from the top": (_GOOD, _OUTSTANDING, _GOOD),
    "inadequate": (_GOOD, _RI, _INADEQUATE),
}  # fmt: skip
_VISITED_SHARE = 0.85
_FINDINGS = {
    "No concerns": (
        "The home was warm and settled. Plans were up to date and seen in daily practice.",
        "Staff knew the young people well. Records were clear and signed off by the manager.",
        "Bedrooms were personal and in good repair. Health appointments had been kept.",
    ),
    "Some actions": (
        "Risk assessments were over six months old. Training in de-escalation had lapsed for two staff.",
        "Two shifts in the month ran short. The rota has been asked for weekly.",
        "Care was kind, but key-work sessions were not written up on time.",
    ),
    "Serious concerns": ("Missing episodes were not followed up and medication records had gaps.",),
}
_ACTIONS = (
    "Bring risk assessments up to date and send them", "Send training records for all staff",
    "Send the rota each Friday until staffing is full", "Write up key-work sessions within two days",
)  # fmt: skip
_VIEWS = (
    "Feels safe and likes the food.",
    "Would like more say in the weekend's plans.",
    "Gets on with the key worker.",
)


class Watching:
    """Writes it. ``child_id`` gives the number by which a child is returned."""

    def __init__(self, supply: Supply, records: Records, child_id: Callable[[int], int]) -> None:
        self._supply, self._records, self._rng = supply, records, Random("watching")
        self._child_id = child_id
        self._grades()
        self._visits()
        for home in supply.of(CHILDRENS_HOME):
            self._regulation_44(home)
        self._concerns()

    def _grades(self) -> None:
        graded = [
            home for home in self._supply.homes if home.kind != SUPPORTED and home.area != "wales"
            and home.registered < date(2023, 1, 1)
        ]  # fmt: skip
        for home in self._supply.homes:
            if home.area == "wales":
                self._grade(home, date(2023, 5, 16), "Excellent" if home.key == "wales-1" else "Good",
                            regulator="Care Inspectorate Wales", whole=False)  # fmt: skip
        used = [home for home in graded if home.now and home.kind == CHILDRENS_HOME]
        rest = [home for home in graded if home not in used]
        self._rng.shuffle(used)
        self._rng.shuffle(rest)
        single = [home for home in used if len(home.now) == 1]
        inadequate, interim, none = single[:3]
        self._history(inadequate, "inadequate")
        self._records.add(
            "quality_action", setting_id=inadequate.key, grade_id=self._latest,
            action="Review with the social workers whether children stay, and stop new placements",
            who="Commissioning", due_on=AS_AT + timedelta(days=9),
        )  # fmt: skip
        self._grade(interim, date(2022, 11, 8), "Sustained effectiveness", kind="Interim inspection", whole=False)
        others = [home for home in used if home not in (inadequate, interim, none)]
        for index, home in enumerate(others):
            self._history(home, ("outstanding", "good", "good", "risen", "outstanding", "good", "good", "fallen",
                                 "from the top")[index % 9])  # fmt: skip
        for index, home in enumerate(rest):
            self._history(home, ("good", "good", "outstanding", "good", "risen", "good", "from the top", "good", "good",
                                 "fallen")[index % 10])  # fmt: skip

    def _history(self, home: Home, course: str) -> None:
        latest = AS_AT - timedelta(days=self._rng.randrange(20, 330))
        for back, judgement in zip((2, 1, 0), _HISTORIES[course], strict=True):
            on = latest - timedelta(days=back * self._rng.randrange(340, 420))
            if on > home.registered:
                self._grade(home, on, judgement)

    def _grade(
        self, home: Home, on: date, judgement: str, regulator: str = "Ofsted", kind: str = "Full inspection", *,
        whole: bool = True,
    ) -> None:  # fmt: skip
        on -= timedelta(days=max(on.weekday() - 4, 0))
        parts = {"protection": judgement, "leadership": judgement} if whole else {}
        self._latest = self._records.add(
            "grade", setting_id=home.key, regulator=regulator, kind=kind, inspected_on=on,
            published_on=on + timedelta(days=30) if on + timedelta(days=30) <= AS_AT else "", judgement=judgement,
            **parts,
        )  # fmt: skip

    def _visits(self) -> None:
        used = [home for home in self._supply.homes if home.now]
        self._rng.shuffle(used)
        left_out = round(sum(len(home.now) for home in used) * (1 - _VISITED_SHARE))
        for home in used:
            if len(home.now) <= min(left_out, 3):
                left_out -= len(home.now)
                self._visit(home, AS_AT - timedelta(days=self._rng.randrange(400, 640)), "No concerns")
                self._records.add(
                    "visit", setting_id=home.key, kind=self._kind(home), who="Quality officer",
                    planned_on=_weekday(AS_AT + timedelta(days=self._rng.randrange(-20, 45))),
                )  # fmt: skip
                continue
            on = AS_AT - timedelta(days=self._rng.randrange(5, 355))
            if self._rng.random() < 0.6:
                self._visit(home, on - timedelta(days=self._rng.randrange(340, 390)), "No concerns")
            outcome = self._rng.choices(("No concerns", "Some actions", "Serious concerns"), (70, 27, 3))[0]
            visit = self._visit(home, on, outcome)
            for action in self._rng.sample(_ACTIONS, 1 if outcome == "Some actions" else 0):
                due = _weekday(on + timedelta(days=42))
                self._records.add(
                    "quality_action", setting_id=home.key, visit_id=visit, action=action, who="Registered manager",
                    due_on=due, done_on=due - timedelta(days=6) if due < AS_AT and self._rng.random() < 0.8 else "",
                )  # fmt: skip
        for home in (home for home in used[:3] if home.kind != AGENCY):
            on = _weekday(AS_AT - timedelta(days=self._rng.randrange(10, 60)))
            self._records.add(
                "visit", setting_id=home.key, child_id=self._child_id(home.now[0]), kind="Quality assurance visit",
                visited_on=on, who="Quality officer", outcome="No concerns", young_peoples_views=_VIEWS[0],
                findings=_FINDINGS["No concerns"][0],
            )  # fmt: skip

    def _kind(self, home: Home) -> str:
        if home.kind == SUPPORTED:
            return "Yearly visit to a 16+ provider"
        return self._rng.choice(("Quality assurance visit", "Quality assurance visit", "Contract compliance visit",
                                 "Unannounced visit", "Visit shared with other authorities"))  # fmt: skip

    def _visit(self, home: Home, on: date, outcome: str) -> str:
        on = _weekday(on)
        return self._records.add(
            "visit", setting_id=home.key, kind=self._kind(home), visited_on=on, who="Quality officer", outcome=outcome,
            young_peoples_views=self._rng.choice(_VIEWS), findings=self._rng.choice(_FINDINGS[outcome]),
            next_due=on + timedelta(days=182 if outcome != "No concerns" else 365),
        )  # fmt: skip

    def _regulation_44(self, home: Home) -> None:
        """A report for each month in which a child lived there, most of them received."""
        for back in range(11, -1, -1):
            year, month = divmod(2023 * 12 + 2 + 11 - back, 12)
            first = date(year, month + 1, 1)
            last = date(year, month + 1, monthrange(year, month + 1)[1])
            if not any(home.on(first + timedelta(days=day)) for day in range(0, 31, 7)) or self._rng.random() < 0.08:
                continue
            received = _weekday(last + timedelta(days=self._rng.randrange(6, 24)))
            if received <= AS_AT:
                self._records.add(
                    "quality_report", setting_id=home.key, kind="Regulation 44 report", month=first, dated=last,
                    received_on=received, told="Social workers of the children placed",
                    told_on=received + timedelta(days=1) if self._rng.random() < 0.9 else "",
                )  # fmt: skip

    def _concerns(self) -> None:
        homes = sorted(
            (home for home in self._supply.of(CHILDRENS_HOME, SUPPORTED, SCHOOL) if len(home.now) > 1),
            key=lambda home: home.key,
        )
        for home, days, kind, summary, closed in (
            (homes[0], 24, "Staffing", "Three of eight nights were covered by agency staff new to the home.", ""),
            (homes[3], 61, "Quality of care", "Two young people said that meals were missed at weekends.", ""),
            (homes[5], 210, "Safeguarding", "A member of staff spoke of an unsafe restraint. Looked into and closed.",
             AS_AT - timedelta(days=150)),
        ):  # fmt: skip
            raised = AS_AT - timedelta(days=days)
            concern = self._records.add(
                "concern", setting_id=home.key, raised_on=raised, kind=kind, until=closed, raised_by="Social worker",
                child_id=self._child_id(home.now[0]) if kind == "Quality of care" else "", summary=summary,
                lado_told_on=raised + timedelta(days=1) if kind == "Safeguarding" else "",
                shared_on=raised + timedelta(days=3) if kind == "Safeguarding" else "",
                outcome="Training renewed; nothing further." if closed else "",
            )  # fmt: skip
            self._records.add(
                "quality_action", setting_id=home.key, concern_id=concern, who="Commissioning",
                action="Visit unannounced and speak with the young people", due_on=raised + timedelta(days=14),
                done_on=raised + timedelta(days=12) if closed else "",
            )  # fmt: skip


def _weekday(on: date) -> date:
    """The day, or the Friday before a weekend."""
    return on - timedelta(days=max(on.weekday() - 4, 0))
