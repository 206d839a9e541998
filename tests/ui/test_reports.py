from pathlib import Path

import pytest

from suffdesk.ui import reports

SECRET = "Jasmine Canary 2011-04-05"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(tmp_path))


def crash() -> BaseException:
    def inner() -> None:
        raise KeyError(SECRET)

    try:
        try:
            inner()
        except KeyError as cause:
            raise ValueError(SECRET) from cause
    except ValueError as error:
        return error


def test_a_report_says_where_and_never_what() -> None:
    error = crash()
    text = reports.in_words(error, error.__traceback__)
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_reports.py" in text
    assert "inner" in text
    assert "Canary" not in text


def test_reports_are_saved_with_versions_and_thinned() -> None:
    for number in range(reports.KEPT + 2):
        path = reports.save(f"fault number {number}")
    assert len(list(reports.folder().glob("fault *.txt"))) == reports.KEPT
    assert reports.latest() == path.read_text(encoding="utf-8")
    assert reports.latest().startswith("SuffDesk ")
