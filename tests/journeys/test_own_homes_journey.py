"""From the window: a home of our own, its bed, a closure and a child, and how full it is then."""

from pytestqt.qtbot import QtBot

from suffdesk.ui.forms.end_form import EndForm
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.screens.own_homes import OwnHomesScreen


def filled(window: MainWindow, entity: str, texts: dict[str, str]) -> None:
    form = next(form for form in window.findChildren(RecordForm) if form.entity == entity and form.isVisible())
    form.rows.show_texts(texts)
    form.go()
    assert form.faults == []


def figures(screen: OwnHomesScreen) -> list[str]:
    return [card.value.text() for card in screen.figures.cards]


def test_a_home_from_its_first_bed_to_a_bed_that_is_shut(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_name["go_own_homes"].trigger()
    screen = window.screen_shown
    assert isinstance(screen, OwnHomesScreen)
    assert figures(screen)[4] == "no value"
    screen.tab("Homes").add()
    filled(window, "setting", {"name": "Elm House", "kind": "Children's home", "urn": "SC900001"})
    for name in ("1", "2"):
        screen.tab("Beds").add()
        filled(window, "bed", {"setting_id": "SC900001", "name": name, "started": "01/03/2024"})
    assert figures(screen)[:5] == ["2", "2", "0", "2", "0.0%"]

    screen.tab("Closed beds").add()
    filled(window, "bed_closure", {"bed_id": "2", "started": "22/03/2024", "reason": "Repairs"})
    assert figures(screen)[:4] == ["2", "1", "0", "1"]

    window.actions_by_name["add_placement"].trigger()
    filled(window, "placement", {"child_id": "C-7", "basis": "Short break", "started": "30/03/2024", "place": "K2",
                                 "setting_id": "SC900001"})  # fmt: skip
    assert figures(screen)[:5] == ["2", "1", "1", "0", "3.8%"]  # 2 of 62 - 10 bed-nights

    screen.tab("Who is here").add()
    filled(window, "other_stay", {"setting_id": "SC900001", "authority": "Trafford", "started": "31/03/2024"})
    assert figures(screen)[2] == "2"
    assert screen.notes.count() == 1  # two in one

    closed = screen.tab("Closed beds")
    closed.table.selectRow(0)
    closed.end_button.click()
    ending = next(form for form in window.findChildren(EndForm) if form.isVisible())
    ending.rows.show_texts({"until": "30/03/2024"})
    ending.go()
    assert figures(screen)[:4] == ["2", "2", "2", "0"]
    assert screen.notes.count() == 0

    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: figures(screen)[1] == "1")
    screen.tab("Homes").table.selectRow(0)
    screen.tab("Homes").open_button.click()
    assert window.current_name == "setting"
