"""The command line: the same program without a window, for scheduled work and checking.

``--json`` prints one JSON document on standard output. Errors are one line on standard error: exit 2 for the
user's mistake, 1 for ours.
"""

import io
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from suffdesk import __version__
from suffdesk.commands import entering, extracts, keeping, retention
from suffdesk.commands.importing import carry_out
from suffdesk.commands.ofsted import import_ofsted
from suffdesk.commands.options import (
    DAY,
    PATH,
    json_option,
    opened,
    passphrase_option,
    print_json,
    read_secret,
    say_if_weak,
    store_option,
    who_option,
)
from suffdesk.core.dates import show_date
from suffdesk.core.errors import UserError
from suffdesk.core.private import keep_private
from suffdesk.core.text import plural
from suffdesk.store import leftovers


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="SuffDesk")
def cli() -> None:
    """SuffDesk: sufficiency of homes for children in care.

    Without a command, “suffdesk [STORE]” opens the window.
    """


@cli.command()
@click.argument("store", type=PATH)
@click.option("--authority", help="Whose children it holds: a name, ONS code or DfE number.")
@click.option("--plain", is_flag=True, help="Do not encrypt the store (not advised).")
@passphrase_option
@who_option
def new(store: Path, authority: str | None, plain: bool, passphrase_file: Path | None, who: str) -> None:
    """Make an empty store, encrypted under a passphrase unless --plain."""
    from suffdesk.operations.stores import new_store

    passphrase = None if plain else read_secret(passphrase_file, twice=True)
    if not plain and passphrase is None:
        raise UserError("A passphrase is needed: give --passphrase-file, or --plain for a store that is not encrypted")
    new_store(store, passphrase=passphrase, authority=authority, who=who).close()
    say_if_weak(passphrase)
    click.echo(f"Made {store}")


@cli.command()
@click.argument("folder", metavar="DIR", type=PATH)
def demo(folder: Path) -> None:
    """Make the demo store and its exports in DIR."""
    from suffdesk.operations.demo import make_demo, make_demo_exports
    from suffdesk.operations.stores import open_store

    made = make_demo(folder)
    with open_store(made, read_only=True) as store:
        for path in (made, *make_demo_exports(store, folder)):
            click.echo(f"Made {path}")


KINDS = ("ssda903", "population", "mapped", "ofsted")


@cli.command(name="import")
@click.argument("kind_and_paths", metavar="[KIND] PATH...", nargs=-1, required=True)
@store_option
@click.option("--authority", help="Whose rows to take from files of several authorities; kept as the store's own.")
@click.option(
    "--year", type=click.IntRange(1990, 2100), help="Collection year (of the 31 March), where the files do not tell it."
)
@click.option("--strict", is_flag=True, help="Refuse the whole import where any row cannot be stored.")
@click.option("--remove-no-longer-returned", is_flag=True, help="Remove rows that a complete return no longer holds.")
@click.option("--include-erased", is_flag=True, help="Import children who were erased from the store, too.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and store nothing.")
@click.option("--problems", "problems_file", type=PATH, help="Save the faults found as a workbook (.xlsx).")
@extracts.options
@json_option
@passphrase_option
@who_option
def import_(
    kind_and_paths: tuple[str, ...], store_path: Path, passphrase_file: Path | None, who: str, **options: Any
) -> None:
    """Import what others send. KIND is ssda903, population, mapped or ofsted; told from PATH where it is left out.

    PATH is a file (CSV, XML, a workbook), a folder or a zip; several are read together. A monthly extract of a case
    system is mapped, and needs --mapping. Rows that cannot be stored are left out and
    listed; with --strict nothing is stored then.
    """
    kind, paths = _kind_and_paths(kind_and_paths, mapped=options["mapping"] is not None)
    problems_file: Path | None = options["problems_file"]
    if problems_file is not None and problems_file.suffix.lower() != ".xlsx":
        raise UserError(f"Faults are saved as a workbook: give {problems_file.name} the ending .xlsx")
    with opened(store_path, passphrase_file, who, read_only=bool(options["dry_run"])) as store:
        if kind == "population":
            _import_population(store, paths, options)
        elif kind == "mapped":
            extracts.import_mapped(store, paths, options)
        elif kind == "ofsted":
            import_ofsted(store, paths, options)
        else:
            _import_ssda903(store, paths, options)


def _kind_and_paths(words: Sequence[str], *, mapped: bool) -> tuple[str, list[Path]]:
    if words[0].lower() in KINDS and not (len(words) == 1 and _exists(Path(words[0]))):
        kind, paths = words[0].lower(), [Path(word) for word in words[1:]]
        if not paths:
            raise UserError(f"Say which files to import: suffdesk import {kind} PATH... --store STORE")
        _check_that_they_exist(paths)
        return kind, paths
    if not _exists(Path(words[0])) and Path(words[0]).name == words[0] and "." not in words[0]:
        raise UserError(f"There is no kind of import “{words[0]}”; there are: {', '.join(KINDS)}")
    from suffdesk.operations.import_population import looks_like_population

    paths = [Path(word) for word in words]
    _check_that_they_exist(paths)
    if mapped:
        return "mapped", paths
    if len(paths) == 1 and looks_like_population(paths[0]):
        return "population", paths
    from suffdesk.operations.import_ofsted import looks_like_list

    return ("ofsted" if len(paths) == 1 and looks_like_list(paths[0]) else "ssda903"), paths


def _check_that_they_exist(paths: Sequence[Path]) -> None:
    """Raise UserError for the first that does not: a part of a return must not be taken for the whole."""
    for path in paths:
        if not _exists(path):
            raise UserError(f"There is no file or folder {path}; check its name")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return True  # reading it will say what is wrong
    except OSError:
        return False  # a name that no file can have


