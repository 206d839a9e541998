"""A file is replaced whole or left as it was."""

import errno
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.exports.atomic import replacing


def test_the_new_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(b"old")
    with replacing(path) as part:
        part.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(b"old")

    def write_half() -> None:
        with replacing(path) as part:
            part.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "held"), "close it in any other program"),
        (OSError(errno.ENOSPC, "full"), "no room left"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
def test_the_reason_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(b"old")

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UserError, match=words) as caught, replacing(path) as part:
        part.write(b"new")
    assert "pack.pdf" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_held_for_a_moment_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, refusals = Path.replace, [1, 1]

    def busy(part: Path, path: Path) -> Path:
        if refusals:
            refusals.pop()
            held = PermissionError(errno.EACCES, "held")
            held.winerror = 32  # what Windows says while a virus scanner has the file
            raise held
        return real(part, path)

    monkeypatch.setattr(Path, "replace", busy)
    with replacing(tmp_path / "pack.pdf") as part:
        part.write(b"new")
    assert (tmp_path / "pack.pdf").read_bytes() == b"new"


def test_a_folder_of_that_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "pack.pdf").mkdir()
    with pytest.raises(UserError, match="a folder has that name"), replacing(tmp_path / "pack.pdf") as part:
        part.write(b"new")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"), replacing(tmp_path / "none" / "pack.pdf") as part:
        part.write(b"new")
