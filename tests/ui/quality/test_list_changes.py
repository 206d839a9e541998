"""The card of published lists: what it says without one, what it keeps of a store that was closed, its chips."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from suffdesk.domain.list_change import KINDS, ListChange
from suffdesk.operations import import_ofsted
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from suffdesk.ui.quality.list_changes import ListChangesCard, ListChangesView
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import TaskRunner
from tests.ofsted_lists import home, write_list
from tests.small_register import LONG_NAME


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path / "s.suffdesk", passphrase=None, authority="Stockport", who="Ada") as made:
        yield made


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


@pytest.fixture
def card(qtbot: QtBot) -> ListChangesCard:
    made = ListChangesCard()
    qtbot.addWidget(made)
    made.show()
    return made


def test_without_a_list_it_says_what_to_do(
    qtbot: QtBot, card: ListChangesCard, store: Store, tasks: TaskRunner
) -> None:
    card.set_session(Session(store, date(2024, 3, 31), "Stockport", False, tasks))
    assert "No list yet" in card.none.text()
    assert card.none.isVisible()
    assert not card.view.isVisible()
    with qtbot.waitSignal(card.import_wanted):
        card.import_list.click()


def test_nothing_of_a_closed_store_is_kept(
    qtbot: QtBot, card: ListChangesCard, store: Store, tasks: TaskRunner, tmp_path: Path
) -> None:
    listed = import_ofsted.read(write_list(tmp_path / "one.csv", [home("2700001")]))
    import_ofsted.apply(store, import_ofsted.preview(store, listed))
    card.set_session(Session(store, date(2024, 3, 31), "Stockport", False, tasks))
    qtbot.waitUntil(lambda: len(card.view.changes) == 1)
    assert card.view.table.rows_model.rowCount() == 1
    card.hide()
    card.set_session(None)
    assert not card.view.changes
    assert card.view.table.rows_model.rowCount() == 0
    assert card.lists.count() == 0


def test_chips_count_and_keep_to_a_kind(qtbot: QtBot) -> None:
    view = ListChangesView("Changes")
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    kinds = list(KINDS)
    view.show_changes([
        ListChange(kind, f"s{place}", f"27{place:05d}", LONG_NAME, "Kind Homes", "E08000007", "Good", "Inadequate",
                   children=int(place == 3))
        for place, kind in enumerate(kinds)
    ])  # fmt: skip
    assert [one.setting_id for one in view.changes] == ["s3"]
    assert view.chips["all"].text() == f"All {len(kinds)}"
    for kind in kinds:
        view.chips[kind].click()
        assert [one.kind for one in view.changes] == [kind]
        assert view.chips[kind].accessibleName() == f"{KINDS[kind]}: 1 change"
    for chip in view.chips.values():
        assert chip.geometry().right() <= view.width(), "chips go on in the next line"
    with qtbot.waitSignal(view.opened) as heard:
        view.table.opened.emit(0)
    assert heard.args == [f"s{len(kinds) - 1}"]
    view.show_changes(())
    assert view.empty.text() == "Nothing changed."
