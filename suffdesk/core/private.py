"""What the program keeps is for the user who started it: files that it makes, and its memory."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

from suffdesk.core.paths import cache_dir, config_dir

_ONLY_OWNER = 0o077
"""What is taken away from every new file: all that others and the group may do."""
_PR_SET_DUMPABLE = 4


def keep_private() -> None:
    """Call once as the program starts, before it makes a file.

    New files are its user's only, and a crash writes no memory to the disk. On Windows a new file has the rights of its
    folder: what lies in the user's profile is the user's only, a folder that a team shares is the team's.
    """
    if os.name == "nt":
        return
    os.umask(_ONLY_OWNER)
    for folder in (config_dir(), cache_dir()):  # made by an earlier release for everyone to look into
        with contextlib.suppress(OSError):
            folder.chmod(0o700)
    import resource  # there is none on Windows

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            # a core that is piped to a program of the system's takes no notice of the limit, but of this
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def as_readable_as(path: Path, model: Path) -> None:
    """Let those use ``path`` who may use ``model``: a team that shares a store needs what lies beside it as well."""
    if os.name == "nt":  # it has the rights of its folder
        return
    with contextlib.suppress(OSError):
        mode = model.stat().st_mode & 0o666 | 0o600
        path.chmod(mode | (mode & 0o444) >> 2 if path.is_dir() else mode)
