"""The lists of the Quality screen over a few homes, worked out by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from suffdesk import cli
from suffdesk.analysis.watching import Report
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.figures.watching import regulation_44, visits_programme
from suffdesk.operations import quality
from suffdesk.operations.edit import add
from suffdesk.operations.export_log import exports_made
from suffdesk.operations.publish import publish
from suffdesk.operations.stores import open_store
from suffdesk.store.opening import Store
from tests.small_homes import AS_AT, Homes, small_homes

BRANCH = "Fostering agency SC000003"


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


def put(store: Store, entity: str, **values: Value) -> str:
    with store.change("Fill") as result:
        return result.change.insert(entity, values)


def visit(homes: Homes, setting: str, **values: Value) -> str:
    return put(homes.store, "visit", setting_id=setting, kind="Unannounced visit", **values)


def report(homes: Homes, setting: str, month: date, received: date, **more: Value) -> str:
    return put(homes.store, "quality_report", setting_id=setting, kind="Regulation 44 report", month=month,
               received_on=received, **more)  # fmt: skip


def due(homes: Homes, as_at: date = AS_AT) -> dict[str, tuple[date | None, date]]:
    return {line.setting: (line.last_visit, line.next_due) for line in visits_programme(homes.store, as_at)}


def test_next_due_by_what_the_visit_says_a_year_or_four_weeks(homes: Homes) -> None:
    assert due(homes) == {
        BRANCH: (None, date(2022, 1, 29)), "The Meadows": (None, date(2023, 6, 29)),
        "Elm House": (None, date(2024, 4, 12)),
    }  # fmt: skip  # our own Oak Lodge, and the child whose setting is not known, are not in it
    visit(homes, homes.meadows, visited_on=date(2024, 1, 10))
    visit(homes, homes.branch, visited_on=date(2023, 1, 10))
    visit(homes, homes.branch, visited_on=date(2023, 9, 1), next_due=date(2024, 3, 1))
    assert due(homes)["The Meadows"] == (date(2024, 1, 10), date(2025, 1, 10))
    assert due(homes)[BRANCH] == (date(2023, 9, 1), date(2024, 3, 1))
    assert due(homes, date(2024, 1, 9))["The Meadows"] == (None, date(2023, 6, 29))  # not made yet
    assert [line.setting for line in visits_programme(homes.store, AS_AT)] == [BRANCH, "Elm House", "The Meadows"]


def test_a_visit_about_one_child_is_no_visit_to_another(homes: Homes) -> None:
    ((child,),) = homes.store.rows("SELECT id FROM child WHERE reference = 'C-0003'")
    ((other,),) = homes.store.rows("SELECT id FROM child WHERE reference = 'C-0002'")
    visit(homes, homes.branch, visited_on=date(2024, 3, 1), child_id=str(other))
    assert {line.setting: line.visited for line in visits_programme(homes.store, AS_AT)}[BRANCH] == 0
    visit(homes, homes.branch, visited_on=date(2024, 3, 2), child_id=str(child))
    assert {line.setting: line.visited for line in visits_programme(homes.store, AS_AT)}[BRANCH] == 1


def test_the_plan_is_the_next_to_come_and_none_that_a_visit_has_overtaken(homes: Homes) -> None:
    def plan() -> tuple[date | None, str]:
        line = next(one for one in visits_programme(homes.store, AS_AT) if one.setting == "The Meadows")
        return line.planned_on, line.who

    visit(homes, homes.meadows, planned_on=date(2024, 1, 5), who="Ada")
    assert plan() == (date(2024, 1, 5), "Ada")
    visit(homes, homes.meadows, visited_on=date(2024, 2, 1))
    assert plan() == (None, "")
    visit(homes, homes.meadows, planned_on=date(2024, 6, 1), who="Grace")
    visit(homes, homes.meadows, planned_on=date(2024, 5, 1), who="Mary")
    assert plan() == (date(2024, 5, 1), "Mary")


def test_regulation_44_month_by_month(homes: Homes) -> None:
    report(homes, homes.meadows, date(2024, 1, 20), date(2024, 2, 14))
    report(homes, homes.meadows, date(2023, 12, 1), date(2024, 4, 2))  # came after the date
    found = {line.setting: dict(line.months) for line in regulation_44(homes.store, AS_AT)}
    assert set(found) == {"The Meadows", "Elm House", "Oak Lodge"}  # a fostering agency makes none
    meadows = found["The Meadows"]
    assert [meadows[date(2023, month, 1)] for month in (4, 5)] == [Report.NOT_EXPECTED] * 2
    assert [meadows[date(2023, month, 1)] for month in range(6, 13)] == [Report.MISSING] * 7
    assert [meadows[date(2024, month, 1)] for month in (1, 2, 3)] == [Report.RECEIVED, Report.DUE, Report.DUE]
    assert set(found["Elm House"].values()) == {Report.NOT_EXPECTED, Report.DUE}
    later = {line.setting: line for line in regulation_44(homes.store, date(2024, 4, 2))}
    assert later["The Meadows"].missing == (*(date(2023, month, 1) for month in range(6, 12)), date(2024, 2, 1))


def test_homes_below_good_are_asked_first(homes: Homes) -> None:
    assert [line.setting for line in regulation_44(homes.store, AS_AT)] == ["Oak Lodge", "The Meadows", "Elm House"]
    put(homes.store, "grade", setting_id=homes.meadows, regulator="Ofsted", kind="Full inspection",
        inspected_on=date(2024, 1, 1), judgement="Requires improvement to be good")  # fmt: skip
    found = regulation_44(homes.store, AS_AT)
    assert [(line.setting, line.below_good) for line in found][:2] == [("The Meadows", True), ("Oak Lodge", False)]


def test_cards_count_the_lists(homes: Homes) -> None:
    put(homes.store, "quality_action", setting_id=homes.meadows, action="Ask", due_on=date(2024, 3, 30))
    put(homes.store, "quality_action", setting_id=homes.meadows, action="Ask again", due_on=date(2024, 3, 31))
    concern = {"setting_id": homes.meadows, "kind": "Staffing", "summary": "Nights"}
    put(homes.store, "concern", raised_on=date(2024, 3, 31), **concern)
    put(homes.store, "concern", raised_on=date(2024, 3, 1), until=date(2024, 3, 31), **concern)
    put(homes.store, "concern", raised_on=date(2024, 4, 1), **concern)
    figures = [(card.label, card.measure.text, card.basis)
               for card in quality.quality_page(homes.store, AS_AT).figures]  # fmt: skip
    assert figures == [
        ("Visited in the year", "0.0%", "0 of 4 · target 100%, not met"), ("Visits overdue", "2", "of 3 settings"),
        ("Regulation 44 missing", "18", "from 2 homes of 3"),
        ("In inadequate homes", "0", "of 4 children · target 0, no judgement known"),
        ("Actions overdue", "1", "of 2 open"),
        ("Concerns open", "1", "in 1 setting"),
    ]  # fmt: skip


def test_reports_say_whom_nobody_told(homes: Homes) -> None:
    report(homes, homes.meadows, date(2024, 1, 1), date(2024, 2, 14), told="Social workers", told_on=date(2024, 2, 15))
    report(homes, homes.meadows, date(2024, 2, 1), date(2024, 3, 14))
    report(homes, homes.meadows, date(2024, 2, 1), date(2024, 3, 20), told="Managers", told_on=date(2024, 4, 2))
    found = quality.reports(homes.store, AS_AT)
    assert [(row[2], row[5], row[6]) for row in found.table.rows] == [
        ("Feb 2024", "Not told yet", None), ("Feb 2024", "Not told yet", None),
        ("Jan 2024", "Social workers", date(2024, 2, 15)),
    ]  # fmt: skip
    assert quality.reports_words(found) == [("Nobody was told yet of 2 reports.", True)]


def test_judgements_fell_from_and_other_outcomes_apart(homes: Homes) -> None:
    def judge(setting: str, day: date, judgement: str, kind: str = "Full inspection") -> None:
        put(homes.store, "grade", setting_id=setting, regulator="Ofsted", kind=kind, inspected_on=day,
            judgement=judgement)  # fmt: skip

    judge(homes.our_home, date(2022, 1, 1), "Inadequate")
    judge(homes.meadows, date(2021, 1, 1), "Outstanding")
    judge(homes.meadows, date(2022, 1, 1), "Good")
    judge(homes.meadows, date(2023, 1, 1), "Good")
    judge(homes.meadows, date(2024, 1, 1), "Declined in effectiveness", "Interim inspection")
    judge(homes.meadows, date(2024, 4, 1), "Inadequate")
    rows = {row[0]: row[2:] for row in quality.judgements(homes.store, AS_AT).table.rows}
    assert rows["The Meadows"] == (
        "Good", "Good", date(2022, 1, 1), date(2023, 1, 1), "Declined in effectiveness, Ofsted, 1 January 2024",
    )  # fmt: skip
    assert rows["Elm House"] == ("None yet", "", None, None, "")
    assert next(iter(rows)) == "Oak Lodge"
    fallen = quality.judgements(homes.store, date(2024, 4, 1)).table.rows[0]
    assert fallen[:4] == ("The Meadows", 1, "Inadequate", "Fell from Good")


def test_actions_in_words_and_done(homes: Homes) -> None:
    for action, day, done in (
        ("Late", date(2024, 3, 1), None), ("Soon", date(2024, 4, 10), None), ("None", None, None),
        ("Was", date(2024, 2, 1), date(2024, 2, 2)), ("Old", None, date(2023, 3, 31)),
    ):  # fmt: skip
        put(homes.store, "quality_action", setting_id=homes.meadows, action=action, made_on=date(2023, 3, 1),
            due_on=day, done_on=done)  # fmt: skip
    found = quality.actions(homes.store, AS_AT)
    assert [(row[1], row[4]) for row in found.table.rows] == [
        ("Late", "Overdue 30 days"), ("Soon", "Due in 10 days"), ("None", "No date"), ("Was", "Done"),
    ]  # fmt: skip
    saved = quality.action_done(homes.store, found.rows[0][1], AS_AT)
    assert saved.changes
    assert [row[1] for row in quality.actions(homes.store, AS_AT).table.rows] == ["Soon", "None", "Late", "Was"]
    with pytest.raises(UserError, match="done on 31 March 2024 already"):
        quality.action_done(homes.store, found.rows[0][1], AS_AT)


def test_an_action_counts_from_the_day_on_which_it_was_made(homes: Homes) -> None:
    """As it says; else with the visit, judgement or concern that it came of; else when it was typed, or due before."""
    day = date(2024, 3, 20)
    visit = put(homes.store, "visit", setting_id=homes.meadows, kind="Contract monitoring", visited_on=day)
    concern = put(homes.store, "concern", setting_id=homes.meadows, raised_on=day, kind="Staffing", summary="Nights")
    for action, more in (
        ("said", {"made_on": day}), ("visit", {"visit_id": visit, "due_on": date(2024, 1, 1)}),
        ("concern", {"concern_id": concern}), ("due", {"due_on": day}), ("typed", {}),
    ):  # fmt: skip
        put(homes.store, "quality_action", setting_id=homes.meadows, action=action, **more)

    def shown(on: date) -> set[str]:
        cards = {card.measure.code: card.basis for card in quality.quality_page(homes.store, on).figures}
        found = {str(row[1]) for row in quality.actions(homes.store, on).table.rows}
        assert cards[quality.ACTIONS_OVERDUE] == f"of {len(found)} open"
        return found

    assert shown(date(2020, 3, 31)) == shown(date(2024, 3, 19)) == set()
    assert shown(day) == {"said", "visit", "concern", "due"}
    assert shown(date(2090, 1, 1)) == {"said", "visit", "concern", "due", "typed"}


def test_concerns_show_nothing_that_is_restricted(homes: Homes) -> None:
    add(homes.store, "concern", {
        "setting_id": homes.meadows, "raised_on": "21/03/2024", "kind": "Safeguarding", "summary": "Bruises",
        "raised_by": "Mrs Secret", "child_id": "C-0001",
    })  # fmt: skip
    put(homes.store, "concern", setting_id=homes.elm_house, raised_on=date(2024, 3, 25), until=date(2024, 3, 26),
        kind="Staffing", summary="Nights")  # fmt: skip
    found = quality.concerns(homes.store, AS_AT)
    assert found.table.rows == [
        ("The Meadows", date(2024, 3, 21), "Safeguarding", None, "Open for 10 days"),
        ("Elm House", date(2024, 3, 25), "Staffing", date(2024, 3, 26), "Closed"),
    ]
    before = quality.concerns(homes.store, date(2024, 3, 25)).table.rows
    assert [row[4] for row in before] == ["Raised on the day", "Open for 4 days"]


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [("visits-programme", "Visits programme", "The Meadows"), ("reg44-chase", "Regulation 44 chase", "Meadow Care")],
)
def test_exports_as_workbook_and_pdf_by_the_command(
    homes: Homes, tmp_path: Path, name: str, title: str, words: str
) -> None:
    homes.store.close()
    path, out = tmp_path / "homes.suffdesk", tmp_path / "out"
    assert cli.main(["export", name, "--store", str(path), "--as-at", "2024-03-31", "--out", str(out)]) == 0
    book = openpyxl.load_workbook(out / f"{title} 2024-03-31.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert words in cells
    text = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out / f"{title} 2024-03-31.pdf")
    )
    assert words in " ".join(text.split())
    with open_store(path, who="Ada") as again:
        assert {(made.what, made.as_at) for made in exports_made(again)} == {(title, AS_AT)}


def test_workbook_of_months_by_cell(homes: Homes, tmp_path: Path) -> None:
    report(homes, homes.meadows, date(2024, 1, 20), date(2024, 2, 14))
    (path,) = publish(homes.store, "reg44-chase", AS_AT, tmp_path / "chase.xlsx")
    rows = [
        row for row in openpyxl.load_workbook(path)["Months"].iter_rows(values_only=True) if row[0] == "The Meadows"
    ]
    assert rows[0][:8] == ("The Meadows", "None yet", 7, "Due by 30 Apr", "Due by 31 Mar", "Received", "Missing",
                           "Missing")  # fmt: skip


def test_without_any_home(homes: Homes, tmp_path: Path) -> None:
    early = date(2010, 1, 1)
    page = quality.quality_page(homes.store, early)
    assert (page.visits.count, page.regulation_44.count) == (0, 0)
    for name in ("visits-programme", "reg44-chase"):
        (path,) = publish(homes.store, name, early, tmp_path / f"{name}.pdf")
        assert path.stat().st_size > 1_000
