"""Whether a file lies on a network share, where write-ahead logging would not be safe (it needs shared memory)."""

import os
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath

_NETWORK = re.compile(
    r"(cifs|smb\w*|nfs\d*|ncpfs|afs|afpfs|9p|webdav|davfs\d*|ceph|glusterfs|lustre|beegfs"
    r"|fuse\.(sshfs|smb\w*|nfs\w*|davfs\w*|glusterfs|ceph\w*|rclone|s3fs|gvfsd-fuse|onedrive|google-drive-ocamlfuse))\Z"
)
_MOUNTS = Path("/proc/self/mounts")
_DRIVE_REMOTE = 4


def is_network(path: Path) -> bool:
    """Whether ``path`` (or the folder it would be made in) is on another machine's disk; False where unknown."""
    full = path.resolve()
    if sys.platform == "win32":
        return _is_network_on_windows(full)
    if sys.platform == "darwin":
        return is_network_type(mount_type(str(full), _mounts_of_macos()))
    return is_network_type(mount_type(str(full), _mounts_of_linux()))


def is_network_type(kind: str) -> bool:
    """Whether a file system of this type keeps its files on another machine."""
    return bool(_NETWORK.match(kind.lower()))


def mount_type(path: str, mounts: list[tuple[str, str]]) -> str:
    """Type of the file system that holds an absolute path, from (mount point, type); the later of two alike counts."""
    best, found = "", ""
    for point, kind in mounts:
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, found = point, kind
    return found


def _mounts_of_linux() -> list[tuple[str, str]]:
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    return parse_linux_mounts(lines)


def parse_linux_mounts(lines: list[str]) -> list[tuple[str, str]]:
    """(Mount point, type) of each line of /proc/mounts, where spaces are written as \\040."""
    mounts = []
    for line in lines:
        parts = line.split(" ")
        if len(parts) >= 3:
            point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), parts[1])
            mounts.append((point, parts[2]))
    return mounts


def _mounts_of_macos() -> list[tuple[str, str]]:
    try:
        lines = subprocess.run(
            ["/sbin/mount"], capture_output=True, text=True, timeout=2, check=False
        ).stdout.splitlines()
    except (OSError, subprocess.SubprocessError):
        return []
    return parse_macos_mounts(lines)


def parse_macos_mounts(lines: list[str]) -> list[tuple[str, str]]:
    """(Mount point, type) of each line that ``mount`` prints: ``//x@y/z on /Volumes/z (smbfs, nodev)``."""
    found = (re.match(r".* on (/.*) \((\w+)[,)]", line) for line in lines)
    return [(match[1], match[2]) for match in found if match]


def _is_network_on_windows(path: Path) -> bool:
    drive = PureWindowsPath(os.fspath(path)).drive
    if drive.startswith("\\\\"):
        return True
    import ctypes

    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    return int(kernel.GetDriveTypeW(f"{drive}\\")) == _DRIVE_REMOTE
