"""Words about numbers, for sentences that are made from figures."""


def plural(count: int, one: str, many: str = "") -> str:
    """``1 child`` or ``2,000 children``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
