"""What tests of the store share."""

import pytest

from suffdesk.store import keys


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are derived at a thousandth of the cost, where a test opens stores many times in this process alone."""
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "_PASSES", 1)
