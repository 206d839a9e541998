"""Commands that keep a store safe: check, backup, restore, and its passphrase."""

from pathlib import Path

import click

from suffdesk.commands.options import (
    PATH,
    first_line,
    json_option,
    opened,
    passphrase_for,
    passphrase_option,
    print_json,
    read_secret,
    say_if_weak,
    who_option,
)
from suffdesk.core.errors import UserError

DAMAGED = 3
"""Exit code of ``check`` for a store that is not whole."""

_new_passphrase = click.option(
    "--new-passphrase-file", type=PATH, help="File whose first line is the new passphrase; asked for on a terminal."
)


@click.command()
@click.argument("store", type=PATH)
@click.option("--head", "mark", default="", metavar="STATE", help="The state of the store that a report bears.")
@json_option
@passphrase_option
def check(store: Path, mark: str, as_json: bool, passphrase_file: Path | None) -> int:
    """Check every page, reference and recorded change of STORE, its records against these, and the copies beside it.

    Exit code 0 where it is whole, 3 where it is damaged, naming what; nothing is written.
    """
    from suffdesk.operations.keeping import check_document, check_file, check_lines

    report = check_file(store, passphrase_for(store, passphrase_file), mark)
    if as_json:
        print_json(check_document(report))
    else:
        for line in check_lines(store, report):
            click.echo(line)
    return 0 if report.whole else DAMAGED


@click.command()
@click.argument("store", type=PATH)
@click.argument("dest", type=PATH)
@passphrase_option
@who_option
def backup(store: Path, dest: Path, passphrase_file: Path | None, who: str) -> None:
    """Copy STORE to DEST (a new file, or a folder), encrypted as it is, and check the copy."""
    from suffdesk.operations.keeping import back_up

    with opened(store, passphrase_file, who, to_export=True) as source:
        click.echo(f"Made {back_up(source, dest)}")


@click.command()
@click.argument("backup_file", metavar="BACKUP", type=PATH)
@click.argument("store", type=PATH)
@click.option("--plain", is_flag=True, help="Put a BACKUP that is not encrypted in the place of a STORE that is.")
@passphrase_option
@who_option
def restore(backup_file: Path, store: Path, plain: bool, passphrase_file: Path | None, who: str) -> None:
    """Put BACKUP in the place of STORE. What was there is kept beside it.

    Children who were erased since BACKUP was made are not brought back.
    """
    from suffdesk.store.refusals import EncryptionLost
    from suffdesk.store.restore import restore_store

    passphrase = passphrase_for(backup_file, passphrase_file) or passphrase_for(store, passphrase_file)
    try:
        restored = restore_store(store, backup_file, passphrase=passphrase, who=who, plain=plain)
    except EncryptionLost as error:
        raise UserError(f"{error} (--plain)") from error
    click.echo(f"Restored {store}" + (f"; what was there is kept as {restored.kept.name}" if restored.kept else ""))
    if restored.words:
        click.echo(f"  {restored.words}")


@click.command()
@click.argument("store", type=PATH)
@passphrase_option
@_new_passphrase
@who_option
def passphrase(store: Path, passphrase_file: Path | None, new_passphrase_file: Path | None, who: str) -> None:
    """Change the passphrase of STORE, after a backup."""
    from suffdesk.operations.stores import close_store, open_store
    from suffdesk.store.passphrase import change_passphrase

    old = passphrase_for(store, passphrase_file)
    with open_store(store, passphrase=old, who=who, limited=True) as held:
        new = _new(new_passphrase_file)
        change_passphrase(held, old or "", new)
        close_store(held)
    click.echo(f"The passphrase of {store} is changed; backups made before keep the one they had")
    say_if_weak(new)


@click.command(name="recovery-key")
@click.argument("store", type=PATH)
@click.option("--out", type=PATH, required=True, help="The PDF to write: print it, keep it apart, and delete the file.")
@passphrase_option
@who_option
def recovery_key(store: Path, out: Path, passphrase_file: Path | None, who: str) -> None:
    """Make a recovery key for STORE, as a PDF to print; an earlier key no longer works once that is written."""
    from suffdesk.operations.recovery import write_recovery_key

    with opened(store, passphrase_file, who) as held:
        write_recovery_key(held, out)
    click.echo(f"Made {out}: print it, keep it apart from the store, and delete the file")


@click.command(name="reset-passphrase")
@click.argument("store", type=PATH)
@click.option("--recovery-key-file", type=PATH, help="File whose first line is the recovery key; asked for otherwise.")
@_new_passphrase
@who_option
def reset_passphrase(store: Path, recovery_key_file: Path | None, new_passphrase_file: Path | None, who: str) -> None:
    """Give STORE a new passphrase by its printed recovery key, which is used up by this."""
    from suffdesk.store import passphrase as store_passphrase

    key = read_secret(recovery_key_file, "recovery key")
    if key is None:
        raise UserError("The recovery key is needed: give --recovery-key-file")
    new = _new(new_passphrase_file)
    store_passphrase.reset_passphrase(store, key, new, who=who)
    click.echo(f"The passphrase of {store} is reset, and the recovery key used up: make another with recovery-key")
    say_if_weak(new)


@click.command(name="break-lock")
@click.argument("store", type=PATH)
@click.option("--why", required=True, help="The reason, which is kept in the store.")
@who_option
def break_lock(store: Path, why: str, who: str) -> None:
    """Pass by the lock of another machine that did not close STORE; who did so and why is recorded."""
    from suffdesk.store import lock

    lock.break_lock(store, who, why)
    click.echo(f"The lock of {store} is broken; the next opening records it")


def _new(file: Path | None) -> str:
    new = first_line(file, "new passphrase") if file else read_secret(None, "new passphrase", twice=True)
    if new is None:
        raise UserError("The new passphrase is needed: give --new-passphrase-file")
    return new


COMMANDS = (check, backup, restore, passphrase, recovery_key, reset_passphrase, break_lock)
