"""Promise 11: what came first is told by number, whatever the clock said."""

import itertools
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from suffdesk.operations import audit, documents, edit, erasure, export_log, history
from suffdesk.operations.stores import close_store
from suffdesk.store import backup, events, ids, journal, lock, restore
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


@pytest.mark.parametrize("now", [datetime.min, datetime.max])
def test_a_clock_at_either_end_of_the_calendar_crashes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return now.replace(tzinfo=tz)

    for module in (backup, documents, edit, erasure, events, export_log, journal, lock, restore):
        monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(ids.time, "time_ns", lambda: int((now - datetime(1970, 1, 1)).total_seconds()) * 10**9)
    monkeypatch.setenv("TZ", "EST5" if now == datetime.min else "EAT-3")
    time.tzset()
    try:
        path = tmp_path / "a.suffdesk"
        letter = tmp_path / "letter.txt"
        letter.write_text("kept")
        with create_store(path, passphrase=None) as store:
            child = edit.add(store, "child", {"identifier": "1", "date_of_birth": "01/02/2010"}).row_id
            made = backup.backup_before(store.db, path, None, "import")
            documents.add_document(store, "child", child, letter)
            export_log.record_export(store, "Board pack", [letter])
            assert [one.made_at.year for one in export_log.exports_made(store)] == [now.year]
            assert [line.made_at.year for line in audit.trail(store).lines] == [now.year] * 2
            assert [one.added_at.year for one in documents.documents_of(store, "child", child)] == [now.year]
            assert erasure.erase_child(store, child, "mistake").reached
            assert [one.erasure.made_at.year for one in erasure.erasures_made(store)] == [now.year]
            close_store(store)
        assert restore.restore_store(path, made).erased_again == 0  # it was made again without the child
        with open_store(path) as store:
            assert check(store).whole
            assert {event.at.year for event in events.events(store)} == {now.year}
    finally:
        monkeypatch.undo()
        time.tzset()
