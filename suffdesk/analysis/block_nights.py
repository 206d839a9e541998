"""Block contracts: nights paid for, nights on which a child of ours slept in the bed, and what the void cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from suffdesk.core.money import Pence, round_half_up


@dataclass(frozen=True, slots=True)
class Block:
    """A block contract. Without ``setting_id`` its beds are in any setting of the provider."""

    id: str
    provider_id: str
    setting_id: str | None
    started: date
    until: date | None
    beds: int
    weekly_price: Pence | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A child of ours in a setting, every night from ``started`` to the night before ``until``."""

    child_id: str
    setting_id: str
    provider_id: str | None
    started: date
    until: date | None


@dataclass(frozen=True, slots=True)
class BlockUse:
    """Bed-nights of one contract in a period, its first and last nights included.

    Money is whole pence: a seventh of the weekly price of a bed for every bed-night, rounded once, half up; None
    where no price is recorded.
    """

    first: date
    last: date
    paid: int
    used: int
    weekly_price: Pence | None

    @property
    def void(self) -> int:
        """Bed-nights that were paid for and stood empty."""
        return self.paid - self.used

    @property
    def share(self) -> Fraction | None:
        """Per cent of the bed-nights paid for that were used; None where none was paid for."""
        return Fraction(100 * self.used, self.paid) if self.paid else None

    @property
    def cost(self) -> Pence | None:
        return self._of(self.paid)

    @property
    def void_cost(self) -> Pence | None:
        return self._of(self.void)

    def _of(self, nights: int) -> Pence | None:
        return None if self.weekly_price is None else round_half_up(Fraction(self.weekly_price * nights, 7))


def use_of_blocks(blocks: Sequence[Block], stays: Iterable[Stay], first: date, last: date) -> dict[str, BlockUse]:
    """What was used of each block in the nights from ``first`` to ``last``, by the contract's id.

    A child fills one bed of one contract: those that name its setting come first, then those for the whole
    provider, the older before the newer. More children than beds fill no more than the beds.
    """
    held = list(stays)
    end = last + timedelta(days=1)
    paid, used = dict.fromkeys((block.id for block in blocks), 0), dict.fromkeys((block.id for block in blocks), 0)
    for provider in sorted({block.provider_id for block in blocks}):
        group = sorted(
            (block for block in blocks if block.provider_id == provider),
            key=lambda block: (block.setting_id is None, block.started, block.id),
        )
        named = {block.setting_id for block in group}
        here = [stay for stay in held if stay.provider_id == provider or stay.setting_id in named]
        for start, until in _stretches(first, end, [*group, *here]):
            nights = (until - start).days
            left: dict[str, str] = {}
            for stay in here:
                if _there(stay, start):
                    left.setdefault(stay.child_id, stay.setting_id)
            for block in group:
                if not _there(block, start):
                    continue
                fits = [child for child, setting in left.items() if block.setting_id in (None, setting)][: block.beds]
                for child in fits:
                    del left[child]
                paid[block.id] += block.beds * nights
                used[block.id] += len(fits) * nights
    return {block.id: BlockUse(first, last, paid[block.id], used[block.id], block.weekly_price) for block in blocks}


def _there(record: Block | Stay, day: date) -> bool:
    return record.started <= day and (record.until is None or record.until > day)


def _stretches(first: date, end: date, records: Iterable[Block | Stay]) -> list[tuple[date, date]]:
    """The period in parts within which nothing begins or ends."""
    days = {first, end}
    for record in records:
        days |= {day for day in (record.started, record.until) if day is not None and first < day < end}
    order = sorted(days)
    return list(pairwise(order)) if first < end else []
