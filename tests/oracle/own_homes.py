"""Occupancy of our own homes worked out a second time: every night, every home, every bed and every stay in turn.

Written from the definition alone (DOMAIN.md, "Dates" and "Indicators"). Rows are dicts with dates; a home has ``id``
and ``until``, a bed ``id``, ``home``, ``started``, ``until``, a closure ``bed`` and ``reason``, a stay ``home`` and
``child`` (empty for another authority's). Reading taken: of two stays of one child on a night the one begun later
counts, and of two closures of one bed the one begun first gives the reason.
"""

from collections import Counter
from datetime import date, timedelta


def holds(row, night):
    return row["started"] <= night and (row["until"] is None or night < row["until"])


def night_of(home, night, homes, beds, closures, stays):
    """Counts of one home on one night."""
    found = Counter()
    standing = next(one for one in homes if one["id"] == home)
    for bed in beds:
        if bed["home"] != home or not holds(bed, night):
            continue
        if standing["until"] is not None and night >= standing["until"]:
            continue
        found["registered"] += 1
        shut = [one for one in closures if one["bed"] == bed["id"] and holds(one, night)]
        if shut:
            found["closed " + min(shut, key=lambda one: one["started"])["reason"]] += 1
        else:
            found["usable"] += 1
    for stay in stays:
        if stay["home"] == home and not stay["child"] and holds(stay, night):
            found["others"] += 1
    for child in {stay["child"] for stay in stays if stay["child"]}:
        tonight = [stay for stay in stays if stay["child"] == child and holds(stay, night)]
        if tonight and max(tonight, key=lambda stay: stay["started"])["home"] == home:
            found["ours"] += 1
    occupied = found["ours"] + found["others"]
    found["empty"] = max(found["usable"] - occupied, 0)
    found["over"] = max(occupied - found["usable"], 0)
    return found


def occupancy(first, last, homes, beds, closures, stays, *, registered=False):
    """Bed-nights slept in, bed-nights there were, and the children of ours who slept in a home with a bed."""
    slept, there_were, who = 0, 0, set()
    night = first
    while night <= last:
        for home in homes:
            found = night_of(home["id"], night, homes, beds, closures, stays)
            if not found["registered"]:
                continue
            there_were += found["registered"] if registered else found["usable"]
            slept += found["ours"] + found["others"]
            for stay in stays:
                if stay["child"] and holds(stay, night):
                    tonight = [one for one in stays if one["child"] == stay["child"] and holds(one, night)]
                    if max(tonight, key=lambda one: one["started"])["home"] == home["id"]:
                        who.add(stay["child"])
        night += timedelta(days=1)
    return slept, there_were, who


def quarter_to(day):
    month = {1: 1, 2: 1, 3: 1, 4: 4, 5: 4, 6: 4, 7: 7, 8: 7, 9: 7, 10: 10, 11: 10, 12: 10}[day.month]
    return date(day.year, month, 1)
