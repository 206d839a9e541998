"""Network shares are told from local disks."""

from pathlib import Path

import pytest

from suffdesk.store import opening, volume
from suffdesk.store.opening import create_store, open_store

LINUX = [
    "/dev/sda1 / ext4 rw,relatime 0 0",
    "//files/care /mnt/care cifs rw,vers=3.1.1 0 0",
    "//files/more /mnt/team\\040files smb3 rw 0 0",
    "srv:/export /srv/nfs nfs4 rw 0 0",
    "me@host:/x /home/me/far fuse.sshfs rw 0 0",
    "/dev/sdb1 /media/stick fuseblk rw 0 0",
    "/dev/sda2 /mnt/care/local ext4 rw 0 0",
]


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/home/me/a.suffdesk", False),
        ("/mnt/care/a.suffdesk", True),
        ("/mnt/careful/a.suffdesk", False),
        ("/mnt/care/local/a.suffdesk", False),
        ("/mnt/team files/a.suffdesk", True),
        ("/srv/nfs/deep/down/a.suffdesk", True),
        ("/home/me/far/a.suffdesk", True),
        ("/media/stick/a.suffdesk", False),
    ],
)
def test_mounts_of_linux(path: str, network: bool) -> None:
    assert volume.is_network_type(volume.mount_type(path, volume.parse_linux_mounts(LINUX))) is network


def test_mounts_of_macos() -> None:
    mounts = volume.parse_macos_mounts(
        [
            "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)",
            "//ann@files/care on /Volumes/care (1) (smbfs, nodev, nosuid, mounted by ann)",
            "nonsense",
        ]
    )
    assert volume.mount_type("/Volumes/care (1)/a.suffdesk", mounts) == "smbfs"
    assert volume.mount_type("/Users/ann/a.suffdesk", mounts) == "apfs"


def test_this_folder_is_local(tmp_path: Path) -> None:
    assert volume.is_network(tmp_path / "a.suffdesk") is False


@pytest.mark.parametrize("passphrase", [None, "correct horse battery"])
def test_share_has_a_rollback_journal_and_never_a_write_ahead_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    path = tmp_path / "a.suffdesk"
    monkeypatch.setattr(opening, "is_network", lambda _path: True)
    with create_store(path, passphrase=passphrase) as store:
        assert store.rows("PRAGMA journal_mode") == [("delete",)]
        with store.change("Add") as result:
            result.change.insert("child", {"reference": "C-1", "identifier": "1"})
            assert path.with_name(path.name + "-journal").exists()
        with store.second() as worker:
            assert worker.rows("PRAGMA journal_mode") == [("delete",)]
            with worker.change("Add") as result:
                result.change.insert("child", {"reference": "C-2", "identifier": "2"})
        assert not path.with_name(path.name + "-wal").exists()


def test_store_brought_to_a_share_gives_up_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.suffdesk"
    with create_store(path, passphrase=None) as store:
        assert store.rows("PRAGMA journal_mode") == [("wal",)]
    with monkeypatch.context() as patched:
        patched.setattr(opening, "is_network", lambda _path: True)
        with open_store(path) as store:
            assert store.rows("PRAGMA journal_mode") == [("delete",)]
    with open_store(path) as store:
        assert store.rows("PRAGMA journal_mode") == [("wal",)]
