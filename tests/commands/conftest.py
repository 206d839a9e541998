"""Calling the command line as a user does, on a plain store of Stockport's."""

from pathlib import Path

import pytest

from suffdesk import cli


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]):
    def call(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "a.suffdesk"
    assert cli.main(["new", str(path), "--plain", "--authority", "Stockport"]) == 0
    return path