def _import_population(store: Any, paths: Sequence[Path], options: dict[str, Any]) -> None:
    from suffdesk.operations.import_population import import_population

    if options["dry_run"]:
        raise UserError("A dry run is for ssda903; population estimates are few and can be undone")
    changes = [import_population(store, path) for path in paths]
    added, changed = (sum(getattr(change, name) for change in changes) for name in ("added", "changed"))
    if options["as_json"]:
        print_json({"stored": True, "added": added, "changed": changed, "problems": []})
    else:
        click.echo(f"Population: {added:,} added, {changed:,} changed")


def _import_ssda903(store: Any, paths: Sequence[Path], options: dict[str, Any]) -> None:
    from suffdesk.operations import import_return

    returned = import_return.read(paths, authority=options["authority"], year=options["year"])
    plan = import_return.plan(
        store, returned, authority=options["authority"],
        remove_no_longer_returned=options["remove_no_longer_returned"], include_erased=options["include_erased"],
    )  # fmt: skip
    del returned  # a large one need not lie in memory while it is stored
    verb = carry_out(import_return, store, plan, options)
    if not verb:
        return
    years = ", ".join(str(year) for year in plan.years)
    click.echo(f"{verb} the return to 31 March {years}" + (f" of {plan.authority_name}" if plan.authority_name else ""))
    for table in plan.tables:
        click.echo(
            f"  {table.year} {table.title}: {table.added:,} added, {table.changed:,} changed, "
            f"{table.left_alone:,} left alone, {table.left_out:,} left out, "
            f"{table.no_longer_returned:,} no longer returned"
        )
    click.echo(f"  {plural(plan.left_out, 'row')} left out, {plural(plan.listed, 'fault')} listed")
    if plan.erased:
        became = "imported again" if options["include_erased"] else "left out; --include-erased imports them"
        click.echo(f"  {plural(len(plan.erased), 'child', 'children')} erased from the store before: {became}")


@cli.command()
@store_option
@click.option("--as-at", type=DAY, required=True, help="The date: 2024-03-31 or 31/03/2024.")
@click.option("--code", "codes", multiple=True, help="Only this indicator; may be given again.")
@click.option("--variant", default="default", help="A variant by name, or all; default where left out.")
@click.option("--rows", "with_rows", is_flag=True, help="Give the children counted, by 903 identifier.")
@json_option
@passphrase_option
def indicators(
    store_path: Path, as_at: date, codes: tuple[str, ...], variant: str, with_rows: bool, as_json: bool,
    passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Figures at a date, with their numerators and denominators."""
    from suffdesk.operations.figures import indicators_document, indicators_lines

    with opened(store_path, passphrase_file, read_only=True) as store:
        if as_json:
            print_json(indicators_document(store, as_at, codes, variant, with_rows=with_rows))
        else:
            for line in indicators_lines(store, as_at, codes, variant, with_rows=with_rows):
                click.echo(line)


@cli.command(name="list")
@click.argument("entity")
@store_option
@click.option("--where", help="Conditions such as “place=U6 and started>=2023-04-01”.")
@click.option("--reason", help="Why restricted fields (of a concern) are looked at; who and why is kept in the store.")
@json_option
@passphrase_option
@who_option
def list_(
    entity: str, store_path: Path, where: str | None, reason: str | None, as_json: bool,
    passphrase_file: Path | None, who: str,
) -> None:  # fmt: skip
    """Every record of an ENTITY: child, episode, placement, care_period, review, ..."""
    from suffdesk.operations.listing import entity_named, list_entity

    entity_named(entity)
    with opened(store_path, passphrase_file, who, read_only=reason is None) as store:
        listing = list_entity(store, entity, where, reason)
        if as_json:
            print_json(listing.as_json())
        else:
            for line in listing.as_lines(store):
                click.echo(line)


@cli.command()
@click.argument("report")
@store_option
@click.option("--as-at", type=DAY, required=True, help="The date: 2024-03-31 or 31/03/2024.")
@click.option("--out", type=PATH, required=True, help="A folder (PDF and workbook), or one .pdf or .xlsx file.")
@click.option("--provider", default="", help="For provider-profile: the provider, by name or id.")
@passphrase_option
@who_option
def export(
    report: str, store_path: Path, as_at: date, out: Path, provider: str, passphrase_file: Path | None, who: str
) -> None:
    """Write a REPORT: board-pack, occupancy, visits-programme, reg44-chase or provider-profile.

    The store records who exported it, and when.
    """
    from suffdesk.operations.publish import publish

    with opened(store_path, passphrase_file, who, to_export=True) as store:
        for path in publish(store, report, as_at, out, about=provider):
            click.echo(f"Made {path} ({show_date(as_at)})")


for _command in (*keeping.COMMANDS, *entering.COMMANDS, *extracts.COMMANDS, *retention.COMMANDS):
    cli.add_command(_command)


def main(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    keep_private()
    leftovers.sweep()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that is not UTF-8 comes out as it is
            stream.reconfigure(errors="surrogateescape" if os.name == "posix" else "replace")
    try:
        result = cli.main(list(arguments), prog_name="suffdesk", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        click.echo(f"suffdesk: {' '.join(error.format_message().split())}", err=True)
        return 2
    except UserError as error:
        click.echo(f"suffdesk: {error}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("suffdesk: stopped; nothing was stored", err=True)
        return 2
    except BrokenPipeError:
        return 0
    except Exception as error:
        # only where it happened: the message of an exception may hold personal data
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        click.echo(
            f"suffdesk: a fault of the program's own ({type(error).__name__} at {place}); please report it", err=True
        )
        return 1
