"""The board pack's summary: sentences made from the figures, so that they can never disagree with them."""

from datetime import date

from suffdesk.analysis.indicators.stability import MONTHS_IN_CARE
from suffdesk.core.dates import add_months, show_date
from suffdesk.core.measure import Measure
from suffdesk.core.text import listed, plural
from suffdesk.figures.cohort import note_on_cover, reaches_back
from suffdesk.figures.indicators import indicators, one
from suffdesk.store.opening import Store


def summary(store: Store, as_at: date) -> list[str]:
    """Paragraphs about a date, each resting on measures."""
    cla = one(store, as_at, "cla")
    if not cla.value:
        return [f"No children were looked after on {show_date(as_at)}.", *_warning(store, as_at)]
    return [
        *_warning(store, as_at),
        _how_many(store, as_at, cla),
        _where(store, as_at),
        _how_far(store, as_at),
        _how_stable(store, as_at),
        _coming_and_going(store, as_at),
    ]


def _warning(store: Store, as_at: date) -> list[str]:
    note = note_on_cover(store, as_at)
    return [note] if note else []


def _direction(now: Measure, before: Measure, unit: str = "") -> str:
    """``up from 483``, or nothing where the year before has no value."""
    if now.value is None or not before.value:
        return ""
    if now.value == before.value:
        return f", the same{unit} as a year before"
    return f", {'up' if now.value > before.value else 'down'} from {before.text} a year before"


def _how_many(store: Store, as_at: date, cla: Measure) -> str:
    before = one(store, add_months(as_at, -12), "cla")
    rate = one(store, as_at, "cla_rate")
    text = f"{plural(int(cla.value or 0), 'child', 'children')} were looked after on {show_date(as_at)}"
    text += _direction(cla, before)
    if rate.value is not None:
        text += f". That is {rate.text} for every 10,000 aged 0 to 17"
    seeking = one(store, as_at, "uasc")
    if seeking.value:
        text += f"; {seeking.value:,} of them were unaccompanied asylum seekers"
    return text + "."


def _where(store: Store, as_at: date) -> str:
    groups = sorted(indicators(store, as_at, ["cla_by_home"]), key=lambda item: -(item.numerator or 0))
    largest = [f"{item.group.lower()} ({item.numerator:,})" for item in groups[:3] if item.numerator]
    own, bought = one(store, as_at, "own_provision"), one(store, as_at, "independent_provision")
    before = one(store, add_months(as_at, -12), "independent_provision")
    return (
        f"Most lived in {listed(largest)}. {own.text} were in the authority's own provision ({own.basis}) and "
        f"{bought.text} with private or voluntary providers ({bought.basis}){_direction(bought, before)}."
    )


def _how_far(store: Store, as_at: date) -> str:
    outside, far = one(store, as_at, "out_of_area"), one(store, as_at, "over_20_miles")
    parts = []
    if outside.value is not None:
        parts.append(f"{outside.text} lived outside the authority ({outside.basis})")
    if far.value is not None:
        parts.append(f"{far.text} lived more than 20 miles from home ({far.basis})")
    return listed(parts) + "." if parts else "How far children live from home is not known."


def _how_stable(store: Store, as_at: date) -> str:
    many, settled = one(store, as_at, "three_placements"), one(store, as_at, "stable_two_years")
    earlier = add_months(as_at, -12)
    text = f"{many.text} had three or more placements in the year ({many.basis})"
    text += _direction(many, one(store, earlier, "three_placements"))
    if settled.value is None:
        return text + "."
    if not reaches_back(store, as_at, MONTHS_IN_CARE):
        return f"{text}. The returns held do not reach back far enough to say how many stayed in one home."
    known = reaches_back(store, earlier, MONTHS_IN_CARE)
    change = _direction(settled, one(store, earlier, "stable_two_years")) if known else ""
    return (
        f"{text}. Of the under-16s in care for two and a half years or more, {settled.text} had lived in the same home "
        f"for two ({settled.basis}){change}."
    )


def _coming_and_going(store: Store, as_at: date) -> str:
    came, left = one(store, as_at, "starters"), one(store, as_at, "leavers")
    return (
        f"In the year, {plural(int(came.value or 0), 'child', 'children')} started to be looked after and "
        f"{plural(int(left.value or 0), 'child', 'children')} ceased to be."
    )
