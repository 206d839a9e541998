"""The only module that knows where things lie: in a checkout, a wheel or a frozen program."""

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "SuffDesk"


def resources() -> Path:
    """Folder of the read-only files that ship with the program."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    beside_package = Path(__file__).resolve().parent.parent / "resources"
    if beside_package.is_dir():  # installed from a wheel
        return beside_package
    return Path(__file__).resolve().parents[2] / "resources"


def resource(*parts: str) -> Path:
    """One file under :func:`resources`."""
    return resources().joinpath(*parts)


def cache_dir() -> Path:
    """Per-user folder for what can be made again (the postcode side file); made when missing."""
    override = os.environ.get("SUFFDESK_CACHE_DIR")
    path = Path(override) if override else Path(platformdirs.user_cache_dir(APP_NAME, appauthor=False))
    path.mkdir(parents=True, exist_ok=True)
    return path


def config_dir() -> Path:
    """Per-user folder for settings of the program (never data of a child); made when missing."""
    override = os.environ.get("SUFFDESK_CONFIG_DIR")
    path = Path(override) if override else Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))
    path.mkdir(parents=True, exist_ok=True)
    return path
