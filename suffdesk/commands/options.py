"""What commands share: options, passphrases, opening and closing a store, printing."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from suffdesk.core.dates import parse_date
from suffdesk.core.errors import UserError


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


DAY = _Day()
PATH = click.Path(path_type=Path)
store_option = click.option("--store", "store_path", type=PATH, required=True, help="The store to use.")
passphrase_option = click.option(
    "--passphrase-file", type=PATH, envvar="SUFFDESK_PASSPHRASE_FILE",
    help="File whose first line is the passphrase (or SUFFDESK_PASSPHRASE_FILE); asked for on a terminal otherwise.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
who_option = click.option(
    "--who", envvar="SUFFDESK_WHO", default="Command line", help="Name that changes are recorded under."
)


def first_line(file: Path, what: str) -> str:
    """The first line of a file that holds a secret, with or without a mark before it. Raises UserError."""
    try:
        line = file.read_bytes().decode("utf-8-sig").split("\n", 1)[0].removesuffix("\r")
    except OSError as error:
        raise UserError(f"The {what} file {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise UserError(f"The {what} file {file} is not a text file (UTF-8)") from None
    if not line:
        raise UserError(f"The {what} file {file} is empty; its first line must be the {what}")
    return line


def read_secret(file: Path | None, what: str = "passphrase", *, twice: bool = False) -> str | None:
    """A secret from a file or, on a terminal, from the user; None where there is neither."""
    if file is not None:
        return first_line(file, what)
    if sys.stdin.isatty():
        return str(click.prompt(what.capitalize(), hide_input=True, confirmation_prompt=twice, err=True))
    return None


def say_if_weak(passphrase: str | None) -> None:
    """Tell on stderr of a passphrase, just chosen, that is easy to guess."""
    from suffdesk.store.strength import strength

    if passphrase is not None and strength(passphrase).level < 2:
        click.echo(f"suffdesk: the passphrase is {_lowered(strength(passphrase).words)}", err=True)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def passphrase_for(path: Path, file: Path | None) -> str | None:
    """The passphrase of a store, where it needs one, once the next try may be made."""
    from suffdesk.operations.stores import is_encrypted, is_not_encrypted
    from suffdesk.store.attempts import wait_needed

    if not is_encrypted(path):
        if file is not None and is_not_encrypted(path):
            click.echo(f"suffdesk: {path.name} is not encrypted, so the passphrase given protects nothing", err=True)
        return None
    passphrase = read_secret(file)
    if passphrase is not None:
        time.sleep(wait_needed(path))
    return passphrase


@contextmanager
def opened(
    path: Path,
    passphrase_file: Path | None,
    who: str = "Command line",
    *,
    read_only: bool = False,
    to_export: bool = False,
) -> Iterator[Any]:
    """The store, closed at the end with a backup where it was changed. A backup that fails is told on stderr.

    With ``to_export`` a store that is open elsewhere is read all the same, and stderr tells that what is exported
    cannot be recorded in it.
    """
    from suffdesk.operations.stores import close_store, open_store
    from suffdesk.store.lock import StoreLocked

    passphrase = passphrase_for(path, passphrase_file)
    try:
        store = open_store(path, passphrase=passphrase, who=who, read_only=read_only, limited=True)
    except StoreLocked as error:
        if not to_export:
            raise
        click.echo(f"suffdesk: {error}; until then exports cannot be recorded in it", err=True)
        store = open_store(path, passphrase=passphrase, who=who, read_only=True, limited=True)
    try:
        yield store
    except BaseException as error:
        store.close()
        if isinstance(error, Exception):
            store.raise_in_words(error)
        raise
    try:
        close_store(store, one_of_many=True)
    except UserError as error:
        click.echo(f"suffdesk: what was done is stored, but: {error}", err=True)


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(document, indent=1, ensure_ascii=False))
