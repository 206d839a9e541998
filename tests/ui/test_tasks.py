import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from suffdesk.core.errors import Cancelled, UserError
from suffdesk.operations.stores import open_store
from suffdesk.store.opening import Store
from suffdesk.ui.tasks import TaskRunner


@pytest.fixture
def store(plain_store: Path) -> Iterator[Store]:
    with open_store(plain_store) as opened:
        yield opened


@pytest.fixture
def runner(store: Store) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


def unexpected(value: object) -> None:
    pytest.fail(f"not expected: {value!r}")


def test_result_comes_back_on_the_gui_thread_from_a_connection_of_its_own(
    qtbot: QtBot, runner: TaskRunner, store: Store
) -> None:
    found: dict[str, Any] = {}

    def work(own: Store, _: object) -> list[tuple[object, ...]]:
        found["worker"], found["own"] = threading.get_ident(), own
        return own.rows("SELECT identifier FROM child")

    def done(rows: object) -> None:
        found["thread"], found["rows"] = threading.get_ident(), rows

    runner.run("Count", work, done=done, failed=unexpected, store=store)
    qtbot.waitUntil(lambda: "rows" in found)
    assert found["rows"] == [("1",)]
    assert found["thread"] == threading.get_ident() != found["worker"]
    assert found["own"] is not store


def test_tasks_share_one_connection_and_keep_their_order(qtbot: QtBot, runner: TaskRunner, store: Store) -> None:
    order: list[tuple[str, object]] = []
    for name in ("first", "second"):
        runner.run(name, lambda own, _: own, done=lambda own, name=name: order.append((name, own)), failed=unexpected,
                   store=store)  # fmt: skip
    qtbot.waitUntil(lambda: len(order) == 2)
    assert [name for name, _ in order] == ["first", "second"]
    assert order[0][1] is order[1][1]


def test_progress_reaches_the_window(qtbot: QtBot, runner: TaskRunner, store: Store) -> None:
    said: list[tuple[str, object]] = []
    runner.progressed.connect(lambda _, what, part: said.append((what, part)))

    def work(_: Store, progress: Any) -> None:
        progress("Half way", 0.5)
        progress("There", 1)

    ended: list[object] = []
    runner.run("Work", work, done=lambda _: ended.append(1), failed=unexpected, store=store)
    qtbot.waitUntil(lambda: bool(ended))
    assert ("There", 1) in said


def test_stopping_ends_at_the_next_report_of_progress(qtbot: QtBot, runner: TaskRunner, store: Store) -> None:
    running, errors = threading.Event(), []

    def work(_: Store, progress: Any) -> None:
        while True:
            running.set()
            progress("Going on", None)

    task = runner.run("Work", work, done=unexpected, failed=errors.append, store=store)
    assert running.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], Cancelled)
    assert not runner.busy


def test_a_fault_goes_to_failed_and_the_next_task_runs(qtbot: QtBot, runner: TaskRunner, store: Store) -> None:
    errors: list[Exception] = []
    results: list[int] = []

    def fail(_: Store, __: object) -> None:
        raise UserError("There is no such file")

    runner.run("Fail", fail, done=unexpected, failed=errors.append, store=store)
    runner.run("Go on", lambda _, __: 7, done=results.append, failed=unexpected, store=store)
    qtbot.waitUntil(lambda: bool(results))
    assert str(errors[0]) == "There is no such file"
    assert results == [7]


def test_closing_calls_nobody_back(qtbot: QtBot, runner: TaskRunner, store: Store) -> None:
    running = threading.Event()

    def work(_: Store, progress: Any) -> None:
        while True:
            running.set()
            progress("Going on", None)

    runner.run("Work", work, done=unexpected, failed=unexpected, store=store)
    assert running.wait(5)
    runner.close()
    qtbot.wait(50)
    assert not runner.busy


def test_releasing_closes_the_workers_connection(qtbot: QtBot, runner: TaskRunner, store: Store) -> None:
    owned: list[Store] = []
    runner.run("Look", lambda own, _: own, done=owned.append, failed=unexpected, store=store)
    qtbot.waitUntil(lambda: bool(owned))
    runner.release_store()
    with pytest.raises(Exception, match="closed"):
        owned[0].db.conn.total_changes  # noqa: B018
