"""The provider profile: what it holds, who may make it how, and that it is tagged."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pdfua
import pytest

from suffdesk import cli
from suffdesk.core.errors import UserError
from suffdesk.core.report import Heading, KeyFigures, Paragraph, Table
from suffdesk.operations.edit import add, change
from suffdesk.operations.export_log import exports_made
from suffdesk.operations.provider_profile import profile_of
from suffdesk.operations.publish import file_name_of, publish
from tests.exports.pdf.tagged_reader import read_tagged
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


def test_what_it_holds(homes: Homes) -> None:
    add(homes.store, "quality_action", {"setting_id": homes.meadows, "action": "Mend the gate", "due_on": "01/04/2024"})
    add(homes.store, "quality_action", {"setting_id": homes.meadows, "action": "Done", "done_on": "01/03/2024"})
    add(homes.store, "concern", {"setting_id": homes.meadows, "raised_on": "01/03/2024", "kind": "Staffing",
                                 "summary": "Three left in a week"})  # fmt: skip
    report = profile_of(homes.store, homes.meadow, AS_AT)
    assert report.title == "Meadow Care"
    assert "Not for publication" in report.marking
    figures = next(block for block in report.blocks if isinstance(block, KeyFigures)).figures
    assert [(one.label, one.value) for one in figures] == [
        ("Settings", "2"), ("Children of ours", "2"), ("With a contract", "2"), ("Concerns open", "1"),
    ]  # fmt: skip
    tables = {block.title: block for block in report.blocks if isinstance(block, Table)}
    assert [row[0] for row in tables["Settings at 31 March 2024"].rows] == ["Elm House", "The Meadows"]
    assert [row[1] for row in tables["Actions open at 31 March 2024"].rows] == ["Mend the gate"]
    assert "Three left" not in str(report)
    headings = [block.text for block in report.blocks if isinstance(block, Heading)]
    assert headings[:3] == ["At a glance", "Settings", "Lots"]
    assert any(isinstance(block, Paragraph) and block.text == "No block contract." for block in report.blocks)


def test_visits_after_the_date_are_not_in_it(homes: Homes) -> None:
    add(homes.store, "visit", {"setting_id": homes.meadows, "kind": "Unannounced visit", "visited_on": "05/04/2024"})
    titles = [block.title for block in profile_of(homes.store, homes.meadow, AS_AT).blocks if isinstance(block, Table)]
    assert "Visits at 31 March 2024" not in titles
    later = profile_of(homes.store, homes.meadow, date(2024, 4, 30))
    assert any(isinstance(block, Table) and block.title == "Visits at 30 April 2024" for block in later.blocks)


def test_from_the_command_line_by_name(homes: Homes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = homes.store.path
    homes.store.close()
    options = ["--store", str(path), "--as-at", "31/03/2024", "--out", str(tmp_path / "p.pdf")]
    assert cli.main(["export", "provider-profile", *options, "--provider", "Meadow Care"]) == 0
    assert "p.pdf" in capsys.readouterr().out
    assert cli.main(["export", "provider-profile", *options]) == 2
    assert "Say which provider" in capsys.readouterr().err
    assert cli.main(["export", "provider-profile", *options, "--provider", "Nobody"]) == 2
    assert "There is no provider “Nobody”" in capsys.readouterr().err
    assert cli.main(["export", "board-pack", *options, "--provider", "Meadow Care"]) == 2


def test_a_name_that_no_file_could_have(homes: Homes, tmp_path: Path) -> None:
    change(homes.store, "provider", homes.meadow, {"name": "Care: A/B <One> “Two”" + " and more" * 12})
    name = file_name_of(homes.store, "provider", homes.meadow, AS_AT)
    assert not set(name) & set('<>:"/\\|?*')
    files = publish(homes.store, "provider-profile", AS_AT, tmp_path / "out", about=homes.meadow)
    assert [file.suffix for file in files] == [".pdf", ".xlsx"]
    assert [one.what for one in exports_made(homes.store)] == ["Provider profile"]
    with pytest.raises(UserError, match="There is no report"):
        publish(homes.store, "profile", AS_AT, tmp_path / "out")


def test_it_is_tagged(homes: Homes, tmp_path: Path) -> None:
    (file,) = publish(homes.store, "provider-profile", AS_AT, tmp_path / "p.pdf", about=homes.meadow)
    outcomes = pdfua.validate(str(file)).outcomes
    assert [outcome for outcome in outcomes if outcome.findings or outcome.skipped_reason] == []
    root = read_tagged(file).root
    assert [heading.words() for heading in root.all("H1")][:3] == ["At a glance", "Settings", "Lots"]
    assert all(figure.alt for figure in root.all("Figure"))
    assert {cell.scope for cell in root.all("TH")} == {"Column", "Row"}
