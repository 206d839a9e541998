"""Promise 11: what came first is told by number, whatever the clock said."""

import itertools
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from suffdesk.operations import history
from suffdesk.store import events, ids, journal
from suffdesk.store.check import check
from suffdesk.store.opening import create_store, open_store

CLOCK = [datetime(2024, 5, 3, 12, tzinfo=UTC) + timedelta(days=days) for days in (0, -400, 9000, -1, 3)]


def test_order_comes_from_the_sequence_and_times_are_utc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = itertools.cycle(CLOCK)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return next(moments).astimezone(tz)

    for module in (journal, events):
        monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(ids.time, "time_ns", lambda: int(next(moments).timestamp() * 1_000_000_000))
    made: list[str] = []
    with create_store(tmp_path / "a.suffdesk", passphrase=None) as store:
        for number in range(10):
            with store.change(f"Add {number}") as result:
                row = {"reference": f"C-{number}", "identifier": f"{number}"}
                made.append(result.change.insert("child", row))
            events.record_event(store, "test", f"After {number}")
        assert made == sorted(made)
        past = history.recent(store)
        assert [one.label for one in past] == [f"Add {number}" for number in range(9, -1, -1)]
        assert sorted(one.made_at for one in past) != [one.made_at for one in past]
        assert {one.made_at.tzinfo for one in past} == {UTC}
        assert [one.words for one in events.events(store)] == [f"After {number}" for number in range(9, -1, -1)]
        history.undo(store)
        assert store.rows("SELECT count(*) FROM child WHERE reference = 'C-9'") == [(0,)]
        assert check(store).whole
    open_store(tmp_path / "a.suffdesk").close()
