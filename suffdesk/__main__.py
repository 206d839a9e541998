"""Decides between the window and the command line, before anything heavy is imported."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def wants_window(arguments: Sequence[str]) -> bool:
    """Whether the arguments ask for the window: none, or one that is a store."""
    if not arguments:
        return True
    first = arguments[0]
    if len(arguments) > 1 or first.startswith("-"):
        return False
    return first.endswith(".suffdesk") or Path(first).is_file()


def has_display() -> bool:
    """Whether a window can be shown: Qt ends the program where it finds no display on Linux."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if wants_window(arguments):
        if not has_display():
            print(
                "suffdesk: There is no display to open the window on; “suffdesk --help” lists the commands that need "
                "none",
                file=sys.stderr,
            )
            return 2
        from suffdesk.app import run

        return run(Path(arguments[0]) if arguments else None)
    if arguments[0] == "--pictures":
        return _pictures(arguments[1:])
    if arguments == ["--read-workbook"]:  # a frozen program starts itself to read workbooks within limits
        from suffdesk.imports.sources.workbook_child import main as read_workbook

        read_workbook()
        return 0
    from suffdesk.cli import main as command_line

    return int(command_line(arguments) or 0)


def _pictures(arguments: Sequence[str]) -> int:
    import argparse

    parser = argparse.ArgumentParser(
        prog="suffdesk --pictures", description="Save pictures of every screen, light and dark."
    )
    parser.add_argument("folder", type=Path, help="pictures go into the folder “pictures” in it")
    parser.add_argument("--store", type=Path, help="the store to show; the one in the folder where not given")
    options = parser.parse_args(arguments)
    from suffdesk.app import pictures
    from suffdesk.core.errors import UserError

    try:
        for path in pictures(options.folder, options.store):
            print(path)
    except UserError as error:
        print(f"suffdesk: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
