"""Nights of block contracts, each figure worked out by hand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from suffdesk.analysis.block_nights import Block, Stay, use_of_blocks

QUARTER = date(2024, 1, 1), date(2024, 3, 31)  # 91 nights of a leap year


def block(name: str = "K", setting: str | None = "A", beds: int = 2, started: date = date(2023, 4, 1),
          until: date | None = None, price: int | None = 350_000) -> Block:  # fmt: skip
    return Block(name, "V", setting, started, until, beds, price)


def stay(child: str, started: date, until: date | None = None, setting: str = "A") -> Stay:
    return Stay(child, setting, "V", started, until)


def test_two_beds_and_one_child_for_a_month() -> None:
    # one child from 1 February to the night before 1 March: 29 nights of 2 x 91 paid
    use = use_of_blocks([block()], [stay("1", date(2024, 2, 1), date(2024, 3, 1))], *QUARTER)["K"]
    assert (use.paid, use.used, use.void) == (182, 29, 153)
    assert use.cost == 9_100_000  # 182 x 3,500 / 7 = 91,000 pounds
    assert use.void_cost == 7_650_000
    assert use.share is not None
    assert round(float(use.share), 4) == 15.9341


def test_pence_are_rounded_once_for_the_whole_period() -> None:
    use = use_of_blocks([block(beds=1, price=76_000)], [], date(2023, 4, 1), date(2024, 3, 31))["K"]
    assert (use.paid, use.cost) == (366, 3_973_714)  # DOMAIN.md: 366 nights at 760 pounds


def test_more_children_than_beds_fill_the_beds() -> None:
    children = [stay(str(number), date(2023, 1, 1)) for number in range(5)]
    use = use_of_blocks([block()], children, *QUARTER)["K"]
    assert (use.used, use.void_cost) == (182, 0)


def test_a_child_fills_one_bed_of_one_contract() -> None:
    blocks = [block("WHOLE", None, 3), block("NEW", "A", 1, date(2024, 1, 31)), block("OLD", "A", 1)]
    stays = [stay("1", date(2023, 1, 1)), stay("2", date(2023, 1, 1)), stay("3", date(2023, 1, 1), setting="B"),
             stay("1", date(2023, 2, 1))]  # fmt: skip
    use = use_of_blocks(blocks, stays, *QUARTER)
    assert use["OLD"].used == 91
    assert (use["NEW"].paid, use["NEW"].used) == (61, 61)
    assert use["WHOLE"].used == 30 * 2 + 61 * 1


def test_only_nights_of_the_contract_are_paid_for() -> None:
    use = use_of_blocks([block(beds=1, started=date(2024, 3, 1), until=date(2024, 3, 31))], [], *QUARTER)["K"]
    assert use.paid == 30
    never = use_of_blocks([block(beds=1, started=date(2024, 4, 1))], [], *QUARTER)["K"]
    assert (never.paid, never.share, never.cost) == (0, None, 0)


def test_without_a_price_there_is_no_cost() -> None:
    use = use_of_blocks([block(price=None)], [], *QUARTER)["K"]
    assert (use.paid, use.cost, use.void_cost) == (182, None, None)


DAYS = st.dates(date(2023, 12, 1), date(2024, 4, 30))


@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS, st.integers(1, 3), st.sampled_from(["A", None]))
             .filter(lambda one: one[1] is None or one[0] <= one[1]), max_size=3),
    st.lists(st.tuples(DAYS, st.none() | DAYS, st.integers(1, 4), st.sampled_from("AB"))
             .filter(lambda one: one[1] is None or one[0] <= one[1]), max_size=6),
)  # fmt: skip
def test_never_more_used_than_paid_nor_than_children_there(
    contracts: list[tuple[date, date | None, int, str | None]], placed: list[tuple[date, date | None, int, str]]
) -> None:
    blocks = [block(str(place), one[3], one[2], one[0], one[1]) for place, one in enumerate(contracts)]
    stays = [stay(str(one[2]), one[0], one[1], one[3]) for one in placed]
    use = use_of_blocks(blocks, stays, *QUARTER)
    days = [date.fromordinal(QUARTER[0].toordinal() + number) for number in range(91)]
    there = sum(
        len({s.child_id for s in stays if s.started <= day and (s.until is None or s.until > day)}) for day in days
    )
    assert sum(one.used for one in use.values()) <= there
    assert all(0 <= one.used <= one.paid for one in use.values())
    nights = {
        one.id: one.beds * sum(one.started <= day and (one.until is None or one.until > day) for day in days)
        for one in blocks
    }
    assert {name: one.paid for name, one in use.items()} == nights
