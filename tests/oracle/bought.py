"""Indicators of bought placements worked out a second time, from plain rows and DOMAIN.md alone.

Rows are dicts of the columns of their tables, with dates; children are given as (child, place, provider, setting) of
those looked after on the day. Readings taken: what the episode's PLACE calls supported accommodation, or a residential
school, is one, and the setting's kind tells only where the episode has no PLACE; a history holds until a later row;
``until`` is the first day that no longer counts.
"""

from datetime import date, timedelta

FULL = {"Outstanding", "Good", "Requires improvement to be good", "Inadequate"}


def running(row, day):
    return row["started"] <= day and (row["until"] is None or day < row["until"])


class Oracle:
    def __init__(self, day, children, tables):
        self.day, self.tables = day, tables
        self.children = [one for one in children if one[2] in ("PR4", "PR5")]

    def setting(self, row_id):
        return next((one for one in self.tables["setting"] if one["id"] == row_id), None)

    def grades(self, row_id):
        found = [one for one in self.tables["grade"] if one["setting_id"] == row_id and one["inspected_on"] <= self.day]
        return sorted(found, key=lambda one: one["inspected_on"], reverse=True)

    def judgement(self, row_id):
        for one in self.grades(row_id):
            if one["regulator"] == "Ofsted" and one["kind"] == "Full inspection" and one["judgement"] in FULL:
                return one["judgement"]
        return None

    def kind(self, child):
        if child[1]:
            return "supported" if child[1] in ("K3", "H5") else "school" if child[1] == "S1" else "home"
        setting = self.setting(child[3]) or {"kind": None}
        return {"Supported accommodation": "supported", "Residential school": "school"}.get(setting["kind"], "home")

    def left_aside(self, child):
        """Whether a child without a judgement is in a setting of another regulator or with an interim outcome."""
        found = [one for one in self.tables["registration"]
                 if one["setting_id"] == child[3] and one["started"] <= self.day and one["regulator"]]  # fmt: skip
        regulators = [one["regulator"] for one in sorted(found, key=lambda one: one["started"])]
        regulators = regulators or [one["regulator"] for one in reversed(self.grades(child[3]))]
        if regulators and regulators[-1] != "Ofsted":
            return True
        return any(one["kind"] == "Interim inspection" for one in self.grades(child[3]))

    def good(self, variant):
        rows, base = set(), set()
        for child in self.children:
            kind, answer = self.kind(child), self.judgement(child[3])
            if kind == "school" and variant != "with_residential_schools":
                continue
            if kind == "supported":
                if variant != "with_supported":
                    continue
                outcomes = [one["judgement"] for one in self.grades(child[3]) if "service delivery" in one["judgement"]
                            or one["judgement"] == "Serious or widespread weaknesses"]  # fmt: skip
                answer = answer or (outcomes[0] if outcomes else None)
            if answer in ("Outstanding", "Good", "Consistently strong service delivery"):
                rows.add(child[0])
            whole = variant == "all_in_denominator"
            if answer or whole or (variant == "without_wales_and_interim" and not self.left_aside(child)):
                base.add(child[0])
        return rows, base

    def inadequate(self):
        return {child[0] for child in self.children if self.judgement(child[3]) == "Inadequate"}

    def holds_for(self, row, setting):
        return row["setting_id"] == setting["id"] or (
            row["setting_id"] is None and row["provider_id"] == setting["provider_id"]
        )

    def covered(self, variant):
        rows = set()
        for child in self.children:
            setting = self.setting(child[3])
            if setting is None:
                continue
            for one in self.tables["contract"]:
                if running(one, self.day) and self.holds_for(one, setting):
                    rows.add(child[0])
            for one in self.tables["lot_membership"] if variant == "default" else ():
                lot = next(lot for lot in self.tables["lot"] if lot["id"] == one["lot_id"])
                whole = next(row for row in self.tables["framework"] if row["id"] == lot["framework_id"])
                if running(one, self.day) and running(whole, self.day) and self.holds_for(one, setting):
                    rows.add(child[0])
        return rows

    def visited(self):
        first = date(self.day.year - 1, self.day.month, min(self.day.day, 28)) + timedelta(days=1)
        if self.day.day > 28:
            first += timedelta(days=self.day.day - 28)
        return {
            child[0]
            for child in self.children
            for one in self.tables["visit"]
            if child[3] and one["setting_id"] == child[3] and one["child_id"] in (None, child[0])
            and one["visited_on"] is not None and first <= one["visited_on"] <= self.day
        }  # fmt: skip
