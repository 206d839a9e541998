"""Whole pence, never floats. Definitions and vectors: DOMAIN.md, "Money"."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

Pence = int


def round_half_up(amount: Fraction) -> int:
    """Round once to a whole number, halves away from zero."""
    sign = -1 if amount < 0 else 1
    return sign * int((abs(amount) * 2 + 1) // 2)


def parse_pence(text: str) -> Pence:
    """Read ``£2,800``, ``2800.50`` or ``-12.3`` as pence. Raises ValueError with a sentence."""
    cleaned = text.strip().replace("£", "").replace(",", "").replace(" ", "")
    try:
        pence = Decimal(cleaned) * 100
    except InvalidOperation:
        raise ValueError(f"“{text.strip()}” is not an amount; type it as 2,800 or 2800.50") from None
    if not pence.is_finite() or pence != pence.to_integral_value() or abs(pence) > 10**15:
        raise ValueError(f"“{text.strip()}” is not an amount in pounds and pence; type it as 2800.50")
    return int(pence)


def show_pence(pence: Pence) -> str:
    """``£2,800.00``; a minus sign goes before the pound sign."""
    sign = "-" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{sign}£{pounds:,}.{rest:02d}"


def weekly_fee_cost(weekly: Pence, start: date, until: date) -> Fraction:
    """Exact cost in pence of a weekly fee for every night from ``start`` to the night before ``until``."""
    nights = max((until - start).days, 0)
    return Fraction(weekly * nights, 7)


def largest_remainder(total: Pence, weights: Mapping[str, Fraction]) -> dict[str, Pence]:
    """Split ``total`` by ``weights`` so that the parts sum to it; ties go to the earlier key.

    Raises ValueError where the weights do not sum to a positive amount.
    """
    whole = sum(weights.values(), Fraction(0))
    if whole <= 0:
        raise ValueError("shares must sum to more than nothing")
    exact = {key: Fraction(total) * weight / whole for key, weight in weights.items()}
    parts = {key: amount.numerator // amount.denominator for key, amount in exact.items()}
    order = sorted(weights, key=lambda key: exact[key] - parts[key], reverse=True)  # stable: ties keep order
    for key in order[: total - sum(parts.values())]:
        parts[key] += 1
    return parts
