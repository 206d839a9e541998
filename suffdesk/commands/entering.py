"""Commands for scripted entry: add, set, end."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from suffdesk.commands.options import (
    DAY,
    json_option,
    opened,
    passphrase_option,
    print_json,
    store_option,
    who_option,
)
from suffdesk.core.errors import UserError

_values = click.argument("values", metavar="FIELD=VALUE...", nargs=-1)
_include_erased = click.option(
    "--include-erased", is_flag=True, help="Let a child have a number of one who was erased from the store."
)


@click.command()
@click.argument("entity")
@_values
@_include_erased
@store_option
@json_option
@passphrase_option
@who_option
def add(
    entity: str, values: tuple[str, ...], include_erased: bool, store_path: Path, as_json: bool,
    passphrase_file: Path | None, who: str,
) -> None:  # fmt: skip
    """Add a record: “add episode child=C-0012 started=03/04/2025 ...”.

    Values are written as a form takes them; another record is named by its reference, number or name.
    """
    from suffdesk.operations import edit

    with opened(store_path, passphrase_file, who) as store, _told_of_erased():
        _say_saved(edit.add(store, entity, _pairs(values), include_erased=include_erased), as_json)


@click.command(name="set")
@click.argument("entity")
@click.argument("record")
@_values
@_include_erased
@store_option
@json_option
@passphrase_option
@who_option
def set_(
    entity: str, record: str, values: tuple[str, ...], include_erased: bool, store_path: Path, as_json: bool,
    passphrase_file: Path | None, who: str,
) -> None:  # fmt: skip
    """Change fields of a RECORD, named by its id, reference, number or name; “need=” empties a field."""
    from suffdesk.operations import edit

    with opened(store_path, passphrase_file, who) as store, _told_of_erased():
        edit.entity_named(entity)
        row_id = edit.find_record(store, entity, record)
        _say_saved(edit.change(store, entity, row_id, _pairs(values), include_erased=include_erased), as_json)


@click.command()
@click.argument("entity")
@click.argument("record")
@click.option("--on", type=DAY, required=True, help="The day on which it ceased.")
@click.option("--reason", help="Why, where the record takes a reason: a code or its words.")
@store_option
@json_option
@passphrase_option
@who_option
def end(
    entity: str, record: str, on: date, reason: str | None, store_path: Path, as_json: bool,
    passphrase_file: Path | None, who: str,
) -> None:  # fmt: skip
    """End a RECORD; a placement or a care period ends with its last episode."""
    from suffdesk.operations import edit

    with opened(store_path, passphrase_file, who) as store:
        edit.entity_named(entity)
        _say_saved(edit.end(store, entity, edit.find_record(store, entity, record), on, reason), as_json)


@contextlib.contextmanager
def _told_of_erased() -> Iterator[None]:
    """Say how a child who was erased is added all the same."""
    from suffdesk.operations.edit import WasErased

    try:
        yield
    except WasErased as error:
        raise UserError(f"{error}; give --include-erased where the child shall be in it again") from error


def _pairs(words: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise UserError(f"“{word}” is not field=value")
        if name in values:
            raise UserError(f"{name} is given twice")
        values[name] = text
    if not values:
        raise UserError("Give at least one field=value")
    return values


def _say_saved(saved: Any, as_json: bool) -> None:
    changes = saved.changes
    for doubt in saved.doubts:
        click.echo(f"suffdesk: {doubt.sentence}", err=True)
    if as_json:
        print_json(
            {
                "id": saved.row_id, "change": changes.change_id, "added": changes.added, "changed": changes.changed,
                "removed": changes.removed, "warnings": [doubt.sentence for doubt in saved.doubts],
            }
        )  # fmt: skip
    else:
        click.echo(f"{changes.label}: {saved.row_id}" if changes else f"Nothing differs: {saved.row_id}")


COMMANDS = (add, set_, end)
