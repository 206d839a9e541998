"""The command line: the same program without a window, for scheduled work and checking.

``--json`` prints one JSON document on standard output. Errors are one line on standard error: exit 2 for the
user's mistake, 1 for ours.
"""

import json
import sys
import traceback
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from suffdesk import __version__
from suffdesk.core.dates import parse_date, show_date
from suffdesk.core.errors import UserError
from suffdesk.core.text import plural


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


_PATH = click.Path(path_type=Path)
_store = click.option("--store", "store_path", type=_PATH, required=True, help="The store to use.")
_passphrase = click.option(
    "--passphrase-file", type=_PATH, envvar="SUFFDESK_PASSPHRASE_FILE",
    help="File whose first line is the passphrase (or SUFFDESK_PASSPHRASE_FILE); asked for on a terminal otherwise.",
)  # fmt: skip
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_who = click.option(
    "--who", envvar="SUFFDESK_WHO", default="Command line", help="Name that changes are recorded under."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="SuffDesk")
def cli() -> None:
    """SuffDesk: sufficiency of homes for children in care.

    Without a command, “suffdesk [STORE]” opens the window.
    """


def _read_passphrase(file: Path | None, *, twice: bool = False) -> str | None:
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise UserError(f"The passphrase file {file} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError:
            raise UserError(f"The passphrase file {file} is not a text file (UTF-8)") from None
        if not lines or not lines[0]:
            raise UserError(f"The passphrase file {file} is empty; its first line must be the passphrase")
        return lines[0]
    if sys.stdin.isatty():
        return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True))
    return None


def _open(path: Path, passphrase_file: Path | None, who: str = "Command line", *, read_only: bool = False) -> Any:
    from suffdesk.operations.stores import is_encrypted, open_store

    passphrase = _read_passphrase(passphrase_file) if is_encrypted(path) else None
    return open_store(path, passphrase=passphrase, who=who, read_only=read_only)


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, indent=1, ensure_ascii=False))


@cli.command()
@click.argument("store", type=_PATH)
@click.option("--authority", help="Whose children it holds: a name, ONS code or DfE number.")
@click.option("--plain", is_flag=True, help="Do not encrypt the store (not advised).")
@_passphrase
@_who
def new(store: Path, authority: str | None, plain: bool, passphrase_file: Path | None, who: str) -> None:
    """Make an empty store, encrypted under a passphrase unless --plain."""
    from suffdesk.operations.stores import new_store

    passphrase = None if plain else _read_passphrase(passphrase_file, twice=True)
    if not plain and passphrase is None:
        raise UserError("A passphrase is needed: give --passphrase-file, or --plain for a store that is not encrypted")
    new_store(store, passphrase=passphrase, authority=authority, who=who).close()
    click.echo(f"Made {store}")


@cli.command()
@click.argument("folder", metavar="DIR", type=_PATH)
def demo(folder: Path) -> None:
    """Make the demo store and its exports in DIR."""
    from suffdesk.operations.demo import make_demo, make_demo_exports
    from suffdesk.operations.stores import open_store

    made = make_demo(folder)
    with open_store(made, read_only=True) as store:
        for path in (made, *make_demo_exports(store, folder)):
            click.echo(f"Made {path}")


KINDS = ("ssda903", "population")


@cli.command(name="import")
@click.argument("kind_and_paths", metavar="[KIND] PATH...", nargs=-1, required=True)
@_store
@click.option("--authority", help="Whose rows to take from files of several authorities; kept as the store's own.")
@click.option(
    "--year", type=click.IntRange(1990, 2100), help="Collection year (of the 31 March), where the files do not tell it."
)
@click.option("--strict", is_flag=True, help="Refuse the whole import where any row cannot be stored.")
@click.option("--remove-no-longer-returned", is_flag=True, help="Remove rows that a complete return no longer holds.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and store nothing.")
@click.option("--problems", "problems_file", type=_PATH, help="Save the problems as a workbook (.xlsx).")
@_json
@_passphrase
@_who
def import_(
    kind_and_paths: tuple[str, ...], store_path: Path, passphrase_file: Path | None, who: str, **options: Any
) -> None:
    """Bring in what others send. KIND is ssda903 or population, and is told from PATH where it is left out.

    PATH is a file, a folder or a zip; several are read together. Rows that cannot be stored are left out and
    listed; with --strict nothing is stored then.
    """
    kind, paths = _kind_and_paths(kind_and_paths)
    problems_file: Path | None = options["problems_file"]
    if problems_file is not None and problems_file.suffix.lower() != ".xlsx":
        raise UserError(f"Problems are saved as a workbook: give {problems_file.name} the ending .xlsx")
    with _open(store_path, passphrase_file, who, read_only=bool(options["dry_run"])) as store:
        if kind == "population":
            _import_population(store, paths, options)
        else:
            _import_ssda903(store, paths, options)


