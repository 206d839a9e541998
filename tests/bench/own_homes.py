"""400,000 bed-nights (100 beds of 20 homes over eleven years) counted, against a loop over every night in Python."""

import random
import time
from datetime import date, timedelta

from suffdesk.analysis.occupancy import Bed, Closure, Home, OwnHomes, Stay, nights, spans

FIRST, LAST = date(2013, 4, 1), date(2024, 3, 31)
_HOMES, _BEDS_EACH = 20, 5


def made_up(seed: int = 4) -> OwnHomes:
    """Homes whose beds are closed now and then, and children who follow one another in them."""
    chance = random.Random(seed)
    homes = tuple(Home(f"home {number}", f"Home {number}") for number in range(_HOMES))
    beds, closures, stays = [], [], []
    for home in homes:
        for number in range(_BEDS_EACH):
            bed = f"{home.id} bed {number}"
            beds.append(Bed(bed, home.id, FIRST, None))
            day = FIRST
            while day < LAST:
                until = day + timedelta(days=chance.randint(20, 400))
                child = f"child {chance.randrange(1500)}" if chance.random() < 0.9 else ""
                stays.append(Stay(home.id, child, day, until))
                if chance.random() < 0.3:
                    shut = until + timedelta(days=chance.randint(0, 5))
                    reason = chance.choice(("Staffing", "Repairs", "Held for a child"))
                    closures.append(Closure(bed, shut, shut + timedelta(days=chance.randint(1, 60)), reason))
                day = until + timedelta(days=chance.randint(0, 30))
    return OwnHomes(homes, tuple(beds), tuple(closures), tuple(stays))


def _looped(own: OwnHomes) -> tuple[int, int]:
    """Registered and usable bed-nights as a loop counts them."""
    shut: dict[str, list[Closure]] = {}
    for closure in own.closures:
        shut.setdefault(closure.bed, []).append(closure)
    registered = usable = 0
    day = FIRST
    while day <= LAST:
        for bed in own.beds:
            if bed.started <= day and (bed.until is None or bed.until > day):
                registered += 1
                usable += not any(
                    one.started <= day and (one.until is None or one.until > day) for one in shut.get(bed.id, ())
                )
        day += timedelta(days=1)
    return registered, usable


def main() -> None:
    """Print what was measured; nothing passes or fails but that both count the same."""
    own = made_up()
    begun = time.perf_counter()
    held, since = nights(own, FIRST, LAST), spans(LAST)
    totals = held.totals(FIRST, LAST)
    crowded = len(held.crowded())
    for home in held.homes:
        for first in (since.month, since.quarter, since.year):
            held.totals(first, LAST, home)
    ours = time.perf_counter() - begun
    begun = time.perf_counter()
    registered, usable = _looped(own)
    looped = time.perf_counter() - begun
    if (registered, usable) != (totals.registered, totals.usable):
        raise SystemExit(f"the loop counts {usable:,} usable of {registered:,}, the program {totals.usable:,}")
    print(
        f"occupancy: {totals.registered:,} bed-nights, {len(own.stays):,} stays, {len(own.closures):,} closures, "
        f"{crowded:,} crowded runs; with the totals of every home {ours * 1000:.1f} ms"
    )
    print(f"ratio: a loop that counts only beds takes {looped:.2f} s, {looped / ours:.0f} times as long")


if __name__ == "__main__":
    main()
