from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from suffdesk.operations.stores import open_store, set_authority
from suffdesk.store.opening import Store
from suffdesk.ui.pdf_preview import first_pages
from suffdesk.ui.screens.publications import PublicationsScreen
from suffdesk.ui.session import Session
from suffdesk.ui.tasks import TaskRunner


@pytest.fixture
def store(plain_store: Path) -> Iterator[Store]:
    with open_store(plain_store, who="Ada") as opened:
        yield opened


@pytest.fixture
def screen(qtbot: QtBot, store: Store, tmp_path: Path) -> Iterator[PublicationsScreen]:
    tasks = TaskRunner()
    made = PublicationsScreen()
    qtbot.addWidget(made)
    made.set_session(Session(store, date(2024, 3, 31), "Stockport", False, tasks))
    made.folder.setText(str(tmp_path / "packs"))
    made.show()
    yield made
    tasks.close()


def test_makes_the_board_pack_and_shows_it(qtbot: QtBot, screen: PublicationsScreen, tmp_path: Path) -> None:
    with qtbot.waitSignal(screen.told, timeout=30_000) as heard:
        screen.make.click()
        assert not screen.make.isEnabled()
    made = sorted(path.name for path in (tmp_path / "packs").iterdir())
    assert made == ["Board pack 2024-03-31.pdf", "Board pack 2024-03-31.xlsx"]
    assert heard.args == ["Made Board pack 2024-03-31.pdf and Board pack 2024-03-31.xlsx"]
    assert screen.pages_shown >= 1
    assert screen._made.count() == 2
    assert screen.make.isEnabled()


def test_the_button_follows_the_date(screen: PublicationsScreen) -> None:
    screen.set_as_at(date(2023, 12, 31))
    assert screen.make.text() == "Make the board pack at 31 December 2023"


def test_a_closed_store_leaves_no_page(screen: PublicationsScreen) -> None:
    screen.set_session(None)
    assert screen.pages_shown == 0


def test_a_file_that_is_no_pdf_has_no_pages(tmp_path: Path, qapp: object) -> None:
    (tmp_path / "x.pdf").write_text("no", encoding="utf-8")
    assert first_pages(tmp_path / "x.pdf", 3) == []


def test_another_authority_is_named_and_what_was_made_for_the_other_is_not_in_sight(
    qtbot: QtBot, screen: PublicationsScreen, store: Store
) -> None:
    assert screen._as_at.text().startswith("Stockport, as at 31 March 2024")
    with qtbot.waitSignal(screen.told, timeout=30_000):
        screen.make.click()
    assert screen.pages_shown >= 1
    assert screen._session is not None
    changes = set_authority(store, "Manchester")
    screen._session.authority_name = "Manchester"
    screen.refresh(changes)
    assert screen._as_at.text().startswith("Manchester, as at 31 March 2024")
    assert screen.pages_shown == 0