def _kind_and_paths(words: Sequence[str]) -> tuple[str, list[Path]]:
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
    return ("population" if len(paths) == 1 and looks_like_population(paths[0]) else "ssda903"), paths


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
        _print_json({"stored": True, "added": added, "changed": changed, "problems": []})
    else:
        click.echo(f"Population: {added:,} added, {changed:,} changed")


def _import_ssda903(store: Any, paths: Sequence[Path], options: dict[str, Any]) -> None:
    from suffdesk.operations import import_return

    returned = import_return.read(paths, authority=options["authority"], year=options["year"])
    plan = import_return.plan(
        store, returned, authority=options["authority"], remove_no_longer_returned=options["remove_no_longer_returned"]
    )
    del returned  # a large one need not lie in memory while it is stored
    if options["problems_file"]:
        import_return.save_problems(plan.problems, options["problems_file"])
    for problem in plan.problems:
        click.echo(str(problem), err=True)
    if options["strict"]:
        import_return.refuse_if_strict(plan)
    if options["dry_run"]:
        document, verb = import_return.plan_as_json(plan), "Would import"
    else:
        document, verb = import_return.apply(store, plan).as_json(), "Imported"
    if options["as_json"]:
        _print_json(document)
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


@cli.command()
@_store
@click.option("--as-at", type=_Day(), required=True, help="The date: 2024-03-31 or 31/03/2024.")
@click.option("--code", "codes", multiple=True, help="Only this indicator; may be given again.")
@click.option("--variant", default="default", help="A variant by name, or all; default where left out.")
@click.option("--rows", "with_rows", is_flag=True, help="Give the children counted, by 903 identifier.")
@_json
@_passphrase
def indicators(
    store_path: Path, as_at: date, codes: tuple[str, ...], variant: str, with_rows: bool, as_json: bool,
    passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Figures at a date, with their numerators and denominators."""
    from suffdesk.operations.figures import indicators_document, indicators_lines

    with _open(store_path, passphrase_file, read_only=True) as store:
        if as_json:
            _print_json(indicators_document(store, as_at, codes, variant, with_rows=with_rows))
        else:
            for line in indicators_lines(store, as_at, codes, variant, with_rows=with_rows):
                click.echo(line)


@cli.command(name="list")
@click.argument("entity")
@_store
@click.option("--where", help="Conditions such as “place=U6 and started>=2023-04-01”.")
@_json
@_passphrase
def list_(entity: str, store_path: Path, where: str | None, as_json: bool, passphrase_file: Path | None) -> None:
    """Every record of an ENTITY: child, episode, placement, care_period, review, ..."""
    from suffdesk.operations.listing import entity_named, list_entity

    entity_named(entity)
    with _open(store_path, passphrase_file, read_only=True) as store:
        listing = list_entity(store, entity, where)
        if as_json:
            _print_json(listing.as_json())
        else:
            for line in listing.as_lines():
                click.echo(line)


@cli.command()
@click.argument("report")
@_store
@click.option("--as-at", type=_Day(), required=True, help="The date: 2024-03-31 or 31/03/2024.")
@click.option("--out", type=_PATH, required=True, help="A folder (PDF and workbook), or one .pdf or .xlsx file.")
@_passphrase
def export(report: str, store_path: Path, as_at: date, out: Path, passphrase_file: Path | None) -> None:
    """Write a REPORT: board-pack."""
    from suffdesk.operations.publish import publish

    with _open(store_path, passphrase_file, read_only=True) as store:
        for path in publish(store, report, as_at, out):
            click.echo(f"Made {path} ({show_date(as_at)})")


def main(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
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
