"""The board pack's sections about homes, from a small store: what they print, and what they never do."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pdfua
import pypdfium2
import pytest

from suffdesk.core.report import Block, Bullets, Chart, Heading, KeyFigures, Paragraph, Report, Table
from suffdesk.operations.board_pack import pack_of
from suffdesk.operations.edit import add
from suffdesk.operations.publish import publish
from suffdesk.store.opening import Store
from tests.own_homes import AS_AT as OWN_AS_AT
from tests.own_homes import homes_store
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    full = {"regulator": "Ofsted", "kind": "Full inspection"}
    for setting, day, judgement in (
        (made.meadows, "01/05/2022", "Good"), (made.meadows, "01/02/2024", "Inadequate"),
        (made.elm_house, "01/05/2022", "Outstanding"),
    ):  # fmt: skip
        add(made.store, "grade", {**full, "setting_id": setting, "inspected_on": day, "judgement": judgement})
    add(made.store, "visit", {"setting_id": made.meadows, "kind": "Unannounced visit", "visited_on": "01/03/2024"})
    add(made.store, "visit", {"setting_id": made.elm_house, "kind": "Unannounced visit", "visited_on": "01/03/2023"})
    for month in ("01/11/2023", "01/12/2023", "01/01/2024"):
        add(made.store, "quality_report", {"setting_id": made.meadows, "kind": "Regulation 44 report", "month": month,
                                           "received_on": "20/02/2024"})  # fmt: skip
    add(made.store, "quality_report", {"setting_id": made.elm_house, "kind": "Regulation 44 report",
                                       "month": "15/12/2023", "received_on": "20/01/2024"})  # fmt: skip
    add(made.store, "concern", {"setting_id": made.meadows, "raised_on": "01/03/2024", "kind": "Staffing",
                                "summary": "Zebra crossing", "outcome": "Yellow submarine"})  # fmt: skip
    yield made
    made.store.close()


def section(report: Report, title: str) -> list[Block]:
    blocks: list[Block] = []
    inside = False
    for block in report.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text == title
        elif inside:
            blocks.append(block)
    return blocks


def tables(blocks: list[Block]) -> dict[str, list[tuple[object, ...]]]:
    return {block.sheet: [tuple(row) for row in block.rows] for block in blocks if isinstance(block, Table)}


def test_quality_of_homes(homes: Homes) -> None:
    blocks = section(pack_of(homes.store, AS_AT), "Quality of homes")
    (figures,) = (block for block in blocks if isinstance(block, KeyFigures))
    assert [(one.label, one.value) for one in figures.figures] == [
        ("Good or outstanding", "50.0%"), ("In inadequate homes", "1"), ("Contracts in place", "50.0%"),
        ("Visited in the year", "25.0%"),
    ]  # fmt: skip
    assert all("target" in one.basis for one in figures.figures)
    assert [block.spec.title for block in blocks if isinstance(block, Chart)] == [
        "Children by the judgement of their setting", "How placements are bought",
    ]  # fmt: skip
    found = tables(blocks)
    settings = {row[0]: row[1:] for row in found["Settings with our children"]}
    assert settings["The Meadows"] == (
        "Children's home", "Inadequate", "Good", date(2024, 2, 1), 1, "Under a framework", date(2024, 3, 1),
    )  # fmt: skip
    assert settings["Elm House"][:3] == ("Children's home", "Outstanding", "")
    assert settings["Oak Lodge"][1:3] == ("None yet", "")
    assert [row[0] for row in found["Visits overdue"]] == ["Fostering agency SC000003", "Elm House"]
    # Of the last twelve months, February's report is due on the date itself and March's later; the child in Elm House
    # moved in on 15 March.
    missing = {row[0]: (row[2], row[4], row[5]) for row in found["Regulation 44 reports missing"]}
    assert missing == {
        "The Meadows": ("Inadequate", 5, "Jun 2023, Jul 2023, Aug 2023, Sep 2023, Oct 2023"),
        "Oak Lodge": ("None yet", 10, "Apr 2023, May 2023, Jun 2023, Jul 2023, Aug 2023, Sep 2023, Oct 2023, Nov 2023, "
                                      "Dec 2023, Jan 2024"),
    }  # fmt: skip
    assert [row[0] for row in found["Frameworks"]] == ["Residential"]
    assert ("Contracts in place", "contracts only", 25.0, 1, 4) in found["Quality and contracts"]


def test_our_own_homes(tmp_path: Path) -> None:
    with homes_store(tmp_path / "homes.suffdesk") as store:
        project = add(store, "home_project", {"name": "The Crescent", "beds": "5", "stage": "Building work",
                                              "planned_on": "02/09/2024"}).row_id  # fmt: skip
        add(store, "milestone", {"project_id": project, "title": "Roof", "due_on": "28/06/2024"})
        blocks = section(pack_of(store, OWN_AS_AT), "Our own homes")
        found = tables(blocks)
        assert [row[0] for row in found["Occupancy by home"]][-1] == "All homes"
        coming = {row[0]: row[1:] for row in found["New homes"]}
        assert "Roof: due in 89 days" in coming["The Crescent"]
        (figures,) = (block for block in blocks if isinstance(block, KeyFigures))
        assert any("target 95%, not met" in one.basis for one in figures.figures)
        assert any(isinstance(block, Chart) for block in blocks)


def test_a_store_without_homes_says_so(tmp_path: Path) -> None:
    from suffdesk.operations.stores import new_store

    with new_store(tmp_path / "a.suffdesk", passphrase=None) as store:
        report = pack_of(store, AS_AT)
    said = [block.text for title in ("Quality of homes", "Our own homes") for block in section(report, title)
            if isinstance(block, Paragraph)]  # fmt: skip
    assert said == [
        "No child of ours lives in a setting that is recorded.", "No home of our own has a bed recorded.",
        "No new home is planned.",
    ]  # fmt: skip
    bullets = [block for block in section(report, "Quality of homes") if isinstance(block, Bullets)]
    assert bullets[0].items == ("No child is in a commissioned placement on the as-at date.",)


def test_both_files_hold_it_and_no_word_of_a_concern(homes: Homes, tmp_path: Path) -> None:
    pdf, workbook = publish(homes.store, "board-pack", AS_AT, tmp_path / "out")
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    document.close()
    outcomes = pdfua.validate(str(pdf)).outcomes
    assert outcomes
    assert [outcome for outcome in outcomes if outcome.findings or outcome.skipped_reason] == []
    book = openpyxl.load_workbook(workbook)
    cells = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert sum(len(sheet._charts) for sheet in book) >= 2
    for held in (text, cells):
        assert "The Meadows" in held
        assert "Regulation 44 reports missing" in held
        for word in ("Zebra", "Yellow", "oncern"):
            assert word not in held


def test_the_pack_follows_the_date(homes: Homes) -> None:
    def shown(store: Store, day: date) -> dict[str, list[tuple[object, ...]]]:
        return tables(section(pack_of(store, day), "Quality of homes"))

    earlier = {row[0]: row[2:4] for row in shown(homes.store, date(2024, 1, 31))["Settings with our children"]}
    assert earlier["The Meadows"] == ("Good", "")
    assert "Elm House" not in earlier
